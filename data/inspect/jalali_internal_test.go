package inspect

import (
	"testing"
	"time"
)

// TestJalaliDays: the first and the last days of years, as calendars print them.
func TestJalaliDays(t *testing.T) {
	for _, test := range []struct {
		y, m, d int
		common  string
	}{
		{1357, 11, 22, "1979-02-11"}, // the revolution
		{1370, 12, 30, "1992-03-20"}, // a leap year
		{1375, 1, 1, "1996-03-20"},
		{1395, 12, 30, "2017-03-20"},
		{1399, 12, 30, "2021-03-20"},
		{1400, 1, 1, "2021-03-21"},
		{1402, 6, 31, "2023-09-22"},
		{1402, 7, 1, "2023-09-23"},
		{1403, 1, 1, "2024-03-20"},
		{1403, 12, 30, "2025-03-20"},
		{1408, 12, 30, "2030-03-20"},
		{1304, 1, 1, "1925-03-21"},
	} {
		base := time.Date(2023, 3, 21, 0, 0, 0, 0, time.UTC)
		got := base.AddDate(0, 0, jalaliDays(test.y, test.m, test.d)-jalaliDays(1402, 1, 1)).Format(time.DateOnly)
		if got != test.common {
			t.Errorf("%d-%02d-%02d is %s, want %s", test.y, test.m, test.d, got, test.common)
		}
	}
}
