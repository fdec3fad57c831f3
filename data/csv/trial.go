package csv

import "bytes"

// rowsKept is how many records a trial keeps for a look at their cells.
const rowsKept = 200

// trial is what a sample looks like when it is read in one dialect.
type trial struct {
	dialect Dialect
	records int // whole records in the sample
	broken  int // of these, with broken quoting
	quotes  int // of the others, with quoted fields
	width   int // the most frequent number of fields among the others
	good    int // records of that width
	widths  map[int]int
	rows    []row // the first records, good and bad
	score   float64
}

// row is one record of a trial.
type row struct {
	line        int64
	start, next int // place in the sample
	broken      bool
	cells       []string
	quoted      []bool
}

// tryDialect reads the sample in the dialect and counts what it finds. With eof
// the sample is the whole file; else its last record may go on beyond it.
//
// Where that record takes up most of the sample, it is either very long or has
// lost its closing quote. The second is taken for true if it leaves nearly all
// lines in order.
func tryDialect(d Dialect, sample []byte, eof bool, limit int, line int64) *trial {
	t := &trial{dialect: d, widths: map[int]int{}}
	if reach := t.read(sample, eof, limit, line); eof || reach > len(sample)/2 {
		return t
	}
	lines := sample[:bytes.LastIndexByte(sample, '\n')+1]
	broken := &trial{dialect: d, widths: map[int]int{}}
	broken.read(lines, true, limit, line)
	if broken.share() > 0.9 && (t.records == 0 || broken.width == t.width) {
		return broken
	}
	return t
}

// read fills the trial and returns how far into the sample its records reach.
func (t *trial) read(sample []byte, eof bool, limit int, line int64) int {
	d := t.dialect
	all := Options{BlockSize: len(sample) + 1, MaxRecord: limit}
	found := newSplitter(d, all).split(sample, eof)
	c := newCutter(d, 0, limit, nil)
	c.Start(&Block{Data: sample[:found.end], FirstLine: line})
	for c.Next() {
		t.records++
		broken := c.Bad() == Unclosed || c.Bad() == AfterQuote
		if broken {
			t.broken++
		} else {
			t.widths[c.Len()]++
			if c.lately {
				t.quotes++
			}
		}
		if len(t.rows) < rowsKept {
			t.rows = append(t.rows, rowOf(c, broken))
		}
	}
	for width, n := range t.widths {
		if n > t.good || n == t.good && width > t.width {
			t.width, t.good = width, n
		}
	}
	return found.end
}

func rowOf(c *cutter, broken bool) row {
	r := row{line: c.Line(), start: c.start, next: c.next, broken: broken}
	if broken {
		return r
	}
	for i := range c.Len() {
		r.cells = append(r.cells, string(c.Text(i)))
		r.quoted = append(r.quoted, c.Quoted(i))
	}
	return r
}

// share is the part of the records that have the most frequent width.
func (t *trial) share() float64 {
	if t.records == 0 {
		return 0
	}
	return float64(t.good) / float64(t.records)
}

// rate sets the score: the share of records of one width, times how much their
// cells look like cells, less for few columns. Text that is still full of
// separators has been cut at the wrong ones. A header with names that the
// caller expects counts twice.
func (t *trial) rate(expected []string) {
	if t.width < 2 {
		return
	}
	cells, sum := 0, 0.0
	for _, r := range t.rows {
		for i, cell := range r.cells {
			cells++
			sum += plausibility(cell, r.quoted[i], t.dialect)
		}
	}
	if cells == 0 {
		return
	}
	t.score = t.share() * sum / float64(cells) * (1 - 0.5/float64(t.width))
	for _, r := range t.rows[:min(len(t.rows), preambleMost)] {
		if n := matches(r.cells, expected); n >= 2 || n > 0 && n == len(expected) {
			t.score *= 2
			break
		}
	}
}
