package features

import (
	"math"
	"strconv"
)

// Columns of the rhythm family.
const (
	rhUsualGap = iota
	rhMeanGap
	rhGapP90
	rhGapSpread
	rhGapVariation
	rhChurnFactor
	rhLogChurnFactor
	rhSilenceP90
	rhLongerGaps
	rhLastGap
	rhDecay
	rhLogDecay = rhDecay + numHalfLives
	rhPoisson  = rhLogDecay + numHalfLives
	rhRate     = rhPoisson + 1
	rhPosition = rhPoisson + 2
	rhAlive    = rhPoisson + 3
	rhExpected = rhPoisson + 4
)

// rhythm holds the present silence against the customer's own habit.
func rhythm() Family {
	s := func(name, unit string, window int, missing, doc string, risk int) Spec {
		return Spec{Name: name, Unit: unit, Window: window, Missing: missing, Signal: SignalRFM, Doc: doc, Risk: risk}
	}
	const oneDay, none = "fewer than two days with a purchase in the window", "no purchase before the cutoff"
	specs := []Spec{
		rhUsualGap:       s("usual_gap_days", "days", gapDays, oneDay, "Median of the days between days with a purchase: the usual gap.", 0),
		rhMeanGap:        s("mean_gap_days", "days", gapDays, oneDay, "Mean of the days between days with a purchase.", 0),
		rhGapP90:         s("long_gap_days", "days", gapDays, oneDay, "90th percentile of the days between days with a purchase.", 0),
		rhGapSpread:      s("gap_spread", "ratio", gapDays, "fewer than four days with a purchase in the window", "Interquartile range of the gaps divided by the usual gap: 0 is like clockwork.", 0),
		rhGapVariation:   s("gap_variation", "ratio", gapDays, "fewer than three days with a purchase in the window", "Standard deviation of the gaps divided by their mean: about 1 is random.", 0),
		rhChurnFactor:    s("churn_factor", "ratio", gapDays, oneDay, "Days since the last purchase divided by the usual gap.", +1),
		rhLogChurnFactor: s("log_churn_factor", "log ratio", gapDays, oneDay, "Natural logarithm of 1 + churn factor.", +1),
		rhSilenceP90:     s("silence_against_long_gap", "ratio", gapDays, oneDay, "Days since the last purchase divided by the 90th percentile of the gaps.", +1),
		rhLongerGaps:     s("longer_gaps_share", "share", gapDays, none, "Share of the own gaps that were at least as long as the present silence, with half a gap added that was and half a gap that was not.", -1),
		rhLastGap:        s("last_gap_against_usual", "ratio", gapDays, oneDay, "The last gap divided by the usual gap.", 0),
	}
	for _, days := range halfLives {
		specs = append(specs, s("purchase_days_decayed_"+strconv.Itoa(days)+"d", "days", 0, none, "Days with a purchase, each counting half as much for every "+strconv.Itoa(days)+" days that have passed since.", -1))
	}
	for _, days := range halfLives {
		specs = append(specs, s("log_purchase_days_decayed_"+strconv.Itoa(days)+"d", "log days", 0, none, "Natural logarithm of 0.1 + the days with a purchase, each counting half as much for every "+strconv.Itoa(days)+" days that have passed since.", -1))
	}
	return Family{Name: "rhythm", Tables: []string{"transactions"}, Columns: []string{"transactions.time"}, Fill: fillRhythm, Specs: append(specs,
		s("chance_of_silence", "share", 0, none, "Chance that a customer who buys at random at this customer's rate since the first purchase is silent for as long as now.", -1),
		s("repeat_rate", "purchases a month", 0, none, "Days with a purchase after the first one, per 30 days since the first one; a month is added to the time.", -1),
		s("last_purchase_position", "share", 0, none, "Where the last purchase lies between the first one, 0, and the cutoff, 1.", -1),
		s("alive_odds", "log odds", 0, none, "Logarithm of the odds that a customer with these purchases has not left, by the MBG/NBD model (Batislam and others 2007) with fixed parameters.", -1),
		s("log_expected_rate", "log purchases a week", 0, none, "Natural logarithm of the purchases a week to be expected: the chance that the customer has not left times the rate, by the same model.", -1),
	)}
}

