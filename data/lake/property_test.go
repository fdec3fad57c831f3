package lake_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

const day = 86_400_000_000

// check compares a lake, or a view of it, with the model after so many loads.
func (b *book) check(t *rapid.T, l *lake.Lake, seen int) {
	if l.Loads() != seen || l.Fingerprint() != b.prints[seen-1] {
		t.Fatalf("%d loads with fingerprint %s, want %d with %s", l.Loads(), l.Fingerprint(), seen, b.prints[seen-1])
	}
	if n := l.Customers(); n != int64(len(b.ids[seen-1])) {
		t.Fatalf("after load %d: %d customers, want %d", seen, n, len(b.ids[seen-1]))
	}
	texts, err := l.Symbols(data.Transactions, "category")
	if err != nil || !slices.Equal(texts, b.symbols[seen-1]) {
		t.Fatalf("after load %d: symbols %q, %v; want %q", seen, texts, err, b.symbols[seen-1])
	}
	got, want := map[string]map[string][]string{}, map[string]map[string][]string{}
	for table := range maps.Keys(b.tables(seen)) {
		b.checkTable(t, l, table, seen)
		want[table] = b.want(table, seen, l.Columns(table))
	}
	if d := gocmp.Diff(slices.Sorted(maps.Keys(want)), l.Tables()); d != "" && len(want)+len(l.Tables()) > 0 {
		t.Fatalf("tables after load %d (-want +got):\n%s", seen, d)
	}
	var ids []string
	var bucket *lake.Bucket
	for i := range l.Buckets() {
		if bucket, err = l.ReadBucket(context.Background(), i, nil, bucket); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, bucket.IDs...)
		for table, rows := range bucket.Tables {
			if got[table] == nil {
				got[table] = map[string][]string{}
			}
			for k, id := range bucket.IDs {
				if text := textRows(table, rows, k); text != nil {
					got[table][id] = text
				}
			}
		}
	}
	unkeyed, err := l.ReadUnkeyed(context.Background(), data.WalletSegments)
	if err != nil {
		t.Fatal(err)
	}
	if unkeyed != nil {
		got[data.WalletSegments] = map[string][]string{"": textRows(data.WalletSegments, unkeyed, 0)}
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Fatalf("rows after load %d (-want +got):\n%s", seen, d)
	}
	all := slices.SortedFunc(maps.Keys(b.present(seen)), func(x, y string) int {
		return cmp.Or(cmp.Compare(lake.Key([]byte(x)), lake.Key([]byte(y))), cmp.Compare(x, y))
	})
	if !slices.Equal(all, ids) {
		t.Fatalf("customers after load %d: %q, want %q", seen, ids, all)
	}
}

// present returns the customers who have a row that counts. In the model none
// comes without a row.
func (b *book) present(seen int) map[string]bool {
	ids := map[string]bool{}
	for i := range b.facts {
		if f := &b.facts[i]; f.id != "" && b.counts(f, seen) {
			ids[f.id] = true
		}
	}
	return ids
}

// tables returns the number of rows by table.
func (b *book) tables(seen int) map[string]int64 {
	n := map[string]int64{}
	for i := range b.facts {
		if b.counts(&b.facts[i], seen) {
			n[tableOf(&b.facts[i])]++
		}
	}
	return n
}

// checkTable compares what the lake tells about a table.
func (b *book) checkTable(t *rapid.T, l *lake.Lake, table string, seen int) {
	if got, want := l.Rows(table), b.tables(seen)[table]; got != want {
		t.Fatalf("%d rows of %s after load %d, want %d", got, table, seen, want)
	}
	has := map[string]bool{}
	for _, columns := range b.columns[:seen] {
		for _, c := range columns[table] {
			has[c] = true
		}
	}
	if got := l.Columns(table); len(got) != len(has) || slices.ContainsFunc(got, func(c string) bool { return !has[c] }) {
		t.Fatalf("columns of %s after load %d: %q, want %v", table, seen, got, has)
	}
}

