package whatif

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func amount(v float64) *float64 { return &v }

// TestJudge follows two customers of 100 a month each, of whom half leave every
// month, over two months: 100 + 50. Without churn it is 200 + 200, and the tactic
// costs 3 a customer and month, for two customers: 12.
func TestJudge(t *testing.T) {
	start := Start{Customers: 2, Revenue: 200, Profit: amount(40), Churn: 0.5}
	got, err := Judge([]Start{start}, []Change{{Name: "nobody leaves", ChurnFactor: noChurn, CostPerMonth: 3}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	want := []Outcome{
		{Change: AsNow, Months: 2, Churn: 0.5, Revenue: 150, Profit: amount(30), ProfitGain: amount(0)},
		{Change: "nobody leaves", Months: 2, Churn: 0, Revenue: 400, Gain: 250, Profit: amount(80 - 12), ProfitGain: amount(38), Cost: 12},
	}
	close := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-6 })
	if diff := cmp.Diff(want, got.Outcomes, close); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got.Missing) != 0 || got.Changes[0].Name != AsNow || len(got.Changes) != 2 {
		t.Errorf("missing %v, changes %v", got.Missing, got.Changes)
	}
}

// The worked example of the documentation, and what the lower churn gains.
func TestJudgeExample(t *testing.T) {
	got, err := Judge([]Start{{Customers: 1000, Revenue: 15_000, Growth: 2_000, Churn: 0.03}}, Scenarios(0.1, 0, 0), 60)
	if err != nil {
		t.Fatal(err)
	}
	now, less := got.Outcomes[0], got.Outcomes[1]
	if math.Round(now.Revenue) != 2_598_081 || math.Round(less.Revenue) != 2_727_608 || math.Round(less.Gain) != 129_527 {
		t.Errorf("as now %.1f, a tenth less %.1f, gained %.1f", now.Revenue, less.Revenue, less.Gain)
	}
	if less.Change != "churn down by 10 %" || now.Profit != nil || less.ProfitGain != nil {
		t.Errorf("%+v", less)
	}
	if len(got.Missing) != 1 || !strings.Contains(got.Missing[0].Text, "profit of all customers") {
		t.Errorf("missing %v", got.Missing)
	}
}

// Customers shrink and join as revenue does: the cost is that of revenue at 15 a
// customer. Growth has the margin of the start.
func TestCostAndProfitFollowRevenue(t *testing.T) {
	s := Start{Customers: 1000, Revenue: 15_000, Profit: amount(3_000), Growth: 2_000, Churn: 0.03}
	revenue, profit, paid := s.project(0.03, 0.3, 60)
	if want := revenue / 15 * 0.3; !near(paid, want) {
		t.Errorf("cost %v, want %v", paid, want)
	}
	if want := revenue/5 - paid; !near(*profit, want) {
		t.Errorf("profit %v, want %v", *profit, want)
	}
	// Without revenue, the cost to serve shrinks with the customers.
	s = Start{Customers: 8, Profit: amount(-80), Churn: 0.5}
	if revenue, profit, paid = s.project(0.5, 1, 2); revenue != 0 || *profit != -60-6 || paid != 6 {
		t.Errorf("revenue %v, profit %v, cost %v", revenue, *profit, paid)
	}
}

// TestJudgeAnything: whatever the start, every number of the result is one.
func TestJudgeAnything(t *testing.T) {
	for name, starts := range map[string][]Start{
		"none":               nil,
		"no segment":         {{Customers: 3, Revenue: 1, Churn: 0.1}},
		"all leave":          {{Customers: 3, Revenue: 1, Churn: 1, Profit: amount(-1)}},
		"nobody leaves":      {{Customers: 3, Revenue: 1, Churn: 0, Growth: 1}},
		"no revenue":         {{Customers: 3, Churn: 0.1, Profit: amount(0), Growth: 5}},
		"no customers":       {{Churn: 0.1}},
		"large":              {{Customers: 1e15, Revenue: 1e15, Growth: 1e15, Profit: amount(1e15)}},
		"a hostile name":     {{Segment: "<script>", Customers: 1}, {Customers: 1}},
		"segments and total": {{Segment: "b", Customers: 1}, {Segment: "a", Customers: 1}, {Customers: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Judge(starts, Scenarios(1, 1, 1e15), 600, Missing{Text: "before"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := json.Marshal(got); err != nil {
				t.Error(err) // NaN and infinite numbers cannot be written
			}
			if len(got.Outcomes) != 3*len(starts) || got.Missing[0].Text != "before" || got.Starts == nil {
				t.Errorf("%d outcomes of %d starts, missing %v", len(got.Outcomes), len(starts), got.Missing)
			}
			for _, o := range got.Outcomes {
				if o.Gain < 0 || o.Churn < 0 || o.Churn > 1 {
					t.Errorf("less churn loses: %+v", o)
				}
			}
			if len(starts) > 1 && (got.Starts[0].Segment != "" || got.Starts[1].Segment != starts[0].Segment) {
				t.Errorf("starts %v, want all customers first, the others as given", got.Starts)
			}
		})
	}
}

func TestJudgeRefuses(t *testing.T) {
	good := Start{Customers: 1, Revenue: 1}
	for want, c := range map[string]struct {
		starts  []Start
		changes []Change
		months  int
	}{
		"over 0 months":   {[]Start{good}, nil, 0},
		"over 601 months": {[]Start{good}, nil, 601},
		"all customers: the monthly churn is 1.5": {[]Start{{Churn: 1.5}}, nil, 1},
		`"a": the monthly churn is NaN`:           {[]Start{{Segment: "a", Churn: math.NaN()}}, nil, 1},
		"the monthly revenue is -1":               {[]Start{{Revenue: -1}}, nil, 1},
		"the monthly growth is +Inf":              {[]Start{{Growth: math.Inf(1)}}, nil, 1},
		"the monthly profit is NaN":               {[]Start{{Profit: amount(math.NaN())}}, nil, 1},
		"the number of customers is -1":           {[]Start{{Customers: -1}}, nil, 1},
		"all customers: it is given twice":        {[]Start{good, good}, nil, 1},
		`the change "as now": its name`:           {[]Start{good}, []Change{{Name: AsNow}}, 1},
		`the change "": its name`:                 {[]Start{good}, []Change{{}}, 1},
		"the factor of churn is -1":               {[]Start{good}, []Change{{Name: "x", ChurnFactor: -1}}, 1},
		"the points of retention is 5":            {[]Start{good}, []Change{{Name: "x", RetentionPoints: 5}}, 1},
		"the cost for each customer and month is": {[]Start{good}, []Change{{Name: "x", CostPerMonth: -2}}, 1},
	} {
		t.Run(want, func(t *testing.T) {
			if _, err := Judge(c.starts, c.changes, c.months); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want one with %q", err, want)
			}
		})
	}
}
