package csv

import "bytes"

// isBlank says whether c is a space or a tab.
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// countLineEnds counts the line ends (\n, \r\n, lone \r) that lie wholly in the
// first n bytes of data; a \r whose \n comes right after them is not counted.
func countLineEnds(data []byte, n int) int64 {
	part := data[:n]
	count := int64(bytes.Count(part, []byte{'\n'}))
	for pos := 0; ; {
		i := bytes.IndexByte(part[pos:], '\r')
		if i < 0 {
			return count
		}
		pos += i + 1
		if pos == len(data) || data[pos] != '\n' {
			count++
		}
	}
}

// countLines counts the physical lines of data; a last line without an end
// counts if it holds anything.
func countLines(data []byte) int64 {
	n := countLineEnds(data, len(data))
	if !endsWithLineEnd(data) && len(data) > 0 {
		n++
	}
	return n
}

// endsWithLineEnd says whether data ends with \n or \r.
func endsWithLineEnd(data []byte) bool {
	n := len(data)
	return n > 0 && (data[n-1] == '\n' || data[n-1] == '\r')
}

// hasLoneReturn says whether data[from:end] holds a \r that no \n follows in
// data.
func hasLoneReturn(data []byte, from, end int) bool {
	for {
		i := bytes.IndexByte(data[from:end], '\r')
		if i < 0 {
			return false
		}
		from += i + 1
		if from == len(data) || data[from] != '\n' {
			return true
		}
	}
}

// lineFinder finds line ends from front to back in linear time: it remembers
// where the next \n and \r stand, so that a file that has only one of them is
// not searched again and again for the other.
type lineFinder struct {
	data   []byte
	lf, cr int // next at or after the last position asked, len(data) for none
}

func newLineFinder(data []byte) lineFinder {
	return lineFinder{data: data, lf: -1, cr: -1}
}

// next returns where the line at pos ends (without its line end) and where the
// following line begins. Both are len(data) when the data ends first. Positions
// must not decrease from call to call.
func (l *lineFinder) next(pos int) (end, follow int) {
	if l.lf < pos {
		l.lf = indexFrom(l.data, '\n', pos)
	}
	if l.cr < pos {
		l.cr = indexFrom(l.data, '\r', pos)
	}
	n := len(l.data)
	switch {
	case l.cr+1 == l.lf && l.lf < n:
		return l.cr, l.lf + 1
	case l.cr < l.lf:
		return l.cr, l.cr + 1
	case l.lf < n:
		return l.lf, l.lf + 1
	}
	return n, n
}

// indexFrom returns the position of c in data at or after pos, len(data) for
// none.
func indexFrom(data []byte, c byte, pos int) int {
	if pos >= len(data) {
		return len(data)
	}
	if i := bytes.IndexByte(data[pos:], c); i >= 0 {
		return pos + i
	}
	return len(data)
}
