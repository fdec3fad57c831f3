package grow

import (
	"cmp"
	"math"
	"slices"

	"predict/models/gbdt/bins"
)

// choose draws a share of the features that from allows (all where nil), one at
// least; nil means all.
func choose(from []bool, features int, portion float64, seed uint64) []bool {
	if portion >= 1 {
		return from
	}
	type ticket struct {
		feature int
		number  uint64
	}
	var tickets []ticket
	for f := range features {
		if from == nil || from[f] {
			tickets = append(tickets, ticket{f, bins.Hash(seed ^ bins.Hash(uint64(f)+1))})
		}
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.feature, b.feature))
	})
	mask := make([]bool, features)
	for _, t := range tickets[:max(1, int(math.Round(portion*float64(len(tickets)))))] {
		mask[t.feature] = true
	}
	return mask
}
