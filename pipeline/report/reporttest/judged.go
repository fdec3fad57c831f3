package reporttest

import (
	"math"

	"predict/pipeline/signals"
)

// signals judges the warning signals on a past cutoff.
func (m *maker) signals() *signals.Result {
	r := &signals.Result{Cutoff: day(m.asOf.AddDate(0, 0, -97)), Horizon: 90, Customers: 42_160, Churned: 3680}
	for _, s := range []struct {
		name             string
		coverage, caught float64 // shares of all customers, and of those who left
		lead             float64
	}{
		{"rfm_decline", .19, .64, 41},
		{"bad_complaint", .024, .11, 33},
		{"falling_satisfaction", .047, .17, 38},
		{"falling_wallet", .06, .15, 52},
		{"late_payment", .11, .25, 47},
		{"technical_calls", .08, .155, 29},
		{"billing_question", .09, .14, 26},
		{"unanswered_offer", .33, .42, 61},
		{"product_calls", .05, .06, 24},
		{"touchpoint_change", .03, .034, 35},
		{"address_change", .018, .019, 44},
	} {
		r.Signals = append(r.Signals, signal(s.name, s.coverage, s.caught, s.lead, r))
	}
	few := signals.Signal{Name: "contract_end", Customers: 3, Coverage: .0001, Note: "few_customers", P: 1, Q: 1, Missed: r.Churned, FalseAlarms: 3}
	none, rest := 0.0, share(float64(r.Churned)/float64(r.Customers-3))
	few.With, few.Without = &none, &rest
	r.Signals = append(r.Signals, few)
	r.Missing = []signals.Missing{{
		Name: "call_duration", Text: "How long calls took is not known.", Remedy: "Export the start and the end of each call in contacts.",
	}}
	return r
}

// signal makes one signal from the shares of customers and leavers who showed it.
func signal(name string, coverage, caught, lead float64, r *signals.Result) signals.Signal {
	n, lost := int64(coverage*float64(r.Customers)), int64(caught*float64(r.Churned))
	s := signals.Signal{
		Name: name, Customers: n, Coverage: share(coverage), LeadDays: &lead,
		Churned: lost, InTime: lost * 7 / 10, Missed: r.Churned - lost, FalseAlarms: n - lost,
		P: .0001, Q: .0002,
	}
	with, without := share(float64(lost)/float64(n)), share(float64(s.Missed)/float64(r.Customers-n))
	lift := with / without
	spread := math.Exp(1.96 * math.Sqrt(1/float64(lost)-1/float64(n)+1/float64(s.Missed)))
	low, high := cents(lift/spread), cents(lift*spread)
	odds := math.Pow(lift, .7)
	oddsLow, oddsHigh := cents(odds/spread), cents(odds*spread)
	lift, odds = cents(lift), cents(odds)
	s.With, s.Without, s.Lift, s.Low, s.High = &with, &without, &lift, &low, &high
	s.Odds, s.OddsLow, s.OddsHigh = &odds, &oddsLow, &oddsHigh
	if low < 1 {
		s.P, s.Q = .37, .41
	}
	return s
}
