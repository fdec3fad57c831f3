package features

import "math"

// Columns of the trend family.
const (
	trPurchases30 = iota
	trPurchases90
	trPurchases365
	trPurchasesAll
	trSpend30
	trSpend90
	trSpend365
	trAcceleration
	trSlope180
	trSlope365
	trSpendSlope365
	trBasket
	trCentre365
)

// trend tells whether the customer buys more or less than before. Changes are
// binary logarithms, with half a purchase added to both sides so that none is
// no infinity: 0 is steady, -1 is halved, +1 is doubled.
func trend() Family {
	s := func(name, unit string, window int, missing, doc string, risk int) Spec {
		return Spec{Name: name, Unit: unit, Window: window, Missing: missing, Signal: SignalRFM, Doc: doc, Risk: risk}
	}
	const doublings, never, fewMonths = "doublings", "never", "the first purchase is less than 3 months of 30 days old"
	return Family{
		Name: "trend", Tables: []string{"transactions"}, Fill: fillTrend,
		Columns: []string{"transactions.amount"},
		Specs: []Spec{
			trPurchases30:   s("purchases_change_30d", doublings, 90, never, "Purchases a day in the last 30 days against the 60 days before.", -1),
			trPurchases90:   s("purchases_change_90d", doublings, 180, never, "Purchases in the last 90 days against the 90 days before.", -1),
			trPurchases365:  s("purchases_change_90d_of_365d", doublings, 365, never, "Purchases a day in the last 90 days against the 275 days before, or against as many of them as the customer has been one.", -1),
			trPurchasesAll:  s("purchases_change_half", doublings, 0, "the first purchase is less than 2 days old", "Purchases in the later half of the time since the first purchase against the earlier half.", -1),
			trSpend30:       s("spend_change_30d", doublings, 90, "no spend in the last 90 days", "Spend a day in the last 30 days against the 60 days before; a tenth of the spend of 90 days is added to both sides.", 0),
			trSpend90:       s("spend_change_90d", doublings, 180, "no spend in the last 180 days", "Spend in the last 90 days against the 90 days before; a tenth of the spend of 180 days is added to both sides.", 0),
			trSpend365:      s("spend_change_90d_of_365d", doublings, 365, "no spend in the last 365 days", "Spend a day in the last 90 days against the 275 days before; a tenth of the spend of 365 days is added to both sides.", 0),
			trAcceleration:  s("purchases_acceleration_90d", doublings, 270, never, "Change of purchases from the 90 days before to the last 90 days, less the change to those from the 90 days before them.", 0),
			trSlope180:      s("purchases_slope_180d", "purchases a month per month", 180, fewMonths, "Slope of a straight line through the purchases of the last 6 months of 30 days, or of as many as the customer has been one.", 0),
			trSlope365:      s("purchases_slope_365d", "purchases a month per month", 365, fewMonths, "Slope of a straight line through the purchases of the last 12 months of 30 days, or of as many as the customer has been one.", 0),
			trSpendSlope365: s("spend_slope_365d", "share a month", 365, fewMonths+", or no spend in them", "Slope of a straight line through the spend of the last 12 months of 30 days, or of as many as the customer has been one, divided by their mean.", 0),
			trBasket:        s("mean_purchase_change_90d", doublings, 365, "no purchase in the last 90 days or in the 275 days before", "Mean amount of a purchase in the last 90 days against the 275 days before.", 0),
			trCentre365:     s("purchase_age_mean_365d", "share", 365, "no purchase in the window", "Mean age of the purchases of the last 365 days as a share of the time since the first of them: 0 is all just now, 1 is all long ago.", 0),
		},
	}
}

func fillTrend(dst []float64, v *View) {
	p := &v.PurchaseRange
	n30, n90, n180, n365 := float64(p.in(W30)), float64(p.in(W90)), float64(p.in(W180)), float64(p.in(W365))
	dst[trPurchases30] = change(n30, 30, n90-n30, 60)
	dst[trPurchases90] = change(n90, 90, n180-n90, 90)
	dst[trPurchases365] = change(n90, 90, n365-n90, 275)
	known := v.Purchases[:p.End]
	beforeThat := float64(p.From[W180] - before(known[:p.From[W180]], v.Cutoff-270*Day))
	dst[trAcceleration] = dst[trPurchases90] - change(n180-n90, 90, beforeThat, 90)
	if p.End > 0 {
		age := v.Cutoff - known[0]
		dst[trPurchases365] = change(n90, 90, n365-n90, min(max(float64(age)/float64(Day)-90, 1), 275))
		if age >= 2*Day {
			early := float64(before(known, v.Cutoff-age/2))
			dst[trPurchasesAll] = math.Log2((float64(p.End) - early + 0.5) / (early + 0.5))
		}
	}
	fillSpendTrend(dst, v)
	fillSlopes(dst, v)
}

