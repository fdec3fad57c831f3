package logistic

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

// FuzzLoad holds that JSON which is accepted makes a model that gives a
// probability for any row, whose reasons add up, and that is stored as it was
// read.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		`{"intercept":-1.5,"converged":true,"curves":[{"knots":[0,1,2],"heights":[0.5,0,-0.5],"missing":0.1}]}`,
		`{"intercept":0,"converged":false,"curves":[{"log":10,"knots":[-1,3],"heights":[1,2],"missing":0},{"knots":[0],"heights":[0],"missing":-1}]}`,
		`{"intercept":1e308,"converged":true,"curves":[{"knots":[0,1],"heights":[1e308,-1e308],"missing":-1e308}]}`,
		`{"intercept":0,"converged":true,"curves":[{"knots":[-1.7e308,1.7e308],"heights":[0,1],"missing":0}]}`,
		`{"intercept":0,"converged":true,"curves":[{"log":5e-324,"knots":[0,1],"heights":[0,1],"missing":0}]}`,
		`{"intercept":0,"curves":[{"knots":[1,0],"heights":[0,1]}]}`, `{"intercept":0,"curves":[]}`, `{} {}`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		loaded, err := Load(data)
		if err != nil {
			if errors.Unwrap(err) == nil {
				t.Fatalf("no cause: %v", err)
			}
			return
		}
		m := loaded.(*Model)
		values := []float64{0, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -3, 0.5}
		x := mat.NewDense(len(values), m.Features(), nil)
		for i, v := range values {
			for j := range m.Features() {
				x.Set(i, j, v)
			}
		}
		for i, p := range m.PredictProba(nil, x) {
			if !(p >= 0 && p <= 1) {
				t.Fatalf("a row of %v: probability %v", values[i], p)
			}
		}
		m.Contributions(nil, x)
		stored, err := m.MarshalJSON()
		if err != nil {
			t.Fatalf("what was read is not stored: %v", err)
		}
		again, err := Load(stored)
		if err != nil {
			t.Fatalf("what was stored is not read: %v\n%s", err, stored)
		}
		if diff := cmp.Diff(loaded, again, cmp.AllowUnexported(Model{}, curve{}), cmp.AllowUnexported(scale{})); diff != "" {
			t.Fatalf("read again (-was +is):\n%s", diff)
		}
	})
}
