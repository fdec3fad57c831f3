package signals

import (
	"time"

	"predict/features"
)

const (
	// A wallet is compared over recentMonths whole months with earlierMonths before.
	recentMonths  = 3
	earlierMonths = 9
	sinceMonths   = SinceDays/30 + 1
	walletMonths  = sinceMonths + recentMonths + earlierMonths
	// shareFall is below what part of what it was a share of wallet has fallen.
	shareFall = .5
	// mainShare is how much of the spend a category must have had to be a main one.
	mainShare = .25
)

// monthStarts returns the first instants of the month of t and of those before it,
// newest first.
func monthStarts(t int64) (starts [walletMonths + 1]int64) {
	year, month, _ := time.UnixMicro(t).UTC().Date()
	for k := range starts {
		starts[k] = time.Date(year, month-time.Month(k), 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	}
	return starts
}

// monthSpend is what was spent in a month, here and anywhere.
type monthSpend struct{ own, wallet int64 }

// wallet finds since when the share of wallet had fallen, by months; known is false
// where no wallet is known of both stretches of months at the cutoff.
func (c *Counter) wallet(v *features.View) (since int64, known bool) {
	since = features.NoTime
	if v.WalletRange.End == 0 {
		return since, false
	}
	spend := c.monthly(v)
	for k := range sinceMonths {
		at := c.months[k]
		if at < c.o.Cutoff-SinceDays*features.Day {
			break
		}
		recent, earlier := sumOf(spend[k:k+recentMonths]), sumOf(spend[k+recentMonths:k+recentMonths+earlierMonths])
		if recent.wallet <= 0 || earlier.wallet <= 0 {
			break
		}
		known = true
		now, usual := float64(max(0, recent.own))/float64(recent.wallet), float64(max(0, earlier.own))/float64(earlier.wallet)
		if now >= shareFall*usual {
			break
		}
		since = at
	}
	return since, known
}

func sumOf(months []monthSpend) (sum monthSpend) {
	for _, m := range months {
		sum.own += m.own
		sum.wallet += m.wallet
	}
	return sum
}

// monthly returns the spend of the whole months before that of the cutoff, newest
// first. A month without a wallet counts nothing. Where a month has a row for all
// categories, that is its wallet, else the sum of its categories.
func (c *Counter) monthly(v *features.View) (spend [walletMonths]monthSpend) {
	w := &v.Wallet
	times, sums := v.Lines.Time[:v.LineRange.End], v.Lines.CumSpend
	i := before(w.Month[:v.WalletRange.End], c.months[0])
	for k := range spend {
		from := c.months[k+1]
		var all, byCategory int64
		for ; i > 0 && w.Month[i-1] >= from; i-- {
			switch total := w.Total[i-1]; {
			case total == features.NoMoney:
			case w.Category == nil || w.Category[i-1] < 0:
				all += total
			default:
				byCategory += total
			}
		}
		if all <= 0 {
			all = byCategory
		}
		if all > 0 {
			spend[k] = monthSpend{sums[before(times, c.months[k])] - sums[before(times, from)], all}
		}
	}
	return spend
}

// share finds since when the customer took business elsewhere: by the wallet where it
// is known, else by a main category that has clearly stopped while others go on, by
// weeks. It leads the walker to earlier instants.
func (c *Counter) share(v *features.View, w *features.Walker) int64 {
	if since, known := c.wallet(v); known {
		return since
	}
	since := features.NoTime
	for k := range int64(weeks + 1) {
		at := c.o.Cutoff - k*week
		if k > 0 {
			var active bool
			if v, active = w.At(at); !active {
				break
			}
		}
		if _, share := features.StoppedCategory(v); share < mainShare {
			break
		}
		since = at
	}
	return since
}
