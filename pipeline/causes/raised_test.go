package causes

import (
	"math"
	"testing"
)

// TestRaised: the long numbers are the sum of the binomial terms from k to k+sum at
// 1/(n+1) in exact fractions (Python 3); scipy 1.17's binom.sf agrees.
func TestRaised(t *testing.T) {
	for _, c := range []struct {
		k, sum int64
		n      int
		want   float64
	}{
		{0, 10, 3, 1},
		{1, 0, 3, 0.25},          // one event, in the last of four months
		{2, 0, 1, 0.25},          // two events, both in the last of two
		{5, 0, 12, 1.0 / 371293}, // 13^-5
		{1, 1, 1, 0.75},
		{31, 120, 12, 4.480065369285825e-07},
		{1000, 4800, 12, 3.0637647770163386e-125},
		{8, 9, 3, 0.04023678018711507},
	} {
		if got := raised(c.k, c.sum, c.n); math.Abs(got-c.want) > 1e-9*c.want {
			t.Errorf("raised(%d, %d, %d) = %v, want %v", c.k, c.sum, c.n, got, c.want)
		}
	}
}
