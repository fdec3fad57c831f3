package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/ingest"
)

// TestTenMegabyteField: one monstrous field costs one record.
func TestTenMegabyteField(t *testing.T) {
	monster := strings.Repeat("All work and no play\n", 500_000)
	for _, column := range []string{"amount", "category"} {
		t.Run(column, func(t *testing.T) {
			row := map[string]string{"amount": "9,2024-05-06,\"" + monster + "\",tea\n", "category": "9,2024-05-06,1,\"" + monster + "\"\n"}
			path := write(t, t.TempDir(), "a.csv", "customer_id,time,amount,category\n"+strings.Repeat("7,2024-05-06,1.50,tea\n", 500)+row[column]+strings.Repeat("8,2024-05-06,1.50,tea\n", 500))
			s := source([]string{path}, "customer_id", "time", "amount", "category")
			s.Duplicates = "keep"
			state := t.TempDir()
			r := load(t, options(state, transactions(s)))
			if b := books(t, r, data.Transactions); b.Read != 1001 || b.Kept != 1000 {
				t.Errorf("books %+v, want 1,000 of 1,001 rows", b)
			}
			got := rejected(t, r.Quarantine[0])
			if len(got) != 1 || got[0].Line != 502 || got[0].Column != column || len(got[0].Raw) < len(monster) || len(got[0].Value) > 210 {
				t.Errorf("%d rejected, the first at line %d, column %s, raw %d bytes", len(got), got[0].Line, got[0].Column, len(got[0].Raw))
			}
		})
	}
}

// TestWidthChange: where the budget allows it, all 30,000 rows of the file of
// DuckDB's issue 25827 are in the books.
func TestWidthChange(t *testing.T) {
	s := source([]string{write(t, t.TempDir(), "a.csv", widthChange())}, "customer_id", "time", "amount")
	s.MaxRejected, s.Duplicates = 1, "keep"
	r := load(t, options(t.TempDir(), transactions(s)))
	if b := books(t, r, data.Transactions); b.Read != 30_000 || b.Kept != 1000 || b.Quarantined["too many fields"] != 29_000 {
		t.Errorf("books %+v, want 30,000 rows, 1,000 of them kept", b)
	}
}

// TestMixedLineEnds: a file joined from parts of three systems.
func TestMixedLineEnds(t *testing.T) {
	s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount\r\n1,2024-05-01,1\n2,2024-05-02,2\r\n3,2024-05-03,3\r4,2024-05-04,4\n\n5,2024-05-05,5")}, "customer_id", "time", "amount")
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	if got := total(t, state, data.Transactions, "amount"); got != "15.0000" || books(t, r, data.Transactions).Kept != 5 {
		t.Errorf("sum %s of %d rows, want 15.0000 of 5", got, books(t, r, data.Transactions).Kept)
	}
}

