package retention_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	"predict/features/retention"
)

// wides compares numbers of 192 bits by what they are.
func wides() cmp.Option {
	return cmp.Comparer(func(a, b retention.Wide) bool { return a.Big().Cmp(b.Big()) == 0 })
}

// TestCounterAgainstRows holds the counter against the definitions, worked out row
// by row without any of its shortcuts; only who is active is asked of the walker.
func TestCounterAgainstRows(t *testing.T) {
	for _, definition := range []string{features.Inactivity, features.Adaptive, features.Cancellation, features.Decline} {
		t.Run(definition, func(t *testing.T) {
			r := rand.New(rand.NewPCG(5, 1))
			var all []*person
			for range 400 {
				all = append(all, anyPerson(r))
			}
			o := options(t)
			o.Churn.Definition, o.Churn.MinPurchases = definition, 1+len(definition)%3
			b := toBatch(all)
			got := count(t, o, b).Tally()
			want := byRows(o, all, b)
			if diff := cmp.Diff(want, got, wides()); diff != "" {
				t.Errorf("the tally differs from the rows (-rows +tally):\n%s", diff)
			}
			year := &got.Periods[len(got.Periods)-1]
			if f := year.All.Flow; f.Start < 50 || f.Lost() < 10 || f.New < 10 || year.Wallet.Customers < 10 || year.Tactics[1].Controls < 10 {
				t.Errorf("the customers are too few to tell anything: %+v", f)
			}
		})
	}
}

