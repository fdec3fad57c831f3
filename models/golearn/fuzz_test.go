package golearn

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

// FuzzLoad holds that JSON which is accepted makes a forest that gives
// probabilities for any row, without an end to wait for, and is stored as it
// was read.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		`{"medians":[0],"trees":[{"feature":[0,-1,-1],"threshold":[0.5,0,0],"low":[1,0,0],"high":[2,0,0],"vote":[0.5,0,1]}]}`,
		`{"medians":[1,2],"trees":[{"feature":[-1],"threshold":[0],"low":[0],"high":[0],"vote":[1]}]}`,
		`{"medians":[0],"trees":[{"feature":[0,-1],"threshold":[0,0],"low":[0,0],"high":[1,0],"vote":[0,1]}]}`,
		`{"medians":[0],"trees":[{"feature":[9]}]}`, `{"medians":[],"trees":[]}`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		loaded, err := Load(data)
		if err != nil {
			return
		}
		p := loaded.(*Forest).Features()
		x := mat.NewDense(3, p, nil)
		for j := range p {
			x.Set(1, j, math.NaN())
			x.Set(2, j, 1e300)
		}
		for i, v := range loaded.PredictProba(nil, x) {
			if !(v >= 0 && v <= 1) {
				t.Fatalf("row %d: probability %v", i, v)
			}
		}
		stored, err := loaded.MarshalJSON()
		if err != nil {
			t.Fatalf("what was read is not stored: %v", err)
		}
		again, err := Load(stored)
		if err != nil {
			t.Fatalf("what was stored is not read: %v\n%s", err, stored)
		}
		if diff := cmp.Diff(loaded, again, cmp.AllowUnexported(Forest{}, tree{})); diff != "" {
			t.Fatalf("read again (-was +is):\n%s", diff)
		}
	})
}
