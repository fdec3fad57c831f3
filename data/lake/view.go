package lake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"

	"predict/data"
)

// day is the number of microseconds of a day.
const day = 86_400_000_000

// dayOf returns the UTC day of an instant, from 1970-01-01 on.
func dayOf(t int64) int64 {
	d := t / day
	if t%day < 0 {
		d--
	}
	return d
}

// view is what counts of a lake: the exports of the first loads, but for those
// that one of these loads replaced.
type view struct {
	seen        int    // loads
	counts      []bool // by number of export; that of no export, 0, counts
	tables      map[string]*tableView
	fingerprint string
	// lessened are the loads of which an export was replaced.
	lessened      map[int]bool
	firstLessened int
}

// tableView is what counts of a table.
type tableView struct {
	rows        int64
	first, last int64
	spans       bool
	columns     []string
	live, dead  []int64 // rows that count and that do not, by segment
}

// newView takes the first seen loads of a manifest.
func newView(m *manifest, seen int) view {
	v := view{seen: min(seen, len(m.Loads)), counts: make([]bool, len(m.Files)+1), tables: map[string]*tableView{}}
	v.counts[0] = true
	segment := 0
	for i := range m.Files {
		f := &m.Files[i]
		counts := f.Load <= seen && (f.Replaced == 0 || f.Replaced > seen)
		v.counts[f.Number] = counts
		for segment < len(m.Segments) && m.Segments[segment].To < f.Load {
			segment++
		}
		v.add(m, f.Table, segment, f.Kept-f.Unkeyed, f, counts)
		if f.Table == data.Wallet {
			v.add(m, data.WalletSegments, segment, f.Unkeyed, f, counts)
		}
	}
	for name, t := range v.tables {
		t.columns = m.columns(name, v.seen)
	}
	v.fingerprint = m.fingerprint(v.seen)
	v.findLessened(m)
	return v
}

// add adds n rows of an export to a table.
func (v *view) add(m *manifest, table string, segment int, n int64, f *FileEntry, counts bool) {
	if n == 0 {
		return
	}
	t := v.tables[table]
	if t == nil {
		t = &tableView{live: make([]int64, len(m.Segments)), dead: make([]int64, len(m.Segments))}
		v.tables[table] = t
	}
	if !counts {
		t.dead[segment] += n
		return
	}
	t.live[segment] += n
	t.rows += n
	if f.First == nil {
		return
	}
	if !t.spans {
		t.first, t.last, t.spans = *f.First, *f.Last, true
	}
	t.first, t.last = min(t.first, *f.First), max(t.last, *f.Last)
}

// columns returns the columns of a table that the first seen loads had, in the
// order of its contract.
func (m *manifest) columns(table string, seen int) []string {
	has := map[string]bool{}
	for _, e := range m.Loads[:seen] {
		for _, c := range e.Columns[table] {
			has[c] = true
		}
	}
	contract, _ := contractOf(table)
	var names []string
	for _, c := range contract.Columns {
		if has[c.Name] {
			names = append(names, c.Name)
		}
	}
	return names
}

