package kpi_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/features"
	"predict/features/retention"
	"predict/pipeline/kpi"
)

// came and went makes customers: kept from start to end, lost, and new ones.
func came(kept, lost, joined int) *world {
	return newWorld(
		repeated(kept, customer{bought: []string{february, march}, amount: 10}),
		repeated(lost, customer{bought: []string{february}, amount: 10}),
		repeated(joined, customer{bought: []string{march}, amount: 10}),
	)
}

// near tells numbers apart that differ by more than rounding.
func near(t *testing.T, what string, got *float64, want, within float64) {
	t.Helper()
	if got == nil || math.IsNaN(*got) || math.Abs(*got-want) > within {
		t.Errorf("%s is %v, want %v", what, show(got), want)
	}
}

func show(x *float64) any {
	if x == nil {
		return "none"
	}
	return *x
}

// TestWorkedExamples are those of textbooks, by hand: (E − N) / S.
func TestWorkedExamples(t *testing.T) {
	for _, test := range []struct {
		name                      string
		kept, lost, joined        int
		retained, churned, growth float64
	}{
		{"1,000 customers, 150 lost", 850, 150, 0, .85, .15, -.15},
		{"400 at the start, 380 at the end", 380, 20, 0, .95, .05, -.05},
		{"44 at the start, 12 new, 13 lost", 31, 13, 12, 31. / 44, 13. / 44, -1. / 44}, // 70.45 %
		{"20, 5 new, 1 lost", 19, 1, 5, .95, .05, .2},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := came(test.kept, test.lost, test.joined).book(t)
			near(t, "retention", find(t, b, kpi.RawRetention, "", "").Value, test.retained, 1e-12)
			near(t, "churn", find(t, b, kpi.ChurnRate, "", "").Value, test.churned, 1e-12)
			near(t, "growth", find(t, b, kpi.Growth, "", "").Value, test.growth, 1e-12)
			near(t, "churn of a year", find(t, b, kpi.AnnualChurn, "", "").Value, 1-math.Pow(1-test.churned, 12), 1e-12)
			for name, want := range map[string]int{
				kpi.AtStart: test.kept + test.lost, kpi.AtEnd: test.kept + test.joined,
				kpi.NewCustomers: test.joined, kpi.Lost: test.lost, kpi.Reactivated: 0,
			} {
				near(t, name, find(t, b, name, "", "").Value, float64(want), 0)
			}
		})
	}
	r := find(t, came(31, 13, 12).book(t), kpi.RawRetention, "", "")
	if r.Numerator != "31" || r.Denominator != "44" {
		t.Errorf("retention is %s of %s", r.Numerator, r.Denominator)
	}
	// scipy 1.17.1, binomtest(31, 44).proportion_ci(method="wilson").
	near(t, "low", r.Low, .5577979987, 1e-9)
	near(t, "high", r.High, .8184447088, 1e-9)
}

// TestReactivated: who bought long ago and comes back is not new.
func TestReactivated(t *testing.T) {
	w := came(5, 0, 2)
	w.customers = append(w.customers, repeated(3, customer{bought: []string{"2025-06-01", march}, amount: 1})...)
	b := w.book(t)
	near(t, "reactivated", find(t, b, kpi.Reactivated, "", "").Value, 3, 0)
	near(t, "new", find(t, b, kpi.NewCustomers, "", "").Value, 2, 0)
	near(t, "growth", find(t, b, kpi.Growth, "", "").Value, 1, 1e-12)
}

