package lake_test

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// part is what a load writes into the one bucket of a test lake.
type part struct {
	table string
	cols  []columnar.Column
}

// loadParts loads parts as one load; ids get their codes in this order.
func loadParts(t testing.TB, dir string, ids []string, parts ...part) {
	t.Helper()
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(1)
	if err != nil {
		t.Fatal(err)
	}
	index, err := x.Customers(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		index.Code(lake.Key([]byte(id)), []byte(id))
	}
	var files []lake.FileEntry
	for i, p := range parts {
		n := len(p.cols[0].I32)
		if err := x.WritePart(p.table, 0, append(p.cols, sourced(x, i, n)), n); err != nil {
			t.Fatal(err)
		}
		f := lake.FileEntry{Table: p.table, Kept: int64(n)}
		if p.table == data.WalletSegments {
			f.Table = data.Wallet
		}
		files = append(files, f)
	}
	if err := x.Commit(files); err != nil {
		t.Fatal(err)
	}
}

func readBucket(t testing.TB, dir string, want map[string][]string, reuse *lake.Bucket) *lake.Bucket {
	t.Helper()
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.ReadBucket(context.Background(), 0, want, reuse)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func customer(codes ...int32) columnar.Column {
	return columnar.Column{Name: lake.CustomerColumn, I32: codes}
}
func wide(name string, v ...int64) columnar.Column   { return columnar.Column{Name: name, I64: v} }
func narrow(name string, v ...int32) columnar.Column { return columnar.Column{Name: name, I32: v} }

// TestEveryKind loads every kind of column with its extremes and missing values,
// and columns that one of the loads lacks.
func TestEveryKind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	const none = int64(data.Missing64)
	nan := math.NaN()
	loadParts(t, dir, []string{"a", "b"},
		part{data.Transactions, []columnar.Column{
			customer(0, 0, 1),
			wide("time", math.MinInt64+1, math.MaxInt64, 0), wide("amount", math.MaxInt64, math.MinInt64+1, 0),
			wide("order_id", none, 1, math.MinInt64+1), wide("margin", none, none, none),
			narrow("category", -1, math.MaxInt32, 0), narrow("is_return", 0, 1, -1),
		}},
		part{data.Contacts, []columnar.Column{
			customer(0, 1, 1),
			wide("time", 1, 2, 3), narrow("kind", 0, 1, 2), wide("resolved", none, 7, none),
			{Name: "satisfaction", F64: []float64{nan, math.Inf(-1), 0.1}},
		}},
	)
	loadParts(t, dir, []string{"a", "c"}, // a is known: c gets code 2
		part{data.Transactions, []columnar.Column{customer(2), wide("amount", 5), wide("time", 9), narrow("channel", 3)}},
		part{data.Contacts, []columnar.Column{customer(0), wide("time", 0), narrow("kind", 4)}},
	)
	b := readBucket(t, dir, nil, nil)
	order := slices.Clone(b.IDs)
	want := map[string]map[string][]any{
		"a": {
			"time": {int64(math.MinInt64 + 1), int64(math.MaxInt64)}, "amount": {int64(math.MaxInt64), int64(math.MinInt64 + 1)},
			"order_id": {none, int64(1)}, "margin": {none, none}, "category": {int32(-1), int32(math.MaxInt32)},
			"channel": {int32(-1), int32(-1)}, "is_return": {int32(0), int32(1)},
			"contact time": {int64(0), int64(1)}, "kind": {int32(4), int32(0)}, "resolved": {none, none}, "satisfaction": {nan, nan},
		},
		"b": {
			"time": {int64(0)}, "amount": {int64(0)}, "order_id": {int64(math.MinInt64 + 1)}, "margin": {none},
			"category": {int32(0)}, "channel": {int32(-1)}, "is_return": {int32(-1)},
			"contact time": {int64(2), int64(3)}, "kind": {int32(1), int32(2)}, "resolved": {int64(7), none}, "satisfaction": {math.Inf(-1), 0.1},
		},
		"c": {
			"time": {int64(9)}, "amount": {int64(5)}, "order_id": {none}, "margin": {none}, "category": {int32(-1)},
			"channel": {int32(3)}, "is_return": {int32(-1)},
		},
	}
	got := map[string]map[string][]any{}
	for i, id := range order {
		got[id] = map[string][]any{}
		for table, rows := range b.Tables {
			for r := rows.Start[i]; r < rows.Start[i+1]; r++ {
				name := func(c string) string {
					if table == data.Contacts && c == "time" {
						return "contact time"
					}
					return c
				}
				for c, v := range rows.I64 {
					got[id][name(c)] = append(got[id][name(c)], v[r])
				}
				for c, v := range rows.I32 {
					got[id][c] = append(got[id][c], v[r])
				}
				for c, v := range rows.F64 {
					got[id][c] = append(got[id][c], v[r])
				}
			}
		}
	}
	if d := gocmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestOrder covers a table whose OrderBy column is not its first, and a table of
// facts, in which the order of the exports must survive: the last row counts.
func TestOrder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	loadParts(t, dir, []string{"a"},
		part{data.Invoices, []columnar.Column{customer(0, 0, 0), wide("issued", 1, 2, 3), wide("due", 30, 10, 20), wide("amount", 1, 2, 3)}},
		part{data.Customers, []columnar.Column{customer(0, 0), narrow("segment", 9, 3)}})
	loadParts(t, dir, nil,
		part{data.Invoices, []columnar.Column{customer(0, 0), wide("issued", 1, 0), wide("due", 10, 40), wide("amount", 4, 5)}},
		part{data.Customers, []columnar.Column{customer(0), narrow("segment", 1)}})
	b := readBucket(t, dir, nil, nil)
	// By due, then issued: (10,1) (10,2) (20,3) (30,1) (40,0).
	if d := gocmp.Diff([]int64{4, 2, 3, 1, 5}, b.Tables[data.Invoices].I64["amount"]); d != "" {
		t.Errorf("invoices (-want +got):\n%s", d)
	}
	if d := gocmp.Diff([]int32{9, 3, 1}, b.Tables[data.Customers].I32["segment"]); d != "" {
		t.Errorf("customers (-want +got):\n%s", d)
	}
	// Reading fewer columns orders ties by those: amounts 2 and 4 are both due at 10.
	b = readBucket(t, dir, map[string][]string{data.Invoices: {"amount"}}, b)
	if d := gocmp.Diff(map[string][]int64{"due": {10, 10, 20, 30, 40}, "amount": {2, 4, 3, 1, 5}}, b.Tables[data.Invoices].I64); d != "" {
		t.Errorf("invoices, amount only (-want +got):\n%s", d)
	}
	if b.Tables[data.Customers] != nil {
		t.Error("a table that was not asked for is read")
	}
}

