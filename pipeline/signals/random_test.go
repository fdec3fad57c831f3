package signals

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"predict/features/signals"
)

// Whatever is counted, the figures are sound: they add up, lie in their ranges, and
// are numbers.
func TestAnyCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	odds, none := 0, 0
	for range 1_500 {
		c := counts(nil)
		most := int64(1) << r.IntN(24)
		for range r.IntN(1 << r.IntN(9)) {
			p := r.IntN(signals.NumPatterns) & r.IntN(signals.NumPatterns)
			c.Stayed[p], c.Churned[p] = r.Int64N(most), r.Int64N(most)/int64(1+r.IntN(20))
		}
		for s := range c.Told {
			c.Told[s] = r.IntN(8) > 0
		}
		got := Judge(c, Options{})
		if _, err := json.Marshal(got); err != nil { // which NaN and infinity break
			t.Fatal(err)
		}
		for k := range got.Signals {
			s := &got.Signals[k]
			if s.Odds == nil {
				none++
			} else {
				odds++
			}
			if fault := unsound(s, got); fault != "" {
				t.Fatalf("%s: %s: %+v", s.Name, fault, s)
			}
		}
	}
	if odds < 500 || none < 500 {
		t.Errorf("%d odds and %d without: the test tells little", odds, none)
	}
}

// unsound says what is wrong with the figures of a signal.
func unsound(s *Signal, r *Result) string {
	within := func(low, x, high *float64) bool {
		return x == nil && low == nil && high == nil || x != nil && low != nil && high != nil && 0 <= *low && *low <= *x && *x <= *high
	}
	switch {
	case s.Churned+s.Missed != r.Churned:
		return "who churned does not add up"
	case s.Churned+s.FalseAlarms != s.Customers:
		return "who showed it does not add up"
	case s.Coverage < 0 || s.Coverage > 1:
		return "coverage is no share"
	case (s.With == nil) != (s.Customers == 0) || (s.Without == nil) != (s.Customers == r.Customers):
		return "a rate is missing, or there for nobody"
	case !within(s.Low, s.Lift, s.High):
		return "the lift lies outside its interval"
	case !within(s.OddsLow, s.Odds, s.OddsHigh):
		return "the odds lie outside their interval"
	case s.P < 0 || s.P > s.Q || s.Q > 1:
		return "p and q are none"
	case s.Odds != nil && s.Churned < fewCustomers:
		return "there are odds of few customers"
	}
	return ""
}