// change returns the binary logarithm of the ratio of two rates of purchases,
// half a purchase being added to the earlier count and as much, in proportion
// to its days, to the recent one.
func change(recent, recentDays, earlier, earlierDays float64) float64 {
	return math.Log2((recent/recentDays + 0.5/earlierDays) / ((earlier + 0.5) / earlierDays))
}

func fillSpendTrend(dst []float64, v *View) {
	l, r := &v.Lines, &v.LineRange
	var spend [numWindows]float64
	for w, from := range r.From {
		spend[w] = money(l.CumSpend[r.End] - l.CumSpend[from])
	}
	dst[trSpend30] = spendChange(spend[W30], 30, spend[W90], 90)
	dst[trSpend90] = spendChange(spend[W90], 90, spend[W180], 180)
	dst[trSpend365] = spendChange(spend[W90], 90, spend[W365], 365)

	from90, from365 := r.From[W90], r.From[W365]
	recent := l.CumSpend[r.End] - l.CumSpend[from90] + l.CumReturned[r.End] - l.CumReturned[from90]
	earlier := l.CumSpend[from90] - l.CumSpend[from365] + l.CumReturned[from90] - l.CumReturned[from365]
	n90 := v.PurchaseRange.in(W90)
	n275 := v.PurchaseRange.in(W365) - n90
	if n90 > 0 && n275 > 0 && recent > 0 && earlier > 0 {
		dst[trBasket] = math.Log2(float64(recent) / float64(n90) / (float64(earlier) / float64(n275)))
	}
}

// spendChange compares the spend of the last days with that of the rest of a
// longer window.
func spendChange(recent, recentDays, all, allDays float64) float64 {
	if all <= 0 {
		return math.NaN()
	}
	// Returns of earlier purchases make a part negative; it then counts as none.
	recent = min(max(recent, 0), all)
	floor := 0.1 * all / allDays
	return math.Log2((recent/recentDays + floor) / ((all-recent)/(allDays-recentDays) + floor))
}

// fillSlopes fits straight lines by least squares through monthly sums, months
// being 30 days counted back from the cutoff.
func fillSlopes(dst []float64, v *View) {
	const month = 30 * Day
	var purchases, spend [12]float64
	p, known := v.PurchaseRange, v.Purchases[:v.PurchaseRange.End]
	var ages float64
	for i := p.From[W365]; i < p.End; i++ {
		age := v.Cutoff - 1 - known[i]
		ages += float64(age)
		if m := age / month; m < 12 {
			purchases[m]++
		}
	}
	if n := p.in(W365); n > 0 {
		dst[trCentre365] = ages / float64(n) / max(float64(v.Cutoff-1-known[p.From[W365]]), 1)
	}
	// Months before the first purchase would show a rise in every new customer.
	months := 0
	if p.End > 0 {
		months = int(min((v.Cutoff-known[0])/month, int64(len(purchases))))
	}
	if months < 3 {
		return
	}
	dst[trSlope180] = slope(purchases[:min(months, 6)])
	dst[trSlope365] = slope(purchases[:months])
	sums, times := v.Lines.CumSpend, v.Lines.Time
	to, total := v.LineRange.End, int64(0)
	for m := range months {
		from := to
		for edge := v.Cutoff - int64(m+1)*month; from > 0 && times[from-1] >= edge; {
			from--
		}
		spend[m] = money(sums[to] - sums[from])
		total += sums[to] - sums[from]
		to = from
	}
	if total > 0 {
		dst[trSpendSlope365] = slope(spend[:months]) / (money(total) / float64(months))
	}
}

// slope returns by how much the values rise from one to the next towards the
// first, which is the most recent: the least-squares line.
func slope(values []float64) float64 {
	middle := float64(len(values)-1) / 2
	var rise, spread float64
	for i, value := range values {
		x := middle - float64(i)
		rise += float64(x * value)
		spread += float64(x * x)
	}
	return rise / spread
}