func TestUnkeyed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	for _, month := range []int64{5, 3} {
		loadParts(t, dir, nil, part{data.WalletSegments, []columnar.Column{
			customer(0, 0), wide("month", month, month+1), narrow("segment", 0, 1), wide("total", 10*month, 10*month+10),
		}})
	}
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := l.ReadUnkeyed(context.Background(), data.WalletSegments)
	if err != nil {
		t.Fatal(err)
	}
	want := &lake.Rows{
		Start: []int32{0, 4}, F64: map[string][]float64{}, I32: map[string][]int32{"segment": {0, 1, 0, 1}},
		I64: map[string][]int64{"month": {3, 4, 5, 6}, "total": {30, 40, 50, 60}},
	}
	if d := gocmp.Diff(want, rows); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if b := readBucket(t, dir, nil, nil); len(b.Tables) != 0 || len(b.IDs) != 0 {
		t.Errorf("the bucket holds tables %v of customers %v, want none", b.Tables, b.IDs)
	}
	if rows, err := l.ReadUnkeyed(context.Background(), data.Wallet); rows != nil || err != nil {
		t.Errorf("a table without rows: got %v, %v; want nil, nil", rows, err)
	}
}

func TestWritePartRefuses(t *testing.T) {
	l, err := lake.Open(filepath.Join(t.TempDir(), "lake"))
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(2)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		table  string
		bucket int
		cols   []columnar.Column
		want   []string
	}{
		{"unknown table", "orders", 0, nil, []string{`no table "orders"`}},
		{"no customer", data.Changes, 0, []columnar.Column{wide("time", 1)}, []string{"first column must be customer"}},
		{"no source", data.Changes, 0, []columnar.Column{customer(0), wide("time", 1)}, []string{`"source", which says where the rows came from`}},
		{"earlier source", data.WalletSegments, 0, []columnar.Column{customer(0), narrow("source", 0), wide("month", 1)}, []string{"export 0, which belongs to an earlier load"}},
		{"far source", data.WalletSegments, 0, []columnar.Column{customer(0), narrow("source", math.MaxInt32), wide("month", 1)}, []string{"export 2147483647 of the load"}},
		{
			"all at once", data.Changes, 0,
			[]columnar.Column{customer(0), wide("when", 1), narrow("kind", 1, 2)},
			[]string{`no column "when"`, `"time", which orders the rows, is not given`, `"kind" has 2 int32 values for 1 rows`},
		},
		{"wrong slice", data.Changes, 0, []columnar.Column{customer(0), narrow("source", 1), narrow("time", 1)}, []string{`"time" has 0 timestamp values`}},
		{"unknown customer", data.Changes, 0, []columnar.Column{customer(0), narrow("source", 1), wide("time", 1)}, []string{"customer 0 is not among the 0"}},
		{"not sorted", data.Changes, 0, []columnar.Column{customer(1, 0), narrow("source", 1, 1), wide("time", 1, 1)}, []string{"row 1 has customer 0 after 1"}},
		{"negative", data.Changes, 0, []columnar.Column{customer(-1), narrow("source", 1), wide("time", 1)}, []string{"row 0 has customer -1"}},
		{"bucket", data.Changes, 2, []columnar.Column{customer(0), narrow("source", 1), wide("time", 1)}, []string{"the lake has 2 buckets"}},
		{"unkeyed elsewhere", data.WalletSegments, 1, []columnar.Column{customer(0), narrow("source", 1), wide("month", 1)}, []string{"go to bucket 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := 1
			if len(c.cols) > 0 && c.cols[0].I32 != nil {
				n = len(c.cols[0].I32)
			}
			err := x.WritePart(c.table, c.bucket, c.cols, n)
			for _, want := range c.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want an error with %q", err, want)
				}
			}
		})
	}
	cols := []columnar.Column{customer(0), narrow("source", 1), wide("month", 1)}
	if err := x.WritePart(data.WalletSegments, 0, cols, 1); err != nil {
		t.Fatal(err)
	}
	if err := x.WritePart(data.WalletSegments, 0, cols, 1); err == nil || !strings.Contains(err.Error(), "written before") {
		t.Errorf("writing a part twice: got %v", err)
	}
}
