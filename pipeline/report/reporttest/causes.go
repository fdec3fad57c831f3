package reporttest

import (
	"cmp"
	"math"
	"slices"

	"predict/pipeline/causes"
)

// group is a group of customers of the sample.
type group struct {
	dimensions, names  []string
	customers, churned int64
}

// groups of the sample, single and in pairs.
func causeGroups() []group {
	one := func(dimension, name string, n, lost int64) group {
		return group{[]string{dimension}, []string{name}, n, lost}
	}
	two := func(a, x, b, y string, n, lost int64) group {
		return group{[]string{a, b}, []string{x, y}, n, lost}
	}
	return []group{
		one(causes.ComplaintReason, "delivery", 1490, 372), one(causes.Tenure, "under 90 days", 3820, 681),
		one(causes.Category, "electronics", 5210, 688), one(causes.Channel, "phone", 4100, 553),
		one(causes.Region, "islands", 2300, 322), one(causes.Segment, "student", 960, 149),
		one(causes.Product, "P0103", 640, 131), one(causes.ComplaintReason, "bill", 1540, 281),
		two(causes.Region, "islands", causes.Channel, "phone", 310, 88),
		two(causes.Segment, "student", causes.Category, "electronics", 140, 39),
		one(causes.Segment, "consumer", 22_700, 2150), one(causes.Segment, "family", 12_100, 801),
		one(causes.Segment, "business", 6400, 580), one(causes.Channel, "app", 15_800, 1201),
		one(causes.Region, "capital", 13_900, 1120), one(causes.Product, "P0377", 3, 1),
	}
}

// causes tells where churn comes from.
func (m *maker) causes() *causes.Result {
	r := &causes.Result{Cutoff: day(m.asOf.AddDate(0, 0, -97)), Customers: 42_160, Churned: 3680}
	for _, g := range causeGroups() {
		r.Causes = append(r.Causes, judged(g, r.Customers, r.Churned))
	}
	slices.SortStableFunc(r.Causes, func(a, b causes.Cause) int { return cmp.Compare(b.Prize, a.Prize) })
	r.Reasons = reasons()
	r.Spikes = []causes.Spike{
		{Month: "2026-05", Product: "P0103", Reason: "stuck", Customers: 31, Usual: 10.3, Times: 3.01, Q: .00002, Text: "31 customers, product P0103, \"stuck\", three times the usual in May 2026"},
		{Month: "2026-02", Product: "P0126", Reason: "delivery", Customers: 19, Usual: 7.6, Times: 2.5, Q: .004, Text: "19 customers, product P0126, \"delivery\", 2.5 times the usual in February 2026"},
	}
	r.Pareto = map[string][]causes.Bar{
		causes.Category:        pareto(causes.Category, []string{"electronics", "groceries", "apparel", "household", "toys", "books", "sports", "pharmacy", "home_garden", "personal_care"}),
		causes.Product:         pareto(causes.Product, []string{"P0103", "P0126", "P0017", "P0377", "P0200", "P0009"}),
		causes.ComplaintReason: pareto(causes.ComplaintReason, []string{"delivery", "bill", "quality", "staff"}),
		causes.Region:          pareto(causes.Region, []string{"islands", "east", "north"}),
	}
	r.Drivers = drivers()
	r.Missing = []causes.Missing{{
		Dimension: causes.CancellationReason, Text: "8 of 10 who left gave no reason.",
		Remedy: "Ask for a reason when a customer cancels, and export it in the column reason of cancellations.",
	}}
	return r
}

// judged judges a group against all others.
func judged(g group, customers, churned int64) causes.Cause {
	c := causes.Cause{
		Dimensions: g.dimensions, Groups: g.names, Customers: g.customers, Churned: g.churned,
		Rate: share(float64(g.churned) / float64(g.customers)), RestRate: share(float64(churned-g.churned) / float64(customers-g.customers)),
	}
	lift := c.Rate / c.RestRate
	spread := math.Exp(1.96 * math.Sqrt(1/float64(g.churned)-1/float64(g.customers)))
	low, high := cents(lift/spread), cents(lift*spread)
	lift = cents(lift)
	c.Lift, c.Low, c.High = &lift, &low, &high
	c.P, c.Q = .42, .47
	if low > 1 || high < 1 {
		c.P, c.Q = .0003, .0011
	}
	c.Sure = low > 1
	if extra := float64(g.churned) - c.RestRate*float64(g.customers); extra > 0 {
		c.Prize, c.PrizeMoney = cents(extra), cents(extra*1043.5)
	}
	if g.customers < 30 {
		c.Note, c.Sure = "few_customers", false
	}
	return c
}

func reasons() []causes.Reason {
	const all = 2492.0
	var out []causes.Reason
	for _, r := range []struct {
		name string
		n    int64
	}{{"service", 1460}, {"price", 568}, {"other", 228}, {"moved", 133}, {"shop_closed", 103}} {
		low, high := wilson(float64(r.n), all)
		out = append(out, causes.Reason{Reason: r.name, Customers: r.n, Share: share(float64(r.n) / all), Low: low, High: high})
	}
	return out
}

// pareto makes bars that fall by a third each.
func pareto(dimension string, names []string) []causes.Bar {
	var bars []causes.Bar
	var all, sum int64
	for i := range names {
		all += int64(620 * math.Pow(.66, float64(i)))
	}
	for i, name := range names {
		lost := int64(620 * math.Pow(.66, float64(i)))
		vital := float64(sum) < .8*float64(all)
		sum += lost
		bars = append(bars, causes.Bar{
			Dimension: dimension, Group: name, Lost: lost, Money: cents(float64(lost) * 987.6),
			Cumulative: share(float64(sum) / float64(all)), Vital: vital,
		})
	}
	return bars
}

func drivers() []causes.Driver {
	var out []causes.Driver
	for s, segment := range []string{"consumer", "family", "business", "student"} {
		left := 1.0
		families := []string{"rhythm", "payment", "complaint", "trend", "satisfaction", "offers"}
		for k := range families {
			part := share(left * .4)
			left -= part
			family := families[(k+s)%len(families)]
			out = append(out, causes.Driver{Segment: segment, Family: family, Customers: int64(part * float64(2400-500*s)), Share: part})
		}
	}
	return out
}
