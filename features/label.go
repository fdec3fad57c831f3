package features

import "math"

// labeller decides who is eligible at a cutoff and what became of them.
type labeller struct {
	o                      ChurnOptions
	gap, horizon, lookback int64 // microseconds
	until                  int64
}

func newLabeller(o ChurnOptions, until int64) labeller {
	return labeller{
		o: o, gap: int64(o.GapDays) * Day, horizon: int64(o.HorizonDays) * Day,
		lookback: int64(o.LookbackDays) * Day, until: until,
	}
}

// eligible returns why the customer of the view is no row, or included. It
// reads nothing at or after the cutoff, so that it can be asked at scoring.
func (l *labeller) eligible(v *View) Exclusion {
	purchases := v.PurchaseRange.End
	switch {
	case v.LineRange.End == 0:
		return NotSeen
	case l.left(v):
		return AlreadyCancelled
	case purchases < l.o.MinPurchases:
		return TooFewPurchases
	case l.lookback > 0 && (purchases == 0 || v.Purchases[purchases-1] < v.Cutoff-l.lookback):
		return NotRecent
	case l.o.Definition == Decline && l.lookbackSpend(v) <= 0:
		return NoSpend
	}
	return included
}

// left reports whether the customer has cancelled and not come back: nobody is
// about to leave who is gone. By any definition but that of cancellation, a
// purchase after the cancellation brings a customer back; a contract that ended
// cannot end again.
func (l *labeller) left(v *View) bool {
	n := v.CancelledRange.End
	if n == 0 || l.o.Definition == Cancellation {
		return n > 0
	}
	purchases := v.PurchaseRange.End
	return purchases == 0 || v.Purchases[purchases-1] <= v.Cancellations.Time[n-1]
}

// label returns what became of the customer in [cutoff+gap, cutoff+gap+horizon).
func (l *labeller) label(v *View) int8 {
	start := v.Cutoff + l.gap
	end := start + l.horizon
	if end > l.until {
		return LabelUnknown
	}
	switch l.o.Definition {
	case Adaptive:
		return l.adaptive(v, start, end)
	case Cancellation:
		return cancelled(v, start, end)
	case Decline:
		return l.declined(v, start, end)
	}
	return silent(v, start, end)
}

// silent is churn by inactivity: no purchase in the label window. A purchase
// in the gap does not count for either side.
func silent(v *View, start, end int64) int8 {
	later := v.Purchases[v.PurchaseRange.End:]
	if i := before(later, start); i < len(later) && later[i] < end {
		return LabelStayed
	}
	return LabelChurned
}

// adaptive is churn by a silence that is too long for this customer: at the
// end of the label window more than AdaptiveFactor usual gaps have passed since
// the last purchase, be it before the cutoff or in the window. A customer who
// falls silent and comes back within the window has stayed; one whose allowed
// silence outlasts the window cannot churn yet. Customers with fewer than three
// purchases, or none on different days, have no rhythm of their own and churn
// by inactivity.
func (l *labeller) adaptive(v *View, start, end int64) int8 {
	known := v.PurchaseRange.End
	if known < 3 || math.IsNaN(v.UsualGap) {
		return silent(v, start, end)
	}
	last := v.Purchases[known-1]
	later := v.Purchases[known:]
	if i := before(later, end); i > 0 && later[i-1] >= start {
		last = later[i-1]
	}
	allowed := l.o.AdaptiveFactor * max(v.UsualGap, 1) * float64(Day)
	if float64(end-last) > allowed {
		return LabelChurned
	}
	return LabelStayed
}

// cancelled is churn by cancellation in the label window. Who cancels in the
// gap neither stayed nor churned in the window: the label is unknown.
func cancelled(v *View, start, end int64) int8 {
	later := v.Cancellations.Time[v.CancelledRange.End:]
	switch {
	case len(later) == 0 || later[0] >= end:
		return LabelStayed
	case later[0] < start:
		return LabelUnknown
	}
	return LabelChurned
}

// declined is churn by falling spend: the spend in the label window, net of
// returns, lies more than DeclineShare below what the customer spent in the
// look-back, scaled to the length of the window.
func (l *labeller) declined(v *View, start, end int64) int8 {
	times, sums := v.Lines.Time, v.Lines.CumSpend
	spend := sums[before(times, end)] - sums[before(times, start)]
	usual := float64(l.lookbackSpend(v)) * float64(l.o.HorizonDays) / float64(l.o.LookbackDays)
	if float64(spend) < (1-l.o.DeclineShare)*usual {
		return LabelChurned
	}
	return LabelStayed
}

func (l *labeller) lookbackSpend(v *View) int64 {
	known := v.Lines.Time[:v.LineRange.End]
	return v.Lines.CumSpend[len(known)] - v.Lines.CumSpend[before(known, v.Cutoff-l.lookback)]
}
