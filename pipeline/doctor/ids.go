package doctor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"predict/data"
	"predict/data/examine"
	"predict/data/value"
)

// idCase gathers ids with the same fault.
type idCase struct {
	ids, rows int64
	first     examine.Spot
	texts     []string
}

// see counts a customer; the place is that of the first in the files.
func (k *idCase) see(c examine.Customer) {
	k.ids++
	k.rows += c.Rows
	if len(k.texts) < 3 {
		k.texts = append(k.texts, c.ID)
	}
	if k.ids == 1 || c.File < k.first.File || c.File == k.first.File && c.Line < k.first.Line {
		k.first = examine.Spot{File: c.File, Line: c.Line}
	}
}

// ids judges the ids of a table.
func (c *checker) ids(t *examine.Table) {
	if len(t.Customers.List) == 0 {
		return
	}
	var scientific, zero, wrong idCase
	for _, who := range t.Customers.List {
		switch {
		case value.DamagedID([]byte(who.ID)):
			scientific.see(who)
		case pointZero(who.ID):
			zero.see(who)
		case errorValue(who.ID):
			wrong.see(who)
		}
	}
	c.idFinding(t, "id_scientific", scientific, "look like numbers that a spreadsheet has written",
		"these rows go to quarantine; the digits are lost", "export again from the source, not through a spreadsheet; or set the column to text before saving", nil)
	from := c.from(t, data.CustomerID)
	c.idFinding(t, "id_point_zero", zero, "end in .0",
		"they count as other customers than those without .0, in this table and in the others", "take the .0 off",
		[]string{c.key(t.Name, fmt.Sprintf(`columns.customer_id: regexp_replace(%s, '\.0$', '')`, sqlName(from)))})
	c.idFinding(t, "id_error_value", wrong, "are no ids",
		"all of these rows become one customer", "say that the text means no value",
		[]string{c.key(t.Name, "nulls: ["+strings.Join(nulls(t.Source.Nulls, wrong.texts), ", ")+"]")})
	c.guards(t)
	c.zerosLost(t)
	c.rounded(t)
	c.variants(t)
	c.placeholder(t)
	c.renamed(t)
}

// idFinding tells of a fault of ids, where there are any.
func (c *checker) idFinding(t *examine.Table, kind string, k idCase, are, then, do string, config []string) {
	if k.ids == 0 {
		return
	}
	f := Finding{
		Kind: kind, Severity: Warning, Table: t.Name, Column: c.from(t, data.CustomerID),
		Seen: fmt.Sprintf("%s with %s %s, such as %s", count(k.ids, "id"), records(k.rows), are, quoted(k.texts...)),
		Then: then, Do: do, Config: config,
	}.at(k.first)
	f.Count = k.rows
	if t.Name == Flat && !strings.Contains(strings.Join(config, ""), ".nulls:") {
		f.Config = nil // a flat table takes no expressions
	}
	c.add(f)
}

// count writes a number of things.
func count(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return number(n) + " " + thing + "s"
}

// sqlName quotes a column where it is no plain word.
func sqlName(from string) string {
	if strings.ContainsAny(from, " -.") && !strings.ContainsAny(from, "(\"'") {
		return `"` + from + `"`
	}
	return from
}

// nulls lists texts that mean "no value", with more of them, as YAML.
func nulls(known, more []string) []string {
	var out []string
	for _, n := range append(slices.Clone(known), more...) {
		out = append(out, "'"+strings.ReplaceAll(n, "'", "''")+"'")
	}
	return out
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return s != ""
}

func pointZero(id string) bool {
	whole, found := strings.CutSuffix(id, ".0")
	return found && digits(whole)
}

// errorValue reports whether an id is what spreadsheets and programs write for
// an error or for nothing.
func errorValue(id string) bool {
	switch strings.ToLower(id) {
	case "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#error!", "null", "(null)", "none", "nan", "n/a", "undefined", "unknown", "anonymous", "guest", "#####", "########", "-", "--", "?":
		return true
	}
	return false
}

