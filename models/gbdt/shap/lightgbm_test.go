package shap_test

import (
	"bytes"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models/gbdt/tree"
	"predict/models/gbdt/tree/treetest"
)

// TestLightGBM holds contributions against pred_contrib of LightGBM 4.7.0, which
// wrote the fixtures. Its sums over the trees of a forest are means here.
func TestLightGBM(t *testing.T) {
	for _, f := range treetest.Load(t, "../tree/testdata") {
		t.Run(f.Name, func(t *testing.T) {
			e, err := tree.ReadText(bytes.NewReader(f.Text))
			if err != nil {
				t.Fatal(err)
			}
			n, p := len(f.Rows), len(f.Features)
			rows := mat.NewDense(n, p, nil)
			for i, row := range f.Rows {
				rows.SetRow(i, row)
			}
			x := explainer(t, e)
			got := x.Contributions(nil, rows, 2)
			adds(t, e, x, rows, got)
			worst := 0.0
			for i, want := range f.Contributions {
				hold(t, "row", got.RawRowView(i), x.Base(), want, 1e-6)
				for j, g := range got.RawRowView(i) {
					worst = max(worst, math.Abs(g-want[j]))
				}
			}
			t.Logf("largest difference %.1e", worst)
		})
	}
}
