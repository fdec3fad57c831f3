package guard_test

import (
	"testing"
	"time"

	"predict/configs"
	"predict/pipeline/guard"
)

// nightsOfAge looks at the age of the transactions at three in the morning of every
// night, days that have none among them, as they were known then. No night before
// the last day may be refused, and few may be warned of; how soon it is found that
// exports have stopped is logged.
func (r *realDays) nightsOfAge(t *testing.T) {
	t.Helper()
	const ready = 84
	nights, warned := 0, 0
	judge := func(day int32) guard.Level { // at the night that begins day
		newest := day - 1
		for r.rows[newest] == 0 || newest > r.last {
			newest--
		}
		a := guard.Age{
			Newest:  time.Unix(int64(newest)*86400, 0).Add(18 * time.Hour),
			Now:     time.Unix(int64(day)*86400, 0).Add(3 * time.Hour),
			Usual:   24 * time.Hour * time.Duration(guard.OrdinaryWait(r.rows, r.first, newest)),
			Longest: 24 * time.Hour * time.Duration(1+guard.LongestPause(r.rows, r.first, day)),
			Armed:   true,
		}
		return guard.Worst(guard.Freshness(a, configs.Default().Guards.Freshness))
	}
	for day := r.first + ready; day <= r.last+1; day++ {
		nights++
		switch judge(day) {
		case guard.Hard:
			t.Errorf("%s is refused for the age of its transactions", guard.DayName(day))
		case guard.Warning:
			warned++
			t.Logf("%s is warned of for the age of its transactions", guard.DayName(day))
		}
	}
	found := map[guard.Level]int32{}
	for after := int32(1); found[guard.Hard] == 0 && after < 60; after++ {
		if l := judge(r.last + 1 + after); l != "" && found[l] == 0 {
			found[l] = after
		}
	}
	if found[guard.Warning] == 0 || found[guard.Warning] > 7 {
		t.Errorf("exports that stopped are warned of after %d nights, want a week at most", found[guard.Warning])
	}
	t.Logf("age: %d nights, %d warned; exports that stop are warned of after %d nights and refused after %d", nights, warned, found[guard.Warning], found[guard.Hard])
}
