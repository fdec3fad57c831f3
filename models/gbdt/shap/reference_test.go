package shap_test

import (
	"math"
	"math/bits"

	"predict/models/gbdt/tree"
)

// goesLeft is the rule of a node, after LightGBM's documentation.
func goesLeft(n *tree.Node, v float64) bool {
	if n.Categorical {
		if math.IsNaN(v) || v <= -1 || v >= 1e6 {
			return false
		}
		c := int(v)
		return c/32 < len(n.Categories) && n.Categories[c/32]&(1<<(c%32)) != 0
	}
	missing := false
	switch n.Missing {
	case tree.MissingNaN:
		missing = math.IsNaN(v)
	case tree.MissingZero:
		missing = math.IsNaN(v) || math.Abs(v) <= float64(float32(1e-35))
	default:
		if math.IsNaN(v) {
			v = 0
		}
	}
	if missing {
		return n.DefaultLeft
	}
	return v <= n.Threshold
}

func children(t *tree.Tree, node int, v float64) (hot, cold int) {
	n := &t.Nodes[node]
	if goesLeft(n, v) {
		return n.Left, n.Right
	}
	return n.Right, n.Left
}

// share is the part of a node's rows that went to a child.
func share(t *tree.Tree, node, child int) float64 {
	all := t.Nodes[node].Count
	if all == 0 {
		return 0.5
	}
	if child < 0 {
		return float64(t.Leaves[^child].Count) / float64(all)
	}
	return float64(t.Nodes[child].Count) / float64(all)
}

func root(t *tree.Tree) int {
	if len(t.Nodes) == 0 {
		return ^0
	}
	return 0
}

// known is the expected value of a tree where the features of a set are known:
// the definition of path-dependent conditional expectation (Lundberg et al.
// 2020, algorithm 1).
func known(t *tree.Tree, row []float64, set uint, at int) float64 {
	if at < 0 {
		return t.Leaves[^at].Value
	}
	n := &t.Nodes[at]
	if set>>n.Feature&1 == 1 {
		hot, _ := children(t, at, row[n.Feature])
		return known(t, row, set, hot)
	}
	return share(t, at, n.Left)*known(t, row, set, n.Left) + share(t, at, n.Right)*known(t, row, set, n.Right)
}

// subsets gives the Shapley values by their definition, the base last.
func subsets(e *tree.Ensemble, row []float64) []float64 {
	p := len(row)
	phi := make([]float64, p+1)
	for i := range e.Trees {
		t := &e.Trees[i]
		value := make([]float64, 1<<p)
		for set := range value {
			value[set] = known(t, row, uint(set), root(t))
		}
		for set, v := range value {
			size := bits.OnesCount(uint(set))
			weight := math.Gamma(float64(size+1)) * math.Gamma(float64(p-size)) / math.Gamma(float64(p+1))
			for j := range p {
				if set>>j&1 == 0 {
					phi[j] += weight * (value[set|1<<j] - v)
				}
			}
		}
		phi[p] += value[0]
	}
	return averaged(e, phi)
}

func averaged(e *tree.Ensemble, phi []float64) []float64 {
	if e.Average {
		for j := range phi {
			phi[j] /= float64(len(e.Trees))
		}
	}
	return phi
}

// step is a feature on the path of the recursive algorithm: the part of the
// subsets that flow down where the feature is unknown and where it is known, and
// the weight of the subsets of the step's size.
type step struct {
	feature               int
	unknown, known, weigh float64
}

// extend grows the subsets on a path by a feature (Lundberg et al. 2020,
// algorithm 2, EXTEND).
func extend(path []step, s step) []step {
	l := len(path)
	longer := append(append([]step{}, path...), s)
	longer[l].weigh = 0
	if l == 0 {
		longer[l].weigh = 1
	}
	for i := l - 1; i >= 0; i-- {
		longer[i+1].weigh += s.known * longer[i].weigh * float64(i+1) / float64(l+1)
		longer[i].weigh *= s.unknown * float64(l-i) / float64(l+1)
	}
	return longer
}

// unwind takes feature i of the path back (UNWIND).
func unwind(path []step, i int) []step {
	l := len(path) - 1
	shorter := append([]step{}, path[:l]...)
	carried := path[l].weigh
	for j := l - 1; j >= 0; j-- {
		if path[i].known != 0 {
			before := path[j].weigh
			shorter[j].weigh = carried * float64(l+1) / (float64(j+1) * path[i].known)
			carried = before - shorter[j].weigh*path[i].unknown*float64(l-j)/float64(l+1)
		} else {
			shorter[j].weigh = path[j].weigh * float64(l+1) / (path[i].unknown * float64(l-j))
		}
	}
	for j := i; j < l; j++ {
		shorter[j].feature, shorter[j].unknown, shorter[j].known = path[j+1].feature, path[j+1].unknown, path[j+1].known
	}
	return shorter
}

// recursive gives the contributions of a row by algorithm 2.
func recursive(e *tree.Ensemble, row []float64) []float64 {
	phi := make([]float64, len(row)+1)
	for i := range e.Trees {
		t := &e.Trees[i]
		descend(t, row, phi, root(t), extend(nil, step{feature: -1, unknown: 1, known: 1}))
		phi[len(row)] += known(t, row, 0, root(t))
	}
	return averaged(e, phi)
}

func descend(t *tree.Tree, row, phi []float64, at int, path []step) {
	if at < 0 {
		for i := 1; i < len(path); i++ {
			sum := 0.0
			for _, s := range unwind(path, i) {
				sum += s.weigh
			}
			phi[path[i].feature] += sum * (path[i].known - path[i].unknown) * t.Leaves[^at].Value
		}
		return
	}
	feature := t.Nodes[at].Feature
	hot, cold := children(t, at, row[feature])
	before := step{unknown: 1, known: 1}
	for i := 1; i < len(path); i++ {
		if path[i].feature == feature {
			before = path[i]
			path = unwind(path, i)
			break
		}
	}
	descend(t, row, phi, hot, extend(path, step{feature, before.unknown * share(t, at, hot), before.known, 0}))
	descend(t, row, phi, cold, extend(path, step{feature, before.unknown * share(t, at, cold), 0, 0}))
}
