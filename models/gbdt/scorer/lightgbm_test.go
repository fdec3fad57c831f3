package scorer

import (
	"bytes"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models/gbdt/tree"
	"predict/models/gbdt/tree/treetest"
)

// Expected margins are LightGBM's own; its version is in the fixtures.
func TestMarginsOfLightGBM(t *testing.T) {
	for _, f := range treetest.Load(t, "../tree/testdata") {
		t.Run(f.Name, func(t *testing.T) {
			e, err := tree.ReadText(bytes.NewReader(f.Text))
			if err != nil {
				t.Fatal(err)
			}
			s := mustNew(t, e)
			x := mat.NewDense(len(f.Rows), len(f.Features), nil)
			for i, row := range f.Rows {
				x.SetRow(i, row)
			}
			got := s.Margins(nil, x, 2)
			if d := differs(got, walked(e, x)); d != "" {
				t.Error(d)
			}
			for i := range got {
				if !(math.Abs(got[i]-f.Raw[i]) <= 1e-12) {
					t.Errorf("row %d %v: margin %v, LightGBM %v", i, f.Rows[i], got[i], f.Raw[i])
				}
			}
			m, wide := narrow(x)
			if d := differs(s.Margins32(nil, m, 2), walked(e, wide)); d != "" {
				t.Errorf("float32: %s", d)
			}
		})
	}
}
