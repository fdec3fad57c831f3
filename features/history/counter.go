package history

import (
	"sort"
	"time"

	"predict/features"
)

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
	// Offers counts offers made in the month and unanswered at the cutoff, a week
	// being the time that an answer may take.
	Offers []int
}

// What is counted beside the spend.
const (
	late = iota
	complaints
	contacts
	offers
	counted
)

// graceDays is how many days an offer may wait for its answer, as in the family of
// offers.
const graceDays = 7

// Counter gathers histories, one customer after the other. Counters of several
// workers are merged; the result does not depend on the order of customers.
type Counter struct {
	months int
	cutoff int64
	starts []int64 // of the months, and the cutoff
	place  map[string]int32
	rows   []*row // by place; nil for who was not seen
	there  [counted]bool
}

// row is the history of a customer: a value for each month.
type row struct {
	spend []int64
	count [counted][]int
}

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter {
	c := &Counter{months: max(0, o.Months), cutoff: o.Cutoff, place: make(map[string]int32, len(o.IDs))}
	c.starts = append(monthStarts(o.Cutoff, c.months), o.Cutoff)
	if c.months == 0 {
		return c
	}
	for _, id := range o.IDs {
		if _, twice := c.place[id]; !twice {
			c.place[id] = int32(len(c.place)) //nolint:gosec // a page lists thousands
		}
	}
	c.rows = make([]*row, len(c.place))
	return c
}

// monthStarts returns the first instants of n calendar months, the last of which
// holds the instant before the cutoff.
func monthStarts(cutoff int64, n int) []int64 {
	year, month, _ := time.UnixMicro(cutoff - 1).UTC().Date()
	starts := make([]int64, n)
	for k := range starts {
		starts[k] = time.Date(year, month-time.Month(n-1-k), 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	}
	return starts
}

// Add keeps the history of customer i of a batch, whose timeline is t, where it is
// listed; w stands on that customer.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {
	place, listed := c.place[b.IDs[i]]
	if !listed {
		return
	}
	c.there[late] = c.there[late] || b.Invoices.Start != nil && b.Invoices.Paid != nil
	c.there[complaints] = c.there[complaints] || b.Contacts.Start != nil
	c.there[contacts] = c.there[complaints]
	c.there[offers] = c.there[offers] || b.Offers.Start != nil && b.Offers.Responded != nil
	r := c.row(place)
	c.addSpend(r, t)
	c.addLate(r, &t.Invoices)
	c.addContacts(r, &t.Contacts)
	c.addOffers(r, &t.Offers)
}

// row returns the row of a place, made where there is none.
func (c *Counter) row(place int32) *row {
	r := c.rows[place]
	if r == nil {
		r = &row{spend: make([]int64, c.months)}
		counts := make([]int, counted*c.months)
		for k := range r.count {
			r.count[k] = counts[k*c.months : (k+1)*c.months]
		}
		c.rows[place] = r
	}
	return r
}

// month returns the month in which an instant lies, and whether it is one of those
// that are kept.
func (c *Counter) month(at int64) (int, bool) {
	if at < c.starts[0] || at >= c.cutoff {
		return 0, false
	}
	return sort.Search(c.months, func(k int) bool { return c.starts[k] > at }) - 1, true
}

// known tells whether an instant lies before the cutoff: what comes later could not
// be known.
func (c *Counter) known(at int64) bool { return at != features.NoTime && at < c.cutoff }

func (c *Counter) addSpend(r *row, t *features.Timeline) {
	times, sums := t.Lines.Time, t.Lines.CumSpend
	from := before(times, c.starts[0])
	for k := range r.spend {
		to := from + before(times[from:], c.starts[k+1])
		r.spend[k] += sums[to] - sums[from]
		from = to
	}
}

// addLate counts as the family of payment does: credit notes are no invoices, and an
// invoice that was issued at the cutoff or later is not known.
func (c *Counter) addLate(r *row, in *features.InvoiceColumns) {
	if in.Paid == nil {
		return
	}
	for i, due := range in.Due {
		k, kept := c.month(due)
		if !kept || in.Amount != nil && in.Amount[i] <= 0 && in.Amount[i] != features.NoMoney {
			continue
		}
		if in.Issued != nil && in.Issued[i] != features.NoTime && !c.known(in.Issued[i]) {
			continue
		}
		end := c.cutoff
		if c.known(in.Paid[i]) {
			end = in.Paid[i]
		}
		if end-due >= features.Day {
			r.count[late][k]++
		}
	}
}

func (c *Counter) addContacts(r *row, in *features.ContactColumns) {
	for i, at := range in.Time {
		k, kept := c.month(at)
		switch {
		case !kept:
		case in.Kind[i] == features.Complaint:
			r.count[complaints][k]++
		default:
			r.count[contacts][k]++
		}
	}
}

// addOffers counts as the family of offers does: those held back from a control
// group are no offers, and young ones are still pending.
func (c *Counter) addOffers(r *row, in *features.OfferColumns) {
	if in.Responded == nil {
		return
	}
	for i, at := range in.Time {
		k, kept := c.month(at)
		if !kept || in.Control != nil && in.Control[i] > 0 || at > c.cutoff-graceDays*features.Day {
			continue
		}
		if !c.known(in.Responded[i]) {
			r.count[offers][k]++
		}
	}
}

// before returns how many of the sorted times lie before t.
func before(times []int64, t int64) int {
	return sort.Search(len(times), func(i int) bool { return times[i] >= t })
}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {
	for k, there := range other.there {
		c.there[k] = c.there[k] || there
	}
	for place, from := range other.rows {
		if from == nil {
			continue
		}
		to := c.row(int32(place)) //nolint:gosec // a place of these counters
		for m := range to.spend {
			to.spend[m] += from.spend[m]
			for k := range to.count {
				to.count[k][m] += from.count[k][m]
			}
		}
	}
}

// Of returns the history of a customer, and whether there is one: an id that is not
// listed or was not among the customers has none. The slices are not to be changed.
func (c *Counter) Of(id string) (*Months, bool) {
	place, listed := c.place[id]
	if !listed || c.rows[place] == nil {
		return nil, false
	}
	r := c.rows[place]
	column := func(k int) []int {
		if !c.there[k] {
			return nil
		}
		return r.count[k]
	}
	return &Months{
		Spend: r.spend, Late: column(late), Complaints: column(complaints), Contacts: column(contacts), Offers: column(offers),
	}, true
}
