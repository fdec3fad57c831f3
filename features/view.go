package features

import (
	"math"
	"slices"
)

// gapDays is how far back, in days, the usual gap looks.
const gapDays = 730

// point moves the view to a cutoff of the timeline. The ranges that decide who
// is eligible are set here, the others by fill.
func (v *View) point(t *Timeline, cutoff int64) {
	v.Timeline, v.Cutoff = t, cutoff
	v.PurchaseRange = rangeOf(t.Purchases, cutoff)
	v.LineRange = rangeOf(t.Lines.Time, cutoff)
	v.CancelledRange = rangeOf(t.Cancellations.Time, cutoff)
}

// fill sets what point left.
func (v *View) fill() {
	t, cutoff := v.Timeline, v.Cutoff
	v.stopped = notComputed
	v.PurchaseDayRange = rangeOf(t.PurchaseDays, cutoff)
	v.ReturnRange = rangeOf(t.Returns, cutoff)
	v.InvoiceRange = rangeOf(t.Invoices.Due, cutoff)
	v.ContactRange = rangeOf(t.Contacts.Time, cutoff)
	v.ChangeRange = rangeOf(t.Changes.Time, cutoff)
	v.OfferRange = rangeOf(t.Offers.Time, cutoff)
	v.SatisfactionRange = rangeOf(t.Satisfaction.Time, cutoff)
	v.WalletRange = rangeOf(t.Wallet.Month, cutoff)

	end := v.PurchaseDayRange.End
	v.sortGaps(before(t.PurchaseDays[:end], cutoff-gapDays*Day), end)
	v.UsualGap = quantile(v.Gaps, 0.5)
}

// sortGaps sets Gaps to the gaps between the purchase days from to end, sorted.
// Cutoffs rise, so those of the cutoff before are there already, but for some.
func (v *View) sortGaps(from, end int) {
	added := from + 1
	if v.gapsOf == v.serial && v.serial != 0 && v.gapsFrom == from && v.gapsEnd <= end && len(v.Gaps) > 0 {
		added = v.gapsEnd
	} else {
		v.Gaps = v.Gaps[:0]
	}
	v.gapsOf, v.gapsFrom, v.gapsEnd = v.serial, from, end
	if added >= end {
		return
	}
	sorted := len(v.Gaps)
	v.Gaps = append(v.Gaps, v.DayGaps[added:end]...)
	if sorted == 0 {
		slices.Sort(v.Gaps)
		return
	}
	for i := sorted; i < len(v.Gaps); i++ {
		gap, at := v.Gaps[i], i
		for ; at > 0 && v.Gaps[at-1] > gap; at-- {
			v.Gaps[at] = v.Gaps[at-1]
		}
		v.Gaps[at] = gap
	}
}

// rangeOf returns where a cutoff falls in a column of times.
func rangeOf(times []int64, cutoff int64) Range {
	var r Range
	if len(times) == 0 {
		return r
	}
	r.End = before(times, cutoff)
	end := r.End
	for w, days := range windows {
		end = before(times[:end], cutoff-int64(days)*Day)
		r.From[w] = end
	}
	return r
}

// before returns how many of the sorted times lie before t. It halves without
// branches that depend on the times, which processors cannot foresee.
func before(times []int64, t int64) int {
	base, n := 0, len(times)
	for n > 1 {
		half := n >> 1
		next := base
		if times[base+half-1] < t {
			next = base + half
		}
		base = next
		n -= half
	}
	if n == 1 && times[base] < t {
		base++
	}
	return base
}

// quantile returns the q-quantile of sorted values, between two of them in
// proportion (Hyndman and Fan 1996, type 7); NaN without values.
func quantile(sorted []int32, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := q * float64(len(sorted)-1)
	low := int(at)
	value := float64(sorted[low])
	if low+1 < len(sorted) {
		value += float64((at - float64(low)) * float64(sorted[low+1]-sorted[low]))
	}
	return value
}
