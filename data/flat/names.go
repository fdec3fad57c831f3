package flat

import (
	"fmt"
	"strings"
	"unicode"
)

// likeness asks whether the column was meant whose name is most like the one
// that is not there; it is empty where none is much like it.
func likeness(name string, columns []string) string {
	plain := letters(name)
	best, least := "", len(plain)/3+1
	for _, c := range columns {
		other := letters(c)
		d := edits(plain, other)
		if d >= least && (strings.Contains(string(other), string(plain)) || strings.Contains(string(plain), string(other))) && len(other) > 2 {
			d = least - 1
		}
		if d < least {
			best, least = c, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// letters is a name without case, blanks and marks.
func letters(name string) []rune {
	var out []rune
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return out
}

// edits is the number of letters to insert, delete or replace to turn one name
// into the other.
func edits(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		corner := row[0]
		row[0] = i + 1
		for j := range b {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}
