package inference

import (
	"cmp"
	"slices"
)

// Discoveries returns the q-value of each p-value: the share of false discoveries
// among all that are no larger (Benjamini and Hochberg 1995). The order of p is
// kept; q is never below p, nor above 1. A p that is no number counts as 1.
func Discoveries(p []float64) []float64 {
	q := make([]float64, len(p))
	order := make([]int, len(p))
	for i, x := range p {
		order[i] = i
		q[i] = x
		if !(x <= 1) {
			q[i] = 1
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(q[a], q[b]) })
	smallest := 1.0
	for rank := len(order); rank > 0; rank-- {
		i := order[rank-1]
		smallest = min(smallest, q[i]*(float64(len(order))/float64(rank)))
		q[i] = smallest
	}
	return q
}
