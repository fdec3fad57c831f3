package signals

import (
	"cmp"
	"slices"
	"time"

	"predict/features/signals"
	"predict/models/inference"
)

// Notes of a signal, the first that applies.
const (
	NeverShown   = "never_shown"   // nobody showed it
	FewCustomers = "few_customers" // fewer than fewCustomers churned or fewer stayed with it
	NotSure      = "not_sure"      // the difference may be chance: q is above 5 %
	NoOdds       = "no_odds"       // it cannot be told apart from the others, or parts all customers
)

const (
	// fewCustomers is how many must have churned with a signal for its odds given all
	// others: ten events for each variable, as Peduzzi et al. (1996) advise.
	fewCustomers = 10
	// sureBelow is the share of false discoveries that is taken.
	sureBelow    = .05
	defaultLevel = .95
)

// Options say how signals are judged.
type Options struct {
	// Level is that of the intervals, between 0 and 1; 0, or what is none, stands for
	// 0.95.
	Level float64
}

// Judge turns the counts of the customers of a cutoff into figures for each
// signal. Signals of which the exports tell nothing are named in Missing.
func Judge(c *signals.Counts, o Options) *Result {
	if !(o.Level > 0 && o.Level < 1) {
		o.Level = defaultLevel
	}
	r := &Result{
		Cutoff: time.UnixMicro(c.Cutoff).UTC().Format(time.DateOnly), Horizon: c.Churn.HorizonDays,
		Signals: []Signal{}, InTime: c.WarnedInTime,
	}
	var stayed int64
	for p := range signals.NumPatterns {
		r.Churned += c.Churned[p]
		stayed += c.Stayed[p]
	}
	r.Customers = r.Churned + stayed
	r.Warned = r.Churned - c.Churned[0]
	r.Missing = missing(c, r)
	if r.Customers == 0 {
		return r
	}
	joint := fitJoint(c)
	for s := range signals.NumSignals {
		if !c.Told[s] {
			continue
		}
		one := judge(c, s, r.Churned, stayed, o.Level)
		if one.Customers > 0 && one.Churned >= fewCustomers {
			one.Odds, one.OddsLow, one.OddsHigh = joint.odds(s, o.Level)
		}
		r.Signals = append(r.Signals, one)
	}
	discover(r)
	slices.SortStableFunc(r.Signals, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(apart(&b, r.Churned, stayed), apart(&a, r.Churned, stayed)), cmp.Compare(b.Customers, a.Customers))
	})
	return r
}

// judge works out the figures of one signal by itself.
func judge(c *signals.Counts, s int, churned, stayed int64, level float64) Signal {
	one := Signal{Name: signals.Name(s)}
	for p := range signals.NumPatterns {
		if p>>s&1 == 1 {
			one.Churned += c.Churned[p]
			one.FalseAlarms += c.Stayed[p]
		}
	}
	one.Customers = one.Churned + one.FalseAlarms
	one.Missed = churned - one.Churned
	all := churned + stayed
	others := all - one.Customers
	one.Coverage = float64(one.Customers) / float64(all)
	one.With = share(one.Churned, one.Customers)
	one.Without = share(one.Missed, others)
	if lift, ok := inference.Ratio(one.Churned, one.Customers, one.Missed, others, level); ok {
		one.Lift, one.Low, one.High = &lift.Value, &lift.Interval.Low, &lift.Interval.High
	}
	one.P = inference.Exact(one.Churned, one.Customers, one.Missed, others)
	one.InTime, one.LeadDays = lead(&c.Leads[s])
	return one
}

// discover sets the q-values and the notes. A signal that nobody or everybody showed is
// no test, and makes the others no less sure.
func discover(r *Result) {
	var tested []int
	var p []float64
	for k := range r.Signals {
		if n := r.Signals[k].Customers; n > 0 && n < r.Customers {
			tested, p = append(tested, k), append(p, r.Signals[k].P)
		}
		r.Signals[k].Q = 1
	}
	for i, q := range inference.Discoveries(p) {
		r.Signals[tested[i]].Q = q
	}
	for k := range r.Signals {
		r.Signals[k].Note = note(&r.Signals[k])
	}
}

// share returns k of n, nil where n is 0.
func share(k, n int64) *float64 {
	if n == 0 {
		return nil
	}
	x := float64(k) / float64(n)
	return &x
}

// lead returns how many customers a signal warned of in time, and the median of the
// days by which it did.
func lead(days *[signals.SinceDays + 1]int64) (n int64, median *float64) {
	for _, k := range days {
		n += k
	}
	if n == 0 {
		return 0, nil
	}
	middle := float64(at(days, (n-1)/2)+at(days, n/2)) / 2
	return n, &middle
}

// at returns the value of rank k, from 0, in a histogram.
func at(days *[signals.SinceDays + 1]int64, k int64) int {
	for day, n := range days {
		if k < n {
			return day
		}
		k -= n
	}
	return len(days) - 1
}

// apart is how well a signal tells those who churn from those who stay: the share of
// the first who show it less the share of the others who do (Youden 1950), -1 to 1.
func apart(s *Signal, churned, stayed int64) float64 {
	var hit, alarm float64
	if churned > 0 {
		hit = float64(s.Churned) / float64(churned)
	}
	if stayed > 0 {
		alarm = float64(s.FalseAlarms) / float64(stayed)
	}
	return hit - alarm
}

// note says what limits the figures of a signal.
func note(s *Signal) string {
	switch {
	case s.Customers == 0:
		return NeverShown
	case s.Churned < fewCustomers || s.FalseAlarms < fewCustomers:
		return FewCustomers
	case s.Q > sureBelow:
		return NotSure
	case s.Odds == nil:
		return NoOdds
	}
	return ""
}