// draw makes up the exports of a load.
func draw(t *rapid.T) (exports [][]fact) {
	for range rapid.IntRange(0, 3).Draw(t, "exports") {
		table := rapid.SampledFrom([]string{data.Transactions, data.Transactions, data.Contacts, data.Customers, data.Wallet}).Draw(t, "table")
		columns := modelColumns[table]
		if rapid.Bool().Draw(t, "fewer columns") {
			columns = columns[:len(columns)-1]
		}
		rows := []fact{}
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			f := fact{table: table, id: rapid.SampledFrom([]string{"a", "b", "c", "dd", "e", "f", "g"}).Draw(t, "id"), values: map[string]float64{}}
			if table == data.Wallet && rapid.Bool().Draw(t, "segment") {
				f.id = ""
			}
			for i, c := range columns {
				f.values[c] = float64(rapid.IntRange(0, 4).Draw(t, c))
				if i == 0 && c != "preferred_hour" {
					f.values[c] = float64(rapid.IntRange(-3, 9).Draw(t, "day")*day + rapid.IntRange(0, 1).Draw(t, "instant"))
				}
			}
			rows = append(rows, f)
		}
		exports = append(exports, rows)
	}
	return exports
}

// TestLakeAgainstBook loads, replaces and compacts at random and compares every
// view of the lake with a plain model: content, fingerprints and counts.
func TestLakeAgainstBook(t *testing.T) {
	root := memoryDir(t)
	rapid.Check(t, func(t *rapid.T) {
		dir := filepath.Join(root, "lake")
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		b := new(book)
		buckets := rapid.SampledFrom([]int{1, 2, 8}).Draw(t, "buckets")
		few := rapid.SampledFrom([]int{0, 1, 4, 100}).Draw(t, "rows of a sheet")
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			before, err := lake.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			before.SetFew(few)
			if len(b.prints) > 0 && rapid.IntRange(0, 2).Draw(t, "compact") == 0 {
				report, err := before.Compact(context.Background(), lake.CompactOptions{Workers: rapid.IntRange(1, 3).Draw(t, "workers")})
				if err != nil || report.Before != before.Segments() {
					t.Fatalf("%+v, %v; there were %d segments", report, err, before.Segments())
				}
				b.check(t, before, len(b.prints)) // its files are still there
			} else {
				b.load(t, before, buckets)
			}
			now, err := lake.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			b.check(t, now, len(b.prints))
			checked := map[int]bool{len(b.prints): true}
			for d := -4; d <= 11; d++ {
				end := int64(d) * day
				seen, view := b.knownAt(end), now.KnownAt(end)
				if view.Loads() != seen {
					t.Fatalf("what was known of day %d came with %d loads, want %d", d, view.Loads(), seen)
				}
				if !checked[seen] {
					checked[seen] = true
					b.check(t, view, seen)
				}
			}
			sound(t, now)
		}
	})
}