// byRows counts the slow and plain way.
func byRows(o retention.Options, all []*person, b *features.Batch) *retention.Tally {
	t := &retention.Tally{Options: o, Customers: int64(len(all)), Has: retention.Has{
		Segment: true, Region: true, Category: true, Channel: true, Margin: true, CostToServe: true, Offers: true, OfferCost: true, Tactic: true, Wallet: true,
	}}
	w := features.NewWalker(o.Churn, o.Until)
	for _, span := range o.Periods {
		p := retention.PeriodTally{
			Segments: make([]retention.Group, 4), Regions: make([]retention.Flow, 3), Categories: make([]retention.Flow, 6),
			Channels: make([]retention.Flow, 3), Tactics: make([]retention.Tactic, 4),
		}
		for i, c := range all {
			tl := w.Customer(b, i)
			_, start := w.Active(span.From)
			_, end := w.Active(span.To)
			isNew := len(tl.Purchases) > 0 && tl.Purchases[0] >= span.From
			flow := retention.Flow{Start: one(start), Retained: one(start && end), New: one(end && !start && isNew), Reactivated: one(end && !start && !isNew)}
			p.All.Flow.Add(&flow)
			p.Segments[c.segment+1].Flow.Add(&flow)
			p.Regions[c.region+1].Add(&flow)
			tacticsByRows(o, span, &p, c, tl.Purchases)
			if start {
				moneyByRows(o, span, &p, c, end)
				boughtByRows(o, span, &p, c, &flow)
			}
			if start && end {
				walletByRows(span, &p, c)
			}
			if end && !start {
				joinedByRows(span, &p, c)
			}
		}
		t.Periods = append(t.Periods, p)
	}
	cohortsByRows(o, t, w, b)
	return t
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func joinedByRows(span retention.Period, p *retention.PeriodTally, c *person) {
	for _, x := range c.lines {
		if x.at >= span.From && x.at < span.To {
			p.All.Joined.AddInt(x.amount)
			p.Segments[c.segment+1].Joined.AddInt(x.amount)
		}
	}
}

func moneyByRows(o retention.Options, span retention.Period, p *retention.PeriodTally, c *person, kept bool) {
	from := span.From - int64(o.Churn.LookbackDays)*features.Day
	var sales, margin, marginUnknown int64
	for _, x := range c.lines {
		if x.at < from || x.at >= span.From {
			continue
		}
		sales += x.amount
		if x.margin == features.NoMoney {
			marginUnknown = 1
		} else {
			margin += x.margin
		}
	}
	cost := max(0, c.cost)
	add := func(m *retention.Money, x int64) {
		m.Start.AddInt(x)
		m.StartSquares.AddProduct(x, x)
		if kept {
			m.Retained.AddInt(x)
			m.RetainedSquares.AddProduct(x, x)
		}
		m.Negative += one(x < 0)
	}
	for _, g := range []*retention.Group{&p.All, &p.Segments[c.segment+1]} {
		add(&g.Sales, sales)
		add(&g.Profit, 365*margin-cost*int64(o.Churn.LookbackDays))
		g.MarginUnknown += marginUnknown
		g.CostUnknown += one(c.cost == features.NoMoney)
	}
	var offers int64
	for _, x := range c.offers {
		if x.at < span.From || x.at >= span.To || x.control == 1 {
			continue
		}
		p.Cost.Offers++
		p.Cost.UnknownCost += one(x.cost == features.NoMoney)
		offers += max(0, x.cost)
	}
	p.Cost.OffersCost.AddInt(offers)
	p.Cost.ServeYear.AddInt(cost)
	x := 365*offers + cost*((span.To-span.From)/features.Day)
	p.Cost.Squares.AddProduct(x, x)
	if kept {
		p.Cost.Retained.AddInt(x)
	}
}

func boughtByRows(o retention.Options, span retention.Period, p *retention.PeriodTally, c *person, flow *retention.Flow) {
	from := span.From - int64(o.Churn.LookbackDays)*features.Day
	categories, channels := map[int32]bool{}, map[int32]bool{}
	for _, x := range c.lines {
		if x.at >= from && x.at < span.From && x.amount > 0 {
			categories[x.category], channels[x.channel] = true, true
		}
	}
	for _, d := range []struct {
		codes map[int32]bool
		into  []retention.Flow
	}{{categories, p.Categories}, {channels, p.Channels}} {
		if len(d.codes) > 1 {
			delete(d.codes, -1) // the unknown are those of whom nothing is known
		}
		for code := range d.codes {
			d.into[code+1].Add(flow)
		}
	}
}

func tacticsByRows(o retention.Options, span retention.Period, p *retention.PeriodTally, c *person, purchases []int64) {
	horizon := int64(o.Churn.HorizonDays) * features.Day
	for tactic := int32(-1); tactic < 3; tactic++ {
		var rows []offerRow
		for _, x := range c.offers {
			if x.tactic == tactic {
				rows = append(rows, x)
			}
		}
		if len(rows) == 0 || rows[0].at < span.From || rows[0].at >= span.To || rows[0].at+horizon > o.Until {
			continue
		}
		at := rows[0].at
		bought, cancelled, treated := false, false, false
		for _, x := range purchases {
			bought = bought || x >= at && x < at+horizon
		}
		for _, x := range c.cancels {
			cancelled = cancelled || x >= at && x < at+horizon
		}
		result := retention.Tactic{}
		for _, x := range rows {
			treated = treated || x.at == at && x.control != 1
			if x.at < at+horizon && x.control != 1 {
				result.Cost += max(0, x.cost)
				result.UnknownCost += one(x.cost == features.NoMoney)
			}
		}
		kept := one(bought && !cancelled)
		if treated {
			result.Treated, result.TreatedKept = 1, kept
		} else {
			result = retention.Tactic{Controls: 1, ControlsKept: kept}
		}
		p.Tactics[tactic+1].Add(&result)
	}
}

func walletByRows(span retention.Period, p *retention.PeriodTally, c *person) {
	var own, total int64
	for at := time.UnixMicro(span.From).UTC(); at.UnixMicro() < span.To; at = at.AddDate(0, 1, 0) {
		in := func(x int64) bool { return x >= at.UnixMicro() && x < at.AddDate(0, 1, 0).UnixMicro() }
		var all, some int64
		categories := map[int32]bool{}
		for _, x := range c.wallet {
			switch {
			case !in(x.month) || x.total == features.NoMoney:
			case x.category < 0:
				all += x.total
			default:
				some += x.total
				categories[x.category] = true
			}
		}
		if all == 0 && some == 0 {
			continue
		}
		for _, x := range c.lines {
			if in(x.at) && (all > 0 || x.category >= 0 && categories[x.category]) {
				own += x.amount
			}
		}
		if all > 0 {
			some = all
		}
		total += some
	}
	if total == 0 {
		return
	}
	w := &p.Wallet
	w.Customers++
	w.Own.AddInt(own)
	w.Total.AddInt(total)
	w.OwnSquares.AddProduct(own, own)
	w.Cross.AddProduct(own, total)
	w.TotalSquares.AddProduct(total, total)
}

func cohortsByRows(o retention.Options, t *retention.Tally, w *features.Walker, b *features.Batch) {
	const last = 12*2025 + 5 // May 2025, the last whole month
	month := func(x int64) int { u := time.UnixMicro(x).UTC(); return 12*u.Year() + int(u.Month()) }
	first := last - o.CohortMonths + 1
	for k := range o.CohortMonths {
		m := first + k - 1
		t.Cohorts = append(t.Cohorts, retention.Cohort{Month: date(m/12, time.Month(m%12+1), 1), Bought: make([]int64, o.CohortMonths-k)})
	}
	for i := range b.IDs {
		tl := w.Customer(b, i)
		if len(tl.Purchases) == 0 || month(tl.Purchases[0]) < first || month(tl.Purchases[0]) > last {
			continue
		}
		k := month(tl.Purchases[0]) - first
		t.Cohorts[k].Customers++
		months := map[int]bool{}
		for _, at := range tl.Purchases {
			if month(at) <= last {
				months[month(at)-first-k] = true
			}
		}
		for m := range months {
			t.Cohorts[k].Bought[m]++
		}
	}
}

// TestMergeIsOrderFree: parts of the customers in any order, merged, are the whole.
func TestMergeIsOrderFree(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	var all []*person
	for range 200 {
		all = append(all, anyPerson(r))
	}
	o := options(t)
	want := count(t, o, toBatch(all)).Tally()
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	merged := retention.NewCounter(o)
	for _, cut := range [][]*person{all[:3], all[3:150], nil, all[150:]} {
		merged.Merge(count(t, o, toBatch(cut)))
	}
	if diff := cmp.Diff(want, merged.Tally(), wides()); diff != "" {
		t.Error(diff)
	}
}

// TestGroupsAddUp: over segments and over regions every figure is that of all.
func TestGroupsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	var all []*person
	for range 300 {
		all = append(all, anyPerson(r))
	}
	for _, sizes := range []int{0, 1, 3, 1_000_000} { // too few codes, and far too many
		o := options(t)
		o.Segments, o.Regions = sizes, sizes
		for k, p := range count(t, o, toBatch(all)).Tally().Periods {
			var segments retention.Group
			var regions retention.Flow
			for g := range p.Segments {
				segments.Add(&p.Segments[g])
			}
			for g := range p.Regions {
				regions.Add(&p.Regions[g])
			}
			if diff := cmp.Diff(p.All, segments, wides()); diff != "" {
				t.Errorf("%d segments, period %d:\n%s", sizes, k, diff)
			}
			if diff := cmp.Diff(p.All.Flow, regions); diff != "" {
				t.Errorf("%d regions, period %d:\n%s", sizes, k, diff)
			}
			if len(p.Segments) > 4 {
				t.Fatalf("%d groups are kept apart", len(p.Segments))
			}
		}
	}
}