// TestMoney is worked out by hand: two stay with sales of 100 each, one of 300 goes.
// Of the profit, each pays 365 a year to serve, which is 31 in the look-back.
func TestMoney(t *testing.T) {
	w := newWorld(
		repeated(2, customer{bought: []string{february, march}, amount: 100, margin: 41, cost: 365, segment: 1, offers: []offer{{"2026-03-05", 7, 1, false}}}),
		repeated(1, customer{bought: []string{february}, amount: 300, margin: 111, cost: 365, segment: 2, offers: []offer{{"2026-02-05", 50, 1, false}, {"2026-03-05", 9, 1, true}}}),
	)
	w.names.Segments, w.names.Tactics = []string{"private", "firm"}, []string{"call"}
	b := w.book(t)

	r := find(t, b, kpi.SalesRetention, "", "")
	near(t, "sales-adjusted retention", r.Value, .4, 1e-12)
	if r.Numerator != "200.00" || r.Denominator != "500.00" {
		t.Errorf("sales %s of %s", r.Numerator, r.Denominator)
	}
	// Residuals of y − .4x: 60, 60 and −120; their squares sum up to 21,600. The
	// standard error is √(3/2 · 21,600) / 500 = .36; 1.96 of them reach beyond 0 and 1.
	near(t, "low", r.Low, 0, 0)
	near(t, "high", r.High, 1, 0)

	r = find(t, b, kpi.ProfitRetention, "", "")
	near(t, "profit-adjusted retention", r.Value, .2, 1e-12) // (10 + 10) / (10 + 10 + 80)
	if r.Numerator != "20.00" || r.Denominator != "100.00" {
		t.Errorf("profit %s of %s", r.Numerator, r.Denominator)
	}
	near(t, "of private customers", find(t, b, kpi.SalesRetention, kpi.Segment, "private").Value, 1, 0)
	near(t, "of firms", find(t, b, kpi.ProfitRetention, kpi.Segment, "firm").Value, 0, 0)

	// The control's 9 were not spent, the offer of February was not of the period.
	near(t, "offers", find(t, b, kpi.OffersCost, "", "").Value, 14, 0)
	near(t, "service", find(t, b, kpi.ServiceCost, "", "").Value, 93, 0) // 3 customers, 31 days
	near(t, "cost", find(t, b, kpi.RetentionCost, "", "").Value, 107, 0)
	r = find(t, b, kpi.CostPerRetained, "", "")
	near(t, "cost per retained", r.Value, 53.5, 0)
	// Of y − 53.5 r, y being 38, 38 and 31: −15.5, −15.5, 31; squares sum up to 1,441.5.
	// The standard error is √(3/2 · 1,441.5) / 2 = 23.2500.
	near(t, "low", r.Low, 53.5-1.959964*23.25, .006)
	near(t, "high", r.High, 53.5+1.959964*23.25, .006)
}

// TestNobodyDiffers: where all stay or all go the linearised error is 0, which says
// too much; the interval is then that of a share.
func TestNobodyDiffers(t *testing.T) {
	r := find(t, came(40, 0, 0).book(t), kpi.SalesRetention, "", "")
	near(t, "value", r.Value, 1, 0)
	near(t, "low", r.Low, 1/(1+1.959964*1.959964/40), 1e-6) // Wilson's, 40 of 40: n / (n + z²)
	near(t, "high", r.High, 1, 0)
	r = find(t, came(0, 40, 0).book(t), kpi.SalesRetention, "", "")
	near(t, "value", r.Value, 0, 0)
	near(t, "low", r.Low, 0, 0)
	if *r.High < .05 || *r.High > .12 {
		t.Errorf("high is %v", *r.High)
	}
}

// TestWallet is worked out by hand: two retained spend 30 and 10 of 100 each, the
// third is not retained.
func TestWallet(t *testing.T) {
	b := newWorld([]customer{
		{bought: []string{february, march}, amount: 30, wallet: 100},
		{bought: []string{february, march}, amount: 10, wallet: 100},
		{bought: []string{february}, amount: 10, wallet: 400},
	}).book(t)
	r := find(t, b, kpi.WalletShare, "", "")
	near(t, "share of wallet", r.Value, .2, 1e-12)
	// Residuals ±10: √(2 · 200) / 200 = .1.
	near(t, "low", r.Low, .2-.1959964, 1e-6)
	near(t, "high", r.High, .2+.1959964, 1e-6)
	if r.Numerator != "40.00" || r.Denominator != "200.00" || r.Note != kpi.FewCustomers {
		t.Errorf("%+v", r)
	}
}

// TestRealisedLists: lists of a period are told together, others not at all.
func TestRealisedLists(t *testing.T) {
	w := came(5, 1, 1)
	w.judging.Realised = []kpi.Realised{
		{AsOf: at("2026-03-20"), Customers: 300, Expected: 60, Left: 45},
		{AsOf: at("2026-03-01"), Customers: 100, Expected: 10, Left: 15},
		{AsOf: at("2026-04-01"), Customers: 100, Expected: 90, Left: 90},
		{AsOf: at("2026-03-02")},
	}
	b := w.book(t)
	near(t, "expected", find(t, b, kpi.ExpectedChurn, "", "").Value, .175, 1e-12)
	r := find(t, b, kpi.RealisedChurn, "", "")
	near(t, "realised", r.Value, .15, 1e-12)
	if r.Numerator != "60" || r.Denominator != "400" {
		t.Errorf("%s of %s", r.Numerator, r.Denominator)
	}
}

