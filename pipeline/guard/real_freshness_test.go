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

// scoped counts the rows of an export of Online Retail that have no customer.
func scoped(path string, records [][]string) guard.Export {
	e := guard.Export{Path: path, Read: int64(len(records))}
	for _, r := range records {
		if r[6] == "" {
			e.OutOfScope++
		}
	}
	return e
}

// nightsOfScope feeds every export as a night, each of which has rows out of scope
// as it came; none may be refused. Then it takes the customers away from each from
// the 30th on, which has to be refused.
func (r *realDays) nightsOfScope(t *testing.T) {
	t.Helper()
	warned := 0
	for i, e := range r.exports {
		b := configs.Default().Guards.Missing
		switch guard.Worst(guard.Scope("transactions", []guard.Export{e}, r.exports[:i], b)) {
		case guard.Hard:
			t.Errorf("%s is refused for its rows out of scope", e.Path)
		case guard.Warning:
			warned++
		}
		e.OutOfScope = e.Read
		if i >= 30 && guard.Worst(guard.Scope("transactions", []guard.Export{e}, r.exports[:i], b)) != guard.Hard {
			t.Errorf("%s without customers is not refused", e.Path)
		}
	}
	if warned > 2 {
		t.Errorf("%d exports are warned of for their rows out of scope, want 2", warned)
	}
	t.Logf("scope: %d exports, %d warned", len(r.exports), warned)
}
