package retention

import "predict/features"

// year is the number of days by which costs of a year are divided.
const year = 365

// started counts a customer who is one at the start of period k.
func (c *Counter) started(k int, t *features.Timeline, from *state, retained, margins bool) {
	p, s := &c.tally.Periods[k], &c.spans[k]
	flow := Flow{Start: 1}
	if retained {
		flow.Retained = 1
	}
	sales := wide(t.Lines.CumSpend[from.end] - t.Lines.CumSpend[from.from])
	cost, costUnknown := t.CostToServe, int64(0)
	if cost == features.NoMoney {
		cost, costUnknown = 0, 1
	}
	var profit Wide
	profit.AddProduct(-cost, int64(c.tally.Options.Churn.LookbackDays))
	marginUnknown := int64(0)
	if t.Lines.CumMargin != nil {
		profit.AddProduct(year, t.Lines.CumMargin[from.end]-t.Lines.CumMargin[from.from])
		if margins && holds(t.Lines.Margin[from.from:from.end], features.NoMoney) {
			marginUnknown = 1
		}
	}
	for _, g := range [...]*Group{&p.All, &p.Segments[c.segments.group(t.Segment)]} {
		g.Flow.Add(&flow)
		g.Sales.count(sales, retained)
		g.Profit.count(profit, retained)
		g.MarginUnknown += marginUnknown
		g.CostUnknown += costUnknown
	}
	p.Regions[c.regions.group(t.Region)].Add(&flow)
	bought(p.Categories, c.categories, t.Lines.Category, t.Lines.PrevCategory, from, &flow)
	bought(p.Channels, c.channels, t.Lines.Channel, t.Lines.PrevChannel, from, &flow)
	c.cost(p, s, t, cost, retained)
}

// margins reports whether a margin of the customer is missing.
func (c *Counter) margins(margin []int64) bool { return holds(margin, features.NoMoney) }

// holds reports whether a column holds a value.
func holds(column []int64, x int64) bool {
	for _, y := range column {
		if x == y {
			return true
		}
	}
	return false
}

// bought counts a customer in each group that a line of the look-back bought from,
// and where there is none, in the group of whom none is known. A line is the first
// of its code in the look-back where the one before lies earlier.
func bought(groups []Flow, d dimension, codes, previous []int32, look *state, flow *Flow) {
	found := false
	if codes != nil {
		first := int32(look.from)
		known := codes[look.from:look.end]
		for j, prev := range previous[look.from:look.end] {
			if prev >= first {
				continue
			}
			if g := d.group(known[j]); g > 0 && !(d.folded && found) {
				found = true
				groups[g].Start += flow.Start
				groups[g].Retained += flow.Retained
			}
		}
	}
	if !found {
		groups[0].Start += flow.Start
		groups[0].Retained += flow.Retained
	}
}

// cost counts what keeping the customer cost in a period. A control got nothing.
func (c *Counter) cost(p *PeriodTally, s *span, t *features.Timeline, serve int64, retained bool) {
	var offers int64
	o := &t.Offers
	for j := before(o.Time, s.From); j < len(o.Time) && o.Time[j] < s.To; j++ {
		if isControl(o, j) {
			continue
		}
		p.Cost.Offers++
		if known, cost := costOf(o, j); known {
			offers += cost
		} else {
			p.Cost.UnknownCost++
		}
	}
	p.Cost.OffersCost.AddInt(offers)
	p.Cost.ServeYear.AddInt(serve)
	var x Wide
	x.AddProduct(year, offers)
	x.AddProduct(serve, (s.To-s.From)/features.Day)
	p.Cost.Squares.addSquare(x)
	if retained {
		p.Cost.Retained.Add(x)
	}
}

// isControl reports whether the customer of an offer was held out.
func isControl(o *features.OfferColumns, j int) bool { return o.Control != nil && o.Control[j] > 0 }

// costOf returns the cost of an offer.
func costOf(o *features.OfferColumns, j int) (known bool, cost int64) {
	if o.Cost == nil || o.Cost[j] == features.NoMoney {
		return false, 0
	}
	return true, o.Cost[j]
}

// joined counts a customer who is one at the end of period k and was none at its
// start.
func (c *Counter) joined(k int, t *features.Timeline, to *state, isNew bool) {
	p := &c.tally.Periods[k]
	spent := t.Lines.CumSpend[to.end] - t.Lines.CumSpend[before(t.Lines.Time[:to.end], c.spans[k].From)]
	flow := Flow{Reactivated: 1}
	if isNew {
		flow = Flow{New: 1}
	}
	for _, g := range [...]*Group{&p.All, &p.Segments[c.segments.group(t.Segment)]} {
		g.Flow.Add(&flow)
		g.Joined.AddInt(spent)
	}
	p.Regions[c.regions.group(t.Region)].Add(&flow)
}

// cohort counts the months in which a customer bought since the first purchase.
func (c *Counter) cohort(purchases []int64) {
	n := len(c.cohorts) - 1
	if n < 1 || len(purchases) == 0 || purchases[0] < c.cohorts[0] || purchases[0] >= c.cohorts[n] {
		return
	}
	first := before(c.cohorts, purchases[0]+1) - 1
	cohort := &c.tally.Cohorts[first]
	cohort.Customers++
	for month := first; ; {
		cohort.Bought[month-first]++
		purchases = purchases[before(purchases, c.cohorts[month+1]):]
		if len(purchases) == 0 || purchases[0] >= c.cohorts[n] {
			return
		}
		month += before(c.cohorts[month:], purchases[0]+1) - 1
	}
}
