package scorer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/tree"
)

// differs says where the first bits differ.
func differs(got, want []float64) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d margins for %d rows", len(got), len(want))
	}
	for i := range got {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			return fmt.Sprintf("row %d: margin %v, by definition %v", i, got[i], want[i])
		}
	}
	return ""
}

func mustNew(t testing.TB, e *tree.Ensemble) *Scorer {
	t.Helper()
	s, err := New(e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// small is an ensemble without trees.
func small(features ...string) *tree.Ensemble {
	return &tree.Ensemble{Features: features, Infos: slices.Repeat([]string{"none"}, len(features)), Sigmoid: 1}
}

// The margins are those of the definition, (*tree.Ensemble).Margin, bit for bit.
func TestMarginsEqualTheWalk(t *testing.T) {
	none, zero, nan := tree.MissingNone, tree.MissingZero, tree.MissingNaN
	all := []tree.Missing{none, zero, nan}
	tests := map[string]forest{
		"usual":                  {features: 7, trees: 20, leaves: 31, thresholds: 50, missing: []tree.Missing{nan}},
		"no missing":             {features: 3, trees: 9, leaves: 8, thresholds: 9, missing: []tree.Missing{none}},
		"zeros missing":          {features: 3, trees: 9, leaves: 32, thresholds: 200, missing: []tree.Missing{zero}},
		"missing mixed":          {features: 3, trees: 9, leaves: 16, thresholds: 30, missing: all},
		"one feature":            {features: 1, trees: 9, leaves: 32, thresholds: 5, missing: all},
		"categories":             {features: 5, trees: 9, leaves: 31, thresholds: 30, missing: all, categorical: .4},
		"only categories":        {features: 2, trees: 5, leaves: 12, thresholds: 1, missing: all, categorical: 1},
		"one leaf":               {features: 2, trees: 3, leaves: 1, thresholds: 1, missing: all},
		"no trees":               {features: 2, thresholds: 1, missing: all},
		"33 leaves":              {features: 5, trees: 5, leaves: 33, thresholds: 30, missing: all, categorical: .1},
		"255 leaves":             {features: 9, trees: 5, leaves: 255, thresholds: 300, missing: all, categorical: .1},
		"256 leaves in a chain":  {features: 9, trees: 5, leaves: 256, thresholds: 30, missing: all, chain: true},
		"257 leaves":             {features: 9, trees: 5, leaves: 257, thresholds: 30, missing: all, categorical: .1},
		"1000 leaves in a chain": {features: 9, trees: 2, leaves: 1000, thresholds: 30, missing: all, chain: true},
		"many thresholds":        {features: 2, trees: 12, leaves: 250, thresholds: 3000, missing: []tree.Missing{nan}},
		"many, zeros missing":    {features: 2, trees: 12, leaves: 250, thresholds: 3000, missing: all},
		"mean":                   {features: 4, trees: 7, leaves: 20, thresholds: 20, missing: all, average: true},
		"mean of none":           {features: 4, thresholds: 1, missing: all, average: true},
	}
	for name, f := range tests {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(6) {
				rng := rand.New(rand.NewPCG(seed, 7))
				e, marks := f.grow(rng)
				s := mustNew(t, e)
				x := sample(rng, 1+rng.IntN(3*rows), marks)
				if d := differs(s.Margins(nil, x, 1), walked(e, x)); d != "" {
					t.Fatalf("seed %d: %s", seed, d)
				}
				m, wide := narrow(x)
				if d := differs(s.Margins32(nil, m, 1), walked(e, wide)); d != "" {
					t.Fatalf("seed %d, float32: %s", seed, d)
				}
			}
		})
	}
}

// Every edge value meets every threshold near it, in every kind of node.
func TestEdgesMeetThresholds(t *testing.T) {
	list := edges()
	for _, v := range edges() {
		list = append(list, math.Nextafter(v, math.Inf(1)), math.Nextafter(v, math.Inf(-1)))
	}
	x := mat.NewDense(len(list), 1, list)
	for _, missing := range []tree.Missing{tree.MissingNone, tree.MissingZero, tree.MissingNaN} {
		for _, left := range []bool{true, false} {
			for _, threshold := range list {
				if math.IsNaN(threshold) {
					continue // no ensemble holds it
				}
				e := small("a")
				e.Trees = []tree.Tree{{
					Nodes:  []tree.Node{{Threshold: threshold, Missing: missing, DefaultLeft: left, Left: -1, Right: -2}},
					Leaves: []tree.Leaf{{Value: 1}, {Value: 2}},
				}}
				if d := differs(mustNew(t, e).Margins(nil, x, 1), walked(e, x)); d != "" {
					t.Errorf("threshold %v, missing %d, default left %v: %s", threshold, missing, left, d)
				}
			}
		}
	}
}

