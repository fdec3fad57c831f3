package pipeline

import (
	"context"
	"fmt"
	"slices"

	"predict/data"
	"predict/data/lake"
	"predict/features"
)

// segmentWallet is what a customer of each segment spends anywhere, by month
// and category, ordered by month.
type segmentWallet struct {
	month    map[int32][]int64 // by customers' code of the segment
	category map[int32][]int32
	total    map[int32][]int64
}

// readSegmentWallet reads the wallet rows that name a segment; nil where there
// are none.
func (v *vocabulary) readSegmentWallet(ctx context.Context, l *lake.Lake) error {
	r, err := l.ReadUnkeyed(ctx, data.WalletSegments)
	if err != nil {
		return fmt.Errorf("reading the wallet by segment: %w", err)
	}
	if r == nil || len(r.I64["month"]) == 0 {
		return nil
	}
	w := &segmentWallet{month: map[int32][]int64{}, category: map[int32][]int32{}, total: map[int32][]int64{}}
	recode(r.I32["segment"], v.segmentOf)
	recode(r.I32["category"], v.walletCategory)
	for i, segment := range r.I32["segment"] {
		category := features.NoCode
		if c := r.I32["category"]; c != nil {
			category = c[i]
		}
		w.month[segment] = append(w.month[segment], r.I64["month"][i])
		w.category[segment] = append(w.category[segment], category)
		w.total[segment] = append(w.total[segment], r.I64["total"][i])
	}
	v.segmentWallet = w
	return nil
}

// wallet fills the wallet of each customer: the customer's own rows, and for the
// months before the first of them those of the customer's segment. Which rows a
// cutoff sees does so not depend on rows that come after it.
func (v *vocabulary) wallet(b *lake.Bucket, out *features.Batch) {
	own := b.Tables[data.Wallet]
	if own != nil {
		recode(own.I32["category"], v.walletCategory)
		out.Wallet = features.WalletColumns{Start: own.Start, Month: own.I64["month"], Category: own.I32["category"], Total: own.I64["total"]}
	}
	w := v.segmentWallet
	if w == nil || out.Customers.Segment == nil {
		return
	}
	filled := w.before(b.IDs, &out.Customers, own)
	n := int(filled.Start[len(filled.Start)-1])
	filled.Month, filled.Category, filled.Total = make([]int64, 0, n), make([]int32, 0, n), make([]int64, 0, n)
	for i := range b.IDs {
		var from, to int32
		if own != nil {
			from, to = own.Start[i], own.Start[i+1]
		}
		if lent := filled.Start[i+1] - filled.Start[i] - (to - from); lent > 0 {
			segment, _ := segmentOf(&out.Customers, i)
			filled.Month = append(filled.Month, w.month[segment][:lent]...)
			filled.Category = append(filled.Category, w.category[segment][:lent]...)
			filled.Total = append(filled.Total, w.total[segment][:lent]...)
		}
		for k := from; k < to; k++ {
			category := features.NoCode
			if c := out.Wallet.Category; c != nil {
				category = c[k]
			}
			filled.Month = append(filled.Month, out.Wallet.Month[k])
			filled.Category = append(filled.Category, category)
			filled.Total = append(filled.Total, out.Wallet.Total[k])
		}
	}
	out.Wallet = filled
}

// before says how many rows each customer gets: the own ones, and those of the
// segment before them. Counted first, they are kept in memory of the right size.
func (w *segmentWallet) before(ids []string, customers *features.CustomerColumns, own *lake.Rows) features.WalletColumns {
	counted := features.WalletColumns{Start: make([]int32, 1, len(ids)+1)}
	rows := int32(0)
	for i := range ids {
		var from, to int32
		if own != nil {
			from, to = own.Start[i], own.Start[i+1]
		}
		rows += to - from
		if segment, ok := segmentOf(customers, i); ok {
			lent := len(w.month[segment])
			if from < to {
				lent, _ = slices.BinarySearch(w.month[segment], own.I64["month"][from])
			}
			rows += int32(lent) //nolint:gosec // months of a segment
		}
		counted.Start = append(counted.Start, rows)
	}
	return counted
}

// segmentOf is the segment in the last row of customer i.
func segmentOf(c *features.CustomerColumns, i int) (int32, bool) {
	if c.Start == nil || c.Start[i] == c.Start[i+1] {
		return 0, false
	}
	segment := c.Segment[c.Start[i+1]-1]
	return segment, segment != features.NoCode
}
