package signals

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/features"
	"predict/features/signals"
)

const cutoff = int64(19_905) * features.Day // 2024-07-01

// counts are what the customers of a made-up cutoff showed: stayed and churned by
// pattern.
func counts(patterns map[int][2]int64) *signals.Counts {
	c := &signals.Counts{Cutoff: cutoff, Churn: features.DefaultOptions().Churn}
	for p, n := range patterns {
		c.Stayed[p], c.Churned[p] = n[0], n[1]
	}
	for s := range c.Told {
		c.Told[s] = true
	}
	return c
}

const (
	rfm     = 1 << signals.RFMDecline
	service = 1 << signals.ServiceCalls
	late    = 1 << signals.LatePayment
)

// three signals, some of them together.
func three() *signals.Counts {
	return counts(map[int][2]int64{
		0: {900, 100}, rfm: {60, 40}, service: {80, 20}, rfm | service: {10, 15},
		late: {150, 50}, rfm | late: {12, 18}, service | late: {14, 9}, rfm | service | late: {3, 12},
	})
}

func named(r *Result, name string) *Signal {
	if i := slices.IndexFunc(r.Signals, func(s Signal) bool { return s.Name == name }); i >= 0 {
		return &r.Signals[i]
	}
	return nil
}

// RFM decline: 85 of 170 churned with it and 179 of 1,323 without. Katz's interval of
// the ratio and Fisher's test are those of scipy 1.17.1 and statsmodels 0.15.0.
func TestOneSignal(t *testing.T) {
	c := three()
	c.Leads[signals.RFMDecline][10], c.Leads[signals.RFMDecline][21], c.Leads[signals.RFMDecline][90] = 3, 2, 1
	c.WarnedInTime = 6
	r := Judge(c, Options{})
	got := *named(r, "rfm_decline")
	p := func(x float64) *float64 { return &x }
	want := Signal{
		Name: "rfm_decline", Customers: 170, Coverage: 170.0 / 1493, With: p(.5), Without: p(179.0 / 1323),
		Lift: p(3.6955307263), Low: p(3.0169910037), High: p(4.5266781810), LeadDays: p(15.5), Churned: 85, InTime: 6, Missed: 179, FalseAlarms: 85,
		Odds: p(5.682666055), OddsLow: p(3.991177027), OddsHigh: p(8.091020087), P: 2.10035098e-25, Q: 3 * 2.10035098e-25,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-7, 0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	all := Result{Cutoff: r.Cutoff, Horizon: r.Horizon, Customers: r.Customers, Churned: r.Churned, Warned: r.Warned, InTime: r.InTime}
	if diff := cmp.Diff(Result{Cutoff: "2024-07-01", Horizon: 90, Customers: 1493, Churned: 264, Warned: 164, InTime: 6}, all); diff != "" {
		t.Errorf("all customers (-want +got):\n%s", diff)
	}
}

// The odds given all other signals are those of statsmodels 0.15.0, GLM(Binomial)
// with frequency weights, and of scikit-learn 1.9.1 without penalty (to 5 digits).
func TestOddsGivenAllOthers(t *testing.T) {
	r := Judge(three(), Options{})
	for _, c := range []struct {
		name            string
		odds, low, high float64
	}{
		{"rfm_decline", 5.682666055, 3.991177027, 8.091020087},
		{"service_calls", 2.202693609, 1.489001029, 3.258465939},
		{"late_payment", 2.816759173, 2.043855130, 3.881944529},
	} {
		s := named(r, c.name)
		if s.Odds == nil {
			t.Errorf("%s has no odds", c.name)
			continue
		}
		got := []float64{*s.Odds, *s.OddsLow, *s.OddsHigh}
		if diff := cmp.Diff([]float64{c.odds, c.low, c.high}, got, cmpopts.EquateApprox(1e-7, 0)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// Effects that were planted in a large population are found, each given the others,
// though the signals come together.
func TestPlantedOdds(t *testing.T) {
	planted := [signals.NumSignals]float64{3, 1, 2, 1, 1.5, .5, 4, 1, 1.2}
	c := counts(nil)
	for p := range signals.NumPatterns {
		n, odds := 1e7, .2
		shown := 0
		for s, ratio := range planted {
			if p>>s&1 == 1 {
				odds *= ratio
				shown++
				n *= .3
			}
		}
		n *= 1 + float64(shown*shown) // together more often than by chance
		c.Churned[p] = int64(math.Round(n * odds / (1 + odds)))
		c.Stayed[p] = int64(math.Round(n / (1 + odds)))
	}
	r := Judge(c, Options{})
	for s, ratio := range planted {
		got := named(r, signals.Name(s))
		if got.Odds == nil || math.Abs(*got.Odds/ratio-1) > .001 {
			t.Errorf("%s: odds %v, planted %v", got.Name, got.Odds, ratio)
		}
	}
	if r.Signals[0].Name != "billing_question" {
		t.Errorf("the best at telling is %s", r.Signals[0].Name)
	}
	if last := r.Signals[len(r.Signals)-1].Name; last != "late_payment" {
		t.Errorf("the last is %s, which customers show who stay", last)
	}
}

// Degenerate counts give a sound result: no panic, nothing that is no number, and a
// word about what is missing.
func TestDegenerate(t *testing.T) {
	tests := []struct {
		name   string
		counts *signals.Counts
		change func(*signals.Counts)
		notes  map[string]string
		odds   []string // who has them
		absent []string // what Missing names; "" is all signals
	}{
		{name: "nobody", counts: counts(nil), absent: []string{""}},
		{name: "fate unknown", counts: counts(nil), change: func(c *signals.Counts) { c.Unknown = 7 }, absent: []string{""}},
		{
			name: "nobody churned", counts: counts(map[int][2]int64{0: {100, 0}, rfm: {50, 0}}),
			notes: map[string]string{"rfm_decline": FewCustomers, "late_payment": NeverShown}, absent: []string{""},
		},
		{
			name: "everybody churned", counts: counts(map[int][2]int64{0: {0, 100}, rfm: {0, 50}}),
			notes: map[string]string{"rfm_decline": FewCustomers, "late_payment": NeverShown}, absent: []string{""},
		},
		{
			name: "everybody shows it", counts: counts(map[int][2]int64{rfm: {100, 50}, rfm | late: {50, 50}}),
			notes: map[string]string{"rfm_decline": NotSure, "late_payment": ""}, odds: []string{"late_payment"},
		},
		{
			name: "nobody left without it", counts: counts(map[int][2]int64{0: {100, 0}, rfm: {50, 50}}),
			notes: map[string]string{"rfm_decline": NoOdds},
		},
		{
			name: "all left with it", counts: counts(map[int][2]int64{0: {100, 40}, rfm: {0, 50}, late: {20, 20}}),
			notes: map[string]string{"rfm_decline": FewCustomers, "late_payment": NotSure}, odds: []string{"late_payment"},
		},
		{
			name: "two that always come together", counts: counts(map[int][2]int64{0: {200, 40}, rfm | late: {50, 50}}),
			notes: map[string]string{"rfm_decline": NoOdds, "late_payment": NoOdds},
		},
		{
			name: "three customers", counts: counts(map[int][2]int64{0: {1, 1}, rfm: {0, 1}}),
			notes: map[string]string{"rfm_decline": FewCustomers},
		},
		{
			name: "nothing but purchases", counts: counts(map[int][2]int64{0: {200, 40}, rfm: {50, 50}}),
			change: func(c *signals.Counts) { c.Told = [signals.NumSignals]bool{signals.RFMDecline: true} },
			notes:  map[string]string{"rfm_decline": ""}, odds: []string{"rfm_decline"},
			absent: []string{
				"unanswered_offer", "low_satisfaction", "falling_wallet_share", "service_calls", "late_payment",
				"billing_question", "touchpoint_change", "address_change",
			},
		},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if c.change != nil {
				c.change(c.counts)
			}
			r := Judge(c.counts, Options{})
			if _, err := json.Marshal(r); err != nil { // which NaN and infinity break
				t.Error(err)
			}
			for name, note := range c.notes {
				if s := named(r, name); s == nil || s.Note != note {
					t.Errorf("%s: %+v, want note %q", name, s, note)
				}
			}
			var odds, absent []string
			for _, s := range r.Signals {
				if s.Odds != nil {
					odds = append(odds, s.Name)
				}
			}
			for _, m := range r.Missing {
				absent = append(absent, m.Name)
				if m.Text == "" || m.Remedy == "" {
					t.Errorf("what is missing says too little: %+v", m)
				}
			}
			if diff := cmp.Diff(c.odds, odds); diff != "" {
				t.Errorf("signals with odds (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.absent, absent); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
		})
	}
}

// Twice the same counts give the same bytes, and a level that is none the usual one.
func TestJudgeIsDeterministic(t *testing.T) {
	text := func(o Options) string {
		b, err := json.Marshal(Judge(three(), o))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, o := range []Options{{}, {Level: .95}, {Level: 1}, {Level: -3}, {Level: math.NaN()}} {
		if diff := cmp.Diff(text(Options{}), text(o)); diff != "" {
			t.Errorf("level %v (-want +got):\n%s", o.Level, diff)
		}
	}
	if text(Options{Level: .5}) == text(Options{}) {
		t.Error("the level changes nothing")
	}
}
