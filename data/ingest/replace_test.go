package ingest_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/ingest"
)

// night is what one load finds and what it makes of it.
type night struct {
	write  map[string]string // files that are written, by name
	remove []string
	want   ingest.Books // what differs from zero; table and bytes are not compared
	rows   string       // of customer 7 afterwards, as day:amount
	fails  string       // what the error holds; then nothing changes
}

const head = "customer_id,time,amount\n"

// line is a row of customer 7 on a day of May 2024.
func line(day, amount string) string { return "7,2024-05-" + day + "," + amount + "\n" }

// TestNights: what becomes of exports that are new, changed, corrected,
// delivered again, late or gone, night after night.
func TestNights(t *testing.T) {
	a, b := head+line("01", "1")+line("02", "2"), head+line("02", "2")+line("03", "3")
	for _, c := range []struct {
		name   string
		set    func(*data.Source)
		nights []night
	}{
		{"changed: what it says now counts", nil, []night{
			{write: map[string]string{"a.csv": a, "b.csv": head + line("04", "4")}, want: ingest.Books{Files: 2, Read: 3, Kept: 3}, rows: "01:1 02:2 04:4"},
			{write: map[string]string{"a.csv": head + line("01", "9")}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesChanged: 1, ExportsReplaced: 1, Read: 1, Kept: 1, Replaced: 2}, rows: "01:9 04:4"},
			{write: map[string]string{"a.csv": a}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesChanged: 1, ExportsReplaced: 1, Read: 2, Kept: 2, Replaced: 1}, rows: "01:1 02:2 04:4"},
			{want: ingest.Books{FilesKnown: 2}, rows: "01:1 02:2 04:4"},
		}},
		{"changed: a row that another export has too goes on counting", nil, []night{
			{write: map[string]string{"a.csv": a}, want: ingest.Books{Files: 1, Read: 2, Kept: 2}, rows: "01:1 02:2"},
			{write: map[string]string{"b.csv": b}, want: ingest.Books{Files: 1, FilesKnown: 1, Read: 2, Kept: 1, Duplicates: 1}, rows: "01:1 02:2 03:3"},
			{write: map[string]string{"a.csv": head + line("01", "9")}, want: ingest.Books{Files: 2, FilesChanged: 1, FilesAgain: 1, ExportsReplaced: 1, Read: 3, Kept: 3, Replaced: 3}, rows: "01:9 02:2 03:3"},
		}},
		{"changed: exports that share no days are left alone", nil, []night{
			{write: map[string]string{"a.csv": a}, want: ingest.Books{Files: 1, Read: 2, Kept: 2}, rows: "01:1 02:2"},
			{write: map[string]string{"c.csv": head + line("08", "8") + line("08", "8")}, want: ingest.Books{Files: 1, FilesKnown: 1, Read: 2, Kept: 1, Duplicates: 1}, rows: "01:1 02:2 08:8"},
			{write: map[string]string{"a.csv": head + line("01", "9")}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesChanged: 1, ExportsReplaced: 1, Read: 1, Kept: 1, Replaced: 2}, rows: "01:9 08:8"},
		}},
		{"changed: what must be read again is gone", nil, []night{
			{write: map[string]string{"a.csv": a}, want: ingest.Books{Files: 1, Read: 2, Kept: 2}, rows: "01:1 02:2"},
			{write: map[string]string{"b.csv": b}, want: ingest.Books{Files: 1, FilesKnown: 1, Read: 2, Kept: 1, Duplicates: 1}, rows: "01:1 02:2 03:3"},
			{write: map[string]string{"a.csv": head + line("01", "9")}, remove: []string{"b.csv"}, fails: "a.csv: is replaced, and to do so DIR/b.csv must be read again, which may hold some of its rows: it is no longer there as it was loaded; put it back, or undo the change; or set tables.transactions.changed to append; or remove the state folder and load all exports again", rows: "01:1 02:2 03:3"},
			{write: map[string]string{"b2.csv": b}, want: ingest.Books{Files: 2, FilesChanged: 1, FilesAgain: 1, ExportsReplaced: 1, Read: 3, Kept: 3, Replaced: 3}, rows: "01:9 02:2 03:3"},
			{want: ingest.Books{FilesKnown: 2}, rows: "01:9 02:2 03:3"},
		}},
		{"changed: the copy counts where the original has changed", nil, []night{
			{write: map[string]string{"a.csv": a, "copy.csv": a}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesRedelivered: 1, Read: 2, Kept: 2}, rows: "01:1 02:2"},
			{want: ingest.Books{FilesKnown: 2, FilesRedelivered: 1}, rows: "01:1 02:2"},
			{write: map[string]string{"a.csv": head + line("01", "9")}, want: ingest.Books{Files: 2, FilesChanged: 1, ExportsReplaced: 1, Read: 3, Kept: 3, Replaced: 2, Late: 0}, rows: "01:1 01:9 02:2"},
		}},
		{"changed: to the content of another", nil, []night{
			{write: map[string]string{"a.csv": a, "b.csv": b}, want: ingest.Books{Files: 2, Read: 4, Kept: 3, Duplicates: 1}, rows: "01:1 02:2 03:3"},
			{write: map[string]string{"a.csv": b}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesRedelivered: 1, FilesAgain: 1, ExportsReplaced: 1, Read: 2, Kept: 2, Replaced: 3}, rows: "02:2 03:3"},
		}},
		{"append: only what is not there yet", func(s *data.Source) { s.Changed = "append" }, []night{
			{write: map[string]string{"a.csv": a}, want: ingest.Books{Files: 1, Read: 2, Kept: 2}, rows: "01:1 02:2"},
			{write: map[string]string{"a.csv": b}, want: ingest.Books{Files: 1, FilesChanged: 1, Read: 2, Kept: 1, Duplicates: 1}, rows: "01:1 02:2 03:3"},
			{want: ingest.Books{FilesKnown: 1}, rows: "01:1 02:2 03:3"},
		}},
		{"append where every row counts: what follows", func(s *data.Source) { s.Changed, s.Duplicates = "append", "keep" }, []night{
			{write: map[string]string{"a.csv": a + "7,2024-05-02,bad\n"}, want: ingest.Books{Files: 1, Read: 3, Kept: 2, Quarantined: map[string]int64{"amount: not an amount": 1}}, rows: "01:1 02:2"},
			{write: map[string]string{"a.csv": a + "7,2024-05-02,bad\n" + line("02", "2") + line("03", "3")}, want: ingest.Books{Files: 1, FilesChanged: 1, Read: 5, Kept: 2, Duplicates: 3}, rows: "01:1 02:2 02:2 03:3"},
			{write: map[string]string{"a.csv": a + "7,2024-05-02,bad\n" + line("02", "2") + line("03", "3") + line("04", "4")}, want: ingest.Books{Files: 1, FilesChanged: 1, Read: 6, Kept: 1, Duplicates: 5}, rows: "01:1 02:2 02:2 03:3 04:4"},
			{write: map[string]string{"a.csv": b}, fails: "a.csv: has changed since load 3 read it, and not only by whole lines at its end, so that it cannot be told which of its rows are new; set tables.transactions.changed to replace", rows: "01:1 02:2 02:2 03:3 04:4"},
		}},
		{"append after a line without an end", func(s *data.Source) { s.Changed, s.Duplicates = "append", "keep" }, []night{
			{write: map[string]string{"a.csv": head + "7,2024-05-01,1"}, want: ingest.Books{Files: 1, Read: 1, Kept: 1}, rows: "01:1"},
			{write: map[string]string{"a.csv": head + "7,2024-05-01,12\n"}, fails: "a.csv: has changed since load 1 read it, and not only by whole lines", rows: "01:1"},
		}},
		{"replace where every row counts", func(s *data.Source) { s.Duplicates = "keep" }, []night{
			{write: map[string]string{"a.csv": a, "b.csv": b}, want: ingest.Books{Files: 2, Read: 4, Kept: 4}, rows: "01:1 02:2 02:2 03:3"},
			{write: map[string]string{"a.csv": head + line("01", "9")}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesChanged: 1, ExportsReplaced: 1, Read: 1, Kept: 1, Replaced: 2}, rows: "01:9 02:2 03:3"},
		}},
		{"corrections", func(s *data.Source) { s.Corrects = `[._-](v[0-9]+|corrected)` }, []night{
			{write: map[string]string{"a.csv": a, "b.csv": head + line("04", "4")}, want: ingest.Books{Files: 2, Read: 3, Kept: 3}, rows: "01:1 02:2 04:4"},
			{write: map[string]string{"a.v9.csv": head + line("01", "9")}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesCorrected: 1, ExportsReplaced: 1, Read: 1, Kept: 1, Replaced: 2}, rows: "01:9 04:4"},
			{write: map[string]string{"a.v10.csv": head + line("01", "10")}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesCorrected: 2, ExportsReplaced: 1, Read: 1, Kept: 1, Replaced: 1}, rows: "01:10 04:4"},
			{write: map[string]string{"a.csv": b}, want: ingest.Books{FilesKnown: 2, FilesCorrected: 2}, rows: "01:10 04:4"},
			{remove: []string{"a.v9.csv", "a.v10.csv"}, want: ingest.Books{FilesKnown: 1, FilesCorrected: 1}, rows: "01:10 04:4"},
			{write: map[string]string{"c_corrected.csv": head + line("05", "5"), "c.csv": head + line("05", "6")}, want: ingest.Books{Files: 1, FilesKnown: 1, FilesCorrected: 2, Read: 1, Kept: 1}, rows: "01:10 04:4 05:5"},
		}},
		{"late rows", nil, []night{
			{write: map[string]string{"a.csv": head + line("20", "1")}, want: ingest.Books{Files: 1, Read: 1, Kept: 1}, rows: "20:1"},
			{write: map[string]string{"b.csv": head + line("18", "2") + line("19", "3") + line("21", "4")}, want: ingest.Books{Files: 1, FilesKnown: 1, Read: 3, Kept: 3, Late: 1}, rows: "18:2 19:3 20:1 21:4"},
		}},
		{"gone exports stay loaded", nil, []night{
			{write: map[string]string{"a.csv": a}, want: ingest.Books{Files: 1, Read: 2, Kept: 2}, rows: "01:1 02:2"},
			{write: map[string]string{"b.csv": b}, remove: []string{"a.csv"}, want: ingest.Books{Files: 1, Read: 2, Kept: 1, Duplicates: 1}, rows: "01:1 02:2 03:3"},
			{write: map[string]string{"a.csv": a}, want: ingest.Books{FilesKnown: 2, FilesRedelivered: 1}, rows: "01:1 02:2 03:3"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, state := t.TempDir(), t.TempDir()
			s := source([]string{dir}, "customer_id", "time", "amount")
			s.MaxRejected, s.TimeFormat = 1, "iso"
			if c.set != nil {
				c.set(&s)
			}
			clock := now
			for i, n := range c.nights {
				clock = clock.Add(24 * time.Hour)
				for name, text := range n.write {
					if err := os.Chtimes(write(t, dir, name, text), clock, clock); err != nil {
						t.Fatal(err)
					}
				}
				for _, name := range n.remove {
					if err := os.Remove(filepath.Join(dir, name)); err != nil {
						t.Fatal(err)
					}
				}
				checkNight(t, i, state, dir, n, s)
			}
		})
	}
}

