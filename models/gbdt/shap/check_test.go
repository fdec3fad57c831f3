package shap_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models/gbdt/shap"
	"predict/models/gbdt/tree"
)

// stump is one node on feature 0 with leaves of -1 and 1.
func stump() *tree.Ensemble {
	return &tree.Ensemble{Features: []string{"a", "b"}, Sigmoid: 1, Trees: []tree.Tree{{
		Nodes:  []tree.Node{{Left: ^0, Right: ^1, Count: 10}},
		Leaves: []tree.Leaf{{Value: -1, Count: 9}, {Value: 1, Count: 1}},
	}}}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *tree.Tree)
		want   string
	}{
		"too few leaves":    {func(t *tree.Tree) { t.Leaves = t.Leaves[:1] }, "1 leaves for 1 nodes"},
		"no leaf":           {func(t *tree.Tree) { t.Leaves, t.Nodes = nil, nil }, "0 leaves for 0 nodes"},
		"feature too large": {func(t *tree.Tree) { t.Nodes[0].Feature = 2 }, "feature 2 of 2"},
		"negative feature":  {func(t *tree.Tree) { t.Nodes[0].Feature = -1 }, "feature -1"},
		"cycle":             {func(t *tree.Tree) { t.Nodes[0].Left = 0 }, "child 0"},
		"child beyond":      {func(t *tree.Tree) { t.Nodes[0].Left = 1 }, "child 1"},
		"leaf beyond":       {func(t *tree.Tree) { t.Nodes[0].Left = ^2 }, "child -3"},
		"lowest child":      {func(t *tree.Tree) { t.Nodes[0].Left = math.MinInt }, "child -9"},
		"leaf twice":        {func(t *tree.Tree) { t.Nodes[0].Left = ^1 }, "child of 2 nodes"},
		"NaN":               {func(t *tree.Tree) { t.Leaves[1].Value = math.NaN() }, "leaf 1 has the value NaN"},
		"infinite":          {func(t *tree.Tree) { t.Leaves[0].Value = math.Inf(1) }, "leaf 0 has the value +Inf"},
		"rows of a leaf":    {func(t *tree.Tree) { t.Leaves[0].Count = -1 }, "leaf 0 has -1 rows"},
		"rows of a node":    {func(t *tree.Tree) { t.Nodes[0].Count = -1 }, "node 0 has -1 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			e := stump()
			c.change(&e.Trees[0])
			if _, err := shap.New(e); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "tree 0") {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
	if _, err := shap.New(nil); err == nil {
		t.Error("no ensemble gives no error")
	}
}

// TestStump is worked out by hand: base 0.9·(-1)+0.1·1 = -0.8, and all of the
// rest is the only feature's.
func TestStump(t *testing.T) {
	rows := mat.NewDense(2, 2, []float64{-5, 0, 5, 0})
	x := explainer(t, stump())
	got := x.Contributions(nil, rows, 1)
	hold(t, "left", got.RawRowView(0), x.Base(), []float64{-0.2, 0, -0.8}, 1e-15)
	hold(t, "right", got.RawRowView(1), x.Base(), []float64{1.8, 0, -0.8}, 1e-15)
}

// TestNoCover is worked out by hand: without counts each child has one half.
func TestNoCover(t *testing.T) {
	e := stump()
	e.Trees[0].Nodes[0].Count, e.Trees[0].Leaves[0].Count, e.Trees[0].Leaves[1].Count = 0, 0, 0
	x := explainer(t, e)
	got := x.Contributions(nil, mat.NewDense(1, 2, []float64{5, 0}), 1)
	hold(t, "right", got.RawRowView(0), x.Base(), []float64{1, 0, 0}, 1e-15)
}
