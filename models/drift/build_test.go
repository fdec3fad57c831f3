package drift

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// The same reference on one core and on three, over more rows than are sampled
// and more columns than are read at once; every row is counted.
func TestNewReferenceCores(t *testing.T) {
	const n, p = sampled + 3*block/2, line + 3
	r := rand.New(rand.NewPCG(9, 10))
	x := &models.Matrix32{N: n, P: p, Data: column(n*p, func() float32 {
		if r.IntN(10) == 0 {
			return nan
		}
		return float32(r.ExpFloat64())
	})}
	// A code in the last row only, and a number beyond all others.
	x.Data[len(x.Data)-1], x.Data[len(x.Data)-2] = 77, 1e6
	var built []*Reference
	for _, cores := range []int{1, 3} {
		before := runtime.GOMAXPROCS(cores)
		ref, err := NewReference(x, names(p), make([]float64, n), []int{0})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		built = append(built, ref)
	}
	if diff := cmp.Diff(built[0], built[1], cmp.AllowUnexported(Reference{}, distribution{})); diff != "" {
		t.Errorf("reference of one core and of three:\n%s", diff)
	}
	for _, d := range append(built[0].features, *built[0].score) {
		sum := int64(0)
		for _, k := range d.counts {
			sum += k
		}
		if sum != n {
			t.Errorf("feature %q: %d rows counted of %d", d.name, sum, n)
		}
	}
	if cuts := built[0].features[p-2].cuts; slices.Max(cuts) != 1e6 {
		t.Errorf("cuts %v do not reach the largest number of all", cuts)
	}
}

func names(n int) []string {
	out := make([]string, n)
	for j := range out {
		out[j] = string(rune('a' + j))
	}
	return out
}
