package shap

import (
	"bytes"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models/gbdt/tree"
	"predict/models/gbdt/tree/treetest"
)

// TestSmallTables holds that ensembles whose tables would be too large are
// explained in the same way, and that the tables stay within the bound.
func TestSmallTables(t *testing.T) {
	for _, f := range treetest.Load(t, "../tree/testdata") {
		e, err := tree.ReadText(bytes.NewReader(f.Text))
		if err != nil {
			t.Fatal(err)
		}
		rows := mat.NewDense(len(f.Rows), len(f.Features), nil)
		for i, row := range f.Rows {
			rows.SetRow(i, row)
		}
		for name, c := range map[string]struct{ cells, bytes int }{
			"as a rule":       {mostCells, mostBytes},
			"16 cells":        {16, mostBytes},
			"no tables":       {0, mostBytes},
			"20 kB of tables": {mostCells, 20000},
			"1 byte":          {mostCells, 1},
		} {
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				x, err := build(e, c.cells, c.bytes)
				if err != nil {
					t.Fatal(err)
				}
				if got := x.bytes(); got > c.bytes {
					t.Errorf("tables take %d bytes of %d", got, c.bytes)
				}
				for i, v := range x.Contributions(nil, rows, 1).RawMatrix().Data {
					if want := f.Contributions[i/len(f.Features)][i%len(f.Features)]; math.Abs(v-want) > 1e-12 {
						t.Fatalf("number %d is %v, want %v", i, v, want)
					}
				}
			})
		}
	}
}

// bytes is what the numbers and codes of all tables take.
func (x *Explainer) bytes() int {
	sum := 0
	for _, p := range x.parts {
		for _, t := range p.tables {
			sum += 8 * len(t.values)
			for _, code := range t.codes {
				sum += 2 * len(code)
			}
		}
	}
	return sum
}

// TestGauss holds the points against integrals of powers: ∫₀¹ tᵏ dt = 1/(k+1),
// exact up to degree 2n-1.
func TestGauss(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8, 40, 128} {
		for k := range 2 * n {
			sum := 0.0
			for _, p := range gauss(n) {
				sum += p.weight * math.Pow(p.at, float64(k))
			}
			if want := 1 / float64(k+1); math.Abs(sum-want) > 1e-13 {
				t.Errorf("%d points: the integral of t^%d is %v, want %v", n, k, sum, want)
			}
		}
	}
}