func fillRhythm(dst []float64, v *View) {
	purchases, days := v.PurchaseRange.End, v.PurchaseDayRange.End
	if purchases == 0 {
		return
	}
	first := v.Purchases[0]
	silence := v.DaysBefore(v.Purchases[purchases-1])
	age := v.DaysBefore(first)
	fillGaps(dst, v, silence)

	left := v.decay.after(dayOf(v.Cutoff) - dayOf(v.PurchaseDays[days-1]))
	for h := range left {
		decayed := float64(v.DayDecay[days-1][h] * left[h])
		dst[rhDecay+h] = decayed
		dst[rhLogDecay+h] = math.Log(0.1 + decayed)
	}
	repeats := float64(days - 1)
	rate := (repeats + 0.5) / (age + 30)
	dst[rhPoisson] = math.Exp(-rate * silence)
	dst[rhRate] = 30 * repeats / (age + 30)
	if age > 0 {
		dst[rhPosition] = (age - silence) / age
	}
	dst[rhAlive], dst[rhExpected] = alive(repeats, (age-silence)/7, age/7)
}

// fillGaps writes what the sorted gaps between purchase days tell.
func fillGaps(dst []float64, v *View, silence float64) {
	gaps := v.Gaps
	n := len(gaps)
	longer := n - countBelow(gaps, silence)
	dst[rhLongerGaps] = (float64(longer) + 0.5) / float64(n+1)
	if n == 0 {
		return
	}
	var sum, squares int64 // whole days: exact in any order
	for _, g := range gaps {
		sum += int64(g)
		squares += int64(g) * int64(g)
	}
	usual, mean, long := v.UsualGap, float64(sum)/float64(n), quantile(gaps, 0.9)
	dst[rhUsualGap], dst[rhMeanGap], dst[rhGapP90] = usual, mean, long
	dst[rhChurnFactor] = silence / usual
	dst[rhLogChurnFactor] = math.Log1p(silence / usual)
	dst[rhSilenceP90] = silence / long
	dst[rhLastGap] = float64(v.DayGaps[v.PurchaseDayRange.End-1]) / usual
	if n >= 3 {
		dst[rhGapSpread] = (quantile(gaps, 0.75) - quantile(gaps, 0.25)) / usual
	}
	if n >= 2 {
		// n·squares - sum² is whole and exact where the difference of means is not.
		spread := float64(int64(n)*squares - sum*sum)
		dst[rhGapVariation] = math.Sqrt(spread) / float64(sum)
	}
}

// countBelow returns how many of the sorted gaps are shorter than the silence.
func countBelow(gaps []int32, silence float64) int {
	low, high := 0, len(gaps)
	for low < high {
		if middle := int(uint(low+high) >> 1); float64(gaps[middle]) < silence {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// alive returns, for a customer with x repeat purchases, the last one at and
// seen until some weeks after the first, the logarithm of the odds of not
// having left,
//
//	log((b+x)/a) - (r+x)·log((α+seen)/(α+at)),
//
// and of the purchases to be expected in the next week: the chance of not having
// left, times (r+x)/(α+seen). The parameters are those that Fader, Hardie and
// Lee (2005) fitted to the CD shop; what counts for a classifier is the order of
// customers, not the level.
func alive(x, at, seen float64) (logOdds, logRate float64) {
	const r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
	logOdds = math.Log((b+x)/a) - float64((r+x)*math.Log((alpha+seen)/(alpha+at)))
	left := -logOdds // log(1+e^y) is y where e^y could overflow
	if left < 30 {
		left = math.Log1p(math.Exp(left))
	}
	return logOdds, math.Log((r+x)/(alpha+seen)) - left
}
