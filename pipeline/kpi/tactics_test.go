package kpi_test

import (
	"slices"
	"strings"
	"testing"

	"predict/pipeline/kpi"
)

// offered makes customers who are offered a tactic on March 5, and how many of them
// buy within 30 days.
func offered(n, kept int, o ...offer) []customer {
	if o[0].day == "" {
		o[0].day = "2026-03-05"
	}
	return append(
		repeated(kept, customer{bought: []string{"2026-01-01", "2026-04-03"}, amount: 1, offers: o}),
		repeated(n-kept, customer{bought: []string{"2026-01-01", "2026-04-04"}, amount: 1, offers: o})...,
	)
}

// TestTactic: 100 are called at 5 each, 80 of them stay, of 100 controls 60. The
// intervals of shares are from scipy 1.17.1 (binomtest, method wilson), that of the
// difference from them by Newcombe's method 10; those of costs are 500 over it.
func TestTactic(t *testing.T) {
	w := newWorld(offered(100, 80, offer{cost: 5, tactic: 1}), offered(100, 60, offer{cost: 5, tactic: 1, control: true}))
	w.names.Tactics = []string{"call"}
	b := w.book(t)
	for _, test := range []struct {
		kpi              string
		value, low, high float64
		numerator        string
		denominator      string
	}{
		{kpi.TacticKept, .8, .7111708, .8666331, "80", "100"},
		{kpi.ControlKept, .6, .5020026, .6905987, "60", "100"},
		{kpi.TacticEffect, .2, .0731191600, .3185050993, "", ""},
		{kpi.TacticCostPerKept, 25, 15.70, 68.38, "500.00", "20.000000"},
	} {
		r := find(t, b, test.kpi, kpi.Tactic, "call")
		near(t, test.kpi, r.Value, test.value, 1e-12)
		near(t, test.kpi+" low", r.Low, test.low, 1e-6)
		near(t, test.kpi+" high", r.High, test.high, 1e-6)
		if r.Numerator != test.numerator || r.Denominator != test.denominator || r.Note != "" {
			t.Errorf("%+v", r)
		}
	}
	near(t, "cost", find(t, b, kpi.TacticCost, kpi.Tactic, "call").Value, 500, 0)
	all := slices.IndexFunc(b.Tactics, func(r kpi.Row) bool { return r.Period == kpi.AllPeriods && r.KPI == kpi.TacticEffect })
	if all < 0 || *b.Tactics[all].Value < .1999 || b.Tactics[all].From != "2026-03-01" || b.Tactics[all].To != "2026-04-01" {
		t.Errorf("no row of all periods: %d", all)
	}
}

// TestTacticsWithoutProof: nothing is said of what a tactic brought where nobody was
// held out, and no cost is told of an effect that may be none.
func TestTacticsWithoutProof(t *testing.T) {
	w := newWorld(
		offered(50, 40, offer{cost: 5, tactic: 1}),
		offered(40, 24, offer{cost: 5, tactic: 2}), offered(40, 20, offer{tactic: 2, control: true}),
		offered(40, 20, offer{cost: 5, tactic: 3}), offered(40, 20, offer{tactic: 3, control: true}),
		offered(40, 20, offer{tactic: 4, control: true}),
		offered(10, 5, offer{cost: 0, tactic: 0}),
	)
	w.names.Tactics = []string{"alone", "weak", "idle", "held", "late"}
	w.customers = append(w.customers, repeated(40, customer{bought: []string{february}, amount: 1, offers: []offer{{"2026-06-15", 1, 5, false}}})...)
	b := w.book(t)
	for _, test := range []struct {
		kpi, group, note string
		value            bool
	}{
		{kpi.TacticKept, "alone", kpi.NotCausal, true},
		{kpi.TacticEffect, "alone", kpi.NotCausal, false},
		{kpi.TacticCost, "alone", kpi.NotCausal, true},
		{kpi.TacticCostPerKept, "alone", kpi.NotCausal, false},
		{kpi.TacticEffect, "weak", "", true},
		{kpi.TacticCostPerKept, "weak", kpi.Uncertain, true},
		{kpi.TacticCostPerKept, "idle", kpi.NotKept, false},
		{kpi.TacticKept, "held", kpi.NobodyOffered, false},
		{kpi.ControlKept, "held", "", true},
		{kpi.TacticEffect, "held", "", false},
		{kpi.TacticKept, "", kpi.UnknownGroup, true},
		{kpi.TacticCost, "", kpi.SomeOffers, true},
	} {
		r := find(t, b, test.kpi, kpi.Tactic, test.group)
		if (r.Value != nil) != test.value || !strings.Contains(r.Note, test.note) {
			t.Errorf("%s of %q is %v with %q, want a value: %v, and the note %q", test.kpi, test.group, show(r.Value), r.Note, test.value, test.note)
		}
		if r.Value == nil && r.Note == "" {
			t.Errorf("%s of %q has no value and no word why", test.kpi, test.group)
		}
	}
	if r := find(t, b, kpi.TacticCostPerKept, kpi.Tactic, "weak"); r.Low != nil || r.High != nil {
		t.Errorf("a cost without an upper end has an interval: %+v", r)
	}
	for _, r := range slices.Concat(b.Rows, b.Tactics) {
		if r.Group == "late" {
			t.Errorf("an offer whose horizon is open has a row: %+v", r)
		}
	}
}

// TestFirstOfferCounts: who is held out first stays a control, and repeated offers
// within the horizon belong to the cost of the first.
func TestFirstOfferCounts(t *testing.T) {
	w := newWorld(
		offered(1, 1, offer{cost: 5, tactic: 1}, offer{"2026-03-20", 7, 1, false}, offer{"2026-04-20", 11, 1, false}),
		offered(1, 0, offer{tactic: 1, control: true}, offer{"2026-03-20", 7, 1, false}),
		offered(1, 1, offer{day: "2026-02-05", cost: 3, tactic: 1}, offer{"2026-03-20", 7, 1, false}),
		offered(1, 1, offer{tactic: 1, control: true}, offer{"2026-03-05", 5, 1, false}),
	)
	w.names.Tactics = []string{"call"}
	b := w.book(t)
	r := find(t, b, kpi.TacticKept, kpi.Tactic, "call")
	if r.Numerator != "2" || r.Denominator != "2" {
		t.Errorf("kept %s of %s", r.Numerator, r.Denominator)
	}
	if r = find(t, b, kpi.ControlKept, kpi.Tactic, "call"); r.Denominator != "1" {
		t.Errorf("%s controls", r.Denominator)
	}
	near(t, "cost", find(t, b, kpi.TacticCost, kpi.Tactic, "call").Value, 17, 0)
}
