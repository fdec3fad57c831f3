package csv

import "bytes"

// splitter finds how far whole records reach in a buffer and counts them. It
// shares no code with the cutter of fields, so that their counts check each
// other; both follow the rules of the package's documentation.
type splitter struct {
	sep           []byte
	white, trim   bool
	quote, escape byte
	limit         int       // longest reach of a quoted field from the record's start
	enough        int       // stop after a record that ends at or beyond this many bytes
	ends          [256]bool // bytes that may end an unquoted field
	pads          [256]bool // bytes that may stand before a quote, or after one
}

func newSplitter(d Dialect, o Options) *splitter {
	s := &splitter{
		sep: []byte(d.Separator), white: d.Separator == Whitespace, trim: d.Trim,
		quote: d.Quote, escape: d.Escape, limit: o.MaxRecord, enough: o.BlockSize,
	}
	if s.white {
		s.sep = nil
	} else {
		s.ends[s.sep[0]] = true
	}
	s.ends['\n'], s.ends['\r'] = true, true
	for _, blank := range []byte{' ', '\t'} {
		s.ends[blank] = s.ends[blank] || s.white
		s.pads[blank] = s.white || s.trim && bytes.IndexByte(s.sep, blank) < 0
	}
	return s
}

// span is what the splitter found in a buffer.
type span struct {
	end                   int // bytes that whole records and blank lines take
	records, blank, lines int64
}

// split measures the whole records at the front of data. With eof the data is
// all there is and is taken up whole, unless enough is reached before.
func (s *splitter) split(data []byte, eof bool) span {
	var found span
	finder := newLineFinder(data)
	quote := len(data) // next quote at or after the current record
	if s.quote != 0 {
		quote = indexFrom(data, s.quote, 0)
	}
	joined := false
	for found.end < len(data) && found.end < s.enough {
		pos := found.end
		end, next := finder.next(pos)
		if !eof && (end == len(data) || next == len(data) && data[end] == '\r') {
			break
		}
		if quote < pos {
			quote = indexFrom(data, s.quote, pos)
		}
		switch {
		case end == pos || s.white && len(bytes.Trim(data[pos:end], " \t")) == 0:
			found.blank++
		case quote < end:
			far, verdict := s.walk(data, pos, eof)
			if verdict == needMore {
				return s.counted(found, data, joined)
			}
			if verdict == wholeRecord {
				joined = joined || far > next
				next = far
			}
			found.records++
		default:
			found.records++
		}
		found.end = next
	}
	return s.counted(found, data, joined)
}

// counted fills in the physical lines, which differ from records and blank
// lines only where a record joined several lines.
func (s *splitter) counted(found span, data []byte, joined bool) span {
	found.lines = found.records + found.blank
	if joined {
		found.lines = countLines(data[:found.end])
	}
	return found
}

type verdict int

const (
	wholeRecord verdict = iota
	brokenQuote         // the record is the physical line
	needMore            // the data ends before the record does
)

// walk goes through the record at pos, field by field, and returns where the
// next record begins.
func (s *splitter) walk(data []byte, pos int, eof bool) (next int, v verdict) {
	far := pos + s.limit
	for p := pos; ; {
		for p < len(data) && s.pads[data[p]] {
			p++
		}
		wasQuoted := p < len(data) && data[p] == s.quote
		if wasQuoted {
			if p = s.close(data, p+1, far); p < 0 {
				return 0, brokenQuote
			}
			if p >= len(data) || !eof && p+1 == len(data) {
				return s.short(eof)
			}
			p++
			for p < len(data) && s.pads[data[p]] && !s.white {
				p++
			}
		}
		from := p
		for p = s.plainEnd(data, p); p < len(data) && s.isText(data[p:], eof); p = s.plainEnd(data, p+1) {
		}
		switch {
		case p >= len(data) && !eof:
			return 0, needMore
		case wasQuoted && p > from:
			return 0, brokenQuote
		case p >= len(data):
			return len(data), wholeRecord
		case data[p] == '\n':
			return p + 1, wholeRecord
		case data[p] == '\r':
			return s.afterReturn(data, p+1, eof)
		case len(data)-p < len(s.sep):
			return 0, needMore
		}
		p += max(1, len(s.sep))
	}
}

// plainEnd returns the position, at or after p, of the first byte that may end
// an unquoted field.
func (s *splitter) plainEnd(data []byte, p int) int {
	for p < len(data) && !s.ends[data[p]] {
		p++
	}
	return p
}

// isText says that the byte at the front of rest, which may end a field, does
// not: it only looks like the beginning of a separator of several bytes.
func (s *splitter) isText(rest []byte, eof bool) bool {
	return len(s.sep) > 1 && rest[0] == s.sep[0] && !bytes.HasPrefix(rest, s.sep) &&
		(eof || len(rest) >= len(s.sep))
}

// afterReturn ends a record at the \r before p, and at the \n that may follow.
func (s *splitter) afterReturn(data []byte, p int, eof bool) (int, verdict) {
	switch {
	case p < len(data) && data[p] == '\n':
		return p + 1, wholeRecord
	case p == len(data) && !eof:
		return 0, needMore
	}
	return p, wholeRecord
}

// short is the verdict where the data ends inside quotes.
func (s *splitter) short(eof bool) (int, verdict) {
	if eof {
		return 0, brokenQuote
	}
	return 0, needMore
}

// close returns the position of the quote that ends the quoted text at p; a
// position at or beyond len(data) when the data ends first, -1 when none stands
// before far.
func (s *splitter) close(data []byte, p, far int) int {
	doubled := s.escape == s.quote
	for p < far && p < len(data) {
		if doubled || s.escape == 0 {
			p = indexFrom(data, s.quote, p)
			if p >= far || p == len(data) {
				break
			}
		}
		c := data[p]
		switch {
		case doubled && p+1 < len(data) && data[p+1] == s.quote:
			p += 2
		case c == s.quote:
			return p
		case c == s.escape && s.escape != 0:
			p += 2
		default:
			p++
		}
	}
	if p >= far {
		return -1
	}
	return p
}
