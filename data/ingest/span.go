package ingest

import (
	"predict/data"
	"predict/data/lake"
)

// span is from the least to the greatest of some times, microseconds UTC; the
// zero value holds none.
type span struct {
	First, Last int64
	ok          bool
}

// spanOf is the span of the times that are there.
func spanOf(times []int64) span {
	var s span
	for _, t := range times {
		switch {
		case t == data.Missing64:
		case !s.ok:
			s = span{t, t, true}
		default:
			s.First, s.Last = min(s.First, t), max(s.Last, t)
		}
	}
	return s
}

// join is the span of both.
func (s span) join(o span) span {
	switch {
	case !s.ok:
		return o
	case !o.ok:
		return s
	}
	return span{min(s.First, o.First), max(s.Last, o.Last), true}
}

// meets reports whether both hold a time in common.
func (s span) meets(o span) bool {
	return s.ok && o.ok && s.First <= o.Last && o.First <= s.Last
}

// spanOfEntry is the span of the rows of an export that was loaded, duplicates
// among them.
func spanOfEntry(e *lake.FileEntry) span {
	if n := readNote(e.Note); n.Span != nil {
		return span{n.Span[0], n.Span[1], true}
	}
	if e.First != nil && e.Last != nil {
		return span{*e.First, *e.Last, true}
	}
	return span{}
}