// checkNight loads and compares books and rows with what a night wants.
func checkNight(t *testing.T, i int, state, dir string, n night, s data.Source) {
	t.Helper()
	rows := func() string {
		var all []string
		for _, r := range contentOf(t, state)[data.Transactions]["7"] {
			r = strings.TrimPrefix(strings.ReplaceAll(r, "T00:00:00 amount=", ":"), "time=2024-05-")
			all = append(all, strings.TrimSuffix(r, ".0000"))
		}
		return strings.Join(all, " ")
	}
	r, err := ingest.Run(context.Background(), options(state, transactions(s)))
	if n.fails != "" {
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), dir, "DIR"), n.fails) {
			t.Errorf("night %d: error %v, want %q", i+1, err, n.fails)
		}
	} else if err != nil {
		t.Fatalf("night %d: %v", i+1, err)
	} else {
		balanced(t, state, r)
		got := *books(t, r, data.Transactions)
		n.want.Table, n.want.Bytes, n.want.OutOfScope = got.Table, got.Bytes, map[string]int64{}
		if n.want.Quarantined == nil {
			n.want.Quarantined = map[string]int64{}
		}
		if diff := cmp.Diff(n.want, got); diff != "" {
			t.Errorf("night %d: books (-want +got):\n%s", i+1, diff)
		}
		if r.New() == (got.Files == 0 && got.Replaced == 0) {
			t.Errorf("night %d: load %d of %d files", i+1, r.Load, got.Files)
		}
	}
	if got := rows(); got != n.rows {
		t.Errorf("night %d: rows %s, want %s", i+1, got, n.rows)
	}
}
