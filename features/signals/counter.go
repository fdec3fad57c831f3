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
type Counter struct {
	o       Options
	months  [walletMonths + 1]int64
	unknown int64
	told    [NumSignals]bool
	// Kinds of contacts and changes that there are at all.
	contactKinds, changeKinds kinds
	// How complaints were scored is counted for every scaling: which one is right is
	// known when all customers have been seen. same holds the customers for whom it
	// makes no difference.
	same   tally
	scales [numScalings]tally
	top    [2]float64 // the highest scores of contacts and surveys

	// Working memory, reused from customer to customer.
	spells spells
	scored spells // those of satisfaction, of one scaling
	marks  []mark
	times  []int64
	gaps   []int32
}

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter { return &Counter{o: o, months: monthStarts(o.Cutoff)} }

// Add counts customer i of a batch, whose timeline is t; w stands on that customer. It
// leads the walker to the cutoff and to instants before it.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {
	c.tell(b, t)
	v, active := w.At(c.o.Cutoff)
	if !active {
		return
	}
	label := w.Label()
	if label == features.LabelUnknown {
		c.unknown++
		return
	}
	last := features.NoTime
	if n := v.PurchaseRange.End; n > 0 {
		last = v.Purchases[n-1]
	}
	churned := label == features.LabelChurned
	since := c.signs(v, w)
	if len(c.marks) == 0 {
		since[LowSatisfaction] = c.scaled(0)
		c.same.add(&since, churned, last)
		return
	}
	for n := range c.scales {
		since[LowSatisfaction] = c.scaled(n)
		c.scales[n].add(&since, churned, last)
	}
}

// signs finds since when the customer at the cutoff shows each signal,
// features.NoTime where not; that of satisfaction is left to scaled. The walker is
// led to instants before the cutoff.
func (c *Counter) signs(v *features.View, w *features.Walker) (since [NumSignals]int64) {
	since[RFMDecline] = c.decline(v)
	since[UnansweredOffer] = c.unanswered(v)
	since[LowSatisfaction] = features.NoTime
	since[ServiceCalls] = c.contacts(v, serviceKinds, serviceCalls)
	since[LatePayment] = c.late(v)
	since[BillingQuestion] = c.contacts(v, billingKinds, 1)
	since[TouchpointChange] = c.changes(v, touchpointKinds)
	since[AddressChange] = c.changes(v, addressKinds)
	c.satisfaction(v)
	since[FallingWalletShare] = c.share(v, w) // leaves the cutoff
	return since
}

// tell notes of which signals the tables of a batch tell, and which kinds of contacts
// and changes there are.
func (c *Counter) tell(b *features.Batch, t *features.Timeline) {
	for _, kind := range t.Contacts.Kind {
		c.contactKinds |= kindOf(kind)
	}
	for _, kind := range t.Changes.Kind {
		c.changeKinds |= kindOf(kind)
	}
	c.told = either(c.told, [NumSignals]bool{
		RFMDecline:         len(b.Transactions.Time) > 0,
		UnansweredOffer:    len(b.Offers.Time) > 0 && b.Offers.Responded != nil,
		LowSatisfaction:    len(b.Satisfaction.Time) > 0 || c.contactKinds&complaintKinds != 0 && (b.Contacts.Resolved != nil || b.Contacts.Satisfaction != nil),
		FallingWalletShare: len(b.Wallet.Month) > 0 || len(b.Transactions.Time) > 0 && b.Transactions.Category != nil,
		ServiceCalls:       c.contactKinds&serviceKinds != 0,
		LatePayment:        len(b.Invoices.Due) > 0 && b.Invoices.Paid != nil,
		BillingQuestion:    c.contactKinds&billingKinds != 0,
		TouchpointChange:   c.changeKinds&touchpointKinds != 0,
		AddressChange:      c.changeKinds&addressKinds != 0,
	})
}

// either returns what one of two tells.
func either(a, b [NumSignals]bool) [NumSignals]bool {
	for s, is := range b {
		a[s] = a[s] || is
	}
	return a
}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {
	c.unknown += other.unknown
	c.told = either(c.told, other.told)
	for k, top := range other.top {
		c.top[k] = max(c.top[k], top)
	}
	c.same.merge(&other.same)
	for n := range c.scales {
		c.scales[n].merge(&other.scales[n])
	}
}

// Counts returns what was counted so far.
func (c *Counter) Counts() *Counts {
	sum := c.same
	sum.merge(&c.scales[scaleTop(c.top[0])+numTops*scaleTop(c.top[1])])
	return &Counts{
		Cutoff: c.o.Cutoff, Churn: c.o.Churn, Unknown: c.unknown, Told: c.told,
		Stayed: sum.stayed, Churned: sum.churned, Leads: sum.leads, WarnedInTime: sum.warned,
	}
}

// scaleTop returns the index in tops of the scale whose highest score that is.
func scaleTop(score float64) int {
	for k, top := range tops {
		if score <= top {
			return k
		}
	}
	return numTops - 1
}
