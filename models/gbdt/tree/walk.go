package tree

import "math"

// zeroThreshold is the magnitude up to which LightGBM takes a value for zero:
// the float32 nearest to 1e-35, as a float64.
const zeroThreshold = 1.0000000180025095e-35

// left reports whether a value goes left at the node.
func (n *Node) left(v float64) bool {
	if n.Categorical {
		return n.category(v)
	}
	if math.IsNaN(v) && n.Missing != MissingNaN {
		v = 0
	}
	if n.Missing == MissingZero && math.Abs(v) <= zeroThreshold || n.Missing == MissingNaN && math.IsNaN(v) {
		return n.DefaultLeft
	}
	return v <= n.Threshold
}

func (n *Node) category(v float64) bool {
	if !(v > -1 && v < float64(32*len(n.Categories))) { // NaN, too
		return false
	}
	c := int(v)
	return n.Categories[c/32]>>(c%32)&1 == 1
}

// Leaf is the number of the leaf that a row of features reaches.
func (t *Tree) Leaf(row []float64) int {
	if len(t.Nodes) == 0 {
		return 0
	}
	at := 0
	for at >= 0 {
		n := &t.Nodes[at]
		if n.left(row[n.Feature]) {
			at = n.Left
		} else {
			at = n.Right
		}
	}
	return ^at
}

// Margin is the sum (the mean where Average is set) of the leaf values of a row
// of len(Features) values, NaN where missing. It is the slow and plain
// definition that faster scorers are held against: they give the same bits.
func (e *Ensemble) Margin(row []float64) float64 {
	sum := 0.0
	for i := range e.Trees {
		t := &e.Trees[i]
		sum += t.Leaves[t.Leaf(row)].Value
	}
	if e.Average && len(e.Trees) > 0 {
		sum /= float64(len(e.Trees))
	}
	return sum
}

// Probability is 1/(1+exp(-Sigmoid·margin)), without overflow.
func (e *Ensemble) Probability(margin float64) float64 {
	m := e.Sigmoid * margin
	if m >= 0 {
		return 1 / (1 + math.Exp(-m))
	}
	x := math.Exp(m)
	return x / (1 + x)
}
