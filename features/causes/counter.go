package causes

import "predict/features"

// Counter counts customers, one after the other. Counters of several workers are
// merged; the result does not depend on the order of customers.
type Counter struct {
	o      Options
	tenure [len(tenureMonths)]int64

	all                 Cell
	unlabelled, outside int64
	dims                [NumDimensions]dimension
	pairs               []pair

	cancelled                    Cell
	reasons                      []Cell
	cancellations, cancelReasons bool

	complaints                                complaints
	firstContact                              int64
	contacts, contactProducts, contactReasons bool

	// Of the customer at hand.
	members members
	usual   tallies
	slots   [2][]int32
}

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter {
	c := &Counter{
		o: o, tenure: tenureEnds(o.Cutoff), pairs: newPairs(o),
		complaints: newComplaints(o.Until), firstContact: features.NoTime,
	}
	for d, n := range o.sizes() {
		c.dims[d].cells = make([]Cell, n)
	}
	return c
}

// Add counts customer i of a batch, whose timeline is t; w stands on that customer.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {
	c.exported(b)
	if times := t.Contacts.Time; len(times) > 0 {
		c.contact(times[0])
		c.complaints.add(&t.Contacts, b.Contacts.Product != nil, b.Contacts.Reason != nil)
	}
	v, active := w.At(c.o.Cutoff)
	if !active {
		return
	}
	one := Cell{Customers: 1}
	switch w.Label() {
	case features.LabelChurned:
		one.Churned = 1
	case features.LabelStayed:
	default:
		c.unlabelled++
		return
	}
	one.Spend = v.Lines.CumSpend[v.LineRange.End] - v.Lines.CumSpend[v.LineRange.From[features.W365]]
	one.ChurnedSpend = one.Churned * one.Spend
	c.all.add(&one)
	c.group(v)
	c.count(&one)
	c.cancel(v, &one)
}

func (c *Counter) contact(at int64) {
	if c.firstContact == features.NoTime || at < c.firstContact {
		c.firstContact = at
	}
}

// count adds the customer at hand to all groups and pairs of groups.
func (c *Counter) count(one *Cell) {
	for d := range c.dims {
		dim, codes := &c.dims[d], c.members.codes[d]
		if !c.members.known[d] {
			continue
		}
		dim.known.add(one)
		for _, code := range codes {
			dim.cells[code].add(one)
			dim.members.add(one)
		}
	}
	if c.members.complained {
		c.dims[ComplaintReason].any.add(one)
	}
	for p := range c.pairs {
		c.pairs[p].add(c, one)
	}
}

// cancel counts the reason of the first cancellation in the label window.
func (c *Counter) cancel(v *features.View, one *Cell) {
	start := c.o.Cutoff + int64(c.o.Churn.GapDays)*features.Day
	end := start + int64(c.o.Churn.HorizonDays)*features.Day
	t := &v.Cancellations
	for i := v.CancelledRange.End; i < len(t.Time) && t.Time[i] < end; i++ {
		if t.Time[i] < start {
			continue
		}
		c.cancelled.add(one)
		if t.Reason != nil && !none(t.Reason[i]) {
			c.reasons = grow(c.reasons, t.Reason[i])
			c.reasons[t.Reason[i]].add(one)
		}
		return
	}
}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {
	c.all.add(&other.all)
	c.unlabelled += other.unlabelled
	c.outside += other.outside
	for d := range c.dims {
		c.dims[d].merge(&other.dims[d])
	}
	for p := range c.pairs {
		for i := range c.pairs[p].Cells {
			c.pairs[p].Cells[i].add(&other.pairs[p].Cells[i])
		}
	}
	c.cancelled.add(&other.cancelled)
	c.reasons = grow(c.reasons, int32(len(other.reasons))-1)
	for code := range other.reasons {
		c.reasons[code].add(&other.reasons[code])
	}
	c.cancellations = c.cancellations || other.cancellations
	c.cancelReasons = c.cancelReasons || other.cancelReasons
	c.complaints.merge(&other.complaints)
	if other.firstContact != features.NoTime {
		c.contact(other.firstContact)
	}
	c.contacts = c.contacts || other.contacts
	c.contactProducts = c.contactProducts || other.contactProducts
	c.contactReasons = c.contactReasons || other.contactReasons
}

// Counts returns what was counted so far.
func (c *Counter) Counts() *Counts {
	n := &Counts{
		Cutoff: c.o.Cutoff, Until: c.o.Until,
		All: c.all, Unlabelled: c.unlabelled, Outside: c.outside,
		Cancelled: c.cancelled, Reasons: c.reasons,
		CancellationsExported: c.cancellations, ReasonsExported: c.cancelReasons,
		Complaints: c.complaints.sorted(), FirstMonth: c.complaints.first, LastMonth: c.complaints.last,
		FirstContact: c.firstContact, ContactsExported: c.contacts,
		ContactProductsExported: c.contactProducts, ContactReasonsExported: c.contactReasons,
	}
	for d := range c.dims {
		dim := &c.dims[d]
		n.Groups[d] = Groups{Exported: dim.exported, Cells: dim.cells, Known: dim.known, Members: dim.members, Any: dim.any}
	}
	for p := range c.pairs {
		n.Pairs = append(n.Pairs, c.pairs[p].Pair)
	}
	return n
}
