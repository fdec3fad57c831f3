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

// anyExport draws the text of an export: few customers, days and amounts, so
// that exports overlap; some rows are damaged or of no customer.
func anyExport() *rapid.Generator[string] {
	row := rapid.Custom(func(t *rapid.T) string {
		id := rapid.SampledFrom([]string{"1", "1", "2", "3", ""}).Draw(t, "id")
		amount := rapid.SampledFrom([]string{"1", "2", "3", "much"}).Draw(t, "amount")
		return fmt.Sprintf("%s,2024-05-%02d,%s,%s\n", id, rapid.IntRange(1, 6).Draw(t, "day"), amount, rapid.SampledFrom([]string{"tea", "mint"}).Draw(t, "category"))
	})
	return rapid.Custom(func(t *rapid.T) string {
		return "customer_id,time,amount,category\n" + strings.Join(rapid.SliceOfN(row, 1, 6).Draw(t, "rows"), "")
	})
}

// delivery is a folder of exports and the state that has loaded them, with a
// plain model beside it: what each export that counts holds.
type deliveries struct {
	dir, state string
	source     data.Source
	files      map[string]string // by name, those that are gone from the folder too
	loaded     map[string]string // what they held at the last load
	gone       map[string]bool
	written    int
}

// put writes a file, with a time of its own.
func (d *deliveries) put(r *rapid.T, name, text string) {
	path := filepath.Join(d.dir, name)
	d.written++
	when := now.AddDate(0, 0, d.written)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.Fatal(err)
	}
	if err := os.Chtimes(path, when, when); err != nil {
		r.Fatal(err)
	}
	d.files[name] = text
	delete(d.gone, name)
}

// step does one thing to the folder.
func (d *deliveries) step(r *rapid.T) {
	names := slices.Sorted(maps.Keys(d.files))
	there := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return d.gone[n] })
	what := "deliver"
	if len(there) > 0 {
		what = rapid.SampledFrom([]string{"deliver", "deliver", "change", "change", "copy", "touch", "remove"}).Draw(r, "what")
	}
	switch what {
	case "deliver":
		d.put(r, rapid.SampledFrom([]string{"a.csv", "b.csv", "c.csv", "b.v2.csv", "b.v10.csv", "d.csv"}).Draw(r, "name"), anyExport().Draw(r, "text"))
	case "change":
		d.put(r, rapid.SampledFrom(there).Draw(r, "name"), anyExport().Draw(r, "text"))
	case "copy":
		d.put(r, rapid.SampledFrom([]string{"a.csv", "x.csv", "y.csv"}).Draw(r, "to"), d.files[rapid.SampledFrom(there).Draw(r, "name")])
	case "touch":
		name := rapid.SampledFrom(there).Draw(r, "name")
		d.put(r, name, d.files[name])
	case "remove":
		name := rapid.SampledFrom(there).Draw(r, "name")
		if len(there) == 1 || d.loaded[name] != d.files[name] {
			return
		}
		for _, other := range names { // of two that hold the same, only one was loaded
			if other != name && (d.files[other] == d.files[name] || d.loaded[other] == d.files[name]) {
				return
			}
		}
		if err := os.Remove(filepath.Join(d.dir, name)); err != nil {
			r.Fatal(err)
		}
		d.gone[name] = true
	}
}

// load loads the folder. What is refused because an export that must be read
// again is gone, is loaded after it was put back.
func (d *deliveries) load(r *rapid.T, t *testing.T) {
	before := int64(0)
	if _, err := os.Stat(filepath.Join(d.state, "lake")); err == nil {
		before = open(t, d.state).Rows(data.Transactions)
	}
	o := options(d.state, transactions(d.source))
	report, err := ingest.Run(context.Background(), o)
	for err != nil && strings.Contains(err.Error(), "must be read again") {
		back := false
		for name := range d.gone {
			if strings.Contains(err.Error(), filepath.Join(d.dir, name)) {
				d.put(r, name, d.files[name])
				back = true
			}
		}
		if !back {
			break
		}
		report, err = ingest.Run(context.Background(), o)
	}
	if err != nil {
		r.Fatal(err)
	}
	balanced(t, d.state, report)
	b := books(t, report, data.Transactions)
	if after := open(t, d.state).Rows(data.Transactions); after != before+b.Kept-b.Replaced {
		r.Fatalf("the lake has %d rows after %d, and the books say + %d - %d", after, before, b.Kept, b.Replaced)
	}
	if report, err = ingest.Run(context.Background(), o); err != nil || report.New() {
		r.Fatalf("a second load of the same is load %d, error %v", report.Load, err)
	}
	d.loaded = maps.Clone(d.files)
}

// TestAnyNights: whatever is delivered, changed, corrected, copied, touched and
// taken away, in whatever order, the rows that count are those of one load of
// what the exports say in the end.
func TestAnyNights(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		root, err := os.MkdirTemp(t.TempDir(), "nights")
		if err != nil {
			r.Fatal(err)
		}
		d := &deliveries{dir: filepath.Join(root, "exports"), state: filepath.Join(root, "state"), files: map[string]string{}, gone: map[string]bool{}}
		if err := os.Mkdir(d.dir, 0o700); err != nil {
			r.Fatal(err)
		}
		d.source = source([]string{d.dir}, "customer_id", "time", "amount", "category")
		d.source.MaxRejected, d.source.TimeFormat = 1, "iso"
		d.source.CSV = data.Dialect{Separator: ",", Quote: `"`, Header: "yes"}
		d.source.Corrects = rapid.SampledFrom([]string{"", `\.v[0-9]+`}).Draw(r, "corrects")
		d.source.Duplicates = rapid.SampledFrom([]string{"drop", "drop", "keep"}).Draw(r, "duplicates")
		for range rapid.IntRange(1, 5).Draw(r, "nights") {
			for range rapid.IntRange(1, 3).Draw(r, "steps") {
				d.step(r)
			}
			d.load(r, t)
		}
		once := &deliveries{dir: filepath.Join(root, "once"), state: filepath.Join(root, "fresh"), source: d.source, files: map[string]string{}, gone: map[string]bool{}}
		if err := os.Mkdir(once.dir, 0o700); err != nil {
			r.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(d.files)) {
			once.put(r, name, d.files[name])
		}
		once.source.Files = []string{once.dir}
		once.load(r, t)
		if diff := cmp.Diff(contentOf(t, once.state), contentOf(t, d.state)); diff != "" {
			r.Fatalf("lake (-all at once +night after night):\n%s", diff)
		}
	})
}
