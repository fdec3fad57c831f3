package configs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Problem is one mistake in a config.
type Problem struct {
	// File is the config file as it was named; empty for a Config made in code.
	File string
	// Line and Column count from 1, columns in characters; 0 means that nothing
	// in the file stands for the mistake.
	Line, Column int
	// Key is the path of the setting, such as tables.invoices.files[0].
	Key string
	// Value is what stands there, as written and shortened; empty where nothing does.
	Value string
	// Text says what is wrong.
	Text string
	// Allowed says what may stand there; empty where Text says it.
	Allowed string
	// Source is the line of the file, and Width the number of characters from
	// Column on that the mistake takes.
	Source string
	Width  int
}

// sourceWidth is the most characters of a source line that are shown.
const sourceWidth = 100

// String returns the paragraph that describes the problem: the place, the key,
// what is wrong, what is allowed, and the source line with a caret below it.
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File + ":")
		if p.Line > 0 {
			fmt.Fprintf(&b, "%d:%d:", p.Line, p.Column)
		}
		b.WriteString(" ")
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	if p.Value != "" {
		b.WriteString(p.Value + " ")
	}
	b.WriteString(p.Text)
	if p.Allowed != "" {
		b.WriteString("; allowed: " + p.Allowed)
	}
	if p.Line > 0 && p.Source != "" {
		b.WriteString("\n" + p.caret())
	}
	return b.String()
}

// caret returns the source line, cut to a window around the column, and the
// line with carets below it.
func (p Problem) caret() string {
	line := []rune(p.Source)
	at := min(max(p.Column-1, 0), len(line))
	from := 0
	if at > sourceWidth*3/4 {
		from = at - sourceWidth/2
	}
	to := min(len(line), from+sourceWidth)
	width := min(max(p.Width, 1), max(to-at, 1))
	blanks := []rune(nil)
	for _, r := range line[from:at] {
		if r != '\t' {
			r = ' '
		}
		blanks = append(blanks, r)
	}
	return "    " + string(line[from:to]) + "\n    " + string(blanks) + strings.Repeat("^", width)
}

// Error is everything that is wrong with a config, in the order of the file.
type Error struct {
	Problems []Problem
}

// Error returns one paragraph for each problem.
func (e *Error) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(p.String())
	}
	return b.String()
}

// problemsError returns the problems in the order of the file as an error, or
// nil for none.
func problemsError(list []Problem) error {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &Error{Problems: list}
}

// shorten cuts a value to what fits in a message, quoting it where it holds
// characters that would break the line.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	if quoted := fmt.Sprintf("%q", s); quoted != `"`+s+`"` || strings.TrimSpace(s) != s || !strings.ContainsFunc(s, isWordly) {
		return quoted
	}
	return s
}
