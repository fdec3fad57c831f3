package retention_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"predict/features"
	"predict/features/retention"
)

// BenchmarkAdd counts customers with 51 lines each over two years, by month, as
// many as a large business has for each. It reports customers/s without the making
// of timelines.
func BenchmarkAdd(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	var all []*person
	for range 2000 {
		p := &person{segment: int32(r.IntN(3)), region: int32(r.IntN(2)), cost: r.Int64N(1e6)}
		for order := range 17 {
			at := date(2023, 6, 1) + r.Int64N(750*features.Day)
			for range 3 {
				p.lines = append(p.lines, lineRow{at: at, amount: r.Int64N(1e6), margin: r.Int64N(1e5), order: int64(order), category: int32(r.IntN(5)), channel: int32(r.IntN(2))})
			}
		}
		slices.SortStableFunc(p.lines, func(x, y lineRow) int { return int(x.at/features.Day - y.at/features.Day) })
		for range 4 {
			p.offers = append(p.offers, offerRow{at: date(2024, 1, 1) + int64(r.IntN(500))*features.Day, cost: 10_000, tactic: int32(r.IntN(3))})
		}
		slices.SortStableFunc(p.offers, func(x, y offerRow) int { return int(x.at/features.Day - y.at/features.Day) })
		all = append(all, p)
	}
	o := options(b)
	o.Churn.LookbackDays, o.CohortMonths = 180, 24
	o.Periods, _ = retention.Newest(retention.Month, 24, date(2020, 1, 1), o.Until)
	batch := toBatch(all)
	c := retention.NewCounter(o)
	w := features.NewWalker(o.Churn, o.Until)
	b.ReportAllocs()
	customers := 0
	for b.Loop() {
		for i := range batch.IDs {
			t := w.Customer(batch, i)
			c.Add(batch, i, t, w)
		}
		customers += len(all)
	}
	b.ReportMetric(float64(customers)/b.Elapsed().Seconds(), "customers/s")
}

// BenchmarkTimelines is what BenchmarkAdd spends on timelines.
func BenchmarkTimelines(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	var all []*person
	for range 2000 {
		p := &person{}
		for order := range 17 {
			at := date(2023, 6, 1) + r.Int64N(750*features.Day)
			for range 3 {
				p.lines = append(p.lines, lineRow{at: at, amount: r.Int64N(1e6), order: int64(order), category: int32(r.IntN(5)), channel: int32(r.IntN(2))})
			}
		}
		slices.SortStableFunc(p.lines, func(x, y lineRow) int { return int(x.at/features.Day - y.at/features.Day) })
		all = append(all, p)
	}
	batch := toBatch(all)
	w := features.NewWalker(options(b).Churn, 0)
	customers := 0
	for b.Loop() {
		for i := range batch.IDs {
			w.Customer(batch, i)
		}
		customers += len(all)
	}
	b.ReportMetric(float64(customers)/b.Elapsed().Seconds(), "customers/s")
}