// zerosLost tells of ids that are shorter than others, which have all the same
// length and zeros in front.
func (c *checker) zerosLost(t *examine.Table) {
	withZeros := map[int]int64{}
	var all, zeros int64
	for _, who := range t.Customers.List {
		if digits(who.ID) {
			all++
			if who.ID[0] == '0' && len(who.ID) > 1 {
				zeros++
				withZeros[len(who.ID)]++
			}
		}
	}
	length, most := 0, int64(0)
	for _, l := range slices.Sorted(maps.Keys(withZeros)) {
		if withZeros[l] > most {
			length, most = l, withZeros[l]
		}
	}
	if zeros < 3 || 10*most < 9*zeros || 50*zeros < all {
		return
	}
	var short idCase
	var full int64
	for _, who := range t.Customers.List {
		switch {
		case !digits(who.ID):
		case len(who.ID) == length:
			full++
		case len(who.ID) < length && who.ID[0] != '0':
			short.see(who)
		}
	}
	if 4*full < all {
		return
	}
	c.idFinding(t, "id_zeros_lost", short, fmt.Sprintf("are shorter than the %d digits of the others, which have zeros in front", length),
		"they count as other customers than those with their zeros", "put the zeros back",
		[]string{c.key(t.Name, fmt.Sprintf("columns.customer_id: lpad(%s, %d, '0')", sqlName(c.from(t, data.CustomerID)), length))})
}

// rounded tells of long ids of which a spreadsheet kept 15 digits.
func (c *checker) rounded(t *examine.Table) {
	const kept = 15
	var long int64
	var round idCase
	for _, who := range t.Customers.List {
		if !digits(who.ID) || len(who.ID) <= kept {
			continue
		}
		long++
		if strings.Trim(who.ID[kept:], "0") == "" {
			round.see(who)
		}
	}
	// By chance one id of 16 digits in ten ends in a zero, one of 17 in a hundred.
	if round.ids < 3 || 2*round.ids < long {
		return
	}
	c.idFinding(t, "id_rounded", round, fmt.Sprintf("have more than %d digits and end in zeros after those", kept),
		"different customers have become one", "export again from the source, not through a spreadsheet; or set the column to text before saving", nil)
}

// variants tells of customers that stand under several forms.
func (c *checker) variants(t *examine.Table) {
	forms := map[string][]int{}
	for i, who := range t.Customers.List {
		key := normal(who.ID)
		forms[key] = append(forms[key], i)
	}
	var groups int64
	var k idCase
	for _, key := range slices.Sorted(maps.Keys(forms)) {
		if len(forms[key]) < 2 {
			continue
		}
		groups++
		for _, i := range forms[key] {
			k.see(t.Customers.List[i])
		}
	}
	if groups == 0 {
		return
	}
	f := Finding{
		Kind: "id_variants", Severity: Warning, Table: t.Name, Column: c.from(t, data.CustomerID),
		Seen: fmt.Sprintf("%s under %s with %s, such as %s: they differ only by %s", count(groups, "customer"), count(k.ids, "form"), records(k.rows), quoted(k.texts[:2]...), difference(k.texts[0], k.texts[1])),
		Then: "each form counts as a customer of its own, with half of a history", Do: "bring the ids into one form",
		Config: []string{c.key(t.Name, fmt.Sprintf("columns.customer_id: %s", repair(k.texts[0], k.texts[1], sqlName(c.from(t, data.CustomerID)))))},
	}.at(k.first)
	f.Count = k.rows
	if t.Name == Flat {
		f.Config = nil
	}
	c.add(f)
}

// normal is an id without what people and programs change: case, blanks,
// characters without width, digits and letters of other keyboards, zeros in
// front and .0 behind.
func normal(id string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r == 'ي' || r == 'ى':
			return 'ی'
		case r == 'ك':
			return 'ک'
		case r == '\'' || r == '"' || r == '=': // of spreadsheets
			return -1
		case r <= ' ' || r == '\u00a0' || r >= '\u2000' && r <= '\u200f' || r == '\u202f' || r == '\u2060' || r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToLower(id))
	if whole, found := strings.CutSuffix(s, ".0"); found && digits(whole) {
		s = whole
	}
	if digits(s) {
		if s = strings.TrimLeft(s, "0"); s == "" {
			return "0"
		}
	}
	return s
}

