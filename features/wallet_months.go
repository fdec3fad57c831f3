package features

import (
	"math"
	"sort"
)

// monthSpend is what was spent in whole months, here and anywhere.
type monthSpend struct{ own, wallet int64 }

func (m monthSpend) share() float64 {
	if m.wallet <= 0 {
		return math.NaN()
	}
	return float64(max(0, m.own)) / float64(m.wallet)
}

// fillWallet compares own spend with the wallet of the same month, in the whole
// months that end at or before the cutoff. A month without a wallet does not
// count. Where a month has a row for all categories, that is its wallet, else
// the sum of its categories, which are taken to be all that the customer buys.
func fillWallet(dst []float64, v *View) {
	w := &v.Wallet
	if len(w.Month) == 0 {
		return
	}
	var last [13]monthSpend // by months before the cutoff; [0] is never whole
	oldest := monthsBefore(v.Cutoff, 12)
	for i := v.WalletRange.End - 1; i >= 0 && w.Month[i] >= oldest; {
		month := monthsBefore(w.Month[i], 0)
		total, from := walletOf(w, i, month)
		i = from - 1
		if back := monthsBetween(month, v.Cutoff); back > 0 && total > 0 {
			last[back] = monthSpend{own: spendOfMonth(v, month), wallet: total}
		}
	}
	var sum monthSpend
	var recent monthSpend
	for back := 1; back <= 12; back++ {
		sum.own += last[back].own
		sum.wallet += last[back].wallet
		switch back {
		case 3:
			recent = sum
			dst[walletShare90] = sum.share()
		case 6:
			dst[walletShare180] = sum.share()
		}
	}
	dst[walletShare365] = sum.share()
	dst[walletShareChange] = recent.share() - monthSpend{sum.own - recent.own, sum.wallet - recent.wallet}.share()
}

// walletOf returns the wallet of the month whose last row is i, and its first row.
func walletOf(w *WalletColumns, i int, month int64) (total int64, from int) {
	var all, byCategory int64
	for ; i >= 0 && w.Month[i] >= month; i-- {
		switch {
		case w.Total[i] == NoMoney:
		case w.Category == nil || w.Category[i] < 0:
			all += w.Total[i]
		default:
			byCategory += w.Total[i]
		}
	}
	if all > 0 {
		return all, i + 1
	}
	return byCategory, i + 1
}

// spendOfMonth returns the own spend of the month that begins at start.
func spendOfMonth(v *View, start int64) int64 {
	l, end := &v.Lines, monthsBefore(start, -1)
	times := l.Time[:v.LineRange.End]
	from := sort.Search(len(times), func(i int) bool { return times[i] >= start })
	to := sort.Search(len(times), func(i int) bool { return times[i] >= end })
	return l.CumSpend[to] - l.CumSpend[from]
}
