package retention_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"predict/features"
	"predict/features/retention"
)

// The rows of a made-up customer.
type (
	lineRow struct {
		at, amount, margin, order int64
		category, channel         int32
	}
	offerRow struct {
		at, cost        int64
		tactic, control int32
	}
	walletRow struct {
		month, total int64
		category     int32
	}
	person struct {
		segment, region int32
		cost            int64
		lines           []lineRow
		offers          []offerRow
		wallet          []walletRow
		cancels         []int64
	}
)

func date(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).UnixMicro()
}

// anyPerson draws a customer with events from 2024-01-01 to the middle of 2025, on a
// grid of days, so that many lie on the edge of a period.
func anyPerson(r *rand.Rand) *person {
	first, days := date(2024, 1, 1), 540
	at := func() int64 { return first + int64(r.IntN(days))*features.Day }
	some := func(x int64) int64 {
		if r.IntN(8) == 0 {
			return features.NoMoney
		}
		return x
	}
	p := &person{segment: int32(r.IntN(4)) - 1, region: int32(r.IntN(3)) - 1, cost: some(r.Int64N(2e6))}
	for range r.IntN(25) {
		p.lines = append(p.lines, lineRow{
			at: at(), amount: r.Int64N(1_000_000) - 150_000, margin: some(r.Int64N(200_000) - 40_000), order: int64(r.IntN(12)),
			category: int32(r.IntN(6)) - 1, channel: int32(r.IntN(3)) - 1,
		})
	}
	for range r.IntN(6) {
		p.offers = append(p.offers, offerRow{at: at(), cost: some(r.Int64N(90_000)), tactic: int32(r.IntN(4)) - 1, control: int32(r.IntN(3)) - 1})
	}
	for range r.IntN(30) {
		p.wallet = append(p.wallet, walletRow{month: at(), total: some(r.Int64N(9e6)), category: int32(r.IntN(8)) - 1})
	}
	if r.IntN(5) == 0 {
		p.cancels = append(p.cancels, at())
	}
	slices.SortStableFunc(p.lines, func(a, b lineRow) int { return int(a.at/features.Day - b.at/features.Day) })
	slices.SortStableFunc(p.offers, func(a, b offerRow) int { return int(a.at/features.Day - b.at/features.Day) })
	slices.SortStableFunc(p.wallet, func(a, b walletRow) int { return int(a.month/features.Day - b.month/features.Day) })
	return p
}

// toBatch makes columns of customers.
func toBatch(all []*person) *features.Batch {
	b := &features.Batch{}
	b.Customers.Start, b.Transactions.Start, b.Offers.Start = []int32{0}, []int32{0}, []int32{0}
	b.Wallet.Start, b.Cancellations.Start = []int32{0}, []int32{0}
	for k, p := range all {
		b.IDs, b.Keys = append(b.IDs, fmt.Sprint(k)), append(b.Keys, uint64(k))
		c := &b.Customers
		c.Segment, c.Region, c.CostToServe = append(c.Segment, p.segment), append(c.Region, p.region), append(c.CostToServe, p.cost)
		c.Start = append(c.Start, int32(len(c.Segment)))
		t := &b.Transactions
		for _, x := range p.lines {
			t.Time, t.Amount, t.Margin, t.Order = append(t.Time, x.at), append(t.Amount, x.amount), append(t.Margin, x.margin), append(t.Order, x.order)
			t.Category, t.Channel = append(t.Category, x.category), append(t.Channel, x.channel)
		}
		t.Start = append(t.Start, int32(len(t.Time)))
		o := &b.Offers
		for _, x := range p.offers {
			o.Time, o.Cost, o.Tactic, o.Control = append(o.Time, x.at), append(o.Cost, x.cost), append(o.Tactic, x.tactic), append(o.Control, x.control)
		}
		o.Start = append(o.Start, int32(len(o.Time)))
		w := &b.Wallet
		for _, x := range p.wallet {
			w.Month, w.Total, w.Category = append(w.Month, x.month), append(w.Total, x.total), append(w.Category, x.category)
		}
		w.Start = append(w.Start, int32(len(w.Month)))
		b.Cancellations.Time = append(b.Cancellations.Time, p.cancels...)
		b.Cancellations.Start = append(b.Cancellations.Start, int32(len(b.Cancellations.Time)))
	}
	return b
}

// count leads a counter through customers.
func count(t testing.TB, o retention.Options, b *features.Batch) *retention.Counter {
	t.Helper()
	c := retention.NewCounter(o)
	w := features.NewWalker(o.Churn, o.Until)
	if err := w.Check(b); err != nil {
		t.Fatal(err)
	}
	for i := range b.IDs {
		c.Add(b, i, w.Customer(b, i), w)
	}
	return c
}

// options are those of the made-up customers: months, and a year that overlaps them.
func options(t testing.TB) retention.Options {
	t.Helper()
	o := retention.Options{
		Churn: features.DefaultOptions().Churn, First: date(2024, 1, 1), Until: date(2025, 6, 20), CohortMonths: 15,
		Segments: 3, Regions: 2, Categories: 5, Channels: 2, Tactics: 3,
	}
	o.Churn.LookbackDays, o.Churn.HorizonDays = 91, 61
	var err error
	if o.Periods, err = retention.Newest(retention.Month, 14, o.First, o.Until); err != nil {
		t.Fatal(err)
	}
	o.Periods = append(o.Periods, retention.Period{From: date(2024, 5, 1), To: date(2025, 5, 1)})
	return o
}
