package reasons

import (
	"fmt"
	"math"
)

const (
	// minSilence is the fewest days that a silence is worth a word, whatever the
	// habit: a customer who buys daily may be away for a weekend.
	minSilence = 7
	// longSilence is when a silence is worth a word without a habit to hold it
	// against.
	longSilence = 30
)

// recency warns of a long time since the last purchase.
func recency(r Row) []warning {
	days, ok := r.days("days_since_last_purchase")
	if !ok {
		return nil
	}
	all, counted := r.count("purchases_all")
	if counted && all == 1 && days >= longSilence {
		return []warning{{silence, graded(float64(days), 30, 365), "bought only once, " + ago(days)}}
	}
	if w, ok := againstHabit(r, days); ok {
		return []warning{w}
	}
	gap, hasGap := r.within("mean_gap_days", 1, maxDays)
	switch {
	case !hasGap && days >= longSilence:
		return []warning{{silence, graded(float64(days), 30, 365), "no purchase for " + daysText(days)}}
	case hasGap && days >= longSilence && float64(days) > gap:
		return []warning{{silence, mild, fmt.Sprintf("no purchase for %s; bought %s on average", daysText(days), every(gap))}}
	case days >= longSilence:
		return []warning{{silence, weak, "no purchase for " + daysText(days)}}
	}
	return nil
}

// againstHabit warns of a silence well beyond the customer's own gaps: half as
// long again as their mean and their median, and longer than most of them.
func againstHabit(r Row, days int) (warning, bool) {
	gap, ok := r.within("mean_gap_days", 1, maxDays)
	if !ok || days < minSilence || float64(days) < 1.5*gap {
		return warning{}, false
	}
	if usual, ok := r.within("usual_gap_days", 1, maxDays); ok && float64(days) < 1.5*usual {
		return warning{}, false
	}
	if longer, ok := r.share("longer_gaps_share"); ok && longer > 0.4 {
		return warning{}, false
	}
	silent := grouped(int64(days))
	if gap < 1.5 { // "every day" has not named the unit
		silent = daysText(days)
	}
	return warning{
		silence, graded(float64(days)/gap, 1.5, 5),
		fmt.Sprintf("bought %s on average, silent for %s", every(gap), silent),
	}, true
}

// rhythm warns of a silence against the customer's own gaps, and of gaps that
// grow. A silence that goes on matters more than how long the last one was.
func rhythm(r Row) []warning {
	var out []warning
	days, ok := r.days("days_since_last_purchase")
	if !ok {
		return nil
	}
	most := severe
	if w, ok := againstHabit(r, days); ok {
		most = mild
		long, known := r.within("long_gap_days", 1, maxDays)
		if n, ok := r.count("purchase_days_all"); known && ok && n > 10 && float64(days) > long {
			w.text = fmt.Sprintf("silent for %s; 9 of 10 breaks before were %s or shorter", daysText(days), daysText(int(math.Ceil(long))))
		}
		out = append(out, w)
	}
	n, counted := r.count("purchase_days_all")
	usual, a := r.within("usual_gap_days", 1, maxDays)
	if counted && n >= 4 && a && usual >= longSilence {
		out = append(out, warning{silence, mild, fmt.Sprintf("buys only %s as a rule; the last purchase was %s", every(usual), ago(days))})
	}
	if counted && n == 1 && days >= 14 {
		out = append(out, warning{silence, mild, "has bought only once so far"})
	}
	times, b := r.within("last_gap_against_usual", 0, maxDays)
	if last := usual * times; a && b && counted && n >= 4 && times >= 3 && last >= 14 && last <= maxDays {
		out = append(out, warning{gaps, min(most, graded(times, 3, 9)), fmt.Sprintf("the last two purchases lie %s apart, %s as a rule",
			daysText(int(math.Round(last))), grouped(int64(math.Round(usual))))})
	}
	return out
}

// frequency warns of fewer purchases, and of customers who never came back.
func frequency(r Row) []warning {
	out := fewerPurchases(r)
	days, known := r.days("days_since_last_purchase")
	if n, ok := r.count("purchases_all"); ok && n == 1 && (!known || days >= 14) {
		out = append(out, warning{silence, mild, "has bought only once so far"})
	}
	tenure, since := r.days("tenure_days")
	if n, ok := r.count("purchases_365d"); ok && n >= 1 && n <= 3 && since && tenure >= 270 {
		out = append(out, warning{decline, weak, "only " + many(n, "purchase", "purchases") + " in the last 365 days"})
	}
	return out
}

// fewerPurchases compares the last 90 days with the 90 before, and the last 30
// with the 60 before.
func fewerPurchases(r Row) []warning {
	var out []warning
	n, before, ok := r.counts("purchases_90d", "purchases_180d")
	if ok && before >= 3 && 2*n <= before {
		about := decline
		if n == 0 {
			about = silence
		}
		out = append(out, warning{
			about, graded(float64(before-n)/float64(before), 0.5, 1),
			fmt.Sprintf("%s in the last 90 days, %s in the 90 before", many(n, "purchase", "purchases"), orNone(before)),
		})
	}
	n, before, ok = r.counts("purchases_30d", "purchases_90d")
	if ok && before >= 4 && 4*n <= before {
		about := decline
		if n == 0 {
			about = silence
		}
		out = append(out, warning{
			about, graded(float64(before-2*n)/float64(before), 0.5, 1.5),
			fmt.Sprintf("%s in the last 30 days, %s in the 60 before", many(n, "purchase", "purchases"), orNone(before)),
		})
	}
	return out
}
