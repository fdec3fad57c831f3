package lake_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// files returns the content of every file below dir by path.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if want := os.FileMode(0o600); !d.IsDir() && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
		if want := os.FileMode(0o700); d.IsDir() && info.Mode().Perm() != want {
			t.Errorf("folder %s has mode %v, want %v", path, info.Mode(), want)
		}
		if d.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSameLoadsSameBytes(t *testing.T) {
	events := random(500, 12_000)
	var want map[string]string
	for range 2 {
		dir := filepath.Join(t.TempDir(), "lake")
		load(t, dir, 4, events[:2000])
		load(t, dir, 4, events[2000:])
		got := files(t, dir)
		if want == nil {
			want = got
		}
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s differs", name)
			}
		}
		if len(got) != len(want) || got["transactions/load-000001.parquet"] == "" || got["transactions/bucket=003/load-000002.parquet"] == "" {
			t.Errorf("%d files, want %d, with the few rows of load 1 in one file, and those of load 2 in bucket 3", len(got), len(want))
		}
	}
}

// TestUncommitted takes the state of a load at every step of its commit and
// checks that the lake is as it was, and that the next load removes the rest.
func TestUncommitted(t *testing.T) {
	events := random(500, 12_000)
	dir := filepath.Join(t.TempDir(), "lake")
	load(t, dir, 4, events[:1000])
	before := files(t, dir)
	wantIDs, want := all(t, dir)

	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(64) // the lake keeps its 4 buckets
	if err != nil {
		t.Fatal(err)
	}
	if x.Buckets() != 4 || x.Number() != 2 {
		t.Errorf("load %d has %d buckets, want load 2 with 4", x.Number(), x.Buckets())
	}
	stage(t, x, events[1000:])
	check := func(state string) {
		t.Helper()
		ids, got := all(t, dir)
		if d := gocmp.Diff(wantIDs, ids); d != "" {
			t.Errorf("%s: customers (-want +got):\n%s", state, d)
		}
		if d := gocmp.Diff(want, got, gocmp.AllowUnexported(event{})); d != "" {
			t.Errorf("%s: events (-want +got):\n%s", state, d)
		}
	}
	check("parts are staged")
	// As if killed between the renames of the parts and that of the manifest.
	staged := filepath.Join(dir, ".staging")
	err = filepath.WalkDir(staged, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(staged, path)
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			return err
		}
		return os.Rename(path, filepath.Join(dir, name))
	})
	if err != nil {
		t.Fatal(err)
	}
	check("parts are in place")
	if len(files(t, dir)) <= len(before) {
		t.Fatal("the test has put no part in place")
	}
	y, err := l.Begin(4)
	if err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(before, files(t, dir)); d != "" {
		t.Errorf("files after the next load began (-want +got):\n%s", d)
	}
	stage(t, y, events[1000:])
	if err := y.Abort(); err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(before, files(t, dir)); d != "" {
		t.Errorf("files after a load was aborted (-want +got):\n%s", d)
	}
	if err := y.Commit(nil); err == nil {
		t.Error("a load that was aborted can be committed")
	}
	load(t, dir, 4, events[1000:])
	clean := filepath.Join(t.TempDir(), "lake")
	load(t, clean, 4, events[:1000])
	load(t, clean, 4, events[1000:])
	if !gocmp.Equal(files(t, clean), files(t, dir)) {
		t.Error("a load that was repeated after it was killed differs from one that was not killed")
	}
	if _, err := l.Begin(4); err == nil || !strings.Contains(err.Error(), "open it again") {
		t.Errorf("beginning a load on a state that has passed: got %v", err)
	}
}

func TestKilledFirstLoad(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(4)
	if err != nil {
		t.Fatal(err)
	}
	stage(t, x, random(10, 10))
	again, err := lake.Open(dir)
	if err != nil {
		t.Fatalf("opening a lake whose first load was killed: %v", err)
	}
	if again.Buckets() != 0 || again.Rows(data.Transactions) != 0 || again.Fingerprint() != l.Fingerprint() {
		t.Error("a lake whose first load was killed is not empty")
	}
}

func TestDamagedManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	load(t, dir, 4, random(50, 300))
	path := filepath.Join(dir, "lake.json")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":         "",
		"cut":           string(good[:len(good)/2]),
		"cut at a line": string(good[:strings.LastIndex(string(good), "\n\"checksum\"")]),
		"changed count": strings.Replace(string(good), `"rows":[`, `"rows":[1`, 1),
		"more":          string(good) + "{}",
		"no json":       "hello",
		"unknown field": strings.Replace(string(good), `"buckets":4`, `"buckets":4,"colour":3`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			if text == string(good) {
				t.Fatal("the test changes nothing")
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := lake.Open(dir)
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "restore it") {
				t.Errorf("got %v, want an error that names %s and a remedy", err, path)
			}
		})
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := lake.Open(dir); err == nil || !strings.Contains(err.Error(), "no lake.json") {
		t.Errorf("a lake that lost its manifest: got %v", err)
	}
}

