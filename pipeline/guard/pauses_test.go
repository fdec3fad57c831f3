package guard_test

import (
	"testing"

	"predict/pipeline/guard"
)

func TestLongestPause(t *testing.T) {
	tests := []struct {
		name  string
		empty []int32
		want  int
	}{
		{"none", nil, 0},
		{"a weekend", []int32{20, 21, 40, 41}, 2},
		{"two weeks", []int32{50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63}, 14},
		{"a hole is no pause", []int32{50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 70}, 1},
		{"the days before the next export are none", []int32{97, 98, 99}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := counts{}
			for d := range int32(100) {
				c[d] = 1
			}
			for _, d := range test.empty {
				c[d] = 0
			}
			if got := guard.LongestPause(c, 0, 100); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}

// TestOrdinaryWait: day 0 is a Thursday, so that Saturdays and Sundays are 2 and 3
// of each week; the newest day is given.
func TestOrdinaryWait(t *testing.T) {
	daily := func(int32) bool { return true }
	weekdays := func(d int32) bool { return d%7 != 2 && d%7 != 3 }
	without := func(days func(int32) bool, from, to int32) func(int32) bool {
		return func(d int32) bool { return days(d) && (d < from || d > to) }
	}
	tests := []struct {
		name   string
		open   func(int32) bool
		newest int32
		want   int
	}{
		{"daily", daily, 398, 1},
		{"Christmas, half a year ago", without(daily, 200, 212), 398, 1},
		{"Christmas, last month", without(daily, 360, 372), 398, 1},
		{"weekdays, after a Friday", weekdays, 393, 3},
		{"weekdays, after a Tuesday", weekdays, 397, 1},
		{"weekdays with a pause, after a Tuesday", without(weekdays, 349, 361), 397, 1},
		{"once a week", func(d int32) bool { return d%7 == 0 }, 392, 7},
		{"every tenth day", func(d int32) bool { return d%10 == 0 }, 390, 10},
		{"holes are no waits", func(d int32) bool { return d%30 == 0 }, 390, 1},
		{"three days of history", without(daily, 0, 395), 398, 1},
		{"one day of history", without(daily, 0, 397), 398, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, first := counts{}, int32(-1)
			for d := int32(0); d <= test.newest; d++ {
				if test.open(d) {
					if c[d] = 1; first < 0 {
						first = d
					}
				}
			}
			if c[test.newest] == 0 {
				t.Fatal("the newest day has no rows")
			}
			if got := guard.OrdinaryWait(c, first, test.newest); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}
