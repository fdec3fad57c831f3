package scorer

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"predict/models/gbdt/tree"
)

// 250 trees over 135,000 rows, on all processors; the walk is the definition, on
// one. Nodes are as balanced as chance makes them, and no part of a tree is rare:
// trees grown from data are faster by up to a quarter.
func BenchmarkMargins(b *testing.B) {
	const n, few = 135_000, 2000
	for _, features := range []int{94, 180} {
		f := forest{features: features, trees: 250, thresholds: 100, missing: []tree.Missing{tree.MissingNaN}}
		_, marks := forest{features: features, thresholds: 100}.grow(rand.New(rand.NewPCG(1, 1)))
		m, x := narrow(sample(rand.New(rand.NewPCG(2, 2)), n, marks))
		dst := make([]float64, n)
		for _, leaves := range []int{31, 63, 127, 255, 1000} {
			f.leaves = leaves
			e, _ := f.grow(rand.New(rand.NewPCG(1, 1)))
			for i := range e.Trees {
				for j := range e.Trees[i].Nodes {
					e.Trees[i].Nodes[j].Count = 0
				}
			}
			s := mustNew(b, e)
			measure := func(name string, rows int, call func()) {
				b.Run(fmt.Sprintf("features=%d/leaves=%d/%s", features, leaves, name), func(b *testing.B) {
					for b.Loop() {
						call()
					}
					b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
				})
			}
			measure("float64", n, func() { s.Margins(dst, x, 0) })
			measure("float32", n, func() { s.Margins32(dst, m, 0) })
			measure("walk", few, func() {
				for i := range few {
					dst[i] = e.Margin(x.RawRowView(i))
				}
			})
		}
	}
}

// How long an ensemble of 250 trees of 31 leaves takes to prepare.
func BenchmarkNew(b *testing.B) {
	f := forest{features: 94, trees: 250, leaves: 31, thresholds: 100, missing: []tree.Missing{tree.MissingNaN}}
	e, _ := f.grow(rand.New(rand.NewPCG(1, 1)))
	for b.Loop() {
		mustNew(b, e)
	}
}
