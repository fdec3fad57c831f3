package csv

import (
	"bytes"
	"slices"
	"strings"
)

// plausibility says from 0 to 1 how much a text looks like one cell.
func plausibility(cell string, isQuoted bool, d Dialect) float64 {
	switch {
	case isQuoted:
		return 1
	case cell == "":
		return 0.7
	case isTyped(cell):
		return 1
	case strings.ContainsAny(cell, ";|\t"):
		return 0
	case cell[len(cell)-1] == ':', cell[len(cell)-1] == ',':
		return 0.3
	case cell[0] == '"' && cell[len(cell)-1] == '"':
		return 0
	case cell[0] == '"', cell[len(cell)-1] == '"':
		return 0.2
	case d.Quote != 0 && (cell[0] == d.Quote || cell[len(cell)-1] == d.Quote):
		return 0.2
	}
	for i := 0; i+1 < len(cell); i++ {
		if cell[i] == ',' && cell[i+1] != ' ' {
			return 0
		}
	}
	return 0.95
}

// isTyped says whether a text is a number, an amount, a date or a time, in any
// notation: digits, and nothing that only words have.
func isTyped(cell string) bool {
	cell = strings.TrimSpace(cell)
	for _, sign := range []string{"€", "£", "$"} {
		cell = strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(cell, sign), sign))
	}
	if cell == "" || strings.IndexByte("0123456789+-.(", cell[0]) < 0 || strings.IndexByte(":,/-", cell[len(cell)-1]) >= 0 {
		return false
	}
	digits := 0
	for i := range len(cell) {
		switch {
		case cell[i] >= '0' && cell[i] <= '9':
			digits++
		case strings.IndexByte("+-.,:/ %$TZeE()", cell[i]) < 0:
			return false
		}
	}
	return digits > 0
}

// needsQuotes says whether the quote is one beyond doubt: a quoted field holds a
// separator or a line end, or all of a column is quoted. An apostrophe around a
// single word is not enough.
func (t *trial) needsQuotes() bool {
	for col := range t.width {
		seen, inQuotes := 0, 0
		for i, r := range t.rows {
			if col >= len(r.cells) || r.cells[col] == "" || i == 0 && len(t.rows) > 1 {
				continue
			}
			seen++
			if r.quoted[col] {
				inQuotes++
				if strings.ContainsAny(r.cells[col], "\r\n") || strings.Contains(r.cells[col], t.dialect.Separator) {
					return true
				}
			}
		}
		if seen > 0 && inQuotes == seen {
			return true
		}
	}
	return false
}

// sameCells says whether two trials cut the sample into the same records and
// texts, so that it does not matter which of the two is taken.
func sameCells(a, b *trial) bool {
	if a.records != b.records || a.good != b.good || len(a.rows) != len(b.rows) {
		return false
	}
	for i := range a.rows {
		if a.rows[i].broken != b.rows[i].broken || !slices.Equal(a.rows[i].cells, b.rows[i].cells) {
			return false
		}
	}
	return true
}

// matches counts the names among the cells, without regard to case and blanks.
func matches(cells, names []string) int {
	n := 0
	for _, name := range names {
		if slices.ContainsFunc(cells, func(cell string) bool {
			return strings.EqualFold(strings.TrimSpace(cell), name)
		}) {
			n++
		}
	}
	return n
}

// padded says whether the fields of the sample are padded with blanks: in some
// column every unquoted text begins or ends with one.
func (t *trial) padded() bool {
	for col := range t.width {
		seen, blank := 0, 0
		for _, r := range t.rows {
			if len(r.cells) != t.width || r.quoted[col] || r.cells[col] == "" {
				continue
			}
			seen++
			cell := r.cells[col]
			if isBlank(cell[0]) || isBlank(cell[len(cell)-1]) {
				blank++
			}
		}
		if seen >= 3 && blank == seen {
			return true
		}
	}
	return false
}

// holds says whether sep stands in the sample at all.
func holds(sample []byte, sep string) bool {
	if sep == Whitespace {
		return bytes.ContainsAny(sample, " \t")
	}
	return bytes.Contains(sample, []byte(sep))
}
