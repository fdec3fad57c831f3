package reporttest

import (
	"math"

	"predict/pipeline/whatif"
)

// whatIf projects two scenarios and sorts customers by risk and value.
func (m *maker) whatIf() *whatif.Result {
	r := &whatif.Result{Months: 12, Changes: []whatif.Change{
		{Name: "a tenth less churn", ChurnFactor: .9, CostPerMonth: .4},
		{Name: "five points more retention", RetentionPoints: .05, CostPerMonth: .8},
	}}
	for _, s := range []struct {
		name          string
		n             int64
		revenue, loss float64
	}{{"", 42_160, 3_780_000, .027}, {"consumer", 22_700, 1_770_000, .03}, {"family", 12_100, 1_258_000, .019}, {"business", 6400, 908_000, .026}, {"student", 960, 39_000, .041}} {
		profit := cents(s.revenue * .21)
		start := whatif.Start{Segment: s.name, Customers: s.n, Revenue: s.revenue, Profit: &profit, Growth: cents(s.revenue * .031), Churn: s.loss}
		r.Starts = append(r.Starts, start)
		for _, c := range r.Changes {
			r.Outcomes = append(r.Outcomes, outcome(start, c, r.Months))
		}
		if s.name != "" {
			r.Worth = append(r.Worth, worth(start)...)
		}
	}
	return r
}

// project sums the revenue of months: what is left of it, and what is added.
func project(s whatif.Start, churn float64, months int) float64 {
	sum, now := 0.0, s.Revenue
	for range months {
		now = now*(1-churn) + s.Growth
		sum += now
	}
	return sum
}

func outcome(s whatif.Start, c whatif.Change, months int) whatif.Outcome {
	churn := s.Churn
	if c.ChurnFactor != 0 {
		churn *= c.ChurnFactor
	}
	if c.RetentionPoints != 0 {
		churn = 1 - math.Pow(min(math.Pow(1-churn, 12)+c.RetentionPoints, 1), 1.0/12)
	}
	now, then := project(s, s.Churn, months), project(s, churn, months)
	o := whatif.Outcome{
		Segment: s.Segment, Change: c.Name, Months: months, Churn: share(churn),
		Revenue: cents(then), Gain: cents(then - now), Cost: cents(c.CostPerMonth * float64(s.Customers) * float64(months)),
	}
	if s.Profit != nil {
		part := *s.Profit / s.Revenue
		profit, gain := cents(then*part-o.Cost), cents((then-now)*part-o.Cost)
		o.Profit, o.ProfitGain = &profit, &gain
	}
	return o
}

// worth spreads a segment over the fields of risk and value.
func worth(s whatif.Start) []whatif.Worth {
	verdicts := map[string]string{
		"high top": "keep_first", "high middle": "keep", "high low": "let_go",
		"medium top": "keep", "medium middle": "watch", "medium low": "let_go",
		"low top": "watch", "low middle": "watch", "low low": "watch",
	}
	var out []whatif.Worth
	for _, t := range []struct {
		name        string
		share, risk float64
	}{{"high", .03, .68}, {"medium", .11, .31}, {"low", .86, .05}} {
		for _, v := range []struct {
			name         string
			share, times float64
		}{{"top", .2, 3.1}, {"middle", .4, .7}, {"low", .4, .25}} {
			n := int64(t.share * v.share * float64(s.Customers))
			yearly := cents(float64(n) * v.times * 12 * s.Revenue / float64(s.Customers))
			out = append(out, whatif.Worth{
				Segment: s.Segment, Tier: t.name, Value: v.name, Customers: n, Yearly: yearly,
				AtRisk: cents(yearly * t.risk), Verdict: verdicts[t.name+" "+v.name],
			})
		}
	}
	return out
}
