package scorer

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/tree"
)

// edges are the values at which rules change.
func edges() []float64 {
	inf, nan := math.Inf(1), math.NaN()
	list := []float64{
		0, math.Copysign(0, -1), 1, -1, .5, 2, 31, 32, 63.5, 1e300, -1e300, inf, -inf, nan,
		math.Float64frombits(0xfff8000000000001), 5e-324, -5e-324, math.MaxFloat64, 1e9, -.5, -.999,
	}
	for _, z := range []float64{1e-35, zeroThreshold, math.MaxFloat32} {
		for _, v := range []float64{z, -z} {
			list = append(list, v, math.Nextafter(v, inf), math.Nextafter(v, -inf))
		}
	}
	return list
}

// forest describes a random ensemble.
type forest struct {
	features, trees, leaves int
	thresholds              int // distinct ones per feature
	missing                 []tree.Missing
	categorical             float64 // share of nodes
	chain                   bool    // trees as deep as they have nodes
	average                 bool
}

// grow makes the ensemble, and the thresholds that its nodes use by feature.
func (f forest) grow(rng *rand.Rand) (*tree.Ensemble, [][]float64) {
	e := &tree.Ensemble{Sigmoid: 1, Average: f.average}
	for j := range f.features {
		e.Features, e.Infos = append(e.Features, fmt.Sprint("f", j)), append(e.Infos, "none")
	}
	marks := make([][]float64, f.features)
	special := edges()
	for j := range marks {
		for range f.thresholds {
			v := float64(rng.IntN(400)) / 4
			switch rng.IntN(8) {
			case 0:
				if v = special[rng.IntN(len(special))]; math.IsNaN(v) {
					v = 0
				}
			case 1, 2:
				v = rng.NormFloat64() * math.Exp(4*rng.NormFloat64())
			}
			marks[j] = append(marks[j], v)
		}
	}
	for range f.trees {
		e.Trees = append(e.Trees, f.tree(rng, marks))
	}
	return e, marks
}

func (f forest) tree(rng *rand.Rand, marks [][]float64) tree.Tree {
	leaves := 1 + rng.IntN(f.leaves)
	if rng.IntN(3) > 0 {
		leaves = f.leaves
	}
	t := tree.Tree{Leaves: []tree.Leaf{{Value: rng.NormFloat64()}}}
	parents := []*int{nil} // of leaf i: the child that names it
	for len(t.Leaves) < leaves {
		at := rng.IntN(len(t.Leaves))
		if f.chain {
			at = len(t.Leaves) - 1
		}
		j := rng.IntN(f.features)
		n := tree.Node{
			Feature: j, Threshold: marks[j][rng.IntN(len(marks[j]))], DefaultLeft: rng.IntN(2) == 0,
			Missing: f.missing[(j+rng.IntN(2)*rng.IntN(2))%len(f.missing)], Left: ^at, Right: ^len(t.Leaves),
			Count: rng.IntN(1000) >> rng.IntN(10),
		} // decides what is asked first, never the answer
		if rng.Float64() < f.categorical {
			n.Categorical, n.Categories = true, make([]uint32, 1+rng.IntN(3))
			for i := range n.Categories {
				n.Categories[i] = rng.Uint32()
				if j%2 == 0 {
					n.Categories[i] = 1 << rng.IntN(4) // the same sets again and again
				}
			}
		}
		if cap(t.Nodes) == 0 {
			t.Nodes = make([]tree.Node, 0, leaves-1)
		}
		if parents[at] != nil {
			*parents[at] = len(t.Nodes)
		}
		t.Nodes = append(t.Nodes, n)
		added := &t.Nodes[len(t.Nodes)-1]
		parents[at] = &added.Left
		parents = append(parents, &added.Right)
		t.Leaves = append(t.Leaves, tree.Leaf{Value: rng.NormFloat64()})
	}
	return t
}

// sample makes rows of thresholds, their neighbours, edges and other numbers.
func sample(rng *rand.Rand, n int, marks [][]float64) *mat.Dense {
	x := mat.NewDense(n, len(marks), nil)
	special := edges()
	for i := range n {
		row := x.RawRowView(i)
		for j := range row {
			v := rng.NormFloat64() * math.Exp(3*rng.NormFloat64())
			switch rng.IntN(6) {
			case 0:
				v = special[rng.IntN(len(special))]
			case 1:
				v = float64(rng.IntN(120) - 5)
			case 2, 3:
				v = marks[j][rng.IntN(len(marks[j]))]
				switch rng.IntN(3) {
				case 0:
					v = math.Nextafter(v, math.Inf(1))
				case 1:
					v = math.Nextafter(v, math.Inf(-1))
				}
			}
			row[j] = v
		}
	}
	return x
}

// narrow gives the rows as float32, and as the same numbers in float64.
func narrow(x *mat.Dense) (*models.Matrix32, *mat.Dense) {
	n, p := x.Dims()
	m := &models.Matrix32{N: n, P: p}
	wide := mat.NewDense(n, p, nil)
	for i := range n {
		for j, v := range x.RawRowView(i) {
			m.Data = append(m.Data, float32(v))
			wide.Set(i, j, float64(float32(v)))
		}
	}
	return m, wide
}

// walked is the definition: every row by itself.
func walked(e *tree.Ensemble, x *mat.Dense) []float64 {
	n, _ := x.Dims()
	out := make([]float64, n)
	for i := range out {
		out[i] = e.Margin(x.RawRowView(i))
	}
	return out
}
