package shap

import (
	"math"
	"slices"

	"predict/models/gbdt/tree"
)

// zeroBand is the magnitude up to which a value counts as zero: float32(1e-35),
// as in package tree.
const zeroBand = 1.0000000180025095e-35

// column divides the values of a feature into bins within which a set of nodes
// decide alike. Bin b < len(cuts) holds the values in (cuts[b-1], cuts[b]], bin
// len(cuts) those above all cuts, and bin len(cuts)+1 NaN.
type column struct {
	feature int
	cuts    []float64 // ascending, distinct, no NaN
}

// newColumn makes the column for nodes that all ask for one feature.
func newColumn(feature int, nodes []*tree.Node) column {
	var cuts []float64
	for _, n := range nodes {
		cuts = appendCuts(cuts, n)
	}
	slices.Sort(cuts)
	return column{feature, slices.Compact(cuts)}
}

// appendCuts appends the values after which the decision of a node may change.
func appendCuts(cuts []float64, n *tree.Node) []float64 {
	if !n.Categorical {
		// What counts as zero may be decided apart from the values beside it.
		if n.Missing == tree.MissingZero || math.Abs(n.Threshold) <= zeroBand {
			cuts = append(cuts, math.Nextafter(-zeroBand, math.Inf(-1)), zeroBand)
		}
		if !math.IsNaN(n.Threshold) { // no value is ≤ NaN: there is nothing to cut
			cuts = append(cuts, n.Threshold)
		}
		return cuts
	}
	before := false
	for c := range 32*len(n.Categories) + 1 {
		now := c < 32*len(n.Categories) && n.Categories[c/32]>>(c%32)&1 == 1
		switch {
		case now == before:
		case c == 0:
			cuts = append(cuts, -1) // a category is cut off to an integer: -0.5 is 0
		default:
			cuts = append(cuts, math.Nextafter(float64(c), 0))
		}
		before = now
	}
	return cuts
}

// bins is the number of bins.
func (c *column) bins() int { return len(c.cuts) + 2 }

// bin is the bin of a value.
func (c *column) bin(v float64) int {
	if v != v {
		return len(c.cuts) + 1
	}
	at, n := 0, len(c.cuts)
	for n > 0 {
		half := (n + 1) / 2
		if c.cuts[at+half-1] < v {
			at += half
			n -= half
		} else {
			n = half - 1
		}
	}
	return at
}

// value is a value that lies in bin b.
func (c *column) value(b int) float64 {
	switch {
	case b < len(c.cuts):
		return c.cuts[b]
	case b == len(c.cuts):
		return math.Inf(1)
	}
	return math.NaN()
}

// decide tells for every bin whether its values go left at a node that had a
// part in making the column.
func (c *column) decide(n *tree.Node) []bool {
	one := *n
	one.Feature, one.Left, one.Right = 0, ^0, ^1
	stump := tree.Tree{Nodes: []tree.Node{one}}
	left := make([]bool, c.bins())
	for b := range left {
		left[b] = stump.Leaf([]float64{c.value(b)}) == 0
	}
	return left
}
