package whatif

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func whole(v int64) *int64 { return &v }

func TestStarts(t *testing.T) {
	half, most := amount(0.5), amount(0.9)
	all := Measured{Customers: 1000, Yearly: 120_000, YearlyProfit: amount(24_000), Months: 12, SalesKept: amount(0.7), CustomersKept: half, Added: amount(0)}
	month := Measured{Customers: 100, Yearly: 1200, Months: 1, SalesKept: most, Added: amount(30)}
	named := func(m Measured, segment string, change func(*Measured)) Measured {
		m.Segment = segment
		if change != nil {
			change(&m)
		}
		return m
	}
	for name, c := range map[string]struct {
		measured []Measured
		want     []Start
		missing  []string // in the text of each
	}{
		"a year":             {[]Measured{all}, []Start{{Customers: 1000, Revenue: 10_000, Profit: amount(2000), Churn: yearly(0.7)}}, nil},
		"a month, no margin": {[]Measured{month}, []Start{{Customers: 100, Revenue: 100, Growth: 30, Churn: 0.1}}, nil},
		"no sales, customers stand in": {
			[]Measured{named(month, "a", func(m *Measured) { m.SalesKept, m.CustomersKept = nil, half })},
			[]Start{{Segment: "a", Customers: 100, Revenue: 100, Growth: 30, Churn: 0.5}},
			nil,
		},
		"churn unknown": {
			[]Measured{all, named(all, "a", func(m *Measured) { m.SalesKept, m.CustomersKept = nil, nil })},
			[]Start{{Customers: 1000, Revenue: 10_000, Profit: amount(2000), Churn: yearly(0.7)}},
			[]string{`churn of "a"`},
		},
		"no period":    {[]Measured{{Customers: 5, SalesKept: half}}, []Start{}, []string{"churn of all customers"}},
		"no customers": {[]Measured{{Segment: "a", Months: 1, SalesKept: half}}, []Start{}, nil},
		"three customers": {
			[]Measured{month, named(month, "a", func(m *Measured) { m.Customers, m.SalesKept = 3, amount(0) })},
			[]Start{{Customers: 100, Revenue: 100, Growth: 30, Churn: 0.1}, {Segment: "a", Customers: 3, Revenue: 100, Growth: 30, Churn: 0.1}},
			[]string{`Of "a" there are fewer than 30 customers`},
		},
		"three customers, all unknown": {
			[]Measured{named(month, "a", func(m *Measured) { m.Customers, m.SalesKept = 3, amount(0) })},
			[]Start{{Segment: "a", Customers: 3, Revenue: 100, Growth: 30, Churn: 1}},
			nil,
		},
		"nobody stayed, nobody left": {
			[]Measured{named(month, "a", func(m *Measured) { m.SalesKept = amount(0) }), named(month, "b", func(m *Measured) { m.SalesKept = amount(1) })},
			[]Start{{Segment: "a", Customers: 100, Revenue: 100, Growth: 30, Churn: 1}, {Segment: "b", Customers: 100, Revenue: 100, Growth: 30, Churn: 0}},
			nil,
		},
		"new customers are counted only": { // 24 a year are 2 a month, of 10 a month each
			[]Measured{{Customers: 1000, Yearly: 120_000, Months: 12, SalesKept: amount(0.7), Joined: whole(24)}},
			[]Start{{Customers: 1000, Revenue: 10_000, Growth: 20, Churn: yearly(0.7)}},
			nil,
		},
		"returns ate the spend, growth unknown": {
			[]Measured{{Customers: 40, Yearly: -5, Months: 1, SalesKept: most}},
			[]Start{{Customers: 40, Churn: 0.1}},
			[]string{"customers of today"},
		},
		"no numbers": {
			[]Measured{{Customers: 40, Yearly: math.NaN(), YearlyProfit: amount(math.Inf(1)), Months: 1, SalesKept: amount(math.NaN()), CustomersKept: most, Added: amount(math.NaN())}},
			[]Start{{Customers: 40, Churn: 0.1}},
			[]string{"customers of today"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, missing := Starts(c.measured)
			if n := len(missing); len(got) > 0 && longest(c.measured) < 12 {
				if n == 0 || !strings.Contains(missing[n-1].Text, "the season of these months") {
					t.Fatalf("missing %v, want that the period is short", missing)
				}
				missing = missing[:n-1]
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(missing) != len(c.missing) {
				t.Fatalf("missing %v, want %q", missing, c.missing)
			}
			for k, m := range missing {
				if !strings.Contains(m.Text, c.missing[k]) || m.Remedy == "" {
					t.Errorf("missing %+v, want %q", m, c.missing[k])
				}
			}
		})
	}
}

// What new customers brought in a period is what the projection gives from nothing.
func TestGrowthGivesBackWhatWasAdded(t *testing.T) {
	for _, months := range []int{1, 3, 12} {
		got, _ := Starts([]Measured{{Customers: 50, Yearly: 100, Months: months, SalesKept: amount(0.6), Added: amount(700)}})
		if back := Project(0, got[0].Growth, got[0].Churn, months); !near(back, 700) {
			t.Errorf("%d months: %v, want 700", months, back)
		}
		if left := math.Pow(1-got[0].Churn, float64(months)); !near(left, 0.6) {
			t.Errorf("%d months: %v are left, want 0.6", months, left)
		}
	}
}

// Many segments make one sentence, with five names.
func TestManySegments(t *testing.T) {
	var m []Measured
	for _, segment := range strings.Split("abcdefg", "") {
		m = append(m, Measured{Segment: segment, Customers: 1})
	}
	_, missing := Starts(m)
	if len(missing) != 1 || !strings.Contains(missing[0].Text, `"a", "b", "c", "d", "e" and 2 more`) {
		t.Errorf("missing %v", missing)
	}
}

func TestScenarios(t *testing.T) {
	for name, c := range map[string]struct {
		down, up, cost float64
		want           []Change
	}{
		"none":          {0, 0, 5, nil},
		"as configured": {0.1, 0.05, 2, []Change{{Name: "churn down by 10 %", ChurnFactor: 0.9, CostPerMonth: 2}, {Name: "yearly retention up by 5 points", RetentionPoints: 0.05, CostPerMonth: 2}}},
		"one point":     {0, 0.01, 0, []Change{{Name: "yearly retention up by 1 point", RetentionPoints: 0.01}}},
		"all":           {1, 0, 0, []Change{{Name: "churn down by 100 %", ChurnFactor: noChurn}}},
		"odd":           {0.125, 0, 0, []Change{{Name: "churn down by 12.5 %", ChurnFactor: 0.875}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Scenarios(c.down, c.up, c.cost)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
