package causes_test

import (
	"math/rand/v2"
	"testing"

	counted "predict/features/causes"
	"predict/pipeline/causes"
)

// BenchmarkJudge judges 9,900 customers, the most that Fisher's test is used for, of
// twenty products each.
func BenchmarkJudge(b *testing.B) {
	w := newWorld()
	w.options.Codes[counted.Product] = 1000
	r := rand.New(rand.NewPCG(9, 9))
	all := noise(r, 9900, 0.3)
	for i := range all {
		for range 20 {
			u := r.Float64()
			all[i].also = append(all[i].also, int32(u*u*1000))
		}
	}
	n := w.count(b, all)
	var tested int
	for b.Loop() {
		result := causes.Judge(n, w.names, causes.Options{})
		tested = result.Tested + result.TestedPairs
	}
	b.ReportMetric(float64(tested)*float64(b.N)/b.Elapsed().Seconds(), "groups/s")
}
