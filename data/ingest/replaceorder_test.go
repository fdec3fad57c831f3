package ingest_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data"
	"predict/data/ingest"
)

// TestPlaceOfFacts: of customers the last row counts, so an export that has
// changed keeps its place among the others: the rows of each customer are those
// of one load of all exports, in their order.
func TestPlaceOfFacts(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		root, err := os.MkdirTemp(t.TempDir(), "facts")
		if err != nil {
			r.Fatal(err)
		}
		d := &deliveries{dir: filepath.Join(root, "exports"), state: filepath.Join(root, "state"), files: map[string]string{}, gone: map[string]bool{}}
		if err := os.Mkdir(d.dir, 0o700); err != nil {
			r.Fatal(err)
		}
		s := source([]string{d.dir}, "customer_id", "region")
		s.Duplicates = rapid.SampledFrom([]string{"drop", "keep"}).Draw(r, "duplicates")
		text := func(name string) string {
			b := "customer_id,region," + name + "\n" // no two exports hold the same
			for range rapid.IntRange(1, 4).Draw(r, "rows") {
				b += rapid.SampledFrom([]string{"1", "2"}).Draw(r, "id") + "," + rapid.SampledFrom([]string{"north", "south"}).Draw(r, "region") + ",\n"
			}
			return b
		}
		n := rapid.IntRange(1, 4).Draw(r, "files")
		for i := range n {
			name := fmt.Sprintf("%d.csv", i)
			d.put(r, name, text(name))
			load(t, options(d.state, map[string]data.Source{data.Customers: s}))
		}
		for range rapid.IntRange(1, 3).Draw(r, "changes") {
			name := fmt.Sprintf("%d.csv", rapid.IntRange(0, n-1).Draw(r, "file"))
			d.put(r, name, text(name))
			load(t, options(d.state, map[string]data.Source{data.Customers: s}))
		}
		fresh := filepath.Join(root, "fresh")
		load(t, options(fresh, map[string]data.Source{data.Customers: s}))
		if diff := cmp.Diff(contentOf(t, fresh), contentOf(t, d.state)); diff != "" {
			r.Fatalf("customers (-all at once +one by one):\n%s", diff)
		}
	})
}

// TestAppendAnything: with append a row that was there once stays, whatever the
// exports say later, and counts once.
func TestAppendAnything(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		root, err := os.MkdirTemp(t.TempDir(), "append")
		if err != nil {
			r.Fatal(err)
		}
		d := &deliveries{dir: filepath.Join(root, "exports"), state: filepath.Join(root, "state"), files: map[string]string{}, gone: map[string]bool{}}
		if err := os.Mkdir(d.dir, 0o700); err != nil {
			r.Fatal(err)
		}
		s := source([]string{d.dir}, "customer_id", "time", "amount", "category")
		s.MaxRejected, s.TimeFormat, s.Changed = 1, "iso", "append"
		s.CSV = data.Dialect{Separator: ",", Header: "yes"}
		want := map[string]bool{}
		for range rapid.IntRange(1, 5).Draw(r, "nights") {
			text := anyExport().Draw(r, "text")
			d.put(r, rapid.SampledFrom([]string{"a.csv", "b.csv"}).Draw(r, "name"), text)
			for row := range strings.Lines(text) {
				if c := row[0]; c >= '1' && c <= '9' && !strings.Contains(row, "much") {
					want[strings.TrimSpace(row)] = true
				}
			}
			load(t, options(d.state, transactions(s)))
		}
		got := map[string]bool{}
		for id, rows := range contentOf(t, d.state)[data.Transactions] {
			for _, row := range rows {
				row = strings.NewReplacer("time=", "", "T00:00:00 amount=", ",", ".0000 category=", ",").Replace(row)
				if got[id+","+row] {
					r.Fatalf("%s counts twice", row)
				}
				got[id+","+row] = true
			}
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
			r.Fatalf("rows (-want +got):\n%s", diff)
		}
	})
}

// TestRefusedQuarantine: the records of a load that was refused are there to be
// seen, are those of the last attempt only, and go with the next load that is
// not refused, also where that has nothing to do.
func TestRefusedQuarantine(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, "customer_id", "time", "amount")
	bad := write(t, dir, "b.csv", head+line("01", "x")+line("02", "y")+line("03", "3"))
	refused := func(records int) {
		t.Helper()
		if _, err := ingest.Run(context.Background(), options(state, transactions(s))); err == nil {
			t.Fatal("no error")
		}
		all := refusedIn(t, state)
		if len(all) != 1 {
			t.Fatalf("%d quarantines, want 1", len(all))
		}
		for name, list := range all {
			if len(list) != records {
				t.Errorf("%s holds %d records, want %d", name, len(list), records)
			}
		}
	}
	refused(2)
	refused(2)
	write(t, dir, "b.csv", head+line("01", "x")+line("02", "y")+line("03", "z"))
	refused(3)
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "a.csv", minimal)
	load(t, options(state, transactions(s)))
	if _, err := os.Stat(filepath.Join(state, "quarantine")); !os.IsNotExist(err) {
		t.Errorf("the quarantine is still there: %v", err)
	}
	write(t, dir, "b.csv", head+line("01", "x")+line("02", "y")+line("03", "3"))
	refused(2)
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	if r := load(t, options(state, transactions(s))); r.New() || len(refusedIn(t, state)) > 0 {
		t.Errorf("load %d, %d quarantines; want that nothing is new and nothing left", r.Load, len(refusedIn(t, state)))
	}
}

// TestAFewRows: three rows of a table may always be bad, as long as they are
// fewer than half; unless none may.
func TestAFewRows(t *testing.T) {
	for _, c := range []struct {
		bad, good int
		allowed   float64
		ok        bool
	}{
		{1, 2, 0.01, true},
		{1, 1, 0.01, false},
		{1, 0, 0.01, false},
		{3, 4, 0.01, true},
		{3, 3, 0.01, false},
		{4, 9, 0.01, false},
		{4, 396, 0.01, true},
		{4, 395, 0.01, false},
		{1, 99, 0, false},
		{3, 3, 0.5, true},
	} {
		s := source([]string{write(t, t.TempDir(), "a.csv", head+strings.Repeat(line("01", "x"), c.bad)+strings.Repeat(line("01", "1"), c.good))}, "customer_id", "time", "amount")
		s.MaxRejected = c.allowed
		_, err := ingest.Run(context.Background(), options(t.TempDir(), transactions(s)))
		if (err == nil) != c.ok {
			t.Errorf("%d bad and %d good rows with max_rejected %v: error %v", c.bad, c.good, c.allowed, err)
		}
	}
}