// TestOptions: what does not fit is told, not counted.
func TestOptions(t *testing.T) {
	w := came(1, 1, 1)
	tally := w.tally(t)
	for name, judge := range map[string]func() (*kpi.Book, error){
		"names of no codes": func() (*kpi.Book, error) {
			return kpi.Judge(tally, kpi.Names{Regions: []string{"north"}}, w.judging)
		},
		"a length that is none": func() (*kpi.Book, error) {
			return kpi.Judge(tally, kpi.Names{}, kpi.Options{Book: configs.Book{By: "week"}})
		},
		"a level of 1": func() (*kpi.Book, error) { o := w.judging; o.Level = 1; return kpi.Judge(tally, kpi.Names{}, o) },
	} {
		if _, err := judge(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	o := w.judging
	o.Level = .5
	b, err := kpi.Judge(tally, kpi.Names{}, o)
	if err != nil {
		t.Fatal(err)
	}
	if r, wide := find(t, b, kpi.ChurnRate, "", ""), find(t, w.book(t), kpi.ChurnRate, "", ""); *r.Low <= *wide.Low {
		t.Error("an interval of .5 is as wide as one of .95")
	}
}

// TestOnlyEndedPeriodsAreTold, in the order of time, with the bands.
func TestOnlyEndedPeriodsAreTold(t *testing.T) {
	w := came(40, 5, 5)
	w.options.Until, w.options.First = at("2026-04-10"), at("2026-01-20")
	w.options.Periods = []retention.Period{
		{From: at("2026-04-01"), To: at("2026-05-01")},
		{From: at("2026-03-01"), To: at("2026-04-01")},
		{From: at("2026-02-01"), To: at("2026-03-01")},
	}
	b := w.book(t)
	var got []string
	for _, r := range b.Rows {
		if r.KPI == kpi.ChurnRate {
			got = append(got, r.Period+" "+r.Note)
		}
	}
	want := []string{"2026-02 nobody_at_start short_history", "2026-03 "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantBands := []kpi.Band{{Industry: "retail", Low: .2, High: .3}, {Industry: "saas", Low: .05, High: .1}, {Industry: "finance", Low: .1, High: .15}, {Industry: "services", Low: 0, High: .1}}
	if diff := cmp.Diff(wantBands, b.Bands); diff != "" {
		t.Error(diff)
	}
}

// TestCohorts: customers by the month of their first purchase.
func TestCohorts(t *testing.T) {
	w := newWorld([]customer{
		{bought: []string{"2026-03-02", "2026-03-09", "2026-05-31"}, amount: 1},
		{bought: []string{"2026-03-31", "2026-07-01"}, amount: 1},
		{bought: []string{"2026-05-01"}, amount: 1},
		{bought: []string{"2020-05-01", "2026-05-01"}, amount: 1},
	})
	w.options.CohortMonths = 12
	want := []kpi.Cohort{
		{Month: "2026-03", Customers: 2, Bought: []int64{2, 0, 1, 0}},
		{Month: "2026-04", Customers: 0, Bought: []int64{0, 0, 0}},
		{Month: "2026-05", Customers: 1, Bought: []int64{1, 0}},
		{Month: "2026-06", Customers: 0, Bought: []int64{0}},
	}
	if diff := cmp.Diff(want, w.book(t).Cohorts); diff != "" {
		t.Error(diff)
	}
}

// TestNobodyCanBeLostYet: where the data begin within the look-back of the end, a
// churn of 0 would be no finding.
func TestNobodyCanBeLostYet(t *testing.T) {
	w := came(40, 0, 2)
	w.options.Churn.LookbackDays, w.options.First = 90, at("2026-01-05")
	b := w.book(t)
	for _, name := range []string{kpi.RawRetention, kpi.ChurnRate, kpi.Growth, kpi.AnnualChurn, kpi.SalesRetention} {
		if r := find(t, b, name, "", ""); r.Value != nil || r.Low != nil || r.Note != kpi.ShortHistory {
			t.Errorf("%+v", r)
		}
	}
	near(t, "new", find(t, b, kpi.NewCustomers, "", "").Value, 2, 0)
	w.options.Churn.Definition = features.Cancellation // who cancels is lost at once
	near(t, "churn", find(t, w.book(t), kpi.ChurnRate, "", "").Value, 0, 0)
	w.options.Churn.Definition, w.options.First = features.Inactivity, at("2025-12-31")
	near(t, "churn", find(t, w.book(t), kpi.ChurnRate, "", "").Value, 0, 0)
}
