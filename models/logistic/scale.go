package logistic

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// quantileRows is the number of rows from which quantiles are taken; larger
// training sets are thinned to every k-th row.
const quantileRows = 1 << 15

// hugeSize is beyond any amount or count; squares of larger numbers overflow.
const hugeSize = 1e100

// scale says how a feature's values are measured: on which axis and between
// which knots.
type scale struct {
	// Log is the unit of the signed logarithmic axis, 0 for the plain axis.
	Log float64 `json:"log,omitempty"`
	// Knots rise strictly, on that axis. The first and the last are the limits.
	// Fewer than two mean that the feature does not vary.
	Knots []float64 `json:"knots"`
}

// axis takes a value to the feature's axis.
func (s *scale) axis(v float64) float64 {
	if s.Log == 0 {
		return v
	}
	return math.Copysign(math.Log1p(math.Abs(v)/s.Log), v)
}

// place finds the segment of a value (not NaN) and how far along it lies, from
// 0 to 1. Values beyond the limits are at the limits.
func (s *scale) place(v float64) (segment int, along float64) {
	a := s.axis(v)
	last := len(s.Knots) - 2
	for segment < last && a >= s.Knots[segment+1] {
		segment++
	}
	low, high := s.Knots[segment], s.Knots[segment+1]
	return segment, math.Min(math.Max((a-low)/(high-low), 0), 1)
}

// valueWeight is a training value and its weight.
type valueWeight struct{ value, weight float64 }

// sortedValues gives the present values of column j, rising, equal ones merged.
func sortedValues(x *mat.Dense, j int, w []float64) []valueWeight {
	n, _ := x.Dims()
	step := (n + quantileRows - 1) / quantileRows
	values := make([]valueWeight, 0, n/step+1)
	for i := 0; i < n; i += step {
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		if v := x.RawRowView(i)[j]; !math.IsNaN(v) && weight > 0 {
			values = append(values, valueWeight{v, weight})
		}
	}
	slices.SortFunc(values, func(a, b valueWeight) int {
		switch {
		case a.value < b.value:
			return -1
		case a.value > b.value:
			return 1
		}
		return 0
	})
	merged := values[:0]
	for _, v := range values {
		if k := len(merged); k > 0 && merged[k-1].value == v.value {
			merged[k-1].weight += v.weight
		} else {
			merged = append(merged, v)
		}
	}
	return merged
}

// quantile is the smallest value at or below which lies a share q of the
// weight. Doubling a weight is the same as repeating a row.
func quantile(values []valueWeight, q float64) float64 {
	var total float64
	for _, v := range values {
		total += v.weight
	}
	var below float64
	for _, v := range values {
		below += v.weight
		if below >= float64(q*total) {
			return v.value
		}
	}
	return values[len(values)-1].value
}

// newScale chooses axis and knots from a column's values.
func newScale(values []valueWeight, o Options) scale {
	if len(values) < 2 {
		return scale{}
	}
	var s scale
	if o.LogTails && len(values) > o.Knots+2 && heavyTail(values) {
		s.Log = typicalSize(values)
	}
	low, high := quantile(values, o.Tail), quantile(values, 1-o.Tail)
	if math.Max(math.Abs(low), math.Abs(high)) > hugeSize {
		s.Log = typicalSize(values)
	}
	if !(s.axis(low) < s.axis(high)) {
		return scale{}
	}
	if len(values) <= o.Knots+2 {
		for _, v := range values {
			at := s.axis(v.value)
			if v.value >= low && v.value <= high && (len(s.Knots) == 0 || at > s.Knots[len(s.Knots)-1]) {
				s.Knots = append(s.Knots, at)
			}
		}
		return s
	}
	s.Knots = append(s.Knots, s.axis(low))
	for k := 1; k <= o.Knots; k++ {
		at := s.axis(quantile(values, float64(k)/float64(o.Knots+1)))
		if at > s.Knots[len(s.Knots)-1] && at < s.axis(high) {
			s.Knots = append(s.Knots, at)
		}
	}
	s.Knots = append(s.Knots, s.axis(high))
	return s
}

// heavyTail says whether the largest values lie far beyond the middle half, as
// for amounts and counts of customers.
func heavyTail(values []valueWeight) bool {
	low, high := quantile(values, 0.25), quantile(values, 0.75)
	return quantile(values, 0.999)-low > 6*(high-low)
}

// typicalSize is the median of the sizes of the values other than 0.
func typicalSize(values []valueWeight) float64 {
	sizes := make([]valueWeight, 0, len(values))
	for _, v := range values {
		if v.value != 0 {
			sizes = append(sizes, valueWeight{math.Abs(v.value), v.weight})
		}
	}
	slices.SortStableFunc(sizes, func(a, b valueWeight) int {
		switch {
		case a.value < b.value:
			return -1
		case a.value > b.value:
			return 1
		}
		return 0
	})
	return quantile(sizes, 0.5)
}