// memoryDir returns a folder in memory, where the system has one: a test that
// commits some thousand times would mostly wait for the disk.
func memoryDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "lake")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// sound verifies the lake.
func sound(t *rapid.T, l *lake.Lake) {
	err := l.Verify(context.Background(), 2, func(path string, err error) {
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// load loads exports that are made up, and replaces some of earlier loads.
func (b *book) load(t *rapid.T, l *lake.Lake, buckets int) {
	x, err := l.Begin(buckets)
	if err != nil {
		t.Fatal(err)
	}
	changed := false
	var retired []int
	for i, f := range b.files {
		if f.Replaced == 0 && rapid.IntRange(0, 4).Draw(t, "replaced") == 0 {
			retired = append(retired, f.Number)
			b.files[i].Replaced = x.Number()
			changed = changed || f.Kept > 0
		}
	}
	if err := x.Retire(retired); err != nil {
		t.Fatal(err)
	}
	b.checkOverlapping(t, x)
	exports := draw(t)
	files := make([]lake.FileEntry, len(exports))
	columns := map[string][]string{}
	var fresh []fact
	for i, rows := range exports {
		files[i] = lake.FileEntry{Table: data.Transactions, Path: fmt.Sprint("export ", i), Kept: int64(len(rows))}
		for k := range rows {
			rows[k].source = int(x.Source(i))
			files[i].Table = rows[k].table
		}
		fresh = append(fresh, rows...)
	}
	ids := maps.Clone(b.known())
	for i := range fresh {
		columns[tableOf(&fresh[i])] = append(columns[tableOf(&fresh[i])], slices.Collect(maps.Keys(fresh[i].values))...)
		if fresh[i].id != "" {
			ids[fresh[i].id] = true
		}
	}
	stageFacts(t, x, fresh)
	if err := x.Commit(files); err != nil {
		t.Fatal(err)
	}
	if err := lake.SameAsOpened(x.Committed()); err != nil {
		t.Fatal(err)
	}
	symbols, err := x.Symbols(data.Transactions, "category")
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{}
	for i := range symbols.Len() {
		texts = append(texts, symbols.Text(int32(i)))
	}
	for i, f := range files {
		f.Load, f.Number = x.Number(), int(x.Source(i))
		b.files = append(b.files, f)
	}
	b.facts = append(b.facts, fresh...)
	b.columns, b.ids = append(b.columns, columns), append(b.ids, ids)
	b.symbols = append(b.symbols, texts)
	now, err := lake.Open(l.Dir())
	if err != nil {
		t.Fatal(err)
	}
	print := now.Fingerprint()
	changed = changed || len(fresh) > 0
	if n := len(b.prints); n > 0 && (b.prints[n-1] != print) != changed {
		t.Fatalf("load %d changes the content: %v; its fingerprint says otherwise", n+1, changed)
	}
	b.prints = append(b.prints, print)
}

func (b *book) known() map[string]bool {
	if len(b.ids) == 0 {
		return map[string]bool{}
	}
	return b.ids[len(b.ids)-1]
}

// checkOverlapping compares the transactions of some days, but for those that
// the load replaces, with the model.
func (b *book) checkOverlapping(t *rapid.T, x *lake.Load) {
	first := int64(rapid.IntRange(-4, 9).Draw(t, "first")) * day
	last := first + int64(rapid.IntRange(0, 3).Draw(t, "days"))*day
	for bucket := range x.Buckets() {
		index, err := x.Customers(bucket)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for i := range b.facts {
			f := &b.facts[i]
			at := int64(f.values["time"])
			if f.table == data.Transactions && b.counts(f, x.Number()) && at >= first && at <= last {
				if code, ok := index.Lookup(lake.Key([]byte(f.id)), []byte(f.id)); ok {
					want = append(want, fmt.Sprint(code, " ", at, " ", f.values["amount"]))
				}
			}
		}
		cols, err := x.Overlapping(data.Transactions, bucket, first, last)
		if err != nil {
			t.Fatal(err)
		}
		if cols != nil {
			for i, code := range cols[0].I32 {
				got = append(got, fmt.Sprint(code, " ", cols[1].I64[i], " ", cols[2].I64[i]))
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := gocmp.Diff(want, got); d != "" {
			t.Fatalf("bucket %d, days from %d to %d (-want +got):\n%s", bucket, first/day, last/day, d)
		}
	}
}

// stageFacts writes rows as a loader does.
func stageFacts(t *rapid.T, x *lake.Load, facts []fact) {
	symbols, err := x.Symbols(data.Transactions, "category")
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		table  string
		bucket int
	}
	type coded struct {
		*fact
		code int32
	}
	parts := map[place][]coded{}
	for i := range facts {
		f := &facts[i]
		if c, ok := f.values["category"]; ok {
			f.values["category"] = float64(symbols.Code(fmt.Append(nil, "category ", c)))
		}
		if f.id == "" {
			p := place{data.WalletSegments, 0}
			parts[p] = append(parts[p], coded{f, 0})
			continue
		}
		key := lake.Key([]byte(f.id))
		p := place{f.table, lake.BucketOf(key, x.Buckets())}
		index, err := x.Customers(p.bucket)
		if err != nil {
			t.Fatal(err)
		}
		parts[p] = append(parts[p], coded{f, index.Code(key, []byte(f.id))})
	}
	for p, rows := range parts {
		slices.SortStableFunc(rows, func(a, b coded) int { return cmp.Compare(a.code, b.code) })
		has := map[string]bool{}
		for _, r := range rows {
			for c := range r.values {
				has[c] = true
			}
		}
		var codes, sources []int32
		for _, r := range rows {
			codes, sources = append(codes, r.code), append(sources, int32(r.source))
		}
		cols := []columnar.Column{customer(codes...), narrow(lake.SourceColumn, sources...)}
		for _, c := range contract(p.table).Columns {
			if !has[c.Name] {
				continue
			}
			col := columnar.Column{Name: c.Name}
			for _, r := range rows {
				v, ok := r.values[c.Name]
				if !ok {
					v = missing(c.Kind)
				}
				switch {
				case c.Kind == data.Number:
					col.F64 = append(col.F64, v)
				case c.Kind.Wide():
					col.I64 = append(col.I64, int64(v))
				default:
					col.I32 = append(col.I32, int32(v))
				}
			}
			cols = append(cols, col)
		}
		if err := x.WritePart(p.table, p.bucket, cols, len(rows)); err != nil {
			t.Fatal(err)
		}
	}
}
