package grow

import (
	"predict/models/gbdt/bins"
	"predict/models/gbdt/tree"
)

// largestThreshold stands for +Inf in a tree: LightGBM writes no larger one.
const largestThreshold = 1e300

// assembly makes a tree.Tree of a grown tree.
type assembly struct {
	*grown
	m     *bins.Matrix
	p     *Params
	sums  []leafSums // by leaf
	units units      // of sums
	// renew takes the values of leaves from sums, else from the drawn entries.
	renew bool
}

// outputs are what the leaves add to the margin, shrinkage included.
func (a *assembly) outputs() []float64 {
	out := make([]float64, len(a.leaves))
	if len(a.nodes) == 0 {
		return out
	}
	for k := range a.leaves {
		l := &a.leaves[k]
		g, h := cellGradient(l.total)*a.grown.units.gradient, cellHessian(l.total)*a.grown.units.hessian
		if a.renew {
			g, h = a.sum(a.sums[k])
		}
		out[k] = a.p.LearningRate * outputOf(g, h, a.p.L1, l.l2, l.bounds)
	}
	return out
}

func (a *assembly) sum(s leafSums) (gradient, hessian float64) {
	return float64(s.gradient) * a.units.gradient, float64(s.hessian) * a.units.hessian
}

// tree gives the finished tree.
func (a *assembly) tree(outputs []float64) tree.Tree {
	t := tree.Tree{Shrinkage: a.p.LearningRate}
	for k, s := range a.sums {
		_, h := a.sum(s)
		t.Leaves = append(t.Leaves, tree.Leaf{Value: outputs[k], Weight: h, Count: s.rows})
	}
	inner := make([]leafSums, len(a.nodes))
	of := func(child int) leafSums {
		if child < 0 {
			return a.sums[^child]
		}
		return inner[child]
	}
	for k := len(a.nodes) - 1; k >= 0; k-- { // children come after their parents
		l, r := of(a.nodes[k].left), of(a.nodes[k].right)
		inner[k] = leafSums{l.gradient + r.gradient, l.hessian + r.hessian, l.rows + r.rows}
	}
	t.Nodes = make([]tree.Node, len(a.nodes))
	for k := range a.nodes {
		t.Nodes[k] = a.node(&a.nodes[k], inner[k])
	}
	return t
}

func (a *assembly) node(n *node, s leafSums) tree.Node {
	g, h := a.sum(s)
	out := tree.Node{
		Feature: n.feature, Left: n.left, Right: n.right,
		Gain:  float64(float32(n.gained)),
		Value: a.p.LearningRate * outputOf(g, h, a.p.L1, n.before.l2, n.before.bounds), Weight: h, Count: s.rows,
	}
	mapper := a.m.Mappers[n.feature]
	if mapper.Categorical {
		out.Categorical = true
		for _, b := range n.set {
			c := mapper.Categories[b-1]
			for c/32 >= len(out.Categories) {
				out.Categories = append(out.Categories, 0)
			}
			out.Categories[c/32] |= 1 << (c % 32)
		}
		return out
	}
	// Missing values always have a side of their own, also where training has seen
	// none: then it is that of most rows.
	out.Missing, out.DefaultLeft = tree.MissingNaN, n.missingLeft
	out.Threshold = min(mapper.Upper[n.bin-1], largestThreshold)
	return out
}
