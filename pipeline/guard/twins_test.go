package guard_test

import (
	"testing"

	"predict/pipeline/guard"
)

func TestDoubled(t *testing.T) {
	sound := []guard.DayTwins{{Day: 8, Rows: 400, Single: 390}, {Day: 9, Rows: 20, Single: 0}}
	tests := []struct {
		name        string
		now, before []guard.DayTwins
		want        int
	}{
		{"some like rows", []guard.DayTwins{{Day: 10, Rows: 400, Single: 380}}, sound, 0},
		{"every row twice", []guard.DayTwins{{Day: 10, Rows: 800}}, sound, 1},
		{"one of two days", []guard.DayTwins{{Day: 10, Rows: 800}, {Day: 11, Rows: 400, Single: 390}}, sound, 1},
		{"all but one row", []guard.DayTwins{{Day: 10, Rows: 801, Single: 1}}, sound, 0},
		{"always so", []guard.DayTwins{{Day: 10, Rows: 800}}, []guard.DayTwins{{Day: 9, Rows: 700}}, 0},
		{"few rows", []guard.DayTwins{{Day: 10, Rows: 38}}, sound, 0},
		{"no history", []guard.DayTwins{{Day: 10, Rows: 800}}, nil, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := guard.Doubled("transactions", test.now, test.before)
			if len(found) != test.want || test.want > 0 && guard.Worst(found) != guard.Warning {
				t.Errorf("%+v, want %d warnings", found, test.want)
			}
		})
	}
}
