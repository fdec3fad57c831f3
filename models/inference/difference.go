package inference

import (
	"math"

	"predict/models/metrics"
)

// Difference returns k1/n1 - k2/n2, from -1 to 1, with Newcombe's hybrid score
// interval (Newcombe 1998, method 10); ok is false where one of the shares is none.
func Difference(k1, n1, k2, n2 int64, level float64) (s Share, ok bool) {
	a, ok1 := Wilson(k1, n1, level)
	b, ok2 := Wilson(k2, n2, level)
	if !ok1 || !ok2 {
		return Share{}, false
	}
	s.Value = a.Value - b.Value
	s.Interval = metrics.Interval{
		Low:  max(-1, s.Value-math.Hypot(a.Value-a.Interval.Low, b.Interval.High-b.Value)),
		High: min(1, s.Value+math.Hypot(a.Interval.High-a.Value, b.Value-b.Interval.Low)),
	}
	return s, true
}
