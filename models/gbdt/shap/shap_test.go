package shap_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models/gbdt/shap"
	"predict/models/gbdt/tree"
)

func explainer(t testing.TB, e *tree.Ensemble) *shap.Explainer {
	t.Helper()
	x, err := shap.New(e)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// hold compares a row's contributions, and the base, with expected ones.
func hold(t *testing.T, what string, got []float64, base float64, want []float64, tolerance float64) {
	t.Helper()
	for j, w := range want {
		g := base
		if j < len(got) {
			g = got[j]
		}
		if !(math.Abs(g-w) <= tolerance) {
			t.Errorf("%s: feature %d (the last is the base): %v, want %v, off by %.1e", what, j, g, w, g-w)
		}
	}
}

// TestSubsets holds contributions against their definition: the average over all
// orders of features, by enumeration of all subsets.
func TestSubsets(t *testing.T) {
	for _, s := range []shape{
		{features: 1, trees: 3, leaves: 2},
		{features: 2, trees: 3, leaves: 9},
		{features: 6, trees: 4, leaves: 8},
		{features: 8, trees: 3, leaves: 31},
		{features: 8, trees: 3, leaves: 31, average: true},
		{features: 8, trees: 3, leaves: 24, deep: true},
		{features: 7, trees: 5, leaves: 16, empty: true},
		{features: 4, trees: 2, leaves: 1},
	} {
		t.Run(fmt.Sprintf("%+v", s), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, uint64(s.features*s.leaves)))
			for range 5 {
				e := randomEnsemble(r, s)
				x, rows := explainer(t, e), randomRows(r, 20, s.features)
				got := x.Contributions(nil, rows, 1)
				for i := range 20 {
					row := rows.RawRowView(i)
					hold(t, fmt.Sprintf("row %v", row), got.RawRowView(i), x.Base(), subsets(e, row), 1e-12)
				}
			}
		})
	}
}

// TestRecursive holds contributions against the published recursive algorithm on
// trees that are too large to enumerate, and against the margin.
func TestRecursive(t *testing.T) {
	for _, s := range []shape{
		{features: 30, trees: 10, leaves: 31},
		{features: 60, trees: 3, leaves: 255},
		{features: 40, trees: 3, leaves: 30, deep: true},
		{features: 90, trees: 1, leaves: 120, deep: true}, // paths of more than 64 features
		{features: 3, trees: 2, leaves: 120, deep: true},
	} {
		t.Run(fmt.Sprintf("%+v", s), func(t *testing.T) {
			r := rand.New(rand.NewPCG(2, uint64(s.features*s.leaves)))
			e := randomEnsemble(r, s)
			x, rows := explainer(t, e), randomRows(r, 20, s.features)
			got := x.Contributions(nil, rows, 1)
			for i := range 20 {
				row := rows.RawRowView(i)
				// Unwinding loses digits on long paths, so the reference is good for 1e-8 at
				// most.
				hold(t, fmt.Sprintf("row %d", i), got.RawRowView(i), x.Base(), recursive(e, row), 1e-8)
			}
			adds(t, e, x, rows, got)
		})
	}
}

// adds holds that contributions and base add up to the margin.
func adds(t *testing.T, e *tree.Ensemble, x *shap.Explainer, rows, got *mat.Dense) {
	t.Helper()
	n, _ := rows.Dims()
	for i := range n {
		sum := x.Base()
		for _, v := range got.RawRowView(i) {
			sum += v
		}
		if want := e.Margin(rows.RawRowView(i)); !(math.Abs(sum-want) < 1e-11) {
			t.Errorf("row %d adds up to %v, want its margin %v", i, sum, want)
		}
	}
}
