package lake_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/lake"
)

// compact compacts the lake in dir.
func compact(t testing.TB, dir string, workers int) lake.CompactReport {
	t.Helper()
	report, err := open(t, dir).Compact(context.Background(), lake.CompactOptions{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestThousandNights decides what is merged on 1,000 nights after a large export:
// as many rows every night, and numbers that differ a hundredfold.
func TestThousandNights(t *testing.T) {
	const backfill, nights = 50_000_000, 1000
	r := rand.New(rand.NewPCG(3, 3))
	for name, daily := range map[string]func() int64{
		"even":   func() int64 { return 67_000 },
		"uneven": func() int64 { return 1000 + r.Int64N(100_000) },
	} {
		t.Run(name, func(t *testing.T) {
			segments := []int64{backfill}
			most, written, total := 0, int64(0), int64(0)
			for range nights {
				n := daily()
				total += n
				segments = append(segments, n)
				first := lake.MergeFrom(segments)
				if first < len(segments) {
					merged := int64(0)
					for _, n := range segments[first:] {
						merged += n
					}
					segments = append(segments[:first], merged)
					written += merged
				}
				most = max(most, len(segments))
			}
			if most > 12 {
				t.Errorf("up to %d segments after a night, want at most 12", most)
			}
			// A row is written anew only when its segment doubles at least: from the
			// smallest night's to all rows, some 17 times, and the backfill once.
			if limit := 17*total + backfill + total; written > limit {
				t.Errorf("%d rows were written anew, want at most %d", written, limit)
			}
			t.Logf("at most %d segments; %.1f rows written anew for each that was loaded", most, float64(written)/float64(total))
		})
	}
}

// TestNights loads a large export and then a small one on each of some nights,
// compacting after each.
func TestNights(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	night := func(n int) {
		var events []event
		for i := range n {
			events = append(events, event{id: fmt.Sprint(i % 50), time: int64(i), amount: 1})
		}
		load(t, dir, 1, events, "time", "amount")
	}
	const backfill, daily, nights = 3000, 4, 40
	night(backfill)
	for range nights {
		night(daily)
		report := compact(t, dir, 1)
		// 160 rows of 40 nights can be halved 5 times before 4 are left.
		if report.After > 7 {
			t.Fatalf("%d segments after a night, want at most 7", report.After)
		}
		found, err := filepath.Glob(filepath.Join(dir, "transactions", "load-*.parquet"))
		if err != nil || len(found) > report.Before+report.After {
			t.Fatalf("%d files of transactions, %v; want only those of %d segments before and %d after", len(found), err, report.Before, report.After)
		}
	}
	l := open(t, dir)
	if n := l.Rows(data.Transactions); n != backfill+daily*nights || l.Loads() != nights+1 {
		t.Errorf("%d rows of %d loads, want %d of %d", n, l.Loads(), backfill+daily*nights, nights+1)
	}
}

// TestCompactedBytes compacts with one worker and with several, with and without
// an interruption before.
func TestCompactedBytes(t *testing.T) {
	var want map[string]string
	for _, workers := range []int{1, 3} {
		dir := filepath.Join(t.TempDir(), "lake")
		events := random(300, 30_000)
		for i := range 3 { // some files of buckets, then sheets
			n := []int{0, 20_000, 24_000, 30_000}
			load(t, dir, 4, events[n[i]:n[i+1]])
		}
		load(t, dir, 4, events[:9000])
		load(t, dir, 4, events[9000:22_000])
		ctx, cancel := context.WithCancel(context.Background())
		if workers > 1 {
			cancel()
			before := files(t, dir)
			if _, err := open(t, dir).Compact(ctx, lake.CompactOptions{}); !errors.Is(err, context.Canceled) {
				t.Errorf("a compaction that was cancelled: got %v", err)
			}
			if d := gocmp.Diff(before, files(t, dir)); d != "" {
				t.Errorf("files after a compaction was cancelled (-want +got):\n%s", d)
			}
		}
		cancel()
		report := compact(t, dir, workers)
		if report.Before != 5 || report.After != 1 || !report.Merged() || report.Rows < 52_000 || report.Bytes == 0 {
			t.Errorf("%+v, want 5 segments to become 1", report)
		}
		if again := compact(t, dir, workers); again.Merged() || again.Rows != 0 {
			t.Errorf("%+v, want nothing to be merged again", again)
		}
		got := files(t, dir)
		if want == nil {
			want = got
		}
		if !gocmp.Equal(want, got) {
			t.Errorf("%d workers give other bytes", workers)
		}
	}
}

// TestReadersGoOn opens a lake before a compaction, and reads it until its files
// are removed.
func TestReadersGoOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	events := random(20, 200)
	load(t, dir, 2, events[:80])
	load(t, dir, 2, events[80:])
	read := func(l *lake.Lake) error {
		for b := range l.Buckets() {
			if _, err := l.ReadBucket(context.Background(), b, nil, nil); err != nil {
				return err
			}
		}
		_, err := l.Symbols(data.Transactions, "category")
		return err
	}
	// What was read once is kept: each lake here is read for the first time.
	first, second, writer := open(t, dir), open(t, dir), open(t, dir)
	if report := compact(t, dir, 1); !report.Merged() {
		t.Fatal("the test compacts nothing")
	}
	if err := read(first); err != nil {
		t.Errorf("reading on after a compaction: %v", err)
	}
	if _, err := writer.Begin(2); !errors.Is(err, lake.ErrChanged) {
		t.Errorf("a load on a lake that was compacted since: got %v", err)
	}
	load(t, dir, 2, nil)
	if err := read(second); !errors.Is(err, lake.ErrChanged) || !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "open it again") {
		t.Errorf("reading on after a compaction and a load: got %v", err)
	}
	if err := read(open(t, dir)); err != nil {
		t.Error(err)
	}
	if _, wrong := verdicts(t, open(t, dir), 1); len(wrong) > 0 {
		t.Errorf("after the load: %v", wrong)
	}
}

// TestKilledCompaction leaves files of a compaction in place, as if it had been
// killed before the manifest was replaced.
func TestKilledCompaction(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	events := random(20, 200)
	load(t, dir, 2, events[:80])
	load(t, dir, 2, events[80:])
	manifest, err := os.ReadFile(filepath.Join(dir, "lake.json"))
	if err != nil {
		t.Fatal(err)
	}
	wantIDs, want := all(t, dir)
	before := files(t, dir)
	compact(t, dir, 1)
	if err := os.WriteFile(filepath.Join(dir, "lake.json"), manifest, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".staging"), 0o700); err != nil {
		t.Fatal(err)
	}
	ids, got := all(t, dir)
	if d := gocmp.Diff(wantIDs, ids) + gocmp.Diff(want, got, gocmp.AllowUnexported(event{})); d != "" {
		t.Errorf("after a compaction was killed (-want +got):\n%s", d)
	}
	x, err := open(t, dir).Begin(2)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Abort(); err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(before, files(t, dir)); d != "" {
		t.Errorf("files after the next load began (-want +got):\n%s", d)
	}
}

