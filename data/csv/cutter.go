package csv

import (
	"bytes"
	"unicode/utf8"
)

// cutter is the Records of CSV.
type cutter struct {
	sep           []byte
	white, trim   bool
	quote, escape byte
	limit         int
	width         int      // columns expected; 0 accepts any number
	header        [][]byte // the header's names, nil where there is none

	block    *Block
	data     []byte
	next     int // where the next record or blank line begins
	facts    facts
	finder   lineFinder
	useQuick bool // the block allows the quick way through unquoted records
	lately   bool // the last record had quoted fields: take the careful way

	start, end int // the record, without its line end
	ordinal    int64
	line       int64
	linePos    int // position in data up to which line counts
	bad        Reason
	fields     []field
	scratch    []byte
}

// field is one field's place in the block.
type field struct {
	start, end int32 // inside the quotes
	kind       kind
}

type kind uint8

const (
	plain   kind = iota
	quoted       // between quotes, to be taken as it stands
	escaped      // between quotes, with escapes inside
)

// newCutter makes a cutter for the dialect that expects width columns; names
// are those of the header, nil where there is none.
func newCutter(d Dialect, width, limit int, names []string) *cutter {
	c := &cutter{
		sep: []byte(d.Separator), white: d.Separator == Whitespace, trim: d.Trim,
		quote: d.Quote, escape: d.Escape, limit: limit, width: width,
		fields: make([]field, 0, max(16, width+1)),
	}
	if c.white {
		c.sep = nil
	}
	for _, name := range names {
		c.header = append(c.header, []byte(name))
	}
	return c
}

// Start takes the next block.
func (c *cutter) Start(b *Block) {
	c.block, c.data, c.next = b, b.Data, 0
	c.ordinal, c.line, c.linePos = b.FirstRecord-1, b.FirstLine, 0
	c.facts = factsOf(b.Data, c.quote)
	c.finder = newLineFinder(b.Data)
	c.useQuick = len(c.sep) == 1 && !c.facts.loneReturn && !(c.trim && c.facts.quotes)
	c.lately = false
}

// Next moves to the next record.
func (c *cutter) Next() bool {
	c.skipBlankLines()
	if c.next >= len(c.data) {
		return false
	}
	c.ordinal++
	c.start = c.next
	c.scratch = c.scratch[:0]
	c.bad = ""
	if !c.useQuick || c.lately || !c.quick() {
		c.careful()
	}
	c.judge()
	return true
}

// skipBlankLines moves over the lines that are no records.
func (c *cutter) skipBlankLines() {
	for c.next < len(c.data) {
		ch := c.data[c.next]
		if ch == '\n' || ch == '\r' {
			c.next++
			continue
		}
		if !c.white || !isBlank(ch) {
			return
		}
		p := c.next
		for p < len(c.data) && isBlank(c.data[p]) {
			p++
		}
		if p < len(c.data) && c.data[p] != '\n' && c.data[p] != '\r' {
			return
		}
		c.next = p
	}
}

// judge sets the reason of a record whose quoting is sound but that cannot be
// used, and names the end of the file as the cause where it is.
func (c *cutter) judge() {
	if c.bad == "" {
		c.bad = c.fault()
	}
	if (c.bad == TooFew || c.bad == Unclosed) && c.block.Last && c.next == len(c.data) && c.end == len(c.data) {
		c.bad = CutOff
	}
}

func (c *cutter) fault() Reason {
	switch {
	case c.facts.nul && bytes.IndexByte(c.data[c.start:c.end], 0) >= 0:
		return NULByte
	case c.facts.invalid && !utf8.Valid(c.data[c.start:c.end]):
		return NotUTF8
	case c.width == 0:
		return ""
	case len(c.fields) < c.width:
		return TooFew
	case len(c.fields) > c.width:
		return TooMany
	case len(c.header) == c.width && c.repeatsHeader():
		return HeaderAgain
	}
	return ""
}

// repeatsHeader says whether the record is the header once more, as it comes
// where files were joined end to end, byte order marks included.
func (c *cutter) repeatsHeader() bool {
	if f := c.fields[0]; f.end > f.start && len(c.header[0]) > 0 {
		ch := c.data[f.start]
		if ch != c.header[0][0] && ch != byteOrderMark[0] && !isBlank(ch) {
			return false // nearly always
		}
	}
	for i, name := range c.header {
		if !bytes.Equal(bytes.TrimSpace(bytes.TrimPrefix(c.Text(i), []byte(byteOrderMark))), name) {
			return false
		}
	}
	return true
}

// Bad returns why the record cannot be used.
func (c *cutter) Bad() Reason { return c.bad }

// Raw returns the record as it stands in the block.
func (c *cutter) Raw() []byte { return c.data[c.start:c.end] }

// Ordinal returns the record's number in the file, from 0.
func (c *cutter) Ordinal() int64 { return c.ordinal }

// Len returns the number of fields found.
func (c *cutter) Len() int { return len(c.fields) }

// Quoted says whether field i was quoted.
func (c *cutter) Quoted(i int) bool { return c.fields[i].kind != plain }

// Missing is false: CSV has no missing value but the empty text.
func (c *cutter) Missing(int) bool { return false }

// Line returns the physical line on which the record starts. It counts on from
// the record it was last asked for.
func (c *cutter) Line() int64 {
	c.line += countLineEnds(c.data[c.linePos:], c.start-c.linePos)
	c.linePos = c.start
	return c.line
}
