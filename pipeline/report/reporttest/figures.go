package reporttest

import (
	"math"
	"strconv"

	"predict/pipeline/kpi"
)

// period is one month of figures.
type period struct {
	name, from, to string
	index          int
}

// book makes the retention figures of all months.
func (m *maker) book() *kpi.Book {
	b := &kpi.Book{By: "month", Bands: bands(), Cohorts: m.cohorts()}
	start := 41_000.0
	for i := range m.months {
		p := period{name: m.month(i).Format("2006-01"), from: day(m.month(i)), to: day(m.month(i + 1)), index: i}
		var rows []kpi.Row
		rows, start = m.all(p, start)
		b.Rows = append(b.Rows, rows...)
		b.Rows = append(b.Rows, m.segments(p, start)...)
		b.Rows = append(b.Rows, m.groups(p, start)...)
		b.Rows = append(b.Rows, m.tactics(p)...)
	}
	b.Missing = []kpi.Missing{{
		KPI: kpi.TacticEffect, Note: "no_control", Text: "Nobody was left out of loyalty_points, so its effect cannot be told apart from chance.",
		Remedy: "Leave out one in ten customers and mark them in the column control of offers.",
	}}
	return b
}

func bands() []kpi.Band {
	return []kpi.Band{
		{Industry: "retail", Low: .2, High: .3},
		{Industry: "saas", Low: .05, High: .1},
		{Industry: "finance", Low: .1, High: .15},
		{Industry: "services", Low: 0, High: .1},
	}
}

// row begins a row of all customers.
func (p period) row(name, unit string) kpi.Row {
	return kpi.Row{Period: p.name, From: p.from, To: p.to, KPI: name, Unit: unit}
}

// ratio makes a share of customers with its interval.
func (p period) ratio(name string, k, n float64) kpi.Row {
	r := p.row(name, kpi.ShareUnit)
	k, n = math.Round(k), math.Round(n)
	low, high := wilson(k, n)
	value := share(k / n)
	r.Value, r.Low, r.High = &value, &low, &high
	r.Numerator, r.Denominator = strconv.Itoa(int(k)), strconv.Itoa(int(n))
	return r
}

// sales makes a share of money with its interval.
func (p period) sales(name string, part, whole float64) kpi.Row {
	r := p.row(name, kpi.ShareUnit)
	value := share(part / whole)
	low, high := share(value-.012), share(min(value+.012, 1))
	r.Value, r.Low, r.High = &value, &low, &high
	r.Numerator, r.Denominator = money(part), money(whole)
	return r
}

// amount makes a figure that is no ratio.
func (p period) amount(name, unit string, value float64) kpi.Row {
	r := p.row(name, unit)
	r.Value = &value
	return r
}

// of says which group a row is about.
func of(r kpi.Row, dimension, group string) kpi.Row {
	r.Dimension, r.Group = dimension, group
	return r
}

// monthly is the churn of a month: it falls slowly and rises after Christmas.
func (m *maker) monthly(p period) float64 {
	return .031 - .0003*float64(p.index) + .004*math.Sin(float64(p.index)*math.Pi/6) + m.between(-.0015, .0015)
}

// all makes the rows of all customers, and how many there are at the end.
func (m *maker) all(p period, start float64) ([]kpi.Row, float64) {
	lost := math.Round(start * m.monthly(p))
	joined, back := math.Round(start*m.between(.028, .04)), math.Round(start*m.between(.003, .006))
	end := start - lost + joined + back
	whole := cents(start * m.between(86, 94))
	offers, service := cents(start*m.between(.55, .7)), cents(start*m.between(1.5, 1.9))
	growth := p.amount(kpi.Growth, kpi.ShareUnit, share((joined+back-lost)/start))
	growth.Numerator, growth.Denominator = strconv.Itoa(int(joined+back-lost)), strconv.Itoa(int(start))
	perRetained := p.amount(kpi.CostPerRetained, kpi.MoneyUnit, cents((offers+service)/(start-lost)))
	perRetained.Numerator, perRetained.Denominator = money(offers+service), strconv.Itoa(int(start-lost))
	churn := p.ratio(kpi.ChurnRate, lost, start)
	annual := p.amount(kpi.AnnualChurn, kpi.ShareUnit, share(1-math.Pow(1-*churn.Value, 12)))
	rows := []kpi.Row{
		p.ratio(kpi.RawRetention, start-lost, start),
		p.sales(kpi.SalesRetention, cents(whole*m.between(.975, .985)), whole),
		p.sales(kpi.ProfitRetention, cents(whole*.24*m.between(.972, .984)), cents(whole*.24)),
		p.amount(kpi.OffersCost, kpi.MoneyUnit, offers), p.amount(kpi.ServiceCost, kpi.MoneyUnit, service),
		p.amount(kpi.RetentionCost, kpi.MoneyUnit, cents(offers+service)), perRetained,
		p.sales(kpi.WalletShare, cents(whole*m.between(.5, .54)), whole), churn, annual,
		p.amount(kpi.AtStart, kpi.CountUnit, start), p.amount(kpi.AtEnd, kpi.CountUnit, end),
		p.amount(kpi.NewCustomers, kpi.CountUnit, joined), p.amount(kpi.Reactivated, kpi.CountUnit, back),
		p.amount(kpi.Lost, kpi.CountUnit, lost), growth,
	}
	expected, realised := p.amount(kpi.ExpectedChurn, kpi.ShareUnit, share(.092+m.between(-.004, .004))), p.ratio(kpi.RealisedChurn, start*(.09+m.between(-.006, .006)), start)
	if p.index > m.months-4 {
		realised = p.row(kpi.RealisedChurn, kpi.ShareUnit)
		realised.Note = "horizon_not_over"
	}
	return append(rows, expected, realised), end
}