// TestEndIsNextStart: who is one at the end of a month is one at the start of the
// next.
func TestEndIsNextStart(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 4))
	var all []*person
	for range 300 {
		all = append(all, anyPerson(r))
	}
	tally := count(t, options(t), toBatch(all)).Tally()
	for k := range 13 {
		if end, next := tally.Periods[k].All.End(), tally.Periods[k+1].All.Start; end != next {
			t.Errorf("%d at the end of period %d, %d at the start of the next", end, k, next)
		}
	}
}

// TestNothingKnown: bare purchases, without any other column, are no fault.
func TestNothingKnown(t *testing.T) {
	b := &features.Batch{IDs: []string{"a"}, Keys: []uint64{1}}
	b.Transactions = features.TransactionColumns{Start: []int32{0, 1}, Time: []int64{date(2025, 3, 3)}, Amount: []int64{70_000}}
	o := options(t)
	o.Segments, o.Regions, o.Categories, o.Channels, o.Tactics = 0, 0, 0, 0, 0
	tally := count(t, o, b).Tally()
	if diff := cmp.Diff(retention.Has{}, tally.Has); diff != "" {
		t.Error(diff)
	}
	april := &tally.Periods[12]
	if o.Periods[12].Name() != "2025-04" {
		t.Fatal(o.Periods[12].Name())
	}
	for _, f := range []retention.Flow{april.All.Flow, april.Segments[0].Flow, april.Regions[0], april.Categories[0], april.Channels[0]} {
		if diff := cmp.Diff(retention.Flow{Start: 1, Retained: 1}, f); diff != "" {
			t.Error(diff)
		}
	}
	if got := april.All.Sales.Start.Big(); got.Cmp(big.NewInt(70_000)) != 0 {
		t.Errorf("sales %v", got)
	}
}
