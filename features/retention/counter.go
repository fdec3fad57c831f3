package retention

import "predict/features"

// Options say what is counted.
type Options struct {
	Churn features.ChurnOptions
	// First is where the data begin and Until where they end, microseconds UTC.
	First, Until int64
	// Periods are told apart; they may overlap and come in any order. Those that end
	// after Until are counted as far as the data go and should not be told.
	Periods []Period
	// CohortMonths is the number of whole months before Until whose new customers
	// are followed; 0 for none.
	CohortMonths int
	// Segments to Tactics are the numbers of codes of each kind: codes run from 0 to
	// one less. A code beyond counts as unknown.
	Segments, Regions, Categories, Channels, Tactics int
}

// Counter counts customers, one after the other. Counters of several workers are
// merged; the result does not depend on the order of customers. It is for one
// goroutine.
type Counter struct {
	tally *Tally
}

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter { return &Counter{tally: newTally(o)} }

// Add counts customer i of a batch, whose timeline is t; w stands on that customer.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {}

// Tally returns what was counted. It is valid until the next Add or Merge.
func (c *Counter) Tally() *Tally { return c.tally }
