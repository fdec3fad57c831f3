package shap_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"predict/models/gbdt/shap"
)

// BenchmarkContributions explains rows of 40 features with 250 random trees.
// Random trees ask for more features than trained ones: with a trained model of
// 94 features more rows are explained in a second.
func BenchmarkContributions(b *testing.B) {
	for _, leaves := range []int{15, 31, 63} {
		b.Run(fmt.Sprintf("leaves=%d", leaves), func(b *testing.B) {
			r := rand.New(rand.NewPCG(4, 4))
			e := randomEnsemble(r, shape{features: 40, trees: 250, leaves: leaves})
			x, err := shap.New(e)
			if err != nil {
				b.Fatal(err)
			}
			rows := randomRows(r, 8192, 40)
			dst := x.Contributions(nil, rows, 2)
			for b.Loop() {
				x.Contributions(dst, rows, 2)
			}
			b.ReportMetric(8192*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkNew prepares 250 random trees of 31 leaves.
func BenchmarkNew(b *testing.B) {
	e := randomEnsemble(rand.New(rand.NewPCG(4, 4)), shape{features: 40, trees: 250, leaves: 31})
	for b.Loop() {
		if _, err := shap.New(e); err != nil {
			b.Fatal(err)
		}
	}
}
