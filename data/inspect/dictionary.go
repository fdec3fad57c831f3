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
	columns map[string]names
	// tables are the tables that a file's name may stand for, by key.
	tables map[string]string
	// roles are the keys of the names of columns that no table takes as they are.
	roles map[string]names
	// values are the texts of a column, by "table.column", then by key.
	values map[string]map[string]string
	// flags are the texts of truth values; outcomes those of labels: true for a
	// customer who left.
	flags, outcomes map[string]bool

	known  map[string]name // names that were compared before
	fitted map[fitKey]float64
}

// names are the keys of what a thing is called: the language by key, and the keys
// as plainKey writes them.
type names struct {
	keys  map[string]string
	plain map[string]bool
}

// name is a name taken apart.
type name struct {
	words, bare []string // bare are the words without decorations
	key         string
	plain       string
}

// fitKey is what a comparison depends on.
type fitKey struct{ name, table, list string }

// readWords reads the word lists. They are part of the program: a mistake in
// them is a mistake of the program, which the tests find.
func readWords() (*dictionary, error) {
	d := &dictionary{
		columns: map[string]names{}, tables: map[string]string{}, roles: map[string]names{},
		values: map[string]map[string]string{}, flags: map[string]bool{}, outcomes: map[string]bool{},
		known: map[string]name{}, fitted: map[fitKey]float64{},
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
	set := func(m map[string]names, of string) {
		if m[of].keys == nil {
			m[of] = names{keys: map[string]string{}, plain: map[string]bool{}}
		}
		m[of].keys[k] = language
		m[of].plain[plainKey(k)] = true
	}
	switch head[0] {
	case "table":
		d.tables[k] = head[1]
	case "role":
		set(d.roles, head[1])
	case "value":
		if d.values[head[1]] == nil {
			d.values[head[1]] = map[string]string{}
		}
		d.values[head[1]][k] = head[2]
	case "yes", "no":
		d.flags[k] = head[0] == "yes"
	case "left", "stayed":
		d.outcomes[k] = head[0] == "left"
	default:
		set(d.columns, head[0])
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

// naming says how well a name fits a column of a table, from 0 to 1.
func (d *dictionary) naming(text, table, column string) float64 {
	best := max(d.fit(text, table, "column "+table+"."+column), anyTable*d.fit(text, table, "column *."+column))
	// The contract's own word for the column is a name, too.
	if d.name(text).key == key(column) {
		best = sameName
	}
	return best
}

// role says how well a name fits a role.
func (d *dictionary) role(text, role string) float64 { return d.fit(text, "", "role "+role) }

// name takes a name apart, once.
func (d *dictionary) name(text string) name {
	n, ok := d.known[text]
	if !ok {
		const most = 12 // more words are no name but a sentence
		w := words(clip(text))
		w = w[:min(len(w), most)]
		n = name{words: w, bare: slices.DeleteFunc(slices.Clone(w), decoration), key: strings.Join(w, "")}
		n.plain = plainKey(strings.Join(n.bare, ""))
		d.known[text] = n
	}
	return n
}

// fit compares a name with a list, once.
func (d *dictionary) fit(text, table, list string) float64 {
	k := fitKey{text, table, list}
	f, ok := d.fitted[k]
	if !ok {
		kind, of, _ := strings.Cut(list, " ")
		l := d.columns[of]
		if kind == "role" {
			l = d.roles[of]
		}
		f = d.compare(d.name(text), table, l)
		d.fitted[k] = f
	}
	return f
}

// compare says how well a name fits a list.
func (d *dictionary) compare(n name, table string, list names) float64 {
	w := n.bare
	if len(list.keys) == 0 || len(w) == 0 {
		return 0
	}
	has := func(words []string) bool { _, ok := list.keys[strings.Join(words, "")]; return ok }
	if has(w) || has(n.words) {
		return sameName
	}
	if _, ok := list.keys[n.plain]; ok || list.plain[n.plain] {
		return spelling
	}
	best := 0.0
	for i := 1; i < len(w); i++ {
		if has(w[i:]) {
			best = max(best, d.part(w[:i], table, ending))
		}
		if has(w[:i]) {
			score := d.part(w[i:], table, beginning)
			if strings.Trim(strings.Join(w[i:], ""), "0123456789") == "" {
				score = inContext
			}
			best = max(best, score)
		}
	}
	if best == 0 && compound(strings.Join(w, ""), list.keys) {
		best = ending - 0.1
	}
	return best
}

// part is what a part of a name is worth: more where the rest of it names the
// table.
func (d *dictionary) part(rest []string, table string, worth float64) float64 {
	if table != "" && d.tables[strings.Join(rest, "")] == table {
		return inContext
	}
	return worth
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
