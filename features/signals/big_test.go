package signals

import (
	"math/rand/v2"
	"testing"

	"predict/features"
)

// An account that many share has more events than a person: it is counted like any
// other, and in about the same time for an event.
func BenchmarkSharedAccount(b *testing.B) {
	const events = 200_000
	r := rand.New(rand.NewPCG(9, 10))
	life := make([]event, events)
	for i := range life {
		life[i] = randomEvent(r, worldCutoff-300*features.Day, worldCutoff)
		life[i].table = r.IntN(numTables)
	}
	batch := batchOf(life)
	o := worldOptions()
	w := features.NewWalker(o.Churn, o.Until)
	c := NewCounter(o)
	for b.Loop() {
		c.Add(batch, 0, w.Customer(batch, 0), w)
	}
	b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
}
