package kpi_test

import (
	"fmt"
	"testing"
	"time"

	"predict/configs"
	"predict/features"
	"predict/features/retention"
	"predict/pipeline/kpi"
)

// The period of these tests is March 2026, the look-back 31 days: who bought in
// February last, on the 10th, is one at the start and none at the end.
const (
	february = "2026-02-10"
	march    = "2026-03-10"
)

// customer is a made-up customer: days of purchases and what they were.
type customer struct {
	bought          []string
	amount, margin  int64 // of each purchase, units of currency; a margin of 0 is none
	segment, region int32 // codes + 1; 0 is none
	category        int32
	cost            int64 // a year, units of currency; 0 is none
	offers          []offer
	wallet          int64 // of March, units of currency; 0 is none
}

type offer struct {
	day     string
	cost    int64
	tactic  int32 // code + 1
	control bool
}

func at(day string) int64 {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

func orNone(x int64) int64 {
	if x == 0 {
		return features.NoMoney
	}
	return x * features.MoneyScale
}

// repeated returns a customer n times.
func repeated(n int, c customer) []customer {
	all := make([]customer, n)
	for k := range all {
		all[k] = c
	}
	return all
}

// world is customers and how they are told of.
type world struct {
	customers []customer
	names     kpi.Names
	options   retention.Options
	judging   kpi.Options
}

func newWorld(parts ...[]customer) *world {
	w := &world{options: retention.Options{
		Churn: features.DefaultOptions().Churn, First: at("2025-01-01"), Until: at("2026-07-01"),
		Periods: []retention.Period{{From: at("2026-03-01"), To: at("2026-04-01")}},
	}}
	w.options.Churn.LookbackDays, w.options.Churn.HorizonDays = 31, 30
	w.judging.Book = configs.Default().Book
	for _, part := range parts {
		w.customers = append(w.customers, part...)
	}
	return w
}

// tally counts the customers.
func (w *world) tally(t testing.TB) *retention.Tally {
	t.Helper()
	b := &features.Batch{}
	b.Customers.Start, b.Transactions.Start, b.Offers.Start, b.Wallet.Start = []int32{0}, []int32{0}, []int32{0}, []int32{0}
	for k, p := range w.customers {
		b.IDs, b.Keys = append(b.IDs, fmt.Sprint(k)), append(b.Keys, uint64(k))
		c, l, o := &b.Customers, &b.Transactions, &b.Offers
		c.Segment, c.Region, c.CostToServe = append(c.Segment, p.segment-1), append(c.Region, p.region-1), append(c.CostToServe, orNone(p.cost))
		c.Start = append(c.Start, int32(k+1))
		for _, day := range p.bought {
			l.Time, l.Amount, l.Margin = append(l.Time, at(day)), append(l.Amount, p.amount*features.MoneyScale), append(l.Margin, orNone(p.margin))
			l.Category = append(l.Category, p.category-1)
		}
		l.Start = append(l.Start, int32(len(l.Time)))
		for _, x := range p.offers {
			control := int32(0)
			if x.control {
				control = 1
			}
			o.Time, o.Cost, o.Tactic, o.Control = append(o.Time, at(x.day)), append(o.Cost, orNone(x.cost)), append(o.Tactic, x.tactic-1), append(o.Control, control)
		}
		o.Start = append(o.Start, int32(len(o.Time)))
		if p.wallet > 0 {
			b.Wallet.Month, b.Wallet.Total = append(b.Wallet.Month, at("2026-03-15")), append(b.Wallet.Total, p.wallet*features.MoneyScale)
		}
		b.Wallet.Start = append(b.Wallet.Start, int32(len(b.Wallet.Month)))
	}
	w.options.Segments, w.options.Regions = len(w.names.Segments), len(w.names.Regions)
	w.options.Categories, w.options.Channels, w.options.Tactics = len(w.names.Categories), len(w.names.Channels), len(w.names.Tactics)
	counter := retention.NewCounter(w.options)
	walker := features.NewWalker(w.options.Churn, w.options.Until)
	if err := walker.Check(b); err != nil {
		t.Fatal(err)
	}
	for i := range b.IDs {
		counter.Add(b, i, walker.Customer(b, i), walker)
	}
	return counter.Tally()
}

// book judges the customers.
func (w *world) book(t testing.TB) *kpi.Book {
	t.Helper()
	b, err := kpi.Judge(w.tally(t), w.names, w.judging)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// find returns the only row of a figure of March.
func find(t testing.TB, b *kpi.Book, name, dimension, group string) kpi.Row {
	t.Helper()
	var found []kpi.Row
	for _, r := range b.Rows {
		if r.KPI == name && r.Dimension == dimension && r.Group == group && r.Period == "2026-03" {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d rows of %s %s %q", len(found), name, dimension, group)
	}
	return found[0]
}
