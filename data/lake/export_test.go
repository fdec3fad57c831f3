package lake

// SetFew sets the number of rows for each bucket up to which a load or a
// compaction writes a sheet, so that tests need few rows for both layouts.
func (l *Lake) SetFew(rows int) { l.few = rows }

// Segments returns the number of segments.
func (l *Lake) Segments() int { return len(l.m.Segments) }

// Dir returns the folder.
func (l *Lake) Dir() string { return l.dir }

// VerifyFile verifies one file.
func (l *Lake) VerifyFile(path string) error {
	return l.verify(path, l.m.paths(), make([]byte, 1<<16))
}

// MergeFrom says which of some segments, by their rows, are merged.
func MergeFrom(rows []int64) int { return mergeFrom(rows) }