// fingerprint hashes what the first seen loads brought and what they replaced.
func (m *manifest) fingerprint(seen int) string {
	h := sha256.New()
	fmt.Fprintf(h, "lake %d buckets %d\n", m.Version, m.Buckets)
	for _, e := range m.Loads[:seen] {
		if e.Content != "" {
			fmt.Fprintf(h, "added %s\n", e.Content)
		}
		for _, number := range e.Retired {
			if m.Files[number-1].Kept > 0 { // replacing nothing changes nothing
				fmt.Fprintf(h, "replaced %d\n", number)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Loads returns the number of committed loads.
func (l *Lake) Loads() int { return l.seen }

// Tables returns the names of the tables that have rows, sorted.
func (l *Lake) Tables() []string {
	names := slices.Sorted(maps.Keys(l.tables))
	return slices.DeleteFunc(names, func(name string) bool { return l.tables[name].rows == 0 })
}

// Rows returns the number of rows of a table.
func (l *Lake) Rows(table string) int64 {
	if t := l.tables[table]; t != nil {
		return t.rows
	}
	return 0
}

// Customers returns the number of customers that were ever seen: also those who
// have been left without a row by the replacement of exports, which ReadBucket
// leaves out.
func (l *Lake) Customers() int64 {
	n := int64(0)
	for _, e := range l.m.Loads[:l.seen] {
		n += e.Customers
	}
	return n
}

func sumOf(v []int64) int64 {
	n := int64(0)
	for _, x := range v {
		n += x
	}
	return n
}

// Span returns the first and last value of the table's OrderBy column,
// microseconds UTC; ok is false where there is none.
func (l *Lake) Span(table string) (first, last int64, ok bool) {
	if t := l.tables[table]; t != nil {
		return t.first, t.last, t.spans
	}
	return 0, 0, false
}

// Fingerprint returns a hash in hexadecimal that changes if and only if the
// committed rows, customers or symbols do. Compacting the lake leaves it.
func (l *Lake) Fingerprint() string { return l.fingerprint }

// Files returns the exports that were loaded, those that were replaced since
// among them, in the order of their numbers. The caller owns the slice.
func (l *Lake) Files() []FileEntry {
	var files []FileEntry
	for _, f := range l.m.Files {
		if f.Load > l.seen {
			break
		}
		if f.Replaced > l.seen {
			f.Replaced = 0 // not known yet
		}
		f.Days = slices.Clone(f.Days)
		files = append(files, f)
	}
	return files
}

// Columns returns the columns of a table that exist in any load, in the order
// of its contract, without the customer.
func (l *Lake) Columns(table string) []string {
	if l.Rows(table) == 0 {
		return nil
	}
	return slices.Clone(l.tables[table].columns)
}

// KnownAt returns the lake as it was when the list of the instant end,
// microseconds UTC, was last made from the newest exports: after the last load
// with which the midnight that follows the last transaction that counted was
// end. A night without transactions, and late rows or corrections that come
// before the next day's transactions, belong to it. Where no load ended there, it
// is the lake after the first load that went beyond. What came in later loads is
// not seen: neither late rows of earlier days, nor that an export was replaced.
// Where it takes all loads, or the transactions do not reach end, it is the lake
// itself. Its Fingerprint is the one that the lake had after that load.
//
// Loads are the only record of when something became known: what the first load
// brought, usually a backfill of years, counts as known from the beginning, so
// that there rows are told apart by their own times only.
//
// A view reads as any lake does; no load can be begun on it.
func (l *Lake) KnownAt(end int64) *Lake {
	there, beyond := 0, 0
	for i, midnight := range l.m.midnights(l.seen) {
		switch {
		case midnight == end:
			there = i + 1
		case midnight > end && beyond == 0:
			beyond = i + 1
		}
	}
	seen := cmp.Or(there, beyond, l.seen)
	if seen == l.seen {
		return l
	}
	return &Lake{dir: l.dir, m: l.m, sum: l.sum, sheets: l.sheets, few: l.few, view: newView(&l.m, seen)}
}

// midnights are the midnights that follow the last transaction that counts after
// each of the first seen loads; the least number where there is none.
func (m *manifest) midnights(seen int) []int64 {
	ends := make([]int64, 0, seen)
	var newest *FileEntry
	n := 0
	for load := 1; load <= seen; load++ {
		if newest != nil && newest.Replaced == load {
			newest = newestOf(m.Files[:n], load)
		}
		from := n
		for n < len(m.Files) && m.Files[n].Load == load {
			n++
		}
		if f := newestOf(m.Files[from:n], load); newest == nil || f != nil && *f.Last > *newest.Last {
			newest = f
		}
		end := int64(math.MinInt64)
		if newest != nil {
			end = (dayOf(*newest.Last) + 1) * day
		}
		ends = append(ends, end)
	}
	return ends
}

// newestOf is the export, of those that count after a load, that has the last
// transaction; nil where none has one.
func newestOf(files []FileEntry, load int) (newest *FileEntry) {
	for i := range files {
		f := &files[i]
		if f.Table == data.Transactions && f.Last != nil && (f.Replaced == 0 || f.Replaced > load) && (newest == nil || *f.Last > *newest.Last) {
			newest = f
		}
	}
	return newest
}

// isView reports whether later loads are left out.
func (l *Lake) isView() bool { return l.seen < len(l.m.Loads) }
