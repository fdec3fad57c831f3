package inference

import (
	"math"

	"predict/models/metrics"
)

// Ratio returns (k1/n1) / (k2/n2), 0 or more, with the interval of its logarithm
// (Katz et al. 1978). Where k1 is 0, the upper end comes from the counts with half
// added to each, as Walter (1975) does, and the lower end is 0. Where both shares
// are 1, the logarithm has no spread to go by, and the interval is made of those of
// the two shares (Donner and Zou 2012). ok is false where a share is none, or k2 is
// 0: no ratio can be told.
func Ratio(k1, n1, k2, n2 int64, level float64) (s Share, ok bool) {
	z, ok := quantile(level)
	if !ok || !isShare(k1, n1) || !isShare(k2, n2) || k2 == 0 {
		return Share{}, false
	}
	a, all1, b, all2 := float64(k1), float64(n1), float64(k2), float64(n2)
	s.Value = (a / all1) / (b / all2)
	switch {
	case k1 == n1 && k2 == n2:
		one, _ := Wilson(k1, n1, level)
		two, _ := Wilson(k2, n2, level)
		s.Interval = metrics.Interval{Low: one.Interval.Low, High: 1 / two.Interval.Low}
	case k1 == 0:
		_, high := katz(a+.5, all1+.5, b+.5, all2+.5, z)
		s.Interval = metrics.Interval{High: high}
	default:
		low, high := katz(a, all1, b, all2, z)
		s.Interval = metrics.Interval{Low: low, High: high}
	}
	return s, true
}

// katz returns the interval of the ratio of two shares that are not 0.
func katz(a, all1, b, all2, z float64) (low, high float64) {
	middle := math.Log(a/all1) - math.Log(b/all2)
	half := float64(z * math.Sqrt((1/a-1/all1)+(1/b-1/all2)))
	return math.Exp(middle - half), math.Exp(middle + half)
}
