package lake_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// event is a row of the naive model: transactions with three of their columns.
type event struct {
	id       string
	time     int64
	amount   int64
	category string
}

// load loads events as one load of the lake in dir.
func load(t testing.TB, dir string, buckets int, events []event, columns ...string) {
	t.Helper()
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(buckets)
	if err != nil {
		t.Fatal(err)
	}
	stage(t, x, events, columns...)
	if err := x.Commit([]lake.FileEntry{{Table: data.Transactions, Path: fmt.Sprintf("export-%d.csv", x.Number()), Read: int64(len(events)), Kept: int64(len(events))}}); err != nil {
		t.Fatal(err)
	}
}

// stage writes the events as a loader does.
func stage(t testing.TB, x *lake.Load, events []event, columns ...string) {
	t.Helper()
	if columns == nil {
		columns = []string{"time", "amount", "category"}
	}
	type row struct {
		event
		customer, symbol int32
	}
	symbols, err := x.Symbols(data.Transactions, "category")
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][]row, x.Buckets())
	for _, e := range events {
		key := lake.Key([]byte(e.id))
		b := lake.BucketOf(key, x.Buckets())
		index, err := x.Customers(b)
		if err != nil {
			t.Fatal(err)
		}
		symbol := int32(-1)
		if e.category != "" {
			symbol = symbols.Code([]byte(e.category))
		}
		rows[b] = append(rows[b], row{e, index.Code(key, []byte(e.id)), symbol})
	}
	for b, rows := range rows {
		slices.SortFunc(rows, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.time, b.time),
				cmp.Compare(a.amount, b.amount), cmp.Compare(a.symbol, b.symbol))
		})
		var customer, symbol []int32
		var time, amount []int64
		for _, r := range rows {
			customer, symbol = append(customer, r.customer), append(symbol, r.symbol)
			time, amount = append(time, r.time), append(amount, r.amount)
		}
		all := []columnar.Column{
			{Name: "category", Type: columnar.Int32, I32: symbol},
			{Name: "amount", Type: columnar.Int64, I64: amount},
			{Name: "time", Type: columnar.Int64, I64: time},
		}
		cols := []columnar.Column{{Name: lake.CustomerColumn, Type: columnar.Int32, I32: customer}, sourced(x, 0, len(rows))}
		for _, c := range all {
			if slices.Contains(columns, c.Name) {
				cols = append(cols, c)
			}
		}
		if err := x.WritePart(data.Transactions, b, cols, len(rows)); err != nil {
			t.Fatal(err)
		}
	}
}

// sourced says that n rows came from the i-th export of the load.
func sourced(x *lake.Load, i, n int) columnar.Column {
	return narrow(lake.SourceColumn, slices.Repeat([]int32{x.Source(i)}, n)...)
}

// all reads the lake bucket by bucket, as the model has it: the events of each
// customer in order.
func all(t testing.TB, dir string) (ids []string, events map[string][]event) {
	t.Helper()
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := l.Symbols(data.Transactions, "category")
	if err != nil {
		t.Fatal(err)
	}
	events = map[string][]event{}
	var b *lake.Bucket
	for i := range l.Buckets() {
		if b, err = l.ReadBucket(context.Background(), i, nil, b); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, b.IDs...)
		rows := b.Tables[data.Transactions]
		for k, id := range b.IDs {
			if b.Keys[k] != lake.Key([]byte(id)) {
				t.Fatalf("customer %q has key %x", id, b.Keys[k])
			}
			for r := rows.Start[k]; r < rows.Start[k+1]; r++ {
				e := event{id: id, time: rows.I64["time"][r], amount: rows.I64["amount"][r]}
				if c := rows.I32["category"]; c != nil && c[r] >= 0 {
					e.category = texts[c[r]]
				}
				events[id] = append(events[id], e)
			}
		}
	}
	return ids, events
}

// model is what all must return.
func model(events []event, rank func(string) int) (ids []string, want map[string][]event) {
	want = map[string][]event{}
	for _, e := range events {
		if want[e.id] == nil {
			ids = append(ids, e.id)
		}
		want[e.id] = append(want[e.id], e)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(lake.Key([]byte(a)), lake.Key([]byte(b))), cmp.Compare(a, b))
	})
	for _, v := range want {
		slices.SortFunc(v, func(a, b event) int {
			return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.amount, b.amount), cmp.Compare(rank(a.category), rank(b.category)))
		})
	}
	return ids, want
}

// categories are in the order of their codes: the empty text has code -1.
var categories = []string{"", "bread", "milk", "tea", "süß"}

func random(customers, n int) []event {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	events := make([]event, 0, n+len(categories))
	for i, c := range categories { // so that codes are in this order
		events = append(events, event{id: "first", time: int64(i), amount: 1, category: c})
	}
	for range n {
		events = append(events, event{
			id: fmt.Sprintf("c%05d", r.IntN(customers)), time: 1e15 + r.Int64N(50)*86_400_000_000,
			amount: r.Int64N(5) * 10_000, category: categories[r.IntN(len(categories))],
		})
	}
	return events
}

func TestLakeAgainstModel(t *testing.T) {
	events := random(10_000, 60_000)
	wantIDs, want := model(events, func(c string) int { return slices.Index(categories, c) })
	for _, buckets := range []int{1, 4, 32} {
		for _, loads := range []int{1, 2, 7} {
			t.Run(fmt.Sprintf("buckets=%d loads=%d", buckets, loads), func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "state", "lake")
				for i := range loads {
					load(t, dir, buckets, events[i*len(events)/loads:(i+1)*len(events)/loads])
				}
				ids, got := all(t, dir)
				if !slices.Equal(wantIDs, ids) {
					t.Errorf("%d customers, not those of the model, %d, or in another order", len(ids), len(wantIDs))
				}
				for id, events := range want {
					if !slices.Equal(events, got[id]) {
						t.Fatalf("customer %s (-want +got):\n%s", id, gocmp.Diff(events, got[id], gocmp.AllowUnexported(event{})))
					}
				}
				if len(got) != len(want) {
					t.Errorf("events of %d customers, want %d", len(got), len(want))
				}
			})
		}
	}
}
