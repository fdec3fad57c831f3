package scorer

import (
	"math/rand/v2"
	"testing"

	"predict/models/gbdt/tree"
)

func BenchmarkMargins(b *testing.B) {
	const n = 135_000
	for name, leaves := range map[string]int{"31": 31, "63": 63, "127": 127, "255": 255} {
		rng := rand.New(rand.NewPCG(1, 1))
		e, marks := forest{features: 94, trees: 250, leaves: leaves, thresholds: 100, missing: []tree.Missing{tree.MissingNaN}}.grow(rng)
		s := mustNew(b, e)
		m, x := narrow(sample(rng, n, marks))
		dst := make([]float64, n)
		rate := func(b *testing.B, rows int) {
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		}
		b.Run("leaves="+name+"/float64", func(b *testing.B) {
			for b.Loop() {
				s.Margins(dst, x, 0)
			}
			rate(b, n)
		})
		b.Run("leaves="+name+"/float32", func(b *testing.B) {
			for b.Loop() {
				s.Margins32(dst, m, 0)
			}
			rate(b, n)
		})
		b.Run("leaves="+name+"/walk", func(b *testing.B) {
			const few = 5000
			for b.Loop() {
				for i := range few {
					dst[i] = e.Margin(x.RawRowView(i))
				}
			}
			rate(b, few)
		})
	}
}