// difference says in words how two forms of an id differ.
func difference(a, b string) string {
	switch {
	case strings.EqualFold(a, b):
		return "case"
	case guarded(a) != guarded(b):
		return "signs of spreadsheets"
	case pointZero(a) != pointZero(b):
		return ".0"
	case digits(a) && digits(b):
		return "zeros in front"
	case strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", ""):
		return "blanks"
	}
	return "characters that look alike or have no width"
}

// repair is an expression that brings two forms of an id into one.
func repair(a, b, from string) string {
	switch difference(a, b) {
	case "signs of spreadsheets":
		return fmt.Sprintf(`trim(%s, '="''')`, from)
	case "case":
		return "upper(" + from + ")"
	case ".0":
		return fmt.Sprintf(`regexp_replace(%s, '\.0$', '')`, from)
	case "zeros in front":
		return fmt.Sprintf("lpad(%s, %d, '0')", from, max(len(a), len(b)))
	case "blanks":
		return fmt.Sprintf("replace(%s, ' ', '')", from)
	}
	return fmt.Sprintf("regexp_replace(%s, '[\\x{200B}-\\x{200F}\\x{2060}\\x{FEFF}\\x{00A0}]', '', 'g')", from)
}

// placeholder tells of an id that stands for customers who are not known.
func (c *checker) placeholder(t *examine.Table) {
	var first, second examine.Customer
	var rows int64
	for _, who := range t.Customers.List {
		rows += who.Rows
		switch {
		case who.Rows > first.Rows:
			first, second = who, first
		case who.Rows > second.Rows:
			second = who
		}
	}
	const large, far, enough = 0.05, 3, 20
	if len(t.Customers.List) < enough || float64(first.Rows) < large*float64(rows) || first.Rows < far*second.Rows || errorValue(first.ID) {
		return
	}
	f := Finding{
		Kind: "id_placeholder", Severity: Warning, Table: t.Name, Column: c.from(t, data.CustomerID), File: first.File, Line: first.Line, Count: first.Rows,
		Seen: fmt.Sprintf("%q has %s rows; the next id has %s", first.ID, share(first.Rows, rows), number(second.Rows)),
		Then: "all of them become one customer, who never leaves", Do: "if it stands for customers who are not known, say that it means no value",
		Config: []string{c.key(t.Name, "nulls: ["+strings.Join(nulls(t.Source.Nulls, []string{first.ID}), ", ")+"]")},
	}
	c.add(f)
}

// joins judges whether the customers of the tables are the same.
func (c *checker) joins() {
	base := c.in.Facts.Table(data.Transactions)
	if base == nil || len(base.Customers.List) == 0 {
		return
	}
	for _, t := range c.in.Facts.Tables {
		if t.Name == data.Transactions || len(t.Customers.List) == 0 {
			continue
		}
		if t.Name == data.Customers {
			c.join(t, base, t, 0.9)
			continue
		}
		c.join(t, t, base, 0.2)
	}
}

// join tells where too few customers of one table are in the other; about is
// the table that the finding is of. Where customers were sampled, those of both
// tables are the ones with the smallest hashes, so that the shares hold.
func (c *checker) join(about, from, to *examine.Table, fewest float64) {
	known, alike := map[string]bool{}, map[string]bool{}
	for _, who := range to.Customers.List {
		known[who.ID] = true
		alike[normal(who.ID)] = true
	}
	var all, found, near int64
	var lost idCase
	least := min(from.Customers.Share, to.Customers.Share)
	for _, who := range from.Customers.List {
		if all++; known[who.ID] {
			found++
			near++
			continue
		}
		lost.see(who)
		if alike[normal(who.ID)] {
			near++
		}
	}
	enough := float64(found) >= fewest*least/from.Customers.Share*float64(all)
	if enough && 10*(near-found) < all {
		return
	}
	f := Finding{
		Kind: "id_unjoined", Severity: Warning, Table: about.Name, Column: c.from(about, data.CustomerID), Count: all - found,
		Seen: fmt.Sprintf("%s customers of %s are in %s, not for example %s", share(found, all), from.Name, to.Name, quoted(lost.texts...)),
		Then: "what " + about.Name + " tells is missing for the others", Do: "map the column that holds the same id as in the other table",
	}
	if near > found {
		f.Seen += fmt.Sprintf("; without regard to case, blanks, zeros in front and .0, %s are", share(near, all))
		f.Do = "bring the ids of both tables into one form"
	}
	c.add(f)
}
