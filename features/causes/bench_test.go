package causes_test

import (
	"math/rand/v2"
	"testing"

	"predict/features"
	"predict/features/causes"
)

// BenchmarkAdd counts customers of 51 lines in two years each, of 1,000 products,
// as in a large business. The walk itself is timed apart.
func BenchmarkAdd(b *testing.B) {
	o := options()
	o.Codes = [causes.NumDimensions]int{4, 8, 4, 10, 1000, 5, 0}
	r := rand.New(rand.NewPCG(1, 1))
	all := make([]person, 4000)
	for i := range all {
		p := person{signup: o.Cutoff - r.Int64N(3000)*features.Day, segment: int32(r.IntN(4)), region: int32(r.IntN(8))}
		for k := range 51 {
			u := r.Float64()
			product := int32(u * u * 1000)
			p.lines = append(p.lines, line{
				at: o.Cutoff + (r.Int64N(730)-640)*features.Day, amount: 1 + r.Int64N(900_000), order: int64(k / 3),
				category: product / 100, product: product, channel: int32(r.IntN(4)),
			})
		}
		for range r.IntN(3) {
			p.contacts = append(p.contacts, contact{at: o.Cutoff - r.Int64N(730)*features.Day, kind: int32(r.IntN(5)), reason: int32(r.IntN(5)), product: int32(r.IntN(1000))})
		}
		all[i] = p
	}
	batch := batchOf(all)
	w := features.NewWalker(o.Churn, o.Until)
	for _, c := range []struct {
		name string
		add  func(c *causes.Counter, i int, t *features.Timeline)
	}{
		{"walk", func(_ *causes.Counter, _ int, _ *features.Timeline) { w.At(o.Cutoff) }},
		{"walk and count", func(c *causes.Counter, i int, t *features.Timeline) { c.Add(batch, i, t, w) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			counter := causes.NewCounter(o)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				k := i % len(all)
				c.add(counter, k, w.Customer(batch, k))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "customers/s")
		})
	}
}
