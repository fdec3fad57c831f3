package postgres

import (
	"io"
	"unicode/utf8"
)

// copyReader gives the rows of a list in the text format of COPY: a line for
// each row, tabs between the cells, \N for a missing value.
type copyReader struct {
	list     List
	of       Cell
	columns  []string // names, in the order of the cells
	noRun    bool     // the id of the run is added to each row
	row      int      // next
	cell     []byte
	lines    []byte // encoded and not yet read
	at       int
	replaced int64 // characters that could not be stored
}

// copyBlock is the size of the encoded lines that are held.
const copyBlock = 1 << 16

func newCopyReader(l List, of Cell) *copyReader {
	r := &copyReader{list: l, of: of}
	for _, c := range withRun(l.Columns) {
		r.columns = append(r.columns, c.Name)
	}
	r.noRun = len(r.columns) > len(l.Columns)
	return r
}

// Read fills p with the next lines.
func (r *copyReader) Read(p []byte) (int, error) {
	if r.at == len(r.lines) {
		if r.row == r.list.Rows {
			return 0, io.EOF
		}
		r.lines, r.at = r.lines[:0], 0
		for r.row < r.list.Rows && len(r.lines) < copyBlock {
			r.line()
			r.row++
		}
	}
	n := copy(p, r.lines[r.at:])
	r.at += n
	return n, nil
}

// line encodes the next row.
func (r *copyReader) line() {
	for i := range r.list.Columns {
		if i > 0 {
			r.lines = append(r.lines, '\t')
		}
		text, ok := r.of(r.cell[:0], r.row, i)
		r.cell = text
		if !ok {
			r.lines = append(r.lines, '\\', 'N')
			continue
		}
		r.escape(text)
	}
	if r.noRun {
		if len(r.list.Columns) > 0 {
			r.lines = append(r.lines, '\t')
		}
		r.escape([]byte(r.list.RunID))
	}
	r.lines = append(r.lines, '\n')
}

// escape appends a text so that COPY reads it back as it is, but for what no
// text of PostgreSQL can hold.
func (r *copyReader) escape(text []byte) {
	from := 0
	for i := 0; i < len(text); {
		b := text[i]
		if b >= ' ' && b < utf8.RuneSelf && b != '\\' {
			i++
			continue
		}
		size, instead := 1, ""
		switch b {
		case '\\':
			instead = `\\`
		case '\t':
			instead = `\t`
		case '\n':
			instead = `\n`
		case '\r':
			instead = `\r`
		case 0:
			instead = "\uFFFD"
			r.replaced++
		default:
			var c rune
			if c, size = utf8.DecodeRune(text[i:]); c == utf8.RuneError && size == 1 {
				instead = "\uFFFD"
				r.replaced++
			}
		}
		if instead != "" {
			r.lines = append(append(r.lines, text[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	r.lines = append(r.lines, text[from:]...)
}
