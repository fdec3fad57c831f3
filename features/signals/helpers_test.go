package signals

import (
	"cmp"
	"math"
	"slices"

	"predict/features"
)

var nan = math.NaN()

// finish makes the batch of a story whole: tables begin and end, columns that the
// export does not have are gone, and purchases are in the order of time.
func (c *story) finish() {
	b := &c.batch
	b.IDs, b.Keys = []string{"C1"}, []uint64{1}
	sortLines(&b.Transactions)
	ends := func(n int) []int32 { return []int32{0, int32(n)} }
	b.Transactions.Start = ends(len(b.Transactions.Time))
	for _, table := range []struct {
		start *[]int32
		n     int
	}{
		{&b.Offers.Start, len(b.Offers.Time)},
		{&b.Invoices.Start, len(b.Invoices.Due)},
		{&b.Contacts.Start, len(b.Contacts.Time)},
		{&b.Changes.Start, len(b.Changes.Time)},
		{&b.Satisfaction.Start, len(b.Satisfaction.Time)},
		{&b.Wallet.Start, len(b.Wallet.Month)},
	} {
		if table.n > 0 {
			*table.start = ends(table.n)
		}
	}
	for _, column := range c.absent {
		switch column {
		case "category":
			b.Transactions.Category = nil
		case "responded":
			b.Offers.Responded = nil
		case "resolved":
			b.Contacts.Resolved = nil
		case "issued":
			b.Invoices.Issued = nil
		case "paid":
			b.Invoices.Paid = nil
		}
	}
}

func sortLines(x *features.TransactionColumns) {
	order := make([]int, len(x.Time))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x.Time[a], x.Time[b]) })
	old := *x
	x.Time, x.Amount, x.Category = nil, nil, nil
	for _, i := range order {
		x.Time, x.Amount, x.Category = append(x.Time, old.Time[i]), append(x.Amount, old.Amount[i]), append(x.Category, old.Category[i])
	}
}
