package grow

import (
	"cmp"
	"slices"
)

// categories finds the best set of categories to send left: values holds the
// cells of bins 1, 2 and so on. Bin 0 always goes right, as do categories that
// training has not seen.
func (s *scan) categories(values []uint64, feature int) candidate {
	best := candidate{feature: feature, l2: s.l2}
	if len(values) <= s.sets.maxOneHot {
		for b, v := range values {
			hl := cellHessian(v)
			if v == 0 || hl < s.least || s.hessian-hl < s.least {
				continue
			}
			if gain := s.pairGain(v, s.l2, 0); gain > best.gain {
				best.gain, best.left, best.set = gain, v, []uint8{uint8(b + 1)}
			}
		}
		return best
	}
	best.l2 += s.sets.l2
	order := s.order(values)
	s.prefixes(values, order, &best)
	slices.Reverse(order)
	s.prefixes(values, order, &best)
	return best
}

// order lists the bins that have enough rows by their mean gradient, smoothed.
func (s *scan) order(values []uint64) []uint8 {
	var order []uint8
	var mean [256]float64
	for b, v := range values {
		h := cellHessian(v)
		if v == 0 || h < s.sets.minRowsOfCategory*s.perRow {
			continue
		}
		mean[b+1] = cellGradient(v) / (h + s.sets.smooth)
		order = append(order, uint8(b+1))
	}
	slices.SortStableFunc(order, func(a, b uint8) int { return cmp.Compare(mean[a], mean[b]) })
	return order
}

// prefixes tries the first bins of the order, one more at a time, as far as a set
// may be large; a set grows by groups of enough rows.
func (s *scan) prefixes(values []uint64, order []uint8, best *candidate) {
	var left uint64
	group := 0.0
	perGroup := float64(s.sets.minRowsOfGroup * s.perRow)
	for k, b := range order[:min(len(order), s.sets.maxSet, (len(order)+1)/2)] {
		v := values[b-1]
		left += v
		group += cellHessian(v)
		hl := cellHessian(left)
		if hl < s.least {
			continue
		}
		if hr := s.hessian - hl; hr < s.least || hr < perGroup {
			return
		}
		if group < perGroup {
			continue
		}
		group = 0
		if gain := s.pairGain(left, best.l2, 0); gain > best.gain {
			best.gain, best.left, best.set = gain, left, slices.Clone(order[:k+1])
		}
	}
}
