package csv

import "bytes"

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
