package kpi_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"predict/features"
	"predict/features/retention"
	"predict/pipeline/kpi"
)

// anyWorld draws a few customers, of whom much is unknown, over some months.
func anyWorld(r *rand.Rand) *world {
	w := newWorld()
	w.options.Churn.Definition = []string{features.Inactivity, features.Decline}[r.IntN(2)]
	w.options.Churn.LookbackDays = 20 + r.IntN(80)
	w.options.First, w.options.Until = at("2026-01-01"), at("2026-06-01")+int64(r.IntN(20))*features.Day
	w.options.Periods, _ = retention.Newest(retention.Month, 1+r.IntN(8), w.options.First, w.options.Until)
	w.names = kpi.Names{
		Segments: []string{"a", "", "c"}, Regions: []string{"north", kpi.Others}, Categories: []string{"x", "<script>"}, Tactics: []string{"call", "mail"},
	}
	day := func() string { return fmt.Sprintf("2026-%02d-%02d", 1+r.IntN(6), 1+r.IntN(28)) }
	rare := func(n int) int { // often the same for all
		if w.options.Churn.LookbackDays%3 == 0 {
			return 0
		}
		return r.IntN(n)
	}
	for range r.IntN(60) {
		c := customer{
			amount: int64(r.IntN(200)) - 20, margin: int64(rare(90)) - int64(rare(20)), segment: int32(rare(4)), region: int32(rare(3)),
			category: int32(rare(3)), cost: int64(rare(500)), wallet: int64(rare(300)),
		}
		for range r.IntN(6) {
			c.bought = append(c.bought, day())
		}
		for range rare(4) {
			c.offers = append(c.offers, offer{day(), int64(r.IntN(20)), int32(r.IntN(3)), r.IntN(3) == 0})
		}
		slices.Sort(c.bought)
		slices.SortFunc(c.offers, func(a, b offer) int { return int(at(a.day)/features.Day - at(b.day)/features.Day) })
		w.customers = append(w.customers, c)
	}
	return w
}

// TestAnyWorldIsSound: whatever the customers, no figure is absurd, the groups of
// segments and regions add up, and the order of customers makes no difference.
func TestAnyWorldIsSound(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	values := 0
	for range 150 {
		w := anyWorld(r)
		b := w.book(t)
		sound(t, b)
		has := w.tally(t).Has
		start, lost := map[string]int{}, map[string]int{}
		for _, row := range b.Rows {
			if row.Value != nil {
				values++
			}
			if row.KPI != kpi.RawRetention && row.KPI != kpi.ChurnRate {
				continue
			}
			k, n := number(t, row.Numerator), number(t, row.Denominator)
			if row.KPI == kpi.RawRetention {
				k = n - k
			}
			start[row.Period+row.Dimension] += n
			lost[row.Period+row.Dimension] += k
			if row.Dimension == kpi.All && row.KPI == kpi.ChurnRate { // was counted with retention
				start[row.Period] -= n
				lost[row.Period] -= k
			}
		}
		for _, row := range b.Rows {
			if row.KPI != kpi.AtStart {
				continue
			}
			for dimension, known := range map[string]bool{kpi.Segment: has.Segment, kpi.Region: has.Region} {
				if p := row.Period; known && (start[p+dimension] != start[p] || lost[p+dimension] != lost[p] || start[p] != int(*row.Value)) {
					t.Errorf("%s %s: %d customers, %d lost; in all %d and %d", p, dimension, start[p+dimension], lost[p+dimension], start[p], lost[p])
				}
			}
		}
		r.Shuffle(len(w.customers), func(i, j int) { w.customers[i], w.customers[j] = w.customers[j], w.customers[i] })
		var first, second bytes.Buffer
		if err := b.WriteCSV(&first, nil); err != nil {
			t.Fatal(err)
		}
		if err := w.book(t).WriteCSV(&second, nil); err != nil {
			t.Fatal(err)
		}
		if first.String() != second.String() {
			t.Fatal("another order of customers gives another kpi.csv")
		}
	}
	if values < 5000 {
		t.Errorf("only %d figures were looked at", values)
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
