package configs

import (
	"fmt"
	"strings"
)

// path is where a value stands: its key, and the pattern of that key in which
// the names that a user chooses are *.
type path struct {
	key, pattern string
}

// field returns the path of a named setting.
func (p path) field(name string) path {
	return path{join(p.key, name), join(p.pattern, name)}
}

// entry returns the path of an entry of a map.
func (p path) entry(name string) path {
	if name == "" || strings.ContainsAny(name, ".[]\"' \t\n") {
		name = fmt.Sprintf("%q", name)
	}
	return path{join(p.key, name), join(p.pattern, "*")}
}

// item returns the path of an element of a list.
func (p path) item(i int) path {
	return path{fmt.Sprintf("%s[%d]", p.key, i), p.pattern + "[]"}
}

// last returns the last name of the key.
func (p path) last() string { return p.key[strings.LastIndex(p.key, ".")+1:] }

func join(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// parent returns the key that holds a key, or nothing at the top. A key that
// a user chose may hold dots within quotes.
func parent(key string) string {
	quoted := false
	for i := len(key) - 1; i >= 0; i-- {
		switch {
		case key[i] == '"' && (i == 0 || key[i-1] != '\\'):
			quoted = !quoted
		case !quoted && (key[i] == '.' || key[i] == '['):
			return key[:i]
		}
	}
	return ""
}

// nearest returns the one of the names that a name may have been meant for: at
// most a third of its letters to change, or else the first that it begins.
func nearest(name string, names []string) (string, bool) {
	best, found := max(1, len(name)/3)+1, ""
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < best && d < len(n) {
			best, found = d, n
		}
	}
	for _, n := range names {
		if found == "" && len(name) >= 3 && strings.HasPrefix(n, strings.ToLower(name)) {
			found = n
		}
	}
	return found, found != ""
}

// distance is the number of letters to insert, drop, replace or swap with the
// next to make a of b (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 {
		return 64
	}
	var before, last []int
	for i := 0; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		for j := range row {
			switch {
			case i == 0 || j == 0:
				row[j] = i + j
			case x[i-1] == y[j-1]:
				row[j] = last[j-1]
			default:
				row[j] = 1 + min(last[j-1], last[j], row[j-1])
				if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
					row[j] = min(row[j], 1+before[j-2])
				}
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}

// unknown adds to what is wrong with a name the one that may have been meant.
func unknown(what, name string, names []string) string {
	if n, ok := nearest(name, names); ok {
		return fmt.Sprintf("%s (did you mean %q?)", what, n)
	}
	return what
}
