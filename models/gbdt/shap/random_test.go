package shap_test

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"predict/models/gbdt/tree"
)

// shape says what random trees look like.
type shape struct {
	features, trees, leaves int
	deep                    bool // always split the deepest leaf, the one of more rows
	empty                   bool // some nodes have no rows
	average                 bool
}

// grid are the thresholds and values of random trees and rows: few, so that
// thresholds repeat and values lie on them.
var grid = []float64{math.Inf(-1), -3, -1, -0.5, -1e-36, 0, 1e-35, 0.25, 1, 2, 5, 31, 64, math.Inf(1)}

// randomEnsemble makes trees with nodes of all kinds. Feature 0 is never asked
// for where there are more than two.
func randomEnsemble(r *rand.Rand, s shape) *tree.Ensemble {
	e := &tree.Ensemble{Features: make([]string, s.features), Sigmoid: 1, Average: s.average}
	for range s.trees {
		e.Trees = append(e.Trees, randomTree(r, s))
	}
	return e
}

func randomTree(r *rand.Rand, s shape) tree.Tree {
	t := tree.Tree{Leaves: []tree.Leaf{{Value: r.NormFloat64(), Count: 1e12}}, Shrinkage: 1}
	depth := []int{0}
	for len(t.Leaves) < s.leaves {
		split := r.IntN(len(t.Leaves))
		if s.deep {
			for i, d := range depth {
				if d > depth[split] || d == depth[split] && t.Leaves[i].Count > t.Leaves[split].Count {
					split = i
				}
			}
		}
		n, leaf := randomNode(r, s), len(t.Leaves)
		n.Count = t.Leaves[split].Count
		n.Left, n.Right = ^split, ^leaf
		// The new node takes the leaf's place under its parent.
		for i := range t.Nodes {
			if t.Nodes[i].Left == ^split {
				t.Nodes[i].Left = len(t.Nodes)
			}
			if t.Nodes[i].Right == ^split {
				t.Nodes[i].Right = len(t.Nodes)
			}
		}
		t.Nodes = append(t.Nodes, n)
		left := int(float64(n.Count) * (0.05 + 0.9*r.Float64()))
		if s.deep {
			left = n.Count / 10
		}
		if s.empty && r.IntN(3) == 0 {
			left = 0
		}
		t.Leaves[split] = tree.Leaf{Value: r.NormFloat64(), Count: left}
		t.Leaves = append(t.Leaves, tree.Leaf{Value: r.NormFloat64(), Count: n.Count - left})
		depth[split]++
		depth = append(depth, depth[split])
	}
	return t
}

func randomNode(r *rand.Rand, s shape) tree.Node {
	n := tree.Node{Feature: r.IntN(s.features), Missing: tree.Missing(r.IntN(3)), DefaultLeft: r.IntN(2) == 0}
	if s.features > 2 {
		n.Feature = 1 + r.IntN(s.features-1)
	}
	// The first half of the features is numeric. A feature that is asked for in both
	// ways, as LightGBM never does, is allowed, too.
	if n.Feature >= (s.features+1)/2 && r.IntN(8) > 0 {
		n.Categorical, n.Missing = true, tree.MissingNone
		n.Categories = []uint32{r.Uint32() & r.Uint32(), r.Uint32()}[:1+r.IntN(2)]
		return n
	}
	n.Threshold = grid[r.IntN(len(grid))]
	if r.IntN(2) == 0 {
		n.Threshold = r.NormFloat64()
	}
	return n
}

// randomRows makes rows with values of every kind.
func randomRows(r *rand.Rand, n, p int) *mat.Dense {
	x := mat.NewDense(n, p, nil)
	for i := range n {
		for j := range p {
			v := r.NormFloat64()
			switch r.IntN(6) {
			case 0:
				v = math.NaN()
			case 1:
				v = grid[r.IntN(len(grid))]
			case 2:
				v = math.Nextafter(grid[r.IntN(len(grid))], float64(r.IntN(3)-1))
			case 3:
				v = float64(r.IntN(70) - 2)
			}
			x.Set(i, j, v)
		}
	}
	return x
}
