package lake

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// SetFew sets the number of rows for each bucket up to which a load or a
// compaction writes a sheet, so that tests need few rows for both layouts.
func (l *Lake) SetFew(rows int) { l.few = rows }

// Segments returns the number of segments.
func (l *Lake) Segments() int { return len(l.m.Segments) }

// Dir returns the folder.
func (l *Lake) Dir() string { return l.dir }

// VerifyFile verifies one file.
func (l *Lake) VerifyFile(path string) error {
	return l.verify(path, l.named(), make([]byte, 1<<16))
}

// MergeFrom says which of some segments, by their rows, are merged.
func MergeFrom(rows []int64) int { return mergeFrom(rows) }

// Rewrite reads a manifest and writes it again.
func Rewrite(text []byte) ([]byte, error) {
	var m manifest
	if _, err := m.decode(text); err != nil {
		return nil, err
	}
	newView(&m, len(m.Loads)) // whatever is read can be used
	again, _, err := m.encode()
	return again, err
}

// SameAsOpened reports whether a lake is as Open reads it.
func SameAsOpened(l *Lake) error {
	opened, err := Open(l.dir)
	if err != nil {
		return err
	}
	a, _, e := l.m.encode()
	b, _, err := opened.m.encode()
	if err := errors.Join(e, err); err != nil {
		return err
	}
	if !bytes.Equal(a, b) || l.sum != opened.sum || !reflect.DeepEqual(l.view, opened.view) {
		return fmt.Errorf("after its commit the lake is %+v, and opened again %+v", l.view, opened.view)
	}
	return nil
}

// LineOf returns the line of an export in a manifest.
func LineOf(f *FileEntry) string { return string(f.appendLine(nil)) }

// ParseLine is the inverse of LineOf, false for what is no such line.
func ParseLine(line string) (f FileEntry, ok bool) {
	ok = f.parse(line)
	return f, ok
}

// Sealed returns a manifest with the right checksum.
func Sealed(text []byte) []byte {
	if at := bytes.LastIndex(text, []byte(sealMark)); at >= 0 {
		text = text[:at]
	}
	return append(slices.Clone(text), sealMark+checksum(text)+"\"}\n"...)
}

// ManyLoads returns a manifest of so many nights, each of which has loaded some
// exports, and how the lake is opened from it.
func ManyLoads(nights, exports int) (text []byte, err error) {
	m := manifest{Version: manifestVersion, Buckets: 1}
	at := int64(0)
	for n := range nights {
		var files []FileEntry
		for i := range exports {
			files = append(files, FileEntry{
				Table: "transactions", Path: "/exports/transactions-2024-01-01.csv", SHA256: checksum(nil), Read: 1, Kept: 1,
				Load: n + 1, Number: n*exports + i + 1, First: &at, Last: &at, Days: DayCounts{{Day: int32(n), Rows: 1}},
				Note: `{"time":"2006-01-02 15:04:05"}`,
			})
		}
		m = m.with(1, loadEntry{Number: n + 1, Content: checksum(nil)[:32]}, files, segment{})
	}
	m.Segments = []segment{{loadSpan: loadSpan{1, nights}, Tables: map[string]tableEntry{"transactions": {
		Columns: []string{"time"}, partsEntry: partsEntry{Rows: []int64{int64(nights * exports)}, Sheet: true, Sums: sums{1}},
	}}}}
	text, _, err = m.encode()
	return text, err
}
