package csv

import "bytes"

// Text returns field i, unquoted, unescaped and trimmed.
func (c *cutter) Text(i int) []byte {
	f := &c.fields[i]
	text := c.data[f.start:f.end]
	switch {
	case f.kind == escaped:
		return c.unescape(text)
	case f.kind == plain && c.trim:
		return c.trimmed(text)
	}
	return text
}

// unescape copies text without its escapes. An escape that is not the quote
// itself is dropped before a quote and before another escape only.
func (c *cutter) unescape(text []byte) []byte {
	from := len(c.scratch)
	for {
		i := bytes.IndexByte(text, c.escape)
		if i < 0 || i+1 == len(text) {
			break
		}
		c.scratch = append(c.scratch, text[:i]...)
		if text[i+1] != c.quote && text[i+1] != c.escape {
			c.scratch = append(c.scratch, c.escape)
		}
		c.scratch = append(c.scratch, text[i+1])
		text = text[i+2:]
	}
	c.scratch = append(c.scratch, text...)
	return c.scratch[from:]
}

func (c *cutter) trimmed(text []byte) []byte {
	for len(text) > 0 && c.isPadding(text[0]) {
		text = text[1:]
	}
	for len(text) > 0 && c.isPadding(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

// isPadding says whether ch is a blank that is no part of the separator.
func (c *cutter) isPadding(ch byte) bool {
	return isBlank(ch) && bytes.IndexByte(c.sep, ch) < 0
}
