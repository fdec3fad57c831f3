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
	layout
	tally *Tally
	edge  []state // by edge, of the customer that is counted
	// wallet is by period, of the customer that is counted.
	wallet []spent
	// seen holds for each tactic, wanted for each category, the mark of the last
	// customer, or month of a customer, who had it.
	seen, wanted []int64
	mark         int64
}

// state is what a customer is at an edge: lines [from, end) are those of the
// look-back before it. They are set where the customer is active.
type state struct {
	active    bool
	from, end int
}

// spent is what a customer spent here and anywhere.
type spent struct{ own, total int64 }

// NewCounter returns a counter that has seen nobody.
func NewCounter(o Options) *Counter {
	c := &Counter{layout: newLayout(&o)}
	c.tally = c.newTally(o)
	c.edge, c.wallet = make([]state, len(c.edges)), make([]spent, len(c.spans))
	c.seen, c.wanted = make([]int64, int(c.tactics.codes)+1), make([]int64, c.categories.codes)
	return c
}

// Tally returns what was counted. It is valid until the next Add or Merge.
func (c *Counter) Tally() *Tally { return c.tally }

// Add counts customer i of a batch, whose timeline is t; w stands on that customer.
func (c *Counter) Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker) {
	c.tally.Customers++
	c.look(t)
	c.cohort(t.Purchases)
	c.offered(t)
	if !c.stand(t, w) {
		return
	}
	margins := c.margins(t.Lines.Margin)
	for k := range c.spans {
		s := &c.spans[k]
		switch from, to := &c.edge[s.from], &c.edge[s.to]; {
		case from.active:
			c.started(k, t, from, to.active, margins)
		case to.active:
			c.joined(k, t, to, len(t.Purchases) > 0 && t.Purchases[0] >= s.From)
		}
	}
	c.wallets(t)
}

// look notes what is known of the customer at all.
func (c *Counter) look(t *features.Timeline) {
	h := &c.tally.Has
	h.Segment = h.Segment || c.segments.group(t.Segment) > 0
	h.Region = h.Region || c.regions.group(t.Region) > 0
	h.CostToServe = h.CostToServe || t.CostToServe != features.NoMoney
	h.Offers = h.Offers || len(t.Offers.Time) > 0
	if !h.Margin {
		h.Margin = anyOther(t.Lines.Margin, features.NoMoney)
	}
	if !h.OfferCost {
		h.OfferCost = anyOther(t.Offers.Cost, features.NoMoney)
	}
	if !h.Wallet {
		h.Wallet = anyOther(t.Wallet.Total, features.NoMoney)
	}
	h.Category = h.Category || anyKnown(t.Lines.Category, c.categories)
	h.Channel = h.Channel || anyKnown(t.Lines.Channel, c.channels)
	h.Tactic = h.Tactic || anyKnown(t.Offers.Tactic, c.tactics)
}

// anyOther reports whether a column holds anything but a value.
func anyOther(column []int64, none int64) bool {
	for _, x := range column {
		if x != none {
			return true
		}
	}
	return false
}

// anyKnown reports whether a column holds a code that is counted.
func anyKnown(column []int32, d dimension) bool {
	for _, code := range column {
		if d.group(code) > 0 {
			return true
		}
	}
	return false
}

// stand finds out at which edges the customer is one, and reports whether there is
// any. Who has not bought in the look-back is none by any definition; who has, and
// never cancelled, is one where sales do not matter. That spares asking the walker,
// whose answer a test holds this to.
func (c *Counter) stand(t *features.Timeline, w *features.Walker) bool {
	bought, lines, from, any := 0, 0, 0, false
	churn := &c.tally.Options.Churn
	ask := churn.Definition == features.Decline || len(t.Cancellations.Time) > 0
	for k, at := range c.edges {
		s := &c.edge[k]
		*s = state{}
		for bought < len(t.Purchases) && t.Purchases[bought] < at {
			bought++
		}
		if bought == 0 || bought < churn.MinPurchases || c.lookback > 0 && t.Purchases[bought-1] < at-c.lookback {
			continue
		}
		if ask {
			if _, is := w.Active(at); !is {
				continue
			}
		}
		s.active, any = true, true
		lines += before(t.Lines.Time[lines:], at)
		from += before(t.Lines.Time[from:lines], at-c.lookback)
		s.from, s.end = from, lines
	}
	return any
}

// Merge adds what another counter of the same options has counted.
func (c *Counter) Merge(other *Counter) {
	t, o := c.tally, other.tally
	t.Customers += o.Customers
	t.Has.merge(&o.Has)
	for k := range t.Periods {
		t.Periods[k].add(&o.Periods[k])
	}
	for k := range t.Cohorts {
		t.Cohorts[k].Customers += o.Cohorts[k].Customers
		for m := range t.Cohorts[k].Bought {
			t.Cohorts[k].Bought[m] += o.Cohorts[k].Bought[m]
		}
	}
}

func (p *PeriodTally) add(other *PeriodTally) {
	p.All.Add(&other.All)
	p.Cost.add(&other.Cost)
	p.Wallet.add(&other.Wallet)
	for g := range p.Segments {
		p.Segments[g].Add(&other.Segments[g])
	}
	for g := range p.Tactics {
		p.Tactics[g].Add(&other.Tactics[g])
	}
	addFlows(p.Regions, other.Regions)
	addFlows(p.Categories, other.Categories)
	addFlows(p.Channels, other.Channels)
}

func addFlows(to, from []Flow) {
	for g := range to {
		to[g].Add(&from[g])
	}
}
