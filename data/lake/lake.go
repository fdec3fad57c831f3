package lake

import (
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"strings"

	"predict/data"
	"predict/data/columnar"
)

// Lake is the committed state of a lake. It does not change; open it again
// after a commit. It is safe for concurrent use.
type Lake struct {
	dir    string
	m      manifest
	sum    string      // checksum of the manifest; empty where there is none
	sheets *sheetCache // shared with views
	few    int         // rows for each bucket up to which a sheet is written
	view
}

// Open reads the lake in dir. A folder that is absent or empty is an empty
// lake; a damaged lake is an error that says what is wrong.
func Open(dir string) (*Lake, error) {
	m, sum, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	if sum == "" {
		if err := refuseOrphans(dir); err != nil {
			return nil, err
		}
	}
	return &Lake{dir: dir, m: m, sum: sum, sheets: new(sheetCache), few: sheetRows, view: newView(&m, len(m.Loads))}, nil
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
		_, known := contractOf(e.Name())
		if (known || e.Name() == idsFolder || e.Name() == symbolsFolder) && holdsFiles(filepath.Join(dir, e.Name())) {
			found = e.Name()
		}
	}
	if found != "" {
		return fmt.Errorf("lake: opening %s: there is %s but no %s; restore it from a backup, or remove the folder and load all exports again", dir, found, manifestName)
	}
	return nil
}

// holdsFiles reports whether there is a file anywhere below a folder; a first
// load that failed leaves empty folders. What cannot be read counts as one.
func holdsFiles(dir string) bool {
	found := false
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if found = err != nil || !d.IsDir(); found {
			return fs.SkipAll
		}
		return nil
	})
	return found
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

// Symbols returns the texts of a Symbol column by code.
func (l *Lake) Symbols(table, column string) ([]string, error) {
	name := table + "." + column
	total := 0
	for _, e := range l.m.Loads[:l.seen] {
		total += e.Symbols[name]
	}
	texts, err := l.readSymbols(name, total)
	if err != nil {
		return nil, fmt.Errorf("lake: reading the symbols of %s: %w", name, l.changed(err))
	}
	return texts, nil
}

// readSymbols reads the first n texts of a column, table.column.
func (l *Lake) readSymbols(name string, n int) (texts []string, err error) {
	table, column, _ := strings.Cut(name, ".")
	var r *columnar.Reader
	for i := range l.m.Segments {
		seg := &l.m.Segments[i]
		s, ok := seg.Symbols[name]
		if !ok || s.First >= n {
			continue
		}
		if r, err = columnar.Reopen(r, l.path(symbolPart(table, column, seg.loadSpan))); err != nil {
			return nil, err
		}
		more, err := r.String(columnar.All, textColumn, nil)
		if err == nil && len(more) != s.Count {
			err = fmt.Errorf("%d texts where the manifest has %d", len(more), s.Count)
		}
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
		texts = append(texts, more...)
	}
	if r != nil {
		return texts[:n], r.Close()
	}
	return texts, nil
}

// changed tells of a file that is not there because the lake has changed since
// it was opened.
func (l *Lake) changed(err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if sum, e := currentSum(l.dir); e == nil && sum != l.sum {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	return err
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
