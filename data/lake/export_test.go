package lake

// SetFew sets the number of rows for each bucket up to which a load or a
// compaction writes a sheet, so that tests need few rows for both layouts.
func (l *Lake) SetFew(rows int) { l.few = rows }

// Segments returns the number of segments.
func (l *Lake) Segments() int { return len(l.m.Segments) }

// Dir returns the folder.
func (l *Lake) Dir() string { return l.dir }
