package features

import (
	"math"
	"math/bits"
)

// categorySpend is what a customer bought by category, recently and earlier.
type categorySpend struct {
	codeTable
	recentTotal, earlierTotal int64
	recentDays, earlierDays   int // with a purchase
}

// chanceOfAbsence is below what chance the absence of a category from all
// recent purchases is taken for no accident.
const chanceOfAbsence = 0.1

// stoppedClearly says whether the category of slot k is absent from the recent
// days with a purchase although it was bought on so many of the earlier ones that
// this is hardly an accident: if it was bought on each recent day with the
// earlier chance, independently, it would be absent from all of them less than
// once in ten times.
func (c *categorySpend) stoppedClearly(k int) bool {
	if c.recent(k) > 0 || c.earlierDays == 0 {
		return false
	}
	without := 1 - min(1, float64(c.codeTable.earlierDays(k))/float64(c.earlierDays))
	chance := 1.0
	for range c.recentDays {
		if chance = float64(chance * without); chance < chanceOfAbsence {
			return true
		}
	}
	return false
}

// ownCategories reads the lines of the last 365 days once.
func ownCategories(v *View) categorySpend {
	l, r := &v.Lines, &v.LineRange
	days := &v.PurchaseDayRange
	c := categorySpend{
		codeTable:  codeTable{s: v.Scratch},
		recentDays: days.in(W90), earlierDays: days.From[W90] - days.From[W365],
	}
	for i := r.From[W365]; i < r.From[W90]; i++ {
		if l.Category[i] >= 0 && l.Amount[i] > 0 && !l.IsReturn[i] {
			c.addEarlier(l.Category[i], l.Amount[i], dayOf(l.Time[i]))
			c.earlierTotal += l.Amount[i]
		}
	}
	for i := r.From[W90]; i < r.End; i++ {
		if l.Category[i] >= 0 && l.Amount[i] > 0 && !l.IsReturn[i] {
			c.addRecent(l.Category[i], l.Amount[i])
			c.recentTotal += l.Amount[i]
		}
	}
	return c
}

func (c *categorySpend) recentShare(k int) float64 {
	return float64(c.recent(k)) / float64(c.recentTotal)
}

func (c *categorySpend) earlierShare(k int) float64 {
	return float64(c.earlier(k)) / float64(c.earlierTotal)
}

func fillCategories(dst []float64, v *View) {
	c := ownCategories(v)
	v.stopped, _ = c.mostStopped()
	var recent, earlier squareSum
	var fall float64
	var stopped, clearly, top int
	var stoppedSpend, clearlySpend int64
	for k := range c.n {
		recent.add(c.recent(k))
		earlier.add(c.earlier(k))
		fall = max(fall, c.earlierShare(k)-c.recentShare(k))
		if c.recent(k) == 0 {
			stopped++
			stoppedSpend += c.earlier(k)
		}
		if c.stoppedClearly(k) {
			clearly++
			clearlySpend += c.earlier(k)
		}
		if c.earlier(k) > c.earlier(top) || c.earlier(k) == c.earlier(top) && c.code(k) < c.code(top) {
			top = k
		}
	}
	if c.recentTotal > 0 {
		dst[catHHIRecent] = recent.over(c.recentTotal)
	}
	if c.earlierTotal > 0 {
		dst[catHHIEarlier] = earlier.over(c.earlierTotal)
	}
	if c.recentTotal == 0 || c.earlierTotal == 0 {
		return
	}
	dst[catHHIChange] = dst[catHHIRecent] - dst[catHHIEarlier]
	dst[catLargestFall] = fall
	dst[catStopped] = float64(stopped)
	dst[catStoppedShare] = float64(stoppedSpend) / float64(c.earlierTotal)
	dst[catClearly] = float64(clearly)
	dst[catClearlyShare] = float64(clearlySpend) / float64(c.earlierTotal)
	dst[catTopChange] = c.recentShare(top) - c.earlierShare(top)
	dst[catTopChangeVsPeers] = dst[catTopChange] - v.Peers.shareChange(c.code(top))
}

// squareSum adds up squares in 128 bits: exact, and so the same in any order.
type squareSum struct{ high, low uint64 }

func (q *squareSum) add(x int64) {
	high, low := bits.Mul64(uint64(x), uint64(x)) // amounts are not negative here
	var carry uint64
	q.low, carry = bits.Add64(q.low, low, 0)
	q.high += high + carry
}

// over returns the sum divided by the square of the total.
func (q *squareSum) over(total int64) float64 {
	sum := float64(float64(q.high)*(1<<64)) + float64(q.low)
	return min(1, sum/float64(total)/float64(total))
}

// shareChange returns the recent less the earlier share of a category in what
// all customers spent; NaN where they spent nothing in one of the periods.
func (p *PeerSpend) shareChange(code int32) float64 {
	if p.RecentTotal <= 0 || p.EarlierTotal <= 0 {
		return math.NaN()
	}
	return float64(spendAt(p.Recent, code))/float64(p.RecentTotal) -
		float64(spendAt(p.Earlier, code))/float64(p.EarlierTotal)
}

func spendAt(spend []int64, code int32) int64 {
	if int(code) >= len(spend) {
		return 0
	}
	return spend[code]
}

// StoppedCategory returns the category that had the largest share of what the
// customer bought in the 275 days before the last 90 and has clearly stopped
// since, with that share; NoCode where there is none, where nothing else goes
// on, or where categories are not exported. It is what a sentence about a
// stopped category names. Of equals, the lowest code counts.
func StoppedCategory(v *View) (code int32, share float64) {
	if v.Lines.Category == nil || v.LineRange.From[W90] == v.LineRange.End {
		return NoCode, 0
	}
	c := ownCategories(v)
	return c.mostStopped()
}

// mostStopped returns of the categories that have clearly stopped the one that
// had the largest share, and the share.
func (c *categorySpend) mostStopped() (code int32, share float64) {
	code = NoCode
	if c.recentTotal == 0 {
		return code, 0
	}
	for k := range c.n {
		s := c.earlierShare(k)
		if (s > share || s == share && c.code(k) < code) && c.stoppedClearly(k) {
			code, share = c.code(k), s
		}
	}
	return code, share
}
