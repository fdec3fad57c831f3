package pipeline

import (
	"maps"
	"slices"

	"predict/features"
	"predict/pipeline/report"
)

// fifthsOf is how many parts of equal size the grid has each way.
const fifthsOf = 5

// rfm is the grid of recency and frequency of the list: fifths of all rows by the
// day of their last purchase and by their purchases of the last 365 days, 5 being
// the newest and the most. Rows that are equal are in one fifth: that in which the
// middle of them lies, so that fifths need not be of one size. Fields without
// customers are left out; the others come by recency, then by frequency, and their
// customers add up to all rows. It is nil for a list without purchases: one of a
// flat table.
func (l *RiskList) rfm() []report.RFMCell {
	recency, frequency := map[int64]int64{}, map[int64]int64{} // rows by value
	known := false
	for i := range l.Rows {
		r := &l.Rows[i]
		known = known || r.LastPurchase != features.NoTime
		recency[purchaseDay(r)]++
		frequency[int64(r.Purchases365)]++
	}
	if !known {
		return nil
	}
	byRecency, byFrequency := fifths(recency), fifths(frequency)
	type sums struct {
		rows  int
		risk  float64
		spend int64
	}
	var grid [fifthsOf][fifthsOf]sums
	for i := range l.Rows {
		r := &l.Rows[i]
		c := &grid[byRecency[purchaseDay(r)]-1][byFrequency[int64(r.Purchases365)]-1]
		c.rows++
		c.risk += r.Probability
		if r.Spend365 != features.NoMoney {
			c.spend += r.Spend365
		}
	}
	var cells []report.RFMCell
	for a := range grid {
		for b, c := range grid[a] {
			if c.rows == 0 {
				continue
			}
			n := float64(c.rows)
			cells = append(cells, report.RFMCell{
				Recency: a + 1, Frequency: b + 1, Customers: c.rows,
				Risk: c.risk / n, Spend: float64(c.spend) / features.MoneyScale / n,
			})
		}
	}
	return cells
}

// purchaseDay is the day of the last purchase, before all others where there is
// none.
func purchaseDay(r *RiskRow) int64 {
	if r.LastPurchase == features.NoTime {
		return features.NoTime
	}
	return int64(dayOf(r.LastPurchase))
}

// fifths gives the fifth, 1 to 5, of each value, from how many rows have it: that of
// the middle of these rows.
func fifths(rows map[int64]int64) map[int64]int {
	var all int64
	for _, n := range rows {
		all += n
	}
	out := make(map[int64]int, len(rows))
	var less int64
	for _, v := range slices.Sorted(maps.Keys(rows)) {
		out[v] = 1 + int(fifthsOf*(2*less+rows[v])/(2*all))
		less += rows[v]
	}
	return out
}
