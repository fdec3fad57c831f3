package inference

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"predict/models/metrics"
)

// Share is k of n with its interval.
type Share struct {
	Value    float64          // k/n, 0 to 1
	Interval metrics.Interval // of the level asked for, within 0 to 1
}

// Wilson returns the share k of n and its score interval (Wilson 1927) at a level
// between 0 and 1; ok is false with n < 1, k < 0 or k > n.
func Wilson(k, n int64, level float64) (s Share, ok bool) {
	z, ok := quantile(level)
	if !ok || !isShare(k, n) {
		return Share{}, false
	}
	count, all, z2 := float64(k), float64(n), float64(z*z)
	middle := (count + z2/2) / (all + z2)
	half := z / (all + z2) * math.Sqrt(float64(count*(all-count))/all+z2/4)
	s.Value = count / all
	s.Interval = metrics.Interval{Low: middle - half, High: middle + half}
	// The ends are exact where nobody or everybody counts; rounding is not.
	if k == 0 {
		s.Interval.Low = 0
	}
	if k == n {
		s.Interval.High = 1
	}
	return s, true
}

// isShare tells whether k of n is a share.
func isShare(k, n int64) bool { return n >= 1 && k >= 0 && k <= n }

// quantile returns how many standard errors lie on each side of a value in an
// interval of the level; ok is false where the level is none.
func quantile(level float64) (z float64, ok bool) {
	if !(level > 0 && level < 1) {
		return 0, false
	}
	return distuv.UnitNormal.Quantile((1 + level) / 2), true
}
