package drift

import (
	"math"
)

// index is the population stability index of counts against those of training,
// with what it would be by chance.
type index struct {
	psi float64
	// noise is its expectation and spread its standard deviation where nothing has
	// changed.
	noise, spread float64
	// moved is the bin whose share changed most; was and is are its shares.
	moved   int
	was, is float64
}

// floor is the least share of a bin. A bin of which training knows nothing would
// otherwise have an index without an end: with it, one that was empty and now
// holds 2 % adds .1, and one with 5 % adds .3.
const floor = 1e-4

// stability compares counts in the same bins. Bins that are empty on both sides
// are left out. Half a customer is added to every other bin on both sides, so
// that a bin that is empty by chance in a small sample does not count as gone,
// and no share is below floor.
//
// Without a change, PSI/(1/n+1/m) has nearly a chi-squared distribution with
// one degree of freedom less than there are bins (Yurdakul and Naranjo 2020),
// n and m being the sizes of both samples: hence noise and spread.
func stability(training, now []int64) index {
	var n, m, used float64
	for k := range training {
		n += float64(training[k])
		m += float64(now[k])
		if training[k]+now[k] > 0 {
			used++
		}
	}
	x := index{}
	for k := range training {
		if training[k]+now[k] == 0 {
			continue
		}
		p := max((float64(training[k])+0.5)/(n+0.5*used), floor)
		q := max((float64(now[k])+0.5)/(m+0.5*used), floor)
		x.psi += float64((q - p) * math.Log(q/p))
		was, is := float64(training[k])/n, float64(now[k])/m
		if math.Abs(is-was) > math.Abs(x.is-x.was) {
			x.moved, x.was, x.is = k, was, is
		}
	}
	unit := 1/n + 1/m
	x.noise = (used - 1) * unit
	x.spread = math.Sqrt(2*(used-1)) * unit
	return x
}
