package leak

import (
	"context"
	"math/rand/v2"
	"testing"

	"predict/models"
)

// Features without any relation are never suspects, however few the customers,
// be they numbers, codes or mostly missing.
func TestFindNothingByChance(t *testing.T) {
	for _, n := range []int{8, 30, 100, 1000} {
		r := rand.New(rand.NewPCG(11, uint64(n)))
		const p = 300
		x := &models.Matrix32{N: n, P: p}
		for range n {
			for j := range p {
				v := float32(r.NormFloat64())
				switch j % 4 {
				case 1:
					v = float32(r.IntN(n))
				case 2:
					v = float32(r.IntN(3))
				case 3:
					if r.Float64() < .9 {
						v = float32(nan)
					}
				}
				x.Data = append(x.Data, v)
			}
		}
		y := make([]float64, n)
		for i := range y {
			y[i] = float64(r.IntN(2))
		}
		o := DefaultOptions()
		for j := 1; j < p; j += 4 {
			o.Categorical = append(o.Categorical, j)
		}
		found, err := Find(context.Background(), x, y, make([]string, p), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range found {
			t.Errorf("%d customers, column %d: %s", n, s.Index, s.Why)
		}
	}
}
