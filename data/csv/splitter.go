package csv

import "bytes"

// splitter finds how far whole records reach in a buffer and counts them. It
// shares no code with the cutter of fields, so that their counts check each
// other; both follow the rules of the package's documentation.
type splitter struct {
	sep           []byte
	white, trim   bool
	quote, escape byte
	limit         int // longest reach of a quoted field from the record's start
	enough        int // stop after a record that ends at or beyond this many bytes
}

func newSplitter(d Dialect, o Options) *splitter {
	s := &splitter{
		sep: []byte(d.Separator), white: d.Separator == Whitespace, trim: d.Trim,
		quote: d.Quote, escape: d.Escape, limit: o.MaxRecord, enough: o.BlockSize,
	}
	if s.white {
		s.sep = nil
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

// walk goes through the record at pos byte by byte and returns where the next
// one begins.
func (s *splitter) walk(data []byte, pos int, eof bool) (next int, v verdict) {
	const atStart, inText, inQuote, afterQuote = 0, 1, 2, 3
	state := atStart
	far := pos + s.limit
	for p := pos; ; {
		if state == inQuote {
			if p = s.close(data, p, far); p < 0 {
				return 0, brokenQuote
			}
			if p >= len(data) || !eof && p+1 == len(data) {
				return s.short(eof)
			}
			p++
			state = afterQuote
		}
		if p >= len(data) {
			if eof {
				return len(data), wholeRecord
			}
			return 0, needMore
		}
		c := data[p]
		switch {
		case c == '\n':
			return p + 1, wholeRecord
		case c == '\r':
			if p+1 < len(data) && data[p+1] == '\n' {
				return p + 2, wholeRecord
			}
			if p+1 == len(data) && !eof {
				return 0, needMore
			}
			return p + 1, wholeRecord
		case s.white && isBlank(c):
			state = atStart
			p++
		case !s.white && c == s.sep[0] && bytes.HasPrefix(data[p:], s.sep):
			state = atStart
			p += len(s.sep)
		case !eof && len(data)-p < len(s.sep):
			return 0, needMore
		case state == atStart && c == s.quote:
			state = inQuote
			p++
		case s.trim && state != inText && isBlank(c) && bytes.IndexByte(s.sep, c) < 0:
			p++
		case state == afterQuote:
			return 0, brokenQuote
		default:
			state = inText
			p++
		}
	}
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
	for p < far && p < len(data) {
		c := data[p]
		switch {
		case c == s.escape && s.escape != s.quote && s.escape != 0:
			p += 2
		case c != s.quote:
			p++
		case s.escape == s.quote && p+1 < len(data) && data[p+1] == s.quote:
			p += 2
		default:
			return p
		}
	}
	if p >= far {
		return -1
	}
	return p
}
