package csv

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// OpenJSONLines opens an export of one JSON object per line, compressed or not.
// Its columns are the keys of the first lines, in order of appearance, then the
// expected ones among them not seen (each with a warning). A field is the text
// of a top-level value: a string without its quotes and escapes, a number
// exactly as written, true or false, a nested value as JSON; null and an absent
// key are missing. Keys that are no column are passed over.
func OpenJSONLines(path string, opt Options) (*File, error) {
	f, err := openText(path, unicodeOnly, opt, false)
	if err != nil {
		return nil, err
	}
	f.columns = sampleKeys(f.carry, f.eof)
	text := bytes.TrimSpace(f.carry)
	if bytes.HasPrefix(text, []byte("[")) || len(f.columns) == 0 {
		f.Close()
		return nil, &Error{
			File: path, Line: 1, Kind: ErrNotLines, Found: "the file begins with " + excerpt(text),
			Remedy: "write one JSON object per line, or set the source's format to what the file is",
		}
	}
	known := map[string]bool{}
	for _, name := range f.columns {
		known[name] = true
	}
	for _, name := range f.opt.Expected {
		if !known[name] {
			known[name] = true
			f.columns = append(f.columns, name)
			f.warnings = append(f.warnings, Problem{
				File: path, Text: fmt.Sprintf("key %q is in none of the first lines", name),
			})
		}
	}
	f.split = newSplitter(Dialect{Separator: Whitespace}, f.opt).split
	f.records = func() Records { return newJSONCutter(f.columns) }
	return f, nil
}

// sampleKeys returns the top-level keys of the sample's whole lines.
func sampleKeys(sample []byte, eof bool) []string {
	if !eof {
		sample = sample[:bytes.LastIndexByte(sample, '\n')+1]
	}
	var keys []string
	c := newJSONCutter(nil)
	c.unknown = func(key []byte) {
		c.columns[string(key)] = len(keys)
		c.values = append(c.values, jsonValue{})
		keys = append(keys, string(key))
	}
	c.Start(&Block{Data: sample, FirstLine: 1})
	for c.Next() {
	}
	return keys
}

// jsonCutter is the Records of JSON lines.
type jsonCutter struct {
	columns map[string]int
	unknown func(key []byte) // told of keys that are no column; may be nil

	block         *Block
	data          []byte
	finder        lineFinder
	invalid       bool
	start, end    int
	next          int
	ordinal, line int64
	linePos       int
	bad           Reason
	values        []jsonValue
	key, scratch  []byte
}

// jsonValue is one column's value in the current record.
type jsonValue struct {
	ordinal int64 // the record, plus one, that it belongs to
	text    []byte
	kind    byte // the value's first byte
}

func newJSONCutter(columns []string) *jsonCutter {
	c := &jsonCutter{columns: make(map[string]int, len(columns)), values: make([]jsonValue, len(columns))}
	for i, name := range columns {
		c.columns[name] = i
	}
	return c
}

// Start takes the next block.
func (c *jsonCutter) Start(b *Block) {
	c.block, c.data, c.next = b, b.Data, 0
	c.ordinal, c.line, c.linePos = b.FirstRecord-1, b.FirstLine, 0
	c.finder = newLineFinder(b.Data)
	c.invalid = !utf8.Valid(b.Data)
	for i := range c.values {
		c.values[i] = jsonValue{}
	}
}

// Next moves to the next line that is not blank.
func (c *jsonCutter) Next() bool {
	for c.next < len(c.data) {
		c.start = c.next
		c.end, c.next = c.finder.next(c.start)
		text := bytes.Trim(c.data[c.start:c.end], " \t")
		if len(text) == 0 {
			continue
		}
		c.ordinal++
		c.scratch = c.scratch[:0]
		c.bad = c.read(text)
		if c.bad == NotJSON && c.block.Last && c.end == len(c.data) {
			c.bad = CutOff
		}
		return true
	}
	return false
}

// read takes the values of one line.
func (c *jsonCutter) read(text []byte) Reason {
	switch {
	case c.invalid && !utf8.Valid(text):
		return NotUTF8
	case bytes.IndexByte(text, 0) >= 0:
		return NULByte
	case !json.Valid(text):
		return NotJSON
	case text[0] != '{':
		return NotObject
	}
	w := jsonWalk{text: text, pos: 1}
	for {
		w.blanks()
		if w.text[w.pos] == '}' {
			return ""
		}
		if w.text[w.pos] == ',' {
			w.pos++
			w.blanks()
		}
		key, plain := w.str()
		if !plain {
			c.key = unescapeJSON(c.key[:0], key)
			key = c.key
		}
		w.blanks()
		w.pos++ // the colon
		w.blanks()
		at := w.pos
		w.skip()
		col, ok := c.columns[string(key)]
		if !ok && c.unknown != nil {
			c.unknown(key)
			col, ok = c.columns[string(key)]
		}
		if !ok {
			continue
		}
		v := &c.values[col]
		if v.ordinal == c.ordinal+1 {
			return DuplicateKey
		}
		*v = jsonValue{ordinal: c.ordinal + 1, text: text[at:w.pos], kind: text[at]}
	}
}

// Bad returns why the record cannot be used.
func (c *jsonCutter) Bad() Reason { return c.bad }

// Raw returns the line as it stands in the block.
func (c *jsonCutter) Raw() []byte { return c.data[c.start:c.end] }

// Ordinal returns the record's number in the file, from 0.
func (c *jsonCutter) Ordinal() int64 { return c.ordinal }

// Len returns the number of columns.
func (c *jsonCutter) Len() int { return len(c.values) }

// Line returns the physical line of the record.
func (c *jsonCutter) Line() int64 {
	c.line += countLineEnds(c.data[c.linePos:], c.start-c.linePos)
	c.linePos = c.start
	return c.line
}

// Quoted says whether column i is a string.
func (c *jsonCutter) Quoted(i int) bool { return !c.Missing(i) && c.values[i].kind == '"' }

// Missing says whether column i is null or absent.
func (c *jsonCutter) Missing(i int) bool {
	return c.values[i].ordinal != c.ordinal+1 || c.values[i].kind == 'n'
}

// Text returns column i as text; empty where it is missing.
func (c *jsonCutter) Text(i int) []byte {
	if c.Missing(i) {
		return nil
	}
	text := c.values[i].text
	if c.values[i].kind != '"' {
		return text
	}
	text = text[1 : len(text)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	from := len(c.scratch)
	c.scratch = unescapeJSON(c.scratch, text)
	return c.scratch[from:]
}
