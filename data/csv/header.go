package csv

import (
	"fmt"
	"slices"
	"strings"
)

// preambleMost is the most records that may stand before the header.
const preambleMost = 50

// heading is what a sample says about its header.
type heading struct {
	found    bool
	row      int // the header among the trial's rows; records before are preamble
	names    []string
	warnings []Problem
}

// heading finds the header: where the settings or the expected names say, else
// where the types of the columns show it.
func (d *detector) heading(t *trial) (heading, error) {
	var h heading
	if len(t.rows) == 0 {
		return h, &Error{File: d.path, Kind: ErrEmpty, Found: "nothing but blank lines"}
	}
	named := d.namedRow(t)
	switch {
	case d.want.Header == "yes":
		h = heading{found: true, row: max(0, named)}
	case d.want.Header == "no":
	case named >= 0:
		h = heading{found: true, row: named}
	case len(d.want.Names) > 0:
	case t.rows[0].broken:
		return h, d.brokenHeader(t.rows[0])
	default:
		h = d.searchHeader(t)
	}
	if t.dialect.Quote == 0 && d.want.Quote == "" {
		h.warn(d.path, 0, "quotes are read as text, for none of them opens and closes a field; set csv.quote")
	}
	if h.row > 0 {
		h.warn(d.path, t.rows[0].line, "skipped %d records before the header in line %d",
			h.row, t.rows[h.row].line)
	}
	if h.found {
		return h, d.readNames(t, &h)
	}
	h.names = d.want.Names
	if len(h.names) == 0 {
		for i := range t.width {
			h.names = append(h.names, fmt.Sprintf("column%d", i))
		}
	}
	return h, d.checkWidth(t, &h)
}

func (h *heading) warn(path string, line int64, format string, args ...any) {
	h.warnings = append(h.warnings, Problem{File: path, Line: line, Text: fmt.Sprintf(format, args...)})
}

// namedRow returns the row, among the first, that holds most of the expected
// names (the first of equals), -1 where none does. One name is enough for the
// first row; a later one, which would make preamble of those before it, takes
// two. No row is looked for where the settings already say how many to skip.
func (d *detector) namedRow(t *trial) int {
	names := slices.Concat(d.opt.Expected, d.want.Names)
	best, most := -1, 0
	for i, r := range t.rows[:min(len(t.rows), preambleMost)] {
		n := matches(r.cells, names)
		if n > most && (i == 0 || n > 1 || len(names) == 1 && t.beforeHeader(0)) {
			best, most = i, n
		}
		if d.want.Skip > 0 {
			break
		}
	}
	return best
}

// searchHeader decides by the types of the columns whether there is a header,
// and where.
func (d *detector) searchHeader(t *trial) heading {
	first := 0
	for d.want.Skip == 0 && first < len(t.rows)-1 && first < preambleMost && t.beforeHeader(first) {
		first++
	}
	if t.beforeHeader(first) {
		first = 0
	}
	for _, i := range []int{first, 0} {
		if votes, typed := t.headerVotes(i); typed && votes > 0 {
			return heading{found: true, row: i}
		}
	}
	votes, typed := t.headerVotes(0)
	if typed || votes < 0 {
		return heading{}
	}
	h := heading{found: t.namesLike(0)}
	if h.found {
		h.warn(d.path, t.rows[0].line, "took the line for the header: every column is text; set csv.header")
	} else {
		h.warn(d.path, t.rows[0].line, "took the line for a record: its texts are no names; set csv.header")
	}
	return h
}

// beforeHeader says whether row i looks like the title lines that some systems
// write above a table: another width, or next to nothing in its cells.
func (t *trial) beforeHeader(i int) bool {
	filled := 0
	for _, cell := range t.rows[i].cells {
		if strings.TrimSpace(cell) != "" {
			filled++
		}
	}
	return len(t.rows[i].cells) != t.width || t.width >= 3 && filled <= 1
}

// headerVotes compares row i with the columns below it: a text over a column of
// numbers or dates speaks for a header, a number or date against it. typed says
// whether there was any such column; without records below, the row's own
// numbers and dates speak against it.
func (t *trial) headerVotes(i int) (votes int, typed bool) {
	head := t.rows[i]
	for col, name := range head.cells {
		seen, numbers := 0, 0
		for _, r := range t.rows[i+1:] {
			if col >= len(r.cells) || r.cells[col] == "" {
				continue
			}
			seen++
			if isTyped(r.cells[col]) {
				numbers++
			}
		}
		own := isTyped(name)
		switch {
		case seen > 0 && numbers*10 < seen*8, strings.TrimSpace(name) == "":
		case own:
			votes--
			typed = typed || seen > 0
		case seen > 0:
			votes++
			typed = true
		}
	}
	return votes, typed
}

// namesLike says whether the texts of row i could be names: none is empty, none
// stands twice, none recurs below in its column.
func (t *trial) namesLike(i int) bool {
	seen := map[string]bool{}
	for col, cell := range t.rows[i].cells {
		if strings.TrimSpace(cell) == "" || seen[cell] {
			return false
		}
		seen[cell] = true
		for _, r := range t.rows[i+1:] {
			if col < len(r.cells) && r.cells[col] == cell {
				return false
			}
		}
	}
	return len(t.rows[i].cells) > 0
}

func (d *detector) brokenHeader(r row) error {
	return &Error{
		File: d.path, Line: r.line, Kind: ErrHeader,
		Found:  "a quote is not closed in " + excerpt(d.sample[r.start:]),
		Remedy: "correct the line, or set csv.header: no and csv.names",
	}
}

// readNames takes the names from the header's cells and checks them.
func (d *detector) readNames(t *trial, h *heading) error {
	r := t.rows[h.row]
	if r.broken {
		return d.brokenHeader(r)
	}
	if d.want.Header == "yes" && len(d.want.Names) > 0 && matches(r.cells, d.want.Names) == 0 {
		h.names = d.want.Names
		h.warn(d.path, r.line, "the header is passed over, csv.names counts")
		return d.checkWidth(t, h)
	}
	first := map[string]int{}
	for i, cell := range r.cells {
		name := strings.TrimSpace(cell)
		if name == "" {
			name = fmt.Sprintf("column%d", i)
			h.warn(d.path, r.line, "column %d of the header has no name; it is called %s", i+1, name)
		}
		if at, twice := first[name]; twice {
			h.warn(d.path, r.line, "columns %d and %d of the header are both called %q", at+1, i+1, name)
		} else {
			first[name] = i
		}
		h.names = append(h.names, name)
	}
	return d.checkWidth(t, h)
}

// checkWidth refuses names that fit not one of several records of the sample.
// A lone record that does not fit is left to be reported as a bad one.
func (d *detector) checkWidth(t *trial, h *heading) error {
	below := t.rows
	if h.found {
		below = t.rows[h.row+1:]
	}
	fitting := t.widths[len(h.names)]
	for _, r := range t.rows[:len(t.rows)-len(below)] {
		if !r.broken && len(r.cells) == len(h.names) {
			fitting--
		}
	}
	if len(below) < 2 || fitting > 0 {
		return nil
	}
	e := &Error{File: d.path, Kind: ErrHeader, Remedy: "correct csv.separator, csv.names or csv.skip_lines"}
	for i := range below {
		if !below[i].broken {
			e.Line = below[i].line
			e.Found = fmt.Sprintf("there are %d column names, the record has %d fields: %s",
				len(h.names), len(below[i].cells), excerpt(d.sample[below[i].start:]))
			return e
		}
	}
	return nil
}
