package history

import "predict/features"

// Options say of whom a history is kept, and which.
type Options struct {
	// IDs are the customers; an id that comes twice counts once.
	IDs []string
	// Cutoff is the instant up to which events are known, microseconds UTC.
	Cutoff int64
	// Months is the number of calendar months (UTC): the last is that of the instant
	// before the cutoff. 0 keeps nothing.
	Months int
}

// Months is what is known of a customer by month, the oldest first. A column is nil
// where its export is missing.
type Months struct {
	// Spend is what was bought less what was sent back, in 1/10,000 of the currency.
	Spend []int64
	// Late counts invoices that fell due in the month and were paid a day late or
	// more, or were open for as long at the cutoff.
	Late []int
	// Complaints counts complaints made, Contacts contacts of all other kinds.
	Complaints, Contacts []int
	// Offers counts offers made in the month and unanswered at the cutoff.
	Offers []int
}

// Counter gathers histories, one customer after the other. Counters of several
// workers are merged; the result does not depend on the order of customers.
type Counter struct {
	of map[string]*Months
}

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter { return &Counter{} }

// Add keeps the history of customer i of a batch, whose timeline is t, where it is
// listed; w stands on that customer.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {}

// Of returns the history of a customer, and whether there is one: an id that is not
// listed or was not among the customers has none. The slices are not to be changed.
func (c *Counter) Of(id string) (*Months, bool) { m, ok := c.of[id]; return m, ok }
