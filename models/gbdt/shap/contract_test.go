package shap_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/shap"
	"predict/models/gbdt/tree"
)

// several is an ensemble with tables and long paths, and rows in more than two
// blocks.
func several(t *testing.T) (*shap.Explainer, *mat.Dense) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 3))
	e := randomEnsemble(r, shape{features: 20, trees: 4, leaves: 31})
	e.Trees = append(e.Trees, randomTree(r, shape{features: 20, leaves: 25, deep: true}))
	return explainer(t, e), randomRows(r, 9000, 20)
}

func TestWorkersGiveTheSameBits(t *testing.T) {
	x, rows := several(t)
	want := x.Contributions(nil, rows, 1).RawMatrix().Data
	for _, workers := range []int{0, 2, 3, 8} {
		if got := x.Contributions(nil, rows, workers).RawMatrix().Data; !cmp.Equal(got, want) {
			t.Errorf("%d workers give other contributions than one", workers)
		}
	}
}

func TestARowDoesNotDependOnOthers(t *testing.T) {
	x, rows := several(t)
	all := x.Contributions(nil, rows, 2)
	part := x.Contributions(nil, rows.Slice(4090, 4100, 0, 20).(*mat.Dense), 2)
	for i := range 10 {
		if diff := cmp.Diff(all.RawRowView(4090+i), part.RawRowView(i)); diff != "" {
			t.Errorf("row %d among others and alone (-among +alone):\n%s", 4090+i, diff)
		}
	}
}

func TestExplainersOfOneEnsembleAreEqual(t *testing.T) {
	x, rows := several(t)
	again, _ := several(t)
	if !cmp.Equal(x.Contributions(nil, rows, 2).RawMatrix().Data, again.Contributions(nil, rows, 2).RawMatrix().Data) ||
		x.Base() != again.Base() {
		t.Error("an ensemble that is prepared twice is explained in two ways")
	}
}

func TestDestinationIsOverwritten(t *testing.T) {
	x, rows := several(t)
	want := x.Contributions(nil, rows, 2)
	n, p := rows.Dims()
	// The destination is a part of a wider matrix, whose other columns stay.
	wide := mat.NewDense(n, p+2, nil)
	wide.Apply(func(_, _ int, _ float64) float64 { return 7 }, wide)
	dst := wide.Slice(0, n, 1, p+1).(*mat.Dense)
	if got := x.Contributions(dst, rows, 2); got != dst || !mat.Equal(got, want) {
		t.Error("a destination with old numbers does not hold the contributions")
	}
	for i := range n {
		if wide.At(i, 0) != 7 || wide.At(i, p+1) != 7 {
			t.Fatalf("row %d: columns beside the destination were written", i)
		}
	}
}

func TestFloat32Rows(t *testing.T) {
	x, rows := several(t)
	n, p := rows.Dims()
	small := &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}
	for i, v := range rows.RawMatrix().Data {
		small.Data[i] = float32(v)
	}
	want := x.Contributions(nil, small.Dense(nil), 2)
	got := x.Contributions32(nil, small, 2)
	for i, w := range want.RawMatrix().Data {
		if got.Data[i] != float32(w) {
			t.Fatalf("number %d is %v, want %v rounded", i, got.Data[i], w)
		}
	}
	group := make([]int, p)
	if !mat.Equal(x.ByGroup32(nil, small, group, 1, 2), x.ByGroup(nil, small.Dense(nil), group, 1, 2)) {
		t.Error("groups of float32 rows differ from those of the same rows as float64")
	}
}

func TestByGroup(t *testing.T) {
	x, rows := several(t)
	each := x.Contributions(nil, rows, 2)
	group := []int{0, 1, 2, -1, 0, 1, 2, -1, 0, 1, 2, -1, 0, 1, 2, -1, 0, 1, 2, -1}
	got := x.ByGroup(nil, rows, group, 4, 2) // group 3 has no features
	n, _ := rows.Dims()
	for i := range n {
		var want [4]float64
		for j, g := range group {
			if g >= 0 {
				want[g] += each.At(i, j)
			}
		}
		for g, w := range want {
			if math.Abs(got.At(i, g)-w) > 1e-12 {
				t.Fatalf("row %d, group %d: %v, want the sum of its features, %v", i, g, got.At(i, g), w)
			}
		}
	}
}

func TestUnusedFeaturesAndNoRows(t *testing.T) {
	x, rows := several(t)
	got := x.Contributions(nil, rows, 2)
	n, _ := rows.Dims()
	for i := range n {
		if got.At(i, 0) != 0 { // random trees do not ask for feature 0
			t.Fatalf("row %d: a feature that no tree asks for has %v", i, got.At(i, 0))
		}
	}
	if !x.Contributions(nil, &mat.Dense{}, 2).IsEmpty() {
		t.Error("no rows have contributions")
	}
	if got := x.Contributions32(nil, &models.Matrix32{P: 20}, 2); got.N != 0 || len(got.Data) != 0 {
		t.Errorf("no rows of float32 have contributions: %v", got)
	}
	none := explainer(t, &tree.Ensemble{Features: []string{"a"}, Sigmoid: 1})
	if got := none.Contributions(nil, mat.NewDense(1, 1, []float64{3}), 1); got.At(0, 0) != 0 || none.Base() != 0 {
		t.Errorf("no trees: contribution %v, base %v, want zeros", got.At(0, 0), none.Base())
	}
}

func TestWrongShapesPanic(t *testing.T) {
	x, _ := several(t)
	rows, small := mat.NewDense(2, 20, nil), &models.Matrix32{N: 2, P: 20, Data: make([]float32, 40)}
	for name, call := range map[string]func(){
		"columns of rows":        func() { x.Contributions(nil, mat.NewDense(2, 19, nil), 1) },
		"columns of destination": func() { x.Contributions(mat.NewDense(2, 19, nil), rows, 1) },
		"rows of destination":    func() { x.ByGroup(mat.NewDense(3, 1, nil), rows, make([]int, 20), 1, 1) },
		"empty destination":      func() { x.Contributions(&mat.Dense{}, rows, 1) },
		"float32 destination":    func() { x.Contributions32(&models.Matrix32{N: 1, P: 20, Data: make([]float32, 20)}, small, 1) },
		"too few numbers":        func() { x.Contributions32(nil, &models.Matrix32{N: 3, P: 20, Data: small.Data}, 1) },
		"features grouped":       func() { x.ByGroup(nil, rows, make([]int, 19), 1, 1) },
		"group beyond groups":    func() { x.ByGroup(nil, rows, append(make([]int, 19), 1), 1, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if r := recover(); r == nil || !strings.HasPrefix(r.(string), "shap: ") {
					t.Errorf("panic %v, want one that says what does not agree", r)
				}
			}()
			call()
		})
	}
}