// TestHeaderOnly: an export of a day on which nothing happened is no error; a
// warning says that it holds no rows.
func TestHeaderOnly(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	path := write(t, dir, "a.csv", "customer_id,time,amount\n")
	s := source([]string{dir}, "customer_id", "time", "amount")
	r := load(t, options(state, transactions(s)))
	if b := books(t, r, data.Transactions); b.Files != 1 || b.Read != 0 || r.Load != 1 {
		t.Errorf("load %d, books %+v; want one file without rows", r.Load, b)
	}
	if diff := cmp.Diff([]string{path + ": holds no rows"}, r.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	write(t, dir, "b.csv", minimal)
	r = load(t, options(state, transactions(s)))
	if b := books(t, r, data.Transactions); b.FilesKnown != 1 || b.Kept != 2 || r.Load != 2 {
		t.Errorf("load %d, books %+v; want two rows of the second file", r.Load, b)
	}
}

// TestCutOff: a file that ends in the middle of a record.
func TestCutOff(t *testing.T) {
	for _, c := range []struct {
		name, end string
		warning   string
		rejected  []ingest.Rejected
	}{
		{"in a field", "9,2024-05", "the file ends in the middle of a record", []ingest.Rejected{{Line: 4, Reason: "record cut off at the end of the file", Raw: "9,2024-05"}}},
		{"in a quoted field", `9,2024-05-06,"1.`, "the file ends in the middle of a record", []ingest.Rejected{{Line: 4, Reason: "record cut off at the end of the file", Raw: `9,2024-05-06,"1.`}}},
		{"perhaps in the last field", "9,2024-05-06,1", "the last line has no line end; if the file was cut off, its last field may be short", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, t.TempDir(), "a.csv", minimal+c.end)
			s := source([]string{path}, "customer_id", "time", "amount")
			s.MaxRejected, s.CSV.Quote = 1, `"`
			r := load(t, options(t.TempDir(), transactions(s)))
			if got := ingest.EndsCut(r.Lake.Files()[0]); got != (c.rejected != nil) {
				t.Errorf("cut off: %v", got)
			}
			if diff := cmp.Diff([]string{path + ": line 4: " + c.warning}, r.Warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			var got []ingest.Rejected
			for _, q := range r.Quarantine {
				got = rejected(t, q)
			}
			for i := range c.rejected {
				c.rejected[i].File = path
			}
			if diff := cmp.Diff(c.rejected, got); diff != "" {
				t.Errorf("quarantine (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBudget: the share is compared as it is, not rounded.
func TestBudget(t *testing.T) {
	rows := strings.Repeat("7,2024-05-06,1.50\n", 99) + "8,2024-05-06,x\n"
	s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount\n"+rows)}, "customer_id", "time", "amount")
	s.MaxRejected = 0.01
	if b := books(t, load(t, options(t.TempDir(), transactions(s))), data.Transactions); b.RejectedShare() != 0.01 {
		t.Errorf("share %v, want 0.01", b.RejectedShare())
	}
	if got := (&ingest.Books{}).RejectedShare(); got != 0 {
		t.Errorf("share of no rows is %v", got)
	}
}

// TestColumnsInAnyOrder: exports of one table may have more columns, or another
// order.
func TestColumnsInAnyOrder(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, dir, "a.csv", "customer_id,time,amount\n1,2024-05-01,1\n")
	write(t, dir, "b.csv", "amount,colour,customer_id,time\n2,red,2,2024-05-02\n")
	write(t, dir, "c.csv", "x;time;amount;customer_id\n;2024-05-03;3;3\n")
	s := source([]string{dir}, "customer_id=upper(customer_id)", "time", "amount")
	load(t, options(state, transactions(s)))
	want := content{data.Transactions: {
		"1": {"time=2024-05-01T00:00:00 amount=1.0000"}, "2": {"time=2024-05-02T00:00:00 amount=2.0000"}, "3": {"time=2024-05-03T00:00:00 amount=3.0000"},
	}}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestFilesOfTheLake: the manifest says of every export what became of its
// rows, and the fingerprint tells whether the lake changed.
func TestFilesOfTheLake(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	a := write(t, dir, "a.csv", minimal+"7,2024-05-06,1.50\n")
	b := write(t, dir, "b.csv", minimal+"9,2024-05-08,much\n,2024-05-08,1\n10,2024-05-08,1\n")
	s := source([]string{filepath.Join(dir, "*.csv")}, "customer_id", "time", "amount")
	s.MaxRejected = 1
	load(t, options(state, transactions(s)))
	type counts struct{ Read, Kept, Duplicates, OutOfScope, Quarantined int64 }
	got := map[string]counts{}
	for _, f := range open(t, state).Files() {
		got[f.Path] = counts{f.Read, f.Kept, f.Duplicates, f.OutOfScope, f.Quarantined}
	}
	if diff := cmp.Diff(map[string]counts{a: {3, 2, 1, 0, 0}, b: {5, 1, 2, 1, 1}}, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// TestHopeless: a load that cannot come back under its budget ends early; one
// that can goes on to the end, whatever its first rows are like.
func TestHopeless(t *testing.T) {
	const rows = 1_000_000
	bad, good := "7,2024-05-06,none\n", "7,2024-05-06,1.50\n"
	s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount\n"+strings.Repeat(bad, rows))}, "customer_id", "time", "amount")
	_, err := ingest.Run(context.Background(), options(t.TempDir(), transactions(s)))
	var budget *ingest.BudgetError
	if !errors.As(err, &budget) {
		t.Fatalf("error %v, want a BudgetError", err)
	}
	want := fmt.Sprintf("transactions: 100.00 %% of the first %d rows cannot be used, more than the 1.00 %% that ", budget.Read)
	if !strings.HasPrefix(err.Error(), want) || budget.Read < rows/100 || budget.Read > rows/2 {
		t.Errorf("error %v after %d rows, want %s", err, budget.Read, want)
	}
	s.Files[0] = write(t, t.TempDir(), "a.csv", "customer_id,time,amount\n"+strings.Repeat(bad, rows/10)+strings.Repeat(good, 9*rows/10))
	s.MaxRejected = 0.1
	r := load(t, options(t.TempDir(), transactions(s)))
	if b := books(t, r, data.Transactions); b.Read != rows || b.Rejected() != rows/10 {
		t.Errorf("books %+v, want %d rows, a tenth of them rejected", b, rows)
	}
}
