package lake

import (
	"bytes"
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

// Sealed returns a manifest with the right checksum.
func Sealed(text []byte) []byte {
	if at := bytes.LastIndex(text, []byte(sealMark)); at >= 0 {
		text = text[:at]
	}
	return append(slices.Clone(text), sealMark+checksum(text)+"\"}\n"...)
}
