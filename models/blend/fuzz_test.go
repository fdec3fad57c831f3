package blend_test

import (
	"bytes"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models/registry"
)

// FuzzLoad holds that JSON which is accepted makes a blend of models that were
// accepted themselves, that gives a probability for any row, and that is stored
// so that storing it again changes nothing.
func FuzzLoad(f *testing.F) {
	const (
		line   = `{"intercept":-1,"converged":true,"curves":[{"knots":[0,1],"heights":[0.5,-0.5],"missing":0.1}]}`
		forest = `{"medians":[0],"trees":[{"feature":[0,-1,-1],"threshold":[0.5,0,0],"low":[1,0,0],"high":[2,0,0],"vote":[0.5,0,1]}]}`
	)
	for _, seed := range []string{
		`{"members":[{"algorithm":"logistic","weight":1,"predictor":` + line + `}]}`,
		`{"members":[{"algorithm":"logistic","weight":0.25,"predictor":` + line + `},{"algorithm":"random_forest","weight":0.75,"predictor":` + forest + `}]}`,
		`{"members":[{"algorithm":"logistic","weight":5e-324,"predictor":` + line + `},{"algorithm":"logistic","weight":1.7e308,"predictor":` + line + `}]}`,
		`{"members":[{"algorithm":"logistic","weight":1e308,"predictor":` + line + `},{"algorithm":"logistic","weight":1.7e308,"predictor":` + line + `}]}`,
		`{"members":[{"algorithm":"logistic","weight":-1,"predictor":` + line + `}]}`,
		`{"members":[{"algorithm":"average","weight":1,"predictor":{"members":[]}}]}`,
		`{"members":[]}`, `{}`, `null`, `{"members":[{"algorithm":"logistic","weight":1}]} x`,
	} {
		f.Add([]byte(seed))
	}
	load := registry.Loaders().Predictors["average"]
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := load(data)
		if err != nil {
			return
		}
		features := m.(interface{ Features() int }).Features()
		if features < 1 {
			t.Fatalf("a blend of %d features", features)
		}
		x := mat.NewDense(4, features, nil)
		for j := range features {
			x.Set(1, j, math.NaN())
			x.Set(2, j, 1e300)
			x.Set(3, j, math.Inf(-1))
		}
		for i, p := range m.PredictProba(nil, x) {
			if !(p >= 0 && p <= 1) {
				t.Fatalf("row %d: probability %v", i, p)
			}
		}
		once, err := m.MarshalJSON()
		if err != nil {
			t.Fatalf("what was read is not stored: %v", err)
		}
		again, err := load(once)
		if err != nil {
			t.Fatalf("what was stored is not read: %v\n%s", err, once)
		}
		for i, p := range again.PredictProba(nil, x) {
			if q := m.PredictProba(nil, x)[i]; p != q {
				t.Fatalf("row %d: probability %v, read again %v", i, q, p)
			}
		}
		if twice, err := again.MarshalJSON(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("stored again: %s, error %v; want %s", twice, err, once)
		}
	})
}