func TestViewsCannotBeChanged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	load(t, dir, 1, []event{{"a", 0, 1, "x"}})
	load(t, dir, 1, []event{{"b", day, 1, "x"}})
	view := open(t, dir).KnownAt(day)
	if view.Loads() != 1 {
		t.Fatalf("the view has %d loads, want 1", view.Loads())
	}
	if _, err := view.Begin(1); err == nil || !strings.Contains(err.Error(), "view of the past") {
		t.Errorf("a load on a view: got %v", err)
	}
	if _, err := view.Compact(context.Background(), lake.CompactOptions{}); err == nil || !strings.Contains(err.Error(), "view of the past") {
		t.Errorf("a compaction of a view: got %v", err)
	}
}

func TestRetireRefuses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	load(t, dir, 1, []event{{"a", 0, 1, "x"}})
	retire := func(numbers ...int) error {
		x, err := open(t, dir).Begin(1)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Retire(numbers); err != nil {
			return errors.Join(err, x.Abort())
		}
		return x.Commit(nil)
	}
	for _, c := range []struct {
		numbers []int
		want    string
	}{{[]int{0}, "none with the number 0"}, {[]int{2}, "none with the number 2"}, {[]int{1, 1}, "it was replaced before"}} {
		if err := retire(c.numbers...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("retiring %v: got %v, want %q", c.numbers, err, c.want)
		}
	}
	print := open(t, dir).Fingerprint()
	if err := retire(1); err != nil {
		t.Fatal(err)
	}
	l := open(t, dir)
	if f := l.Files()[0]; f.Replaced != 2 || l.Rows(data.Transactions) != 0 || len(l.Tables()) != 0 || l.Fingerprint() == print {
		t.Errorf("export %+v, %d rows in tables %q; want it replaced by load 2, and no rows", f, l.Rows(data.Transactions), l.Tables())
	}
	if err := retire(1); err == nil {
		t.Error("an export can be retired twice")
	}
}
