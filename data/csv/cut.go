package csv

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	ones     = 0x0101010101010101
	sevens   = 0x7f7f7f7f7f7f7f7f
	newlines = '\n' * ones
)

// zeroBytes sets the high bit of each byte that is zero in w, and no other.
func zeroBytes(w uint64) uint64 { return ^((w&sevens + sevens) | w | sevens) }

// quick cuts a record that has no quoted field, eight bytes at a time. It
// returns false, with nothing changed that matters, when it meets a field that
// starts with the quote.
func (c *cutter) quick() bool {
	data, fields := c.data, c.fields[:cap(c.fields)]
	sep := uint64(c.sep[0]) * ones
	quotes, quote := c.facts.quotes, c.quote
	start, n := c.start, 0
	if quotes && data[start] == quote {
		return false
	}
	p := start
	for ; p+8 <= len(data); p += 8 {
		w := binary.LittleEndian.Uint64(data[p:])
		m := zeroBytes(w^sep) | zeroBytes(w^newlines)
		for ; m != 0; m &= m - 1 {
			i := p + bits.TrailingZeros64(m)>>3
			if n == len(fields) {
				fields = append(fields, field{})
				fields = fields[:cap(fields)]
			}
			fields[n] = field{start: int32(start), end: int32(i)}
			n++
			start = i + 1
			if data[i] == '\n' {
				c.fields = fields[:n]
				c.finishQuick(i, start)
				return true
			}
			if quotes && start < len(data) && data[start] == quote {
				return false
			}
		}
	}
	return c.quickTail(fields[:n], start, p)
}

// quickTail is quick for the last few bytes of a block, from p on; start is
// where the current field begins.
func (c *cutter) quickTail(fields []field, start, p int) bool {
	for ; p < len(c.data); p++ {
		ch := c.data[p]
		if ch != c.sep[0] && ch != '\n' {
			continue
		}
		fields = append(fields, field{start: int32(start), end: int32(p)})
		start = p + 1
		if ch == '\n' {
			c.fields = fields
			c.finishQuick(p, start)
			return true
		}
		if c.facts.quotes && start < len(c.data) && c.data[start] == c.quote {
			return false
		}
	}
	c.fields = append(fields, field{start: int32(start), end: int32(p)})
	c.end, c.next = p, p
	return true
}

// finishQuick ends the record at the \n at end, and before the \r of a \r\n.
func (c *cutter) finishQuick(end, next int) {
	if end > c.start && c.data[end-1] == '\r' {
		end--
		c.fields[len(c.fields)-1].end = int32(end)
	}
	c.end, c.next = end, next
}

// careful cuts any record. A record with broken quoting ends with its line.
func (c *cutter) careful() {
	data := c.data
	fields := c.fields[:0]
	c.lately = false
	p := c.start
	if c.white {
		p = c.skipBlanks(p)
	}
	for {
		f := field{start: int32(p)}
		at := p
		if c.trim {
			at = c.skipPadding(p)
		}
		if c.facts.quotes && at < len(data) && data[at] == c.quote {
			c.lately = true
			end, k := c.closing(at + 1)
			if end < 0 || !c.endsField(end+1) {
				c.giveUp(fields, end)
				return
			}
			f = field{start: int32(at + 1), end: int32(end), kind: k}
			p = end + 1
			if c.trim {
				p = c.skipPadding(p)
			}
		} else {
			p = c.plainEnd(p)
			f.end = int32(p)
		}
		fields = append(fields, f)
		if c.white {
			p = c.skipBlanks(p)
		}
		if p == len(data) || data[p] == '\n' || data[p] == '\r' {
			break
		}
		p += len(c.sep)
	}
	c.fields = fields
	c.end, c.next = p, p
	if p < len(data) {
		c.next++
		if data[p] == '\r' && c.next < len(data) && data[c.next] == '\n' {
			c.next++
		}
	}
}

// giveUp makes the record its first physical line; closed is where the closing
// quote stands, negative for none.
func (c *cutter) giveUp(fields []field, closed int) {
	c.fields = fields
	c.end, c.next = c.finder.next(c.start)
	c.bad = Unclosed
	if closed >= 0 && closed < c.end {
		c.bad = AfterQuote
	}
}

// closing returns where the quoted text that begins at p ends, negative for
// nowhere within the limit, and of which kind it is.
func (c *cutter) closing(p int) (int, kind) {
	far := min(len(c.data), c.start+c.limit)
	k := quoted
	for p < far {
		i := c.stop(c.data[p:far])
		if i < 0 {
			return -1, k
		}
		p += i
		switch {
		case c.data[p] != c.quote: // an escape
		case c.escape == c.quote && p+1 < len(c.data) && c.data[p+1] == c.quote:
		default:
			return p, k
		}
		k = escaped
		p += 2
	}
	return -1, k
}

// stop returns the position of the first quote or escape in text, or -1.
func (c *cutter) stop(text []byte) int {
	if c.escape == c.quote || c.escape == 0 {
		return bytes.IndexByte(text, c.quote)
	}
	for i, ch := range text {
		if ch == c.quote || ch == c.escape {
			return i
		}
	}
	return -1
}

// endsField says whether a quoted field may end before p: there the data, the
// line or the field ends.
func (c *cutter) endsField(p int) bool {
	if c.trim {
		p = c.skipPadding(p)
	}
	if p == len(c.data) || c.data[p] == '\n' || c.data[p] == '\r' {
		return true
	}
	if c.white {
		return isBlank(c.data[p])
	}
	return bytes.HasPrefix(c.data[p:], c.sep)
}

// plainEnd returns where the unquoted field at p ends.
func (c *cutter) plainEnd(p int) int {
	data := c.data
	if c.white {
		for p < len(data) && !isBlank(data[p]) && data[p] != '\n' && data[p] != '\r' {
			p++
		}
		return p
	}
	first, single := c.sep[0], len(c.sep) == 1
	for ; p < len(data); p++ {
		ch := data[p]
		if ch == '\n' || ch == '\r' {
			break
		}
		if ch == first && (single || bytes.HasPrefix(data[p:], c.sep)) {
			break
		}
	}
	return p
}

func (c *cutter) skipBlanks(p int) int {
	for p < len(c.data) && isBlank(c.data[p]) {
		p++
	}
	return p
}

func (c *cutter) skipPadding(p int) int {
	for p < len(c.data) && c.isPadding(c.data[p]) {
		p++
	}
	return p
}
