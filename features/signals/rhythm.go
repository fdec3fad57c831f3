package signals

import (
	"slices"

	"predict/features"
)

const (
	week = 7 * features.Day
	// weeks is how many weeks before the cutoff the signals of a rhythm are followed.
	weeks = SinceDays / 7

	// Silence is long where it is longer than silenceFactor usual gaps, than nine of
	// ten of the gaps before, and than leastSilence days. Fewer than leastDays days
	// with a purchase make no usual gap; then more than unknownSilence days are long.
	silenceFactor  = 2
	leastSilence   = 14
	leastDays      = 3
	unknownSilence = 90
	gapDays        = 730

	// The pace of the last recentDays is held against that of the days before, back to
	// a year or to the first purchase; of less than leastEarlier days, or fewer than
	// leastExpected purchases in recentDays, it would tell nothing. Amounts vary more
	// than purchases: they are held against each other from leastSpending on.
	recentDays    = 90
	yearDays      = 365
	leastEarlier  = 90
	leastExpected = 2
	leastSpending = 4
)

// decline finds since when the customer bought less than usual, by weeks.
func (c *Counter) decline(v *features.View) int64 {
	since := features.NoTime
	for k := range int64(weeks + 1) {
		at := c.o.Cutoff - k*week
		purchases := before(v.Purchases[:v.PurchaseRange.End], at)
		if purchases == 0 || !(c.silent(v, at, purchases) || slower(v, at, purchases)) {
			break
		}
		since = at
	}
	return since
}

// silent tells whether the silence at an instant, after so many purchases, is longer
// than usual for this customer.
func (c *Counter) silent(v *features.View, at int64, purchases int) bool {
	silence := at - v.Purchases[purchases-1]
	if silence <= leastSilence*features.Day {
		return false
	}
	days := v.PurchaseDays[:before(v.PurchaseDays, at)]
	from := before(days, at-gapDays*features.Day)
	if len(days)-from < leastDays {
		return silence > unknownSilence*features.Day
	}
	gaps := v.Gaps // those of the cutoff are sorted already
	if at != v.Cutoff {
		c.gaps = append(c.gaps[:0], v.DayGaps[from+1:len(days)]...)
		slices.Sort(c.gaps)
		gaps = c.gaps
	}
	n := len(gaps)
	twice := int64(gaps[(n-1)/2]) + int64(gaps[n/2]) // the median, twice
	long := int64(gaps[(9*n-1)/10])                  // nine of ten are no longer
	return 2*silence > silenceFactor*twice*features.Day && silence > long*features.Day
}

// slower tells whether the customer bought less than half as often, or for less than
// half as much, in the last days before an instant as in the year before.
func slower(v *features.View, at int64, purchases int) bool {
	recent := at - recentDays*features.Day
	from := max(at-yearDays*features.Day, v.Purchases[0])
	earlierDays := (recent - from) / features.Day
	if earlierDays < leastEarlier {
		return false
	}
	known := v.Purchases[:purchases]
	split := before(known, recent)
	first := before(known, from)
	if from == v.Purchases[0] {
		first++ // the first purchase begins the time; it is no part of the pace
	}
	earlier := int64(split - first)
	if earlier*recentDays < leastExpected*earlierDays {
		return false
	}
	if int64(purchases-split)*earlierDays*2 < earlier*recentDays {
		return true
	}
	if earlier*recentDays < leastSpending*earlierDays {
		return false
	}
	times, sums := v.Lines.Time[:v.LineRange.End], v.Lines.CumSpend
	middle := sums[before(times, recent)]
	spent := float64(sums[before(times, at)] - middle)
	before := float64(middle - sums[before(times, from)])
	return spent*float64(earlierDays)*2 < before*recentDays
}

// before returns how many of the sorted times lie before t.
func before(times []int64, t int64) int {
	i, _ := slices.BinarySearch(times, t)
	return i
}
