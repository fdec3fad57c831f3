package inspect

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed words/*.txt
var wordFiles embed.FS

// dictionary holds what things are called, by language.
type dictionary struct {
	// columns are the keys of the names of a column, by "table.column", where the
	// table may be "*"; the value is the language.
	columns map[string]map[string]string
	// tables are the tables that a file's name may stand for, by key.
	tables map[string]string
	// roles are the keys of the names of columns that no table takes as they are.
	roles map[string]map[string]string
	// values are the texts of a column, by "table.column", then by key.
	values map[string]map[string]string
	// flags are the texts of truth values; outcomes those of labels: true for a
	// customer who left.
	flags, outcomes map[string]bool
}

// readWords reads the word lists. They are part of the program: a mistake in
// them is a mistake of the program, which the tests find.
func readWords() (*dictionary, error) {
	d := &dictionary{
		columns: map[string]map[string]string{}, tables: map[string]string{}, roles: map[string]map[string]string{},
		values: map[string]map[string]string{}, flags: map[string]bool{}, outcomes: map[string]bool{},
	}
	// English last: where two languages claim a word for different tables, English counts.
	for _, language := range []string{"persian", "lithuanian", "german", "english"} {
		text, err := fs.ReadFile(wordFiles, "words/"+language+".txt")
		if err != nil {
			return nil, fmt.Errorf("inspect: reading the %s words: %w", language, err)
		}
		if err := d.add(language, string(text)); err != nil {
			return nil, fmt.Errorf("inspect: reading the %s words: %w", language, err)
		}
	}
	return d, nil
}

// add takes the lines of one language.
func (d *dictionary) add(language, text string) error {
	text = strings.ReplaceAll(text, "\n  ", " ") // lines that go on
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, list, ok := strings.Cut(line, ":")
		if !ok {
			return fmt.Errorf("no colon in %q", line)
		}
		for name := range strings.SplitSeq(list, ",") {
			if k := key(name); k != "" {
				d.addName(language, strings.Fields(head), k)
			}
		}
	}
	return nil
}

// addName takes one name of the thing that the words before the colon say.
func (d *dictionary) addName(language string, head []string, k string) {
	set := func(m map[string]map[string]string, of, to string) {
		if m[of] == nil {
			m[of] = map[string]string{}
		}
		m[of][k] = to
	}
	switch head[0] {
	case "table":
		d.tables[k] = head[1]
	case "role":
		set(d.roles, head[1], language)
	case "value":
		set(d.values, head[1], head[2])
	case "yes", "no":
		d.flags[k] = head[0] == "yes"
	case "left", "stayed":
		d.outcomes[k] = head[0] == "left"
	default:
		set(d.columns, head[0], language)
	}
}

// tableOf is the table that the name of a file stands for, or "". The whole name
// counts before its last words, those before its first: in "customer contacts" the
// contacts are meant.
func (d *dictionary) tableOf(name string) string {
	w := words(name)
	if t := d.tables[strings.Join(w, "")]; t != "" {
		return t
	}
	for i := 1; i < len(w); i++ {
		if t := d.tables[strings.Join(w[i:], "")]; t != "" {
			return t
		}
	}
	for i := len(w) - 1; i > 0; i-- {
		if t := d.tables[strings.Join(w[:i], "")]; t != "" {
			return t
		}
	}
	return ""
}

// How well a name fits.
const (
	sameName  = 1.0
	anyTable  = 0.9 // a name for the column of any table
	spelling  = 0.95
	inContext = 0.9 // the rest of the name names the table
	ending    = 0.6
	beginning = 0.45
)

// naming says how well a name fits a column of a table, from 0 to 1, and what it
// was taken for.
func (d *dictionary) naming(name, table, column string) float64 {
	best := d.fit(name, table, d.columns[table+"."+column], sameName)
	if general := d.columns["*."+column]; general != nil {
		best = max(best, d.fit(name, table, general, anyTable))
	}
	// The contract's own word for the column is a name, too.
	if k := key(name); k == key(column) {
		best = sameName
	}
	return best
}

// role says how well a name fits a role.
func (d *dictionary) role(name, role string) float64 { return d.fit(name, "", d.roles[role], sameName) }

// fit compares a name with the keys of a list; most is what an exact fit is worth.
func (d *dictionary) fit(name, table string, list map[string]string, most float64) float64 {
	if len(list) == 0 {
		return 0
	}
	w := slices.DeleteFunc(words(name), decoration)
	if len(w) == 0 {
		return 0
	}
	if len(w) > 12 { // no name but a sentence
		w = w[:12]
	}
	has := func(words []string) bool { _, ok := list[strings.Join(words, "")]; return ok }
	if has(w) || has(words(name)) {
		return most
	}
	if plain := plainKey(strings.Join(w, "")); spelt(list, plain) {
		return most * spelling
	}
	best := 0.0
	for i := 1; i < len(w); i++ {
		if has(w[i:]) {
			score := ending
			if table != "" && d.tables[strings.Join(w[:i], "")] == table {
				score = inContext
			}
			best = max(best, score)
		}
		if has(w[:i]) {
			score := beginning
			if table != "" && d.tables[strings.Join(w[i:], "")] == table || strings.Trim(strings.Join(w[i:], ""), "0123456789") == "" {
				score = inContext
			}
			best = max(best, score)
		}
	}
	if best == 0 && compound(strings.Join(w, ""), list) {
		best = ending - 0.1
	}
	return most * best
}

// spelt says that a list has a key that is written like k.
func spelt(list map[string]string, k string) bool {
	if _, ok := list[k]; ok {
		return true
	}
	for other := range list {
		if len(other) >= len(k) && plainKey(other) == k {
			return true
		}
	}
	return false
}

// compound says that a long word ends with one of the keys, as
// Rechnungskundennummer does.
func compound(k string, list map[string]string) bool {
	const shortest = 6
	for other := range list {
		if len(other) >= shortest && len(k) > len(other) && strings.HasSuffix(k, other) {
			return true
		}
	}
	return false
}

// decoration says that a word of a name says nothing of what is in the column:
// a currency, an article, a system's prefix.
func decoration(w string) bool {
	switch w {
	case "eur", "euro", "usd", "gbp", "chf", "irr", "ltl", "czk", "in", "the", "of", "col", "fld", "dim", "fact", "stg", "src", "tbl", "utc", "ریال", "تومان", "rial", "toman":
		return true
	}
	return false
}

// truth reads a flag in any of the languages.
func (d *dictionary) truth(text string) (v, ok bool) {
	v, ok = d.flags[key(text)]
	return v, ok
}
