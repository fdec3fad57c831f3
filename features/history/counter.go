package history

import "predict/features"

// Options say what is counted.
type Options struct {
	Churn features.ChurnOptions
	// Until is where the data end, microseconds UTC.
	Until int64
}

// Counter counts customers, one after the other. Counters of several workers are
// merged; the result does not depend on the order of customers.
type Counter struct{}

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter { return &Counter{} }

// Add counts customer i of a batch, whose timeline is t; w stands on that customer.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {}
