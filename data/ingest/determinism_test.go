package ingest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/generate"
	"predict/data/ingest"
)

// damaged are messy exports of all tables, one file a day of transactions.
func damaged(t testing.TB, customers int, seed uint64) map[string]data.Source {
	t.Helper()
	o := generate.DefaultOptions()
	o.Customers, o.Seed, o.Daily, o.Messy = customers, seed, true, true
	sources, _ := exports(t, o)
	return tolerant(sources)
}

// TestWorkersAndMemoryDoNotMatter: any number of goroutines and any memory
// gives the same bytes: lake, quarantine and report.
func TestWorkersAndMemoryDoNotMatter(t *testing.T) {
	sources := damaged(t, 400, 5)
	sources[data.Transactions] = withExpression(sources[data.Transactions])
	var want map[string]string
	var wantReport string
	for _, c := range []struct {
		name            string
		workers, memory int
	}{{"one", 1, 0}, {"two", 2, 0}, {"seven", 7, 0}, {"two, everything on disk", 2, 1}, {"seven, some on disk", 7, 1 << 20}} {
		t.Run(c.name, func(t *testing.T) {
			state := t.TempDir()
			o := options(state, sources)
			o.Workers, o.Memory = c.workers, c.memory
			r := load(t, o)
			for i := range r.Quarantine {
				r.Quarantine[i] = filepath.Base(r.Quarantine[i])
			}
			report, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			got := tree(t, state)
			if want == nil {
				want, wantReport = got, string(report)
			}
			if diff := cmp.Diff(wantReport, string(report)); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
			sameTree(t, want, got)
		})
	}
}

// withExpression maps a column by an expression, so that DuckDB takes part.
func withExpression(s data.Source) data.Source {
	s.Columns["channel"] = data.Mapping{From: "upper(channel)"}
	s.Columns["margin"] = data.Mapping{From: "amount * 0.5"}
	return s
}

// sameTree compares folders byte by byte and names the files that differ.
func sameTree(t testing.TB, want, got map[string]string) {
	t.Helper()
	for name, text := range want {
		if other, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		} else if other != text {
			t.Errorf("%s differs", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is too many", name)
		}
	}
}

// shuffled returns lines in another order, the header left where it is.
func shuffled(text string, seed uint64) string {
	lines := slices.Collect(strings.Lines(text))
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(lines)-1, func(i, j int) { lines[i+1], lines[j+1] = lines[j+1], lines[i+1] })
	return strings.Join(lines, "")
}

// split deals the lines of an export out to n files, each with the header.
func split(text string, n int) []string {
	lines := slices.Collect(strings.Lines(text))
	parts := slices.Repeat([]string{lines[0]}, n)
	for i, line := range lines[1:] {
		parts[i*n/len(lines[1:])] += line
	}
	return parts
}

// TestArrangementDoesNotMatter: order of the rows, their number of files, the
// names of the files and the number of buckets give the same content.
func TestArrangementDoesNotMatter(t *testing.T) {
	o := generate.DefaultOptions()
	o.Customers, o.Seed = 150, 9
	sources, _ := exports(t, o)
	s := sources[data.Transactions]
	raw, err := os.ReadFile(s.Files[0])
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	state := t.TempDir()
	load(t, options(state, transactions(s)))
	want := contentOf(t, state)
	for _, c := range []struct {
		name    string
		files   []string
		buckets int
	}{
		{"rows shuffled", []string{shuffled(text, 1)}, 4},
		{"three files", split(text, 3), 4},
		{"three files, the last one first", reversed(split(text, 3)), 4},
		{"forty files of shuffled rows", split(shuffled(text, 2), 40), 4},
		{"one bucket", []string{text}, 1},
		{"sixteen buckets", []string{text}, 16},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, state := t.TempDir(), t.TempDir()
			for i, part := range c.files {
				write(t, dir, fmt.Sprintf("part-%02d.csv", i), part)
			}
			s := s
			s.Files = []string{dir}
			o := options(state, transactions(s))
			o.Buckets = c.buckets
			load(t, o)
			if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
				t.Errorf("lake (-want +got):\n%s", clipped(diff))
			}
		})
	}
}

