package features

import "math"

// Columns of the frequency family: runs of one column for each window, then
// those over all history.
const (
	freqPurchases    = 0
	freqDays         = freqPurchases + numWindows
	freqReturns      = freqDays + numWindows
	freqLines        = freqReturns + 2
	freqLog          = freqLines + 2
	freqLogLines     = freqLog + 2
	freqAll          = freqLogLines + 1
	freqLogAll       = freqAll + 1
	freqDaysAll      = freqAll + 2
	freqReturnsShare = freqAll + 3
)

// frequency tells how often the customer bought.
func frequency() Family {
	s := func(name, unit string, risk int, doc string) Spec {
		return Spec{Name: name, Unit: unit, Missing: "never", Signal: SignalRFM, Risk: risk, Doc: doc}
	}
	return Family{
		Name: "frequency", Tables: []string{"transactions"}, Fill: fillFrequency,
		Columns: []string{"transactions.time"},
		Specs: join(
			inWindows(s("purchases_%dd", "purchases", -1, "Purchases in the last %d days."), W30, W90, W180, W365),
			inWindows(s("purchase_days_%dd", "days", -1, "Days with a purchase in the last %d days."), W30, W90, W180, W365),
			inWindows(s("returned_lines_%dd", "lines", 0, "Lines returned or cancelled in the last %d days."), W90, W365),
			inWindows(s("lines_%dd", "lines", 0, "Lines bought or returned in the last %d days."), W90, W365),
			inWindows(s("log_purchases_%dd", "log purchases", -1, "Natural logarithm of 1 + purchases in the last %d days."), W90, W365),
			inWindows(s("log_lines_%dd", "log lines", 0, "Natural logarithm of 1 + lines bought or returned in the last %d days."), W365),
			[]Spec{
				s("purchases_all", "purchases", -1, "Purchases in all history."),
				s("log_purchases_all", "log purchases", -1, "Natural logarithm of 1 + purchases in all history."),
				s("purchase_days_all", "days", -1, "Days with a purchase in all history."),
				s("returned_lines_share", "share", 0, "Share of returned lines in all lines of all history."),
			},
		),
	}
}

func fillFrequency(dst []float64, v *View) {
	for w := range windows {
		dst[freqPurchases+w] = float64(v.PurchaseRange.in(w))
		dst[freqDays+w] = float64(v.PurchaseDayRange.in(w))
	}
	for i, w := range [...]int{W90, W365} {
		dst[freqReturns+i] = float64(v.ReturnRange.in(w))
		dst[freqLines+i] = float64(v.LineRange.in(w))
		dst[freqLog+i] = math.Log1p(float64(v.PurchaseRange.in(w)))
	}
	dst[freqLogLines] = math.Log1p(float64(v.LineRange.in(W365)))
	dst[freqAll] = float64(v.PurchaseRange.End)
	dst[freqLogAll] = math.Log1p(dst[freqAll])
	dst[freqDaysAll] = float64(v.PurchaseDayRange.End)
	dst[freqReturnsShare] = float64(v.ReturnRange.End) / float64(v.LineRange.End)
}
