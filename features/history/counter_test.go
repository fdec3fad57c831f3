package history_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	"predict/features/history"
)

const euro = features.MoneyScale

// at reads an instant of UTC.
func at(text string) int64 {
	layout := time.DateTime
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

// count lets a counter see every customer of a batch.
func count(t testing.TB, o history.Options, b *features.Batch) *history.Counter {
	t.Helper()
	c := history.NewCounter(o)
	add(t, c, b, 0, len(b.IDs))
	return c
}

func add(t testing.TB, c *history.Counter, b *features.Batch, from, to int) {
	t.Helper()
	w := features.NewWalker(features.DefaultOptions().Churn, at("2030-01-01"))
	if err := w.Check(b); err != nil {
		t.Fatal(err)
	}
	for i := from; i < to; i++ {
		c.Add(b, i, w.Customer(b, i), w)
	}
}

// ann has events on both sides of every edge of March and April 2026; bob has none.
func ann() *features.Batch {
	none := features.NoTime
	return &features.Batch{
		IDs: []string{"ann", "bob"}, Keys: []uint64{1, 2},
		Transactions: features.TransactionColumns{
			Start: []int32{0, 5, 5},
			Time: []int64{
				at("2026-02-28 23:59:59"), at("2026-03-01"), at("2026-03-31 23:59:59"), at("2026-04-01"), at("2026-04-20"),
			},
			Amount:   []int64{1 * euro, 2*euro + 1, -3 * euro, 4 * euro, 5 * euro},
			IsReturn: []int32{0, 0, 1, 0, 0},
		},
		Invoices: features.InvoiceColumns{
			Start: []int32{0, 8, 8},
			Due: []int64{
				at("2026-03-02"), at("2026-03-03"), at("2026-03-04"), at("2026-03-05"),
				at("2026-03-06"), at("2026-04-18"), at("2026-04-19 00:00:01"), at("2026-04-20"),
			},
			Paid: []int64{
				at("2026-03-03"), // a day late
				at("2026-03-03 23:59:59"),
				at("2026-04-20"), // late, and not known to be paid
				none,             // a credit note
				none,             // issued after the cutoff
				none,             // overdue
				none,             // not yet for a day
				none,             // not yet due
			},
			Amount: []int64{euro, euro, features.NoMoney, 0, euro, euro, euro, euro},
			Issued: []int64{none, none, at("2026-02-01"), none, at("2026-04-20"), none, none, none},
		},
		Contacts: features.ContactColumns{
			Start: []int32{0, 5, 5},
			Time:  []int64{at("2026-03-01"), at("2026-03-02"), at("2026-03-03"), at("2026-04-19"), at("2026-04-20")},
			Kind:  []int32{features.Complaint, features.Technical, features.OtherContact, features.Complaint, features.Complaint},
		},
		Offers: features.OfferColumns{
			Start:     []int32{0, 6, 6},
			Time:      []int64{at("2026-03-01"), at("2026-03-02"), at("2026-03-03"), at("2026-03-04"), at("2026-04-13"), at("2026-04-13 00:00:01")},
			Responded: []int64{at("2026-03-09"), at("2026-04-20"), none, none, none, none},
			Control:   []int32{0, 0, 0, 1, 0, 0},
		},
	}
}

func TestMonths(t *testing.T) {
	three := history.Options{IDs: []string{"ann", "bob", "ann", "nobody"}, Cutoff: at("2026-04-20"), Months: 3}
	tests := map[string]struct {
		options history.Options
		without func(*features.Batch)
		id      string
		want    *history.Months
	}{
		"each month, up to the cutoff": {
			options: three, id: "ann",
			want: &history.Months{
				Spend: []int64{euro, -euro + 1, 4 * euro}, Late: []int{0, 2, 1},
				Complaints: []int{0, 1, 1}, Contacts: []int{0, 2, 0}, Offers: []int{0, 2, 1},
			},
		},
		"who did nothing": {
			options: three, id: "bob",
			want: &history.Months{
				Spend: []int64{0, 0, 0}, Late: []int{0, 0, 0}, Complaints: []int{0, 0, 0}, Contacts: []int{0, 0, 0}, Offers: []int{0, 0, 0},
			},
		},
		"who is no customer": {options: three, id: "nobody"},
		"who is not listed":  {options: history.Options{IDs: []string{"bob"}, Cutoff: three.Cutoff, Months: 3}, id: "ann"},
		"no months":          {options: history.Options{IDs: []string{"ann"}, Cutoff: three.Cutoff}, id: "ann"},
		"at midnight of a month's first day, its month is the one before": {
			options: history.Options{IDs: []string{"ann"}, Cutoff: at("2026-04-01"), Months: 1}, id: "ann",
			want: &history.Months{Spend: []int64{-euro + 1}, Late: []int{2}, Complaints: []int{1}, Contacts: []int{2}, Offers: []int{2}},
		},
		"an instant later, it is the new month": {
			options: history.Options{IDs: []string{"ann"}, Cutoff: at("2026-04-01") + 1, Months: 1}, id: "ann",
			want: &history.Months{Spend: []int64{4 * euro}, Late: []int{0}, Complaints: []int{0}, Contacts: []int{0}, Offers: []int{0}},
		},
		"exports that are missing": {
			options: three, id: "ann",
			without: func(b *features.Batch) {
				b.Invoices, b.Contacts, b.Offers = features.InvoiceColumns{}, features.ContactColumns{}, features.OfferColumns{}
			},
			want: &history.Months{Spend: []int64{euro, -euro + 1, 4 * euro}},
		},
		"payments and responses that are not exported": {
			options: three, id: "ann",
			without: func(b *features.Batch) { b.Invoices.Paid, b.Offers.Responded = nil, nil },
			want: &history.Months{
				Spend: []int64{euro, -euro + 1, 4 * euro}, Complaints: []int{0, 1, 1}, Contacts: []int{0, 2, 0},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			batch := ann()
			if test.without != nil {
				test.without(batch)
			}
			got, ok := count(t, test.options, batch).Of(test.id)
			if ok != (test.want != nil) {
				t.Fatalf("a history: %t, want %t", ok, test.want != nil)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the history differs (-want +got):\n%s", diff)
			}
		})
	}
}

// many makes customers with random events up to the middle of 2027.
func many(r *rand.Rand, n int) *features.Batch {
	b := &features.Batch{}
	start := func(s *[]int32, rows int) { *s = append(*s, int32(rows)) } //nolint:gosec // few rows
	sorted := func(n int) []int64 {
		times := make([]int64, n)
		for i := range times {
			times[i] = at("2025-01-01") + r.Int64N(900)*features.Day + r.Int64N(2)*r.Int64N(features.Day)
		}
		slices.Sort(times)
		return times
	}
	later := func(t int64) int64 {
		if r.IntN(4) == 0 {
			return features.NoTime
		}
		return t + (r.Int64N(60)-5)*features.Day
	}
	for i := range n {
		b.IDs, b.Keys = append(b.IDs, fmt.Sprintf("c%d", i)), append(b.Keys, r.Uint64())
		start(&b.Transactions.Start, len(b.Transactions.Time))
		start(&b.Invoices.Start, len(b.Invoices.Due))
		start(&b.Contacts.Start, len(b.Contacts.Time))
		start(&b.Offers.Start, len(b.Offers.Time))
		for _, t := range sorted(1 + r.IntN(30)) {
			b.Transactions.Time = append(b.Transactions.Time, t)
			b.Transactions.Amount = append(b.Transactions.Amount, (r.Int64N(1000)+1)*euro)
		}
		for _, t := range sorted(r.IntN(20)) {
			b.Invoices.Due, b.Invoices.Paid = append(b.Invoices.Due, t), append(b.Invoices.Paid, later(t))
			b.Invoices.Issued = append(b.Invoices.Issued, t-30*features.Day)
			b.Invoices.Amount = append(b.Invoices.Amount, (r.Int64N(10)-1)*euro)
		}
		for _, t := range sorted(r.IntN(20)) {
			b.Contacts.Time, b.Contacts.Kind = append(b.Contacts.Time, t), append(b.Contacts.Kind, r.Int32N(5))
		}
		for _, t := range sorted(r.IntN(20)) {
			b.Offers.Time, b.Offers.Responded = append(b.Offers.Time, t), append(b.Offers.Responded, later(t))
			b.Offers.Control = append(b.Offers.Control, r.Int32N(2))
		}
	}
	start(&b.Transactions.Start, len(b.Transactions.Time))
	start(&b.Invoices.Start, len(b.Invoices.Due))
	start(&b.Contacts.Start, len(b.Contacts.Time))
	start(&b.Offers.Start, len(b.Offers.Time))
	return b
}

func listed(b *features.Batch) history.Options {
	return history.Options{IDs: b.IDs, Cutoff: at("2027-01-01"), Months: 12}
}

// The year before 1 January 2027 has 365 days, so that its twelve months add up to
// what the features count in 365 days.
func TestMonthsAddUpToTheFeatures(t *testing.T) {
	b := many(rand.New(rand.NewPCG(1, 2)), 200)
	o := listed(b)
	engine, err := features.NewEngine(features.DefaultOptions(), []string{"transactions", "invoices", "contacts", "offers"}, []int64{o.Cutoff}, at("2027-08-01"))
	if err != nil {
		t.Fatal(err)
	}
	tables := engine.NewTables()
	if err := engine.NewWorker().Compute(b, tables); err != nil {
		t.Fatal(err)
	}
	c, schema, table := count(t, o, b), engine.Schema(), tables[0]
	if len(table.IDs) < 100 {
		t.Fatalf("only %d customers have features", len(table.IDs))
	}
	sum := func(counts []int) (n float64) {
		for _, k := range counts {
			n += float64(k)
		}
		return n
	}
	for i, id := range table.IDs {
		value := func(name string) float64 { return table.X[i*schema.Len()+schema.Index(name)] }
		months, _ := c.Of(id)
		var spend int64
		for _, s := range months.Spend {
			spend += s
		}
		got := map[string]float64{
			"spend_365d": float64(spend) / euro, "late_invoices_365d": sum(months.Late),
			"complaints_365d": sum(months.Complaints), "unanswered_offers_365d": sum(months.Offers),
			"contacts of other kinds": sum(months.Contacts),
		}
		want := map[string]float64{
			"spend_365d": value("spend_365d"), "late_invoices_365d": value("late_invoices_365d"),
			"complaints_365d": value("complaints_365d"), "unanswered_offers_365d": value("unanswered_offers_365d"),
			"contacts of other kinds": value("billing_questions_365d") + value("technical_contacts_365d") +
				value("product_contacts_365d") + value("other_contacts_365d"),
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("customer %s (-features +history):\n%s", id, diff)
		}
	}
}

// What comes at the cutoff or later changes nothing.
func TestMonthsDoNotSeeTheFuture(t *testing.T) {
	b := many(rand.New(rand.NewPCG(3, 4)), 60)
	o := listed(b)
	want := all(t, count(t, o, b), b)
	r := rand.New(rand.NewPCG(5, 6))
	future := func(times []int64) {
		for i, at := range times {
			if at >= o.Cutoff {
				times[i] = o.Cutoff + r.Int64N(1000)*features.Day
			}
		}
	}
	for i, at := range b.Transactions.Time {
		if at >= o.Cutoff {
			b.Transactions.Amount[i] = r.Int64N(1000) * euro
		}
	}
	for i, at := range b.Invoices.Due {
		if at >= o.Cutoff {
			b.Invoices.Amount[i] = r.Int64N(1000) * euro
		}
	}
	future(b.Invoices.Paid)
	future(b.Offers.Responded)
	if diff := cmp.Diff(want, all(t, count(t, o, b), b)); diff != "" {
		t.Errorf("the future changed the history (-before +after):\n%s", diff)
	}
}

func all(t testing.TB, c *history.Counter, b *features.Batch) map[string]*history.Months {
	t.Helper()
	out := map[string]*history.Months{}
	for _, id := range b.IDs {
		if m, ok := c.Of(id); ok {
			out[id] = m
		}
	}
	if len(out) == 0 {
		t.Fatal("nobody has a history")
	}
	return out
}

// Counters of several workers say the same as one.
func TestMerge(t *testing.T) {
	b := many(rand.New(rand.NewPCG(7, 8)), 90)
	o := listed(b)
	want := all(t, count(t, o, b), b)
	parts := [3]*history.Counter{history.NewCounter(o), history.NewCounter(o), history.NewCounter(o)}
	for k, p := range parts {
		add(t, p, b, 30*k, 30*k+30)
	}
	for _, order := range [][3]int{{0, 1, 2}, {2, 0, 1}} {
		into := history.NewCounter(o)
		for _, k := range order {
			into.Merge(parts[k])
		}
		if diff := cmp.Diff(want, all(t, into, b)); diff != "" {
			t.Errorf("merged in the order %v (-one +merged):\n%s", order, diff)
		}
	}
}

// One customer of fifty is listed, as on a page of 20,000 of a million.
func BenchmarkAdd(b *testing.B) {
	batch := many(rand.New(rand.NewPCG(9, 10)), 5000)
	o := history.Options{Cutoff: at("2027-01-01"), Months: 12}
	for i, id := range batch.IDs {
		if i%50 == 0 {
			o.IDs = append(o.IDs, id)
		}
	}
	for i := range 20_000 - len(o.IDs) {
		o.IDs = append(o.IDs, fmt.Sprintf("x%d", i))
	}
	w := features.NewWalker(features.DefaultOptions().Churn, at("2030-01-01"))
	c := history.NewCounter(o)
	t := w.Customer(batch, 0)
	b.ReportAllocs()
	for b.Loop() {
		for i := range batch.IDs {
			if i%50 == 0 {
				t = w.Customer(batch, i)
			}
			c.Add(batch, i, t, w)
		}
	}
	b.ReportMetric(float64(b.N)*5000/b.Elapsed().Seconds(), "customers/s")
}