func reversed(s []string) []string {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}

func clipped(diff string) string { return diff[:min(len(diff), 4000)] }

// TestDayByDay: a load each day ends with the same content as one load of all,
// and each load reads its own files only.
func TestDayByDay(t *testing.T) {
	sources := damaged(t, 60, 11)
	once, daily := t.TempDir(), t.TempDir()
	whole := load(t, options(once, sources))
	days, err := filepath.Glob(filepath.Join(sources[data.Transactions].Files[0], "*.csv"))
	if err != nil || len(days) < 300 {
		t.Fatalf("%d daily exports: %v", len(days), err)
	}
	s := sources[data.Transactions]
	sum := ingest.Books{Quarantined: map[string]int64{}}
	const step = 50 // files a load, to save time
	for from := 0; from < len(days); from += step {
		s.Files = days[:min(from+step, len(days))]
		sources[data.Transactions] = s
		r := load(t, options(daily, sources))
		b := books(t, r, data.Transactions)
		if b.FilesKnown != from || b.Files != len(s.Files)-from {
			t.Errorf("load %d: read %d files and knew %d", r.Load, b.Files, b.FilesKnown)
		}
		sum.Read, sum.Kept, sum.Duplicates = sum.Read+b.Read, sum.Kept+b.Kept, sum.Duplicates+b.Duplicates
	}
	all := books(t, whole, data.Transactions)
	if sum.Read != all.Read || sum.Kept != all.Kept || sum.Duplicates != all.Duplicates {
		t.Errorf("the loads add up to %+v, one load of all gives %+v", sum, all)
	}
	if diff := cmp.Diff(contentOf(t, once), contentOf(t, daily)); diff != "" {
		t.Errorf("lake (-once +daily):\n%s", clipped(diff))
	}
}

// TestRedeliveredDays: every export repeats the six days before it; each row
// counts once.
func TestRedeliveredDays(t *testing.T) {
	const window = 7
	rows := purchases()
	slices.SortFunc(rows, func(a, b purchase) int { return a.time.Compare(b.time) })
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, strings.Split(header, ",")...)
	kept, read := int64(0), int64(0)
	for i := range rows {
		from := max(0, i+1-window)
		write(t, dir, fmt.Sprintf("%03d.csv", i), plain.text(rows[from:i+1]))
		if i%5 != 4 {
			continue // five exports a load: they overlap each other and the lake
		}
		b := books(t, load(t, options(state, transactions(s))), data.Transactions)
		kept, read = kept+b.Kept, read+b.Read
	}
	if kept != int64(len(rows)) || read < 6*kept {
		t.Errorf("%d rows of %d were kept, %d read", kept, len(rows), read)
	}
	if diff := cmp.Diff(contentOfPurchases(rows), contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestNothingNew: a second load reads nothing and changes nothing.
func TestNothingNew(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	path := write(t, dir, "a.csv", plain.text(purchases()))
	s := source([]string{dir}, strings.Split(header, ",")...)
	o := options(state, transactions(s))
	load(t, o)
	before := tree(t, state)
	again := func(what string) {
		t.Helper()
		read := int64(0)
		o.Progress = func(n int64) { read += n }
		r, err := ingest.Run(context.Background(), o)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if b := books(t, r, data.Transactions); r.New() || read != 0 || b.Files != 0 || b.Read != 0 {
			t.Errorf("%s: the second load read %d bytes: %+v", what, read, b)
		}
		left := tree(t, state)
		delete(left, "redelivered.jsonl")
		sameTree(t, before, left)
	}
	again("unchanged")
	later := now.AddDate(0, 0, 1)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	again("touched")
	write(t, dir, "copy.csv", plain.text(purchases()))
	again("copied")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	again("renamed")
}
