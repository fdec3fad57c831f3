package csv

import (
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
