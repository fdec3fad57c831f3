package features

import "math"

// Columns of the recency family.
const (
	recLast = iota
	recLogLast
	recSecond
	recReturn
	recNewCategory
	recNewProduct
)

// recency tells how long ago the customer was last active.
func recency() Family {
	return Family{
		Name: "recency", Tables: []string{"transactions"}, Fill: fillRecency,
		Columns: []string{"transactions.category", "transactions.product"},
		Specs: []Spec{
			recLast:        {Name: "days_since_last_purchase", Unit: "days", Missing: "no purchase before the cutoff", Signal: SignalRFM, Risk: +1, Doc: "Days since the last purchase."},
			recLogLast:     {Name: "log_days_since_last_purchase", Unit: "log days", Missing: "no purchase before the cutoff", Signal: SignalRFM, Risk: +1, Doc: "Natural logarithm of 1 + days since the last purchase."},
			recSecond:      {Name: "days_since_purchase_day_2", Unit: "days", Missing: "fewer than 2 days with a purchase", Signal: SignalRFM, Risk: +1, Doc: "Days since the second last day with a purchase."},
			recReturn:      {Name: "days_since_last_return", Unit: "days", Missing: "nothing was returned before the cutoff", Signal: SignalRFM, Doc: "Days since a line was last returned or cancelled."},
			recNewCategory: {Name: "days_since_new_category", Unit: "days", Missing: "no category is known", Signal: SignalRFM, Doc: "Days since a category was bought for the first time."},
			recNewProduct:  {Name: "days_since_new_product", Unit: "days", Missing: "no product is known", Signal: SignalRFM, Doc: "Days since a product was bought for the first time."},
		},
	}
}

func fillRecency(dst []float64, v *View) {
	if n := v.PurchaseRange.End; n > 0 {
		dst[recLast] = v.DaysBefore(v.Purchases[n-1])
		dst[recLogLast] = math.Log1p(dst[recLast])
	}
	if n := v.PurchaseDayRange.End; n >= 2 {
		dst[recSecond] = v.DaysBefore(v.PurchaseDays[n-2])
	}
	if n := v.ReturnRange.End; n > 0 {
		dst[recReturn] = v.DaysBefore(v.Returns[n-1])
	}
	dst[recNewCategory] = daysSinceNew(v, v.Lines.PrevCategory)
	dst[recNewProduct] = daysSinceNew(v, v.Lines.PrevProduct)
}

// daysSinceNew returns the days since the last line that was the first of its
// code, NaN where there is none.
func daysSinceNew(v *View, prev []int32) float64 {
	if prev == nil {
		return math.NaN()
	}
	for j := v.LineRange.End - 1; j >= 0; j-- {
		if prev[j] < 0 {
			return v.DaysBefore(v.Lines.Time[j])
		}
	}
	return math.NaN()
}
