package features

// Columns of the monetary family.
const (
	monSpend       = 0
	monSpendAll    = monSpend + numWindows
	monLog90       = monSpendAll + 1
	monLog365      = monSpendAll + 2
	monLogAll      = monSpendAll + 3
	monMean365     = monSpendAll + 4
	monMeanAll     = monSpendAll + 5
	monMax365      = monSpendAll + 6
	monLast        = monSpendAll + 7
	monLastAgainst = monSpendAll + 8
	monReturned90  = monSpendAll + 9
	monReturned365 = monSpendAll + 10
	monMargin90    = monSpendAll + 11
	monMargin365   = monSpendAll + 12
	monMarginShare = monSpendAll + 13
)

// monetary tells how much the customer spent.
func monetary() Family {
	s := func(name, unit, missing, doc string, window int, storage Storage) Spec {
		return Spec{Name: name, Unit: unit, Window: window, Missing: missing, Signal: SignalRFM, Doc: doc, Storage: storage}
	}
	none, noPurchase, noMargin := "never", "no purchase in the window", "no margin is exported"
	return Family{
		Name: "monetary", Tables: []string{"transactions"}, Fill: fillMonetary,
		Columns: []string{"transactions.margin"},
		Specs: join(
			inWindows(s("spend_%dd", "currency", none, "Spend in the last %d days, net of returns.", 0, Double), W30, W90, W180, W365),
			[]Spec{
				s("spend_all", "currency", none, "Spend in all history, net of returns.", 0, Double),
				s("log_spend_90d", "log currency", none, "Natural logarithm of 1 + spend in the last 90 days; negative where more was returned than bought.", 90, Single),
				s("log_spend_365d", "log currency", none, "Natural logarithm of 1 + spend in the last 365 days; negative where more was returned than bought.", 365, Single),
				s("log_spend_all", "log currency", none, "Natural logarithm of 1 + spend in all history; negative where more was returned than bought.", 0, Single),
				s("mean_purchase_365d", "currency", noPurchase, "Mean amount of a purchase in the last 365 days, before returns.", 365, Double),
				s("mean_purchase_all", "currency", "no purchase before the cutoff", "Mean amount of a purchase in all history, before returns.", 0, Double),
				s("max_purchase_365d", "currency", noPurchase, "Largest purchase of the last 365 days, before returns.", 365, Double),
				s("last_purchase_amount", "currency", "no purchase before the cutoff", "Amount of the last purchase as far as it was booked at the cutoff, before returns.", 0, Double),
				s("last_purchase_against_mean", "ratio", "no purchase before the cutoff", "Amount of the last purchase divided by the mean of all purchases.", 0, Single),
				s("returned_share_90d", "share", "nothing was bought in the window", "What was returned in the last 90 days divided by what was bought, at most 1.", 90, Single),
				s("returned_share_365d", "share", "nothing was bought in the window", "What was returned in the last 365 days divided by what was bought, at most 1.", 365, Single),
				s("margin_90d", "currency", noMargin, "Margin earned in the last 90 days.", 90, Double),
				s("margin_365d", "currency", noMargin, "Margin earned in the last 365 days.", 365, Double),
				s("margin_share_365d", "share", "no margin is exported, or the spend in the window is not positive", "Margin divided by spend in the last 365 days.", 365, Single),
			},
		),
	}
}

func fillMonetary(dst []float64, v *View) {
	l, end := &v.Lines, v.LineRange.End
	var spend, bought, returned [numWindows]int64
	for w, from := range v.LineRange.From {
		spend[w] = l.CumSpend[end] - l.CumSpend[from]
		returned[w] = l.CumReturned[end] - l.CumReturned[from]
		bought[w] = spend[w] + returned[w]
		dst[monSpend+w] = money(spend[w])
	}
	dst[monSpendAll] = money(l.CumSpend[end])
	dst[monLog90], dst[monLog365] = logMoney(spend[W90]), logMoney(spend[W365])
	dst[monLogAll] = logMoney(l.CumSpend[end])
	fillReturned(dst[monReturned90:], bought[W90], returned[W90])
	fillReturned(dst[monReturned365:], bought[W365], returned[W365])
	if n := v.PurchaseRange.in(W365); n > 0 {
		dst[monMean365] = money(bought[W365]) / float64(n)
	}
	fillPurchaseAmounts(dst, v)
	if l.CumMargin == nil {
		return
	}
	dst[monMargin90] = money(l.CumMargin[end] - l.CumMargin[v.LineRange.From[W90]])
	margin := l.CumMargin[end] - l.CumMargin[v.LineRange.From[W365]]
	dst[monMargin365] = money(margin)
	if spend[W365] > 0 {
		dst[monMarginShare] = float64(margin) / float64(spend[W365])
	}
}

func fillReturned(dst []float64, bought, returned int64) {
	if bought > 0 {
		dst[0] = min(float64(returned)/float64(bought), 1)
	}
}

// fillPurchaseAmounts needs the amounts of single purchases, which are summed
// anew for each cutoff: lines may join an order later.
func fillPurchaseAmounts(dst []float64, v *View) {
	n := v.PurchaseRange.End
	if n == 0 {
		return
	}
	l, end := &v.Lines, v.LineRange.End
	mean := money(l.CumSpend[end]+l.CumReturned[end]) / float64(n)
	dst[monMeanAll] = mean

	first := int32(v.PurchaseRange.From[W365]) // purchases before it began earlier
	sums := resize(v.Scratch.Sums, n-int(first)+1)
	clear(sums)
	v.Scratch.Sums = sums
	for j := v.LineRange.From[W365]; j < end; j++ {
		if k := l.Purchase[j]; k >= first {
			sums[k-first] += l.Amount[j]
		}
	}
	var largest int64
	for _, sum := range sums {
		largest = max(largest, sum)
	}
	if largest > 0 {
		dst[monMax365] = money(largest)
	}
	last := v.Purchases[n-1]
	amount, orders := lastAmount(v, last)
	dst[monLast] = money(amount) / float64(orders)
	if mean > 0 {
		dst[monLastAgainst] = dst[monLast] / mean
	}
}

// lastAmount returns what was paid in the purchases of the instant last, the
// latest there is, and how many they are: of purchases at one instant none is
// the last.
func lastAmount(v *View, last int64) (amount int64, purchases int) {
	first := v.PurchaseRange.End - 1
	for first > 0 && v.Purchases[first-1] == last {
		first--
	}
	for j := v.LineRange.End - 1; j >= 0 && v.Lines.Time[j] >= last; j-- {
		if int(v.Lines.Purchase[j]) >= first {
			amount += v.Lines.Amount[j]
		}
	}
	return amount, v.PurchaseRange.End - first
}