func TestDamagedPart(t *testing.T) {
	for _, c := range []struct {
		rows int
		name string
	}{{300, "load-000001.parquet"}, {3000, filepath.Join("bucket=000", "load-000001.parquet")}} {
		dir := filepath.Join(t.TempDir(), "lake")
		load(t, dir, 1, random(50, c.rows))
		damage(t, dir, filepath.Join(dir, "transactions", c.name))
	}
}

// damage changes a byte of a file of transactions, then removes the file.
func damage(t *testing.T, dir, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/3] ^= 4
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.ReadBucket(context.Background(), 0, nil, nil); !errors.Is(err, columnar.ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that says that %s is damaged", err, path)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := l.ReadBucket(context.Background(), 0, nil, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want an error that says that a file is not there", err)
	}
}

func TestManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	events := []event{{"a", 50, 1, "x"}, {"b", 20, 2, "y"}, {"c", 70, 3, ""}}
	var prints []string
	state := func() *lake.Lake {
		l, err := lake.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		prints = append(prints, l.Fingerprint())
		return l
	}
	state()
	load(t, dir, 4, events[:1])
	state()
	load(t, dir, 4, nil) // an export without rows: nothing but its name is new
	state()
	load(t, dir, 4, events[1:], "time", "amount")
	l := state()
	if prints[1] != prints[2] || prints[0] == prints[1] || prints[2] == prints[3] {
		t.Errorf("fingerprints %q: want the second and third alike, the others not", prints)
	}
	if first, last, ok := l.Span(data.Transactions); first != 20 || last != 70 || !ok {
		t.Errorf("span %d to %d, %v; want 20 to 70", first, last, ok)
	}
	if l.Rows(data.Transactions) != 3 || l.Customers() != 3 || l.Loads() != 3 {
		t.Errorf("%d rows, %d customers, %d loads; want 3 of each", l.Rows(data.Transactions), l.Customers(), l.Loads())
	}
	if d := gocmp.Diff([]string{"transactions"}, l.Tables()); d != "" {
		t.Errorf("tables (-want +got):\n%s", d)
	}
	if d := gocmp.Diff([]string{"time", "amount", "category"}, l.Columns(data.Transactions)); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}
	want := []lake.FileEntry{
		{Table: "transactions", Path: "export-1.csv", Read: 1, Kept: 1, Load: 1, Number: 1, First: new(int64(50)), Last: new(int64(50)), Days: lake.DayCounts{{Day: 0, Rows: 1}}},
		{Table: "transactions", Path: "export-2.csv", Load: 2, Number: 2},
		{Table: "transactions", Path: "export-3.csv", Read: 2, Kept: 2, Load: 3, Number: 3, First: new(int64(20)), Last: new(int64(70)), Days: lake.DayCounts{{Day: 0, Rows: 2}}},
	}
	if d := gocmp.Diff(want, l.Files()); d != "" {
		t.Errorf("exports (-want +got):\n%s", d)
	}
	texts, err := l.Symbols(data.Transactions, "category")
	if d := gocmp.Diff([]string{"x", "y"}, texts); err != nil || d != "" {
		t.Errorf("symbols: %v (-want +got):\n%s", err, d)
	}
}

// TestConcurrentBuckets loads with a goroutine for each bucket, as the loader
// does, and must give the bytes of a load by one.
func TestConcurrentBuckets(t *testing.T) {
	const buckets = 8
	var want map[string]string
	for _, workers := range []int{1, buckets} {
		dir := filepath.Join(t.TempDir(), "lake")
		l, err := lake.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		x, err := l.Begin(buckets)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		errs := make([]error, buckets)
		for w := range workers {
			all.Go(func() {
				for b := w; b < buckets; b += workers {
					errs[b] = fillBucket(x, b)
				}
			})
		}
		all.Wait()
		exports := []lake.FileEntry{{Table: data.Changes, Kept: 1005}, {Table: data.Cancellations, Kept: 1005}}
		if err := errors.Join(append(errs, x.Commit(exports))...); err != nil {
			t.Fatal(err)
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

func fillBucket(x *lake.Load, bucket int) error {
	index, err := x.Customers(bucket)
	if err != nil {
		return err
	}
	for i, table := range []string{data.Changes, data.Cancellations} {
		var codes []int32
		var times []int64
		for _, e := range random(300, 1000) {
			if key := lake.Key([]byte(e.id)); lake.BucketOf(key, x.Buckets()) == bucket {
				codes, times = append(codes, index.Code(key, []byte(e.id))), append(times, e.time)
			}
		}
		slices.Sort(codes)
		if err := x.WritePart(table, bucket, []columnar.Column{customer(codes...), sourced(x, i, len(codes)), wide("time", times...)}, len(codes)); err != nil {
			return err
		}
	}
	return nil
}