// segments makes the rows of each segment; that of students is small.
func (m *maker) segments(p period, start float64) []kpi.Row {
	var rows []kpi.Row
	for _, s := range []struct {
		name            string
		share, times, a float64
	}{{"consumer", .55, 1.1, 78}, {"family", .29, .7, 104}, {"business", .158, 1, 142}, {"student", .0001, 2.5, 41}} {
		n := math.Round(start * s.share)
		lost := min(math.Round(n*s.times*m.monthly(p)), n)
		whole := cents(n * s.a)
		raw, annual := p.ratio(kpi.RawRetention, n-lost, n), p.row(kpi.AnnualChurn, kpi.ShareUnit)
		yearly := share(1 - math.Pow(1-lost/n, 12))
		annual.Value = &yearly
		if n < 30 {
			raw.Note, annual.Note = "few_customers", "few_customers"
		}
		for _, r := range []kpi.Row{
			raw, p.ratio(kpi.ChurnRate, lost, n), annual,
			p.sales(kpi.SalesRetention, cents(whole*m.between(.965, .985)), whole),
			p.sales(kpi.ProfitRetention, cents(whole*.22*m.between(.96, .984)), cents(whole*.22)),
			p.sales(kpi.WalletShare, cents(whole*m.between(.48, .56)), whole),
		} {
			rows = append(rows, of(r, kpi.Segment, s.name))
		}
	}
	return rows
}

// groups makes the churn of each region, channel and category.
func (m *maker) groups(p period, start float64) []kpi.Row {
	var rows []kpi.Row
	for _, d := range []struct {
		dimension string
		names     []string
	}{
		{kpi.Region, []string{"capital", "east", "islands", "north", "south", "west"}},
		{kpi.Channel, []string{"app", "phone", "store", "web"}},
		{kpi.Category, []string{"apparel", "books", "electronics", "groceries", "home_garden", "household", "personal_care", "pharmacy", "sports", "toys"}},
	} {
		for i, name := range d.names {
			n := start / float64(len(d.names)) * (.6 + .16*float64(i))
			rows = append(rows, of(p.ratio(kpi.ChurnRate, n*m.monthly(p)*(1.3-.08*float64(i)), n), d.dimension, name))
		}
	}
	return rows
}

// tactics makes the rows of each tactic; one of them has no control group.
func (m *maker) tactics(p period) []kpi.Row {
	var rows []kpi.Row
	for i, name := range []string{"bundle", "discount", "free_delivery", "loyalty_points", "service_call"} {
		offered := math.Round(m.between(700, 1000))
		kept := p.ratio(kpi.TacticKept, offered*m.between(.83, .9), offered)
		cost := cents(offered * (2 + 1.5*float64(i)))
		effect, per := p.row(kpi.TacticEffect, kpi.ShareUnit), p.row(kpi.TacticCostPerKept, kpi.MoneyUnit)
		if name == "loyalty_points" {
			kept.Note, effect.Note, per.Note = "no_control", "no_control", "no_control"
		} else {
			value := share(.01*float64(i) + m.between(-.005, .02))
			low, high := share(value-.024), share(value+.024)
			each := cents(cost / (offered * max(value, .002)))
			effect.Value, effect.Low, effect.High, per.Value = &value, &low, &high, &each
		}
		for _, r := range []kpi.Row{kept, effect, p.amount(kpi.TacticCost, kpi.MoneyUnit, cost), per} {
			rows = append(rows, of(r, kpi.Tactic, name))
		}
	}
	return rows
}

// cohorts makes the customers of each first month and who of them bought after.
func (m *maker) cohorts() []kpi.Cohort {
	var all []kpi.Cohort
	for i := range m.months {
		n := int64(m.between(1100, 1500))
		c := kpi.Cohort{Month: m.month(i).Format("2006-01"), Customers: n}
		for k := range m.months - i {
			left := .34 + .66*math.Exp(-.55*float64(k))
			c.Bought = append(c.Bought, min(n, int64(float64(n)*left*m.between(.95, 1.03))))
		}
		c.Bought[0] = n
		all = append(all, c)
	}
	return all
}
