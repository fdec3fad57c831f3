package pipeline

import (
	"cmp"
	"math"
	"slices"

	"predict/pipeline/report"
)

// GainCurve says how many of those who left are among the riskiest customers of the
// test cutoff: of the first Listed[k] customers, Caught[k] left.
type GainCurve struct {
	N       int `json:"n"`       // customers
	Churned int `json:"churned"` // of them, those who left
	// Listed rises to N, in steps that grow: short lists matter most.
	Listed []int `json:"listed"`
	// Caught is a whole number: where the list ends among customers of one
	// probability, that of a list that takes of them at random, rounded.
	Caught []int `json:"caught"`
}

// curvePoints is the most points of a curve.
const curvePoints = 200

// gainCurve makes the curve from labels, 0 or 1, and probabilities; nil without
// customers.
func gainCurve(y, p []float64) *GainCurve {
	n := len(y)
	if n == 0 {
		return nil
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	c := &GainCurve{N: n, Listed: curveSizes(n)}
	next, caught := 0, 0 // caught among the riskier ones
	for from := 0; from < n; {
		to, left := from, 0
		for ; to < n && p[order[to]] == p[order[from]]; to++ {
			left += int(y[order[to]])
		}
		for ; next < len(c.Listed) && c.Listed[next] <= to; next++ {
			part := float64(left) * float64(c.Listed[next]-from) / float64(to-from)
			c.Caught = append(c.Caught, caught+int(math.Round(part)))
		}
		caught += left
		from = to
	}
	c.Churned = caught
	return c
}

// curveSizes are sizes of lists of n customers: each, where they are few, else
// squares of even steps.
func curveSizes(n int) []int {
	var sizes []int
	if n <= curvePoints {
		for k := range n {
			sizes = append(sizes, k+1)
		}
		return sizes
	}
	for k := 1; k <= curvePoints; k++ {
		share := float64(k) / curvePoints
		size := int(math.Ceil(float64(n) * share * share))
		if len(sizes) == 0 || size > sizes[len(sizes)-1] {
			sizes = append(sizes, min(size, n))
		}
	}
	return sizes
}

// gains are the points of a curve, as the page has them; of a model without a curve,
// made by an earlier version, those of the table of deciles.
func gains(e *Evaluation) []report.Gain {
	var out []report.Gain
	if c := e.Curve; c != nil && len(c.Listed) == len(c.Caught) {
		for k, n := range c.Listed {
			out = append(out, report.Gain{Listed: n, Caught: c.Caught[k]})
		}
		return out
	}
	if e.Scores == nil {
		return nil
	}
	churned := float64(e.N) * e.ChurnRate
	for _, d := range e.Gains {
		out = append(out, report.Gain{Listed: int(math.Round(float64(e.N*d.Decile) / 10)), Caught: int(math.Round(d.Gain * churned))})
	}
	return out
}
