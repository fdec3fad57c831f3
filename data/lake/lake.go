package lake

import (
	"fmt"
	"maps"
	"math/bits"
	"os"
	"path/filepath"
	"slices"

	"predict/data"
	"predict/data/columnar"
)

// Lake is the committed state of a lake. It does not change; open it again
// after a commit. It is safe for concurrent use.
type Lake struct {
	dir         string
	m           manifest
	fingerprint string
}

// Open reads the lake in dir. A folder that is absent or empty is an empty
// lake; a damaged lake is an error that says what is wrong.
func Open(dir string) (*Lake, error) {
	m, ok, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	if !ok {
		if err := refuseOrphans(dir); err != nil {
			return nil, err
		}
	}
	l := &Lake{dir: dir, m: m}
	l.fingerprint, err = m.fingerprint()
	return l, err
}

// refuseOrphans makes sure that a lake without a manifest is new: one that lost
// its manifest must not be taken for empty and overwritten. A first load that
// was killed leaves its staging folder beside what it had put in place.
func refuseOrphans(dir string) error {
	entries, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lake: opening %s: %w", dir, err)
	}
	found := ""
	for _, e := range entries {
		if e.Name() == stagingName {
			return nil
		}
		if _, known := contractOf(e.Name()); known || e.Name() == idsFolder || e.Name() == symbolsFolder {
			found = e.Name()
		}
	}
	if found != "" {
		return fmt.Errorf("lake: opening %s: there is %s but no %s; restore it from a backup, or remove the folder and load all exports again", dir, found, manifestName)
	}
	return nil
}

// Buckets returns the number of buckets, a power of two; 0 for an empty lake.
func (l *Lake) Buckets() int { return l.m.Buckets }

// AutoBuckets returns the number of buckets for exports of so many bytes: one
// for each 64 MiB, rounded up to a power of two, from 4 to 256.
func AutoBuckets(exportBytes int64) int {
	const perBucket = 64 << 20
	n := (exportBytes + perBucket - 1) / perBucket
	n = min(max(n, 4), 256)
	return 1 << bits.Len64(uint64(n-1))
}

// BucketOf returns the bucket of a key among so many buckets, a power of two:
// its top bits, so that buckets one after the other are in the order of keys.
func BucketOf(key uint64, buckets int) int {
	return int(key >> 1 >> (63 - bits.TrailingZeros(uint(buckets))))
}

// Loads returns the number of committed loads.
func (l *Lake) Loads() int { return len(l.m.Loads) }

// Tables returns the names of the tables that have rows, sorted.
func (l *Lake) Tables() []string {
	names := map[string]bool{}
	for _, e := range l.m.Loads {
		for name := range e.Tables {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Rows returns the number of rows of a table.
func (l *Lake) Rows(table string) int64 {
	n := int64(0)
	for _, e := range l.m.Loads {
		n += sumOf(e.Tables[table].Rows)
	}
	return n
}

// Customers returns the number of customers.
func (l *Lake) Customers() int64 {
	n := int64(0)
	for _, e := range l.m.Loads {
		if e.Customers != nil {
			n += sumOf(e.Customers.Rows)
		}
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
	for _, e := range l.m.Loads {
		t, found := e.Tables[table]
		if !found || t.First == nil {
			continue
		}
		if !ok {
			first, last, ok = *t.First, *t.Last, true
		}
		first, last = min(first, *t.First), max(last, *t.Last)
	}
	return first, last, ok
}

// Fingerprint returns a hash in hexadecimal that changes if and only if the
// committed rows, customers or symbols do.
func (l *Lake) Fingerprint() string { return l.fingerprint }

// Files returns the exports that were loaded, in the order of the loads. The
// caller owns the slice.
func (l *Lake) Files() []FileEntry { return slices.Clone(l.m.Files) }

// Columns returns the columns of a table that exist in any load, in the order
// of its contract, without the customer.
func (l *Lake) Columns(table string) []string {
	has := map[string]bool{}
	for _, e := range l.m.Loads {
		for _, c := range e.Tables[table].Columns {
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

// Symbols returns the texts of a Symbol column by code.
func (l *Lake) Symbols(table, column string) ([]string, error) {
	var texts []string
	name := table + "." + column
	var r *columnar.Reader
	for _, e := range l.m.Loads {
		s, ok := e.Symbols[name]
		if !ok {
			continue
		}
		var err error
		if r, err = columnar.Reopen(r, l.path(symbolPart(table, column, e.Number))); err != nil {
			return nil, fmt.Errorf("lake: reading the symbols of %s: %w", name, err)
		}
		more, err := r.String(columnar.All, textColumn, nil)
		if err == nil && len(more) != s.Count {
			err = fmt.Errorf("%d texts where the manifest has %d", len(more), s.Count)
		}
		if err != nil {
			return nil, fmt.Errorf("lake: reading the symbols of %s: %w", name, err)
		}
		texts = append(texts, more...)
	}
	if r != nil {
		return texts, r.Close()
	}
	return texts, nil
}

// path returns the path of a file of the lake.
func (l *Lake) path(part string) string { return filepath.Join(l.dir, part) }

// contractOf returns the contract of a table of the lake.
func contractOf(table string) (data.Table, bool) {
	if table == data.WalletSegments {
		t, ok := data.TableNamed(data.Wallet)
		t.Name = table
		return t, ok
	}
	return data.TableNamed(table)
}

// unkeyed reports whether the rows of a table belong to no customer.
func unkeyed(table string) bool { return table == data.WalletSegments }
