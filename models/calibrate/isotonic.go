package calibrate

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"sort"
)

// isotonic is a rising curve through (from, to), straight in between and flat
// outside. from rises strictly, to does not fall.
type isotonic struct{ from, to []float64 }

func (c *isotonic) Calibrate(p float64) float64 {
	k := sort.SearchFloat64s(c.from, p)
	switch {
	case k == len(c.from):
		return c.to[k-1]
	case k == 0 || c.from[k] == p:
		return c.to[k]
	}
	along := (p - c.from[k-1]) / (c.from[k] - c.from[k-1])
	// Rounding must not carry a point beyond the next one.
	return math.Min(c.to[k-1]+float64(along*(c.to[k]-c.to[k-1])), c.to[k])
}

func (c *isotonic) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{Kind: Isotonic, From: c.from, To: c.to})
}

// pool is a run of probabilities that share one calibrated value.
type pool struct{ first, last, churned, weight float64 }

func (b pool) rate() float64 { return b.churned / b.weight }

// fitIsotonic pools adjacent violators (Ayer et al. 1955): the rising step
// function of least squared error. Steps are joined by straight lines between
// the last probability of one and the first of the next, as in scikit-learn.
//
// A first pool where nobody churned and a last one where everybody did are
// moved off 0 and 1 by half an imagined customer, though not beyond the next
// pool, since no finite sample shows certainty.
func fitIsotonic(p, y, w []float64) *isotonic {
	var pools []pool
	for _, next := range tied(p, y, w) {
		pools = append(pools, next)
		for k := len(pools); k > 1 && pools[k-2].rate() >= pools[k-1].rate(); k = len(pools) {
			a, b := pools[k-2], pools[k-1]
			pools = append(pools[:k-2], pool{a.first, b.last, a.churned + b.churned, a.weight + b.weight})
		}
	}
	low, high := 0.0, 1.0
	if first := pools[0]; first.churned == 0 {
		low = math.Min(0.5/(first.weight+1), pools[1].rate())
	}
	if last := pools[len(pools)-1]; last.churned == last.weight {
		high = math.Max(1-0.5/(last.weight+1), pools[len(pools)-2].rate())
	}
	c := &isotonic{}
	for _, b := range pools {
		rate := math.Min(math.Max(b.rate(), low), high)
		c.from, c.to = append(c.from, b.first), append(c.to, rate)
		if b.last > b.first {
			c.from, c.to = append(c.from, b.last), append(c.to, rate)
		}
	}
	return c
}

// tied sorts by probability and joins equal ones; rows of weight 0 are left out.
func tied(p, y, w []float64) []pool {
	rows := make([]pool, 0, len(p))
	for i, v := range p {
		if weight := weight(w, i); weight > 0 {
			rows = append(rows, pool{first: v, last: v, churned: float64(weight * y[i]), weight: weight})
		}
	}
	slices.SortStableFunc(rows, func(a, b pool) int { return cmp.Compare(a.first, b.first) })
	joined := rows[:0]
	for _, row := range rows {
		if k := len(joined); k > 0 && joined[k-1].first == row.first {
			joined[k-1].churned += row.churned
			joined[k-1].weight += row.weight
		} else {
			joined = append(joined, row)
		}
	}
	return joined
}
