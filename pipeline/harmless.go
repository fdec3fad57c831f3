package pipeline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cellEnds are the characters at which one spreadsheet or another ends a cell,
// beside the comma: a file that is opened with another separator than its own
// begins cells in the middle of texts.
const cellEnds = ";|\t\r\n"

// harmless puts an apostrophe before each part of a text that a spreadsheet
// would run as a formula. Signed numbers stay as they are: they cannot run, and
// customer ids such as +4912345 must stay what they are.
func harmless(s string) string {
	if isWord(s) {
		return s
	}
	var out strings.Builder
	if strings.ContainsRune("\t\r\n", rune(s[0])) { // dropped by some, so that what follows begins the cell
		out.WriteByte('\'')
	}
	for {
		end := strings.IndexAny(s, cellEnds)
		part := s
		if end >= 0 {
			part = s[:end]
		}
		if isFormula(part) {
			out.WriteByte('\'')
		}
		out.WriteString(part)
		if end < 0 {
			return out.String()
		}
		out.WriteByte(s[end])
		s = s[end+1:]
	}
}

// isWord reports whether a text is empty, or begins with a letter or digit of
// ASCII and has one cell in any spreadsheet, as nearly all do.
func isWord(s string) bool {
	if s == "" {
		return true
	}
	first := s[0] | 0x20
	if (first < 'a' || first > 'z') && (s[0] < '0' || s[0] > '9') {
		return false
	}
	for i := range len(s) {
		switch s[i] {
		case ';', '|', '\t', '\r', '\n':
			return false
		}
	}
	return true
}

// isFormula reports whether a spreadsheet could run the content of a cell: it
// begins, after what some drop, with a sign that begins formulas, in either
// width, and is no signed number.
func isFormula(cell string) bool {
	cell = strings.TrimLeftFunc(cell, dropped)
	sign, size := utf8.DecodeRuneInString(cell)
	switch sign {
	case '=', '@', '＝', '＠':
		return true
	case '+', '-', '＋', '－':
		return len(cell) == size || strings.Trim(cell[size:], "0123456789. ") != ""
	}
	return false
}

// dropped reports whether a character before the content of a cell may be
// dropped where the file is opened: blanks, quotes, and what has no width.
func dropped(r rune) bool {
	return r == '"' || r == utf8.RuneError || unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)
}

// markup makes a text that came from exports or the command line plain in
// Markdown: no code of HTML, no link, no picture, no emphasis, and one line.
func markup(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			return utf8.RuneError
		}
		return r
	}, s)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", "[", `\[`, "]", `\]`, "*", `\*`, "`", "'").Replace(s)
}
