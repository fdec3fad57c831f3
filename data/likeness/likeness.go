package likeness

import (
	"strings"
	"unicode"
)

// Nearest is the column whose name is most like the given one, without regard
// to case, blanks and marks: one that contains the name or lies within it, or
// that a third of its letters turn into it. It is empty where none is much like
// it; of equally near ones the first counts.
func Nearest(name string, columns []string) string {
	plain := letters(name)
	best, least := "", len(plain)/3+1
	for _, c := range columns {
		other := letters(c)
		d := distance(plain, other)
		if d >= least && within(plain, other) {
			d = least - 1
		}
		if d < least {
			best, least = c, d
		}
	}
	return best
}

// shortest is the fewest letters of a name that is looked for within another.
const shortest = 3

// within reports whether one name is a part of the other.
func within(a, b []rune) bool {
	if len(a) < shortest || len(b) < shortest {
		return false
	}
	return strings.Contains(string(a), string(b)) || strings.Contains(string(b), string(a))
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

// distance is the number of letters to insert, delete or replace to turn one
// name into the other (Levenshtein).
func distance(a, b []rune) int {
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
