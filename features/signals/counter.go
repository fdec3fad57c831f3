package signals

import "predict/features"

// Options say what is counted.
type Options struct {
	Churn features.ChurnOptions
	// Until is where the data end, microseconds UTC.
	Until int64
	// Cutoff is the past instant at which signals are looked for, microseconds UTC. It
	// must be so old that its label window is over by Until; else nobody counts.
	Cutoff int64
}

// Counter counts customers, one after the other. Counters of several workers are
// merged; the result does not depend on the order of customers.
type Counter struct{ o Options }

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter { return &Counter{o: o} }

// Add counts customer i of a batch, whose timeline is t; w stands on that customer.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {}

// Counts returns what was counted so far.
func (c *Counter) Counts() *Counts { return &Counts{Cutoff: c.o.Cutoff, Churn: c.o.Churn} }