// In a tree of 256 leaves all of whose nodes hang on one side, each leaf is
// reached.
func TestEveryLeafOfAChain(t *testing.T) {
	const leaves = 256
	rows := mat.NewDense(leaves, 1, nil)
	for i := range leaves {
		rows.Set(i, 0, float64(i))
	}
	for _, right := range []bool{true, false} {
		e := small("a")
		c := tree.Tree{Leaves: make([]tree.Leaf, leaves)}
		for i := range leaves - 1 {
			n := tree.Node{Threshold: float64(i), Left: ^i, Right: i + 1, Count: leaves - i}
			last := &n.Right
			if !right {
				n.Threshold, n.Left, n.Right = float64(leaves-2-i), i+1, ^i
				last = &n.Left
			}
			if i == leaves-2 {
				*last = ^(leaves - 1)
			}
			c.Nodes = append(c.Nodes, n)
		}
		for i := range c.Leaves {
			c.Leaves[i].Value = float64(i + 1)
		}
		e.Trees = []tree.Tree{c}
		want := make([]float64, leaves)
		for i := range want {
			want[i] = float64(i + 1)
			if !right {
				want[i] = float64(leaves - i)
			}
		}
		if d := differs(mustNew(t, e).Margins(nil, rows, 1), want); d != "" {
			t.Errorf("hanging right %v: %s", right, d)
		}
	}
}

// The rows beside a row, their number and the workers change nothing.
func TestMarginsOfAnyPart(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	e, marks := forest{features: 6, trees: 8, leaves: 31, thresholds: 40, missing: []tree.Missing{tree.MissingNaN}}.grow(rng)
	s := mustNew(t, e)
	x := sample(rng, 3*rows+37, marks)
	want := walked(e, x)
	for _, workers := range []int{-1, 0, 1, 2, 3, 8} {
		if d := differs(s.Margins(make([]float64, len(want)), x, workers), want); d != "" {
			t.Errorf("%d workers: %s", workers, d)
		}
	}
	for _, n := range []int{1, 2, 7, 8, 9, 31, 32, 33, rows - 1, rows, rows + 1} {
		from := rng.IntN(len(want) - n)
		part := x.Slice(from, from+n, 0, 6).(*mat.Dense)
		if d := differs(s.Margins(nil, part, 2), want[from:from+n]); d != "" {
			t.Errorf("%d rows: %s", n, d)
		}
	}
	wide := mat.NewDense(len(want), 9, nil)
	columns := wide.Slice(0, len(want), 2, 8).(*mat.Dense)
	columns.Copy(x)
	if d := differs(s.Margins(nil, columns, 2), want); d != "" {
		t.Errorf("columns of a wider matrix: %s", d)
	}
}

func TestScorerIsSafeForConcurrentUse(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	e, marks := forest{features: 4, trees: 5, leaves: 31, thresholds: 40, missing: []tree.Missing{tree.MissingNaN}}.grow(rng)
	s := mustNew(t, e)
	var wait sync.WaitGroup
	for range 4 {
		x := sample(rng, 2*rows+5, marks)
		wait.Go(func() {
			for range 5 {
				if d := differs(s.Margins(nil, x, 2), walked(e, x)); d != "" {
					t.Error(d)
				}
			}
		})
	}
	wait.Wait()
}

func TestMarginsWithoutRows(t *testing.T) {
	s := mustNew(t, small("a"))
	for name, got := range map[string][]float64{
		"nil":          s.Margins(nil, nil, 0),
		"empty":        s.Margins(nil, new(mat.Dense), 0),
		"float32, nil": s.Margins32(nil, nil, 0),
		"float32":      s.Margins32([]float64{}, &models.Matrix32{P: 1}, 0),
	} {
		if got == nil || len(got) != 0 {
			t.Errorf("%s: %v, want no margins", name, got)
		}
	}
}

// After the first blocks, a call allocates no memory that grows with the rows.
func TestMarginsAllocate(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	e, marks := forest{features: 6, trees: 8, leaves: 31, thresholds: 40, missing: []tree.Missing{tree.MissingNaN}}.grow(rng)
	s := mustNew(t, e)
	x := sample(rng, 20*rows, marks)
	dst := make([]float64, 20*rows)
	if got := testing.AllocsPerRun(5, func() { s.Margins(dst, x, 1) }); got > 10 {
		t.Errorf("%v allocations for 20 blocks, want at most 10", got)
	}
}

func TestNewRefuses(t *testing.T) {
	e := small("a")
	e.Trees = []tree.Tree{{Nodes: []tree.Node{{Feature: 1, Left: -1, Right: -2}}, Leaves: make([]tree.Leaf, 2)}}
	want := "preparing trees for scoring: validating an ensemble: tree 0: split_feature: node 0 asks for feature 1 of 1"
	if _, err := New(e); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestMarginsPanicsOnShape(t *testing.T) {
	s := mustNew(t, small("a", "b"))
	for name, call := range map[string]func(){
		"columns": func() { s.Margins(nil, mat.NewDense(2, 3, nil), 1) },
		"results": func() { s.Margins(make([]float64, 3), mat.NewDense(2, 2, nil), 1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}
