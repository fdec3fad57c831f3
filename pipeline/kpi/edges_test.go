package kpi_test

import (
	"slices"
	"testing"

	"predict/features"
	"predict/features/retention"
	"predict/pipeline/kpi"
)

// TestEdgesOfTime: a period is told where the data end with it; its history is long
// enough where the look-back begins with the data, and nobody can be lost where the
// look-back of its end does.
func TestEdgesOfTime(t *testing.T) {
	w := came(40, 4, 0)
	w.options.Until = at("2026-04-01")
	w.options.First = at("2026-03-01") - 31*features.Day
	if r := find(t, w.book(t), kpi.ChurnRate, "", ""); r.Value == nil || r.Note != "" {
		t.Errorf("%+v", r)
	}
	w.options.First++
	if r := find(t, w.book(t), kpi.ChurnRate, "", ""); r.Value == nil || r.Note != kpi.ShortHistory {
		t.Errorf("%+v", r)
	}
	w.options.First = at("2026-04-01") - 31*features.Day
	young := w.book(t)
	if r := find(t, young, kpi.ChurnRate, "", ""); r.Value != nil || r.Note != kpi.ShortHistory {
		t.Errorf("%+v", r)
	}
	if all := missing(young); !slices.Contains(all, kpi.RawRetention+" "+kpi.ShortHistory) {
		t.Errorf("nothing says that older data are missing: %q", all)
	}
	if all := missing(newWorld().book(t)); !slices.Contains(all, kpi.RawRetention+" "+kpi.NobodyAtStart) {
		t.Errorf("nothing says that there is nobody: %q", all)
	}
	w.options.Until--
	if b := w.book(t); len(b.Rows) != 0 {
		t.Errorf("a period that is not over has rows: %+v", b.Rows)
	}
}

// TestEdgesOfTactics: an offer at the end of the horizon of the first is none of its
// cost, and a horizon that ends with the data is over.
func TestEdgesOfTactics(t *testing.T) {
	w := newWorld(offered(1, 1, offer{cost: 5, tactic: 1}, offer{"2026-04-03", 7, 1, false}, offer{"2026-04-04", 11, 1, false}))
	w.names.Tactics = []string{"call"}
	near(t, "cost", find(t, w.book(t), kpi.TacticCost, kpi.Tactic, "call").Value, 12, 0)
	w.options.Until = at("2026-05-01") // 30 days after the end of March
	if r := find(t, w.book(t), kpi.TacticKept, kpi.Tactic, "call"); r.Note != "not_causal few_customers" {
		t.Errorf("%+v", r)
	}
	w.options.Until--
	if r := find(t, w.book(t), kpi.TacticKept, kpi.Tactic, "call"); r.Note != "not_causal horizon_open few_customers" {
		t.Errorf("%+v", r)
	}
}

// TestCents: money is rounded half away from zero. One customer costs 100 a year,
// 8.4932 in 31 days; the other earns nothing.
func TestCents(t *testing.T) {
	w := newWorld(
		repeated(2, customer{bought: []string{february, march}, amount: 10, cost: 100, offers: []offer{{"2026-03-05", 0, 1, false}}}),
		repeated(1, customer{bought: []string{february}, amount: 10, margin: 5, offers: []offer{{"2026-03-05", 2, 1, false}}}),
	)
	b := w.book(t)
	near(t, "service", find(t, b, kpi.ServiceCost, "", "").Value, 16.99, 0)
	if r := find(t, b, kpi.ProfitRetention, "", ""); r.Numerator != "-16.99" || r.Denominator != "-11.99" || r.Value != nil {
		t.Errorf("%+v", r)
	}
	if r := find(t, b, kpi.OffersCost, "", ""); r.Note != kpi.SomeOffers || *r.Value != 2 {
		t.Errorf("%+v", r)
	}
	if r := find(t, b, kpi.ServiceCost, "", ""); r.Note != kpi.SomeCosts {
		t.Errorf("%+v", r)
	}
}

// TestEdgesOfGroups: 30 customers are not few, and a group whose customers came
// later has no row.
func TestEdgesOfGroups(t *testing.T) {
	w := newWorld(
		repeated(29, customer{bought: []string{february, march}, amount: 1, region: 1}),
		repeated(30, customer{bought: []string{february, march}, amount: 1, region: 2}),
		repeated(30, customer{bought: []string{march}, amount: 1, region: 3}),
	)
	w.names.Regions = []string{"small", "large", "new"}
	w.options.Periods = append(w.options.Periods, retention.Period{From: at("2026-04-01"), To: at("2026-05-01")})
	b := w.book(t)
	if r := find(t, b, kpi.ChurnRate, kpi.Region, "small"); r.Note != kpi.FewCustomers {
		t.Errorf("%+v", r)
	}
	if r := find(t, b, kpi.ChurnRate, kpi.Region, "large"); r.Note != "" {
		t.Errorf("%+v", r)
	}
	var of []string
	for _, r := range b.Rows {
		if r.Group == "new" {
			of = append(of, r.Period)
		}
	}
	if !slices.Equal(of, []string{"2026-04"}) {
		t.Errorf("rows of the new ones are those of %v", of)
	}
}
