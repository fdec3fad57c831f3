package configs

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"predict/data"
)

// tables reports tables and columns that there are not, that are missing, or
// whose settings contradict each other.
func (k *checker) tables() {
	var names []string
	for _, t := range data.Tables() {
		names = append(names, t.Name)
	}
	at := path{}.field("tables")
	if f := k.c.Flat; k.c.IsFlat() || len(k.c.Tables) == 0 && f.ID+f.Label+f.ScoreFile != "" {
		k.flat()
		return
	}
	if _, ok := k.c.Tables[data.Transactions]; !ok {
		k.add(at.entry(data.Transactions).key, "", "is missing; it is the one table that every run needs",
			"a table with files and columns, see configs/default.yaml")
	}
	for _, name := range sortedKeys(k.c.Tables) {
		here := at.entry(name)
		contract, ok := data.TableNamed(name)
		if !ok {
			k.add(here.key, "", unknown("unknown table", name, names), listed(names))
			continue
		}
		k.source(here, contract, k.c.Tables[name])
	}
}

// source reports what is wrong with how a table is read.
func (k *checker) source(at path, t data.Table, s data.Source) {
	if len(s.Files) == 0 {
		k.add(at.field("files").key, "", "is missing", "paths, globs or folders")
	}
	k.columns(at.field("columns"), t, s.Columns)
	k.dialect(at.field("csv"), s)
}

// columns reports mapped columns that the contract lacks and required ones that
// are not mapped.
func (k *checker) columns(at path, t data.Table, mapped map[string]data.Mapping) {
	names := []string{data.CustomerID}
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	meant := map[string]bool{} // by a name that is unknown: one mistake, not two
	for _, name := range sortedKeys(mapped) {
		c, i := t.Column(name)
		if i < 0 && name != data.CustomerID {
			n, _ := nearest(name, names)
			meant[n] = true
			k.add(at.entry(name).key, "", unknown("unknown column of "+t.Name, name, names), listed(names))
			continue
		}
		k.mapping(at.entry(name), c, i >= 0, mapped[name])
	}
	for _, need := range required(t) {
		has := slices.ContainsFunc(need, func(n string) bool { _, ok := mapped[n]; return ok || meant[n] })
		if !has {
			k.add(at.entry(need[0]).key, "", "is missing; "+t.Name+" needs a mapping for "+strings.Join(need, " or "),
				"a column of the export, or an SQL expression over its columns")
		}
	}
}

// required returns the columns that a mapping needs: of each group at least one.
func required(t data.Table) [][]string {
	groups := [][]string{{data.CustomerID}}
	if t.Name == data.Wallet {
		groups = [][]string{{data.CustomerID, "segment"}}
	}
	for _, c := range t.Columns {
		if c.Required {
			groups = append(groups, []string{c.Name})
		}
	}
	return groups
}

// mapping reports a mapping without a source and translations that make no
// sense for the column.
func (k *checker) mapping(at path, c data.Column, isColumn bool, m data.Mapping) {
	if len(m.Values) == 0 {
		return
	}
	values := at.field("values")
	if !isColumn || c.Kind != data.Symbol {
		k.add(values.key, "", fmt.Sprintf("translates texts, but %s is no column of texts; use an SQL expression such as case when … then … end", at.last()), "")
		return
	}
	for _, from := range sortedKeys(m.Values) {
		to := m.Values[from]
		if c.Values != nil && !slices.Contains(c.Values, to) {
			k.add(values.entry(from).key, shorten(to), unknown("is not known", to, c.Values), listed(c.Values))
		}
	}
}

// dialect reports settings of CSV that contradict each other.
func (k *checker) dialect(at path, s data.Source) {
	d := s.CSV
	if s.Format != "auto" && s.Format != "csv" && (d.Encoding+d.Separator+d.Quote+d.Escape+d.Header+d.Trim != "" || len(d.Names) > 0 || d.Skip != 0) {
		k.add(at.key, "", "is for CSV, but the format is "+s.Format, "no csv settings, or the format csv")
	}
	if d.Header == "yes" && len(d.Names) > 0 {
		k.add(at.field("names").key, "", "names the columns of exports without a header, but header is yes", "names, or a header")
	}
	for i, name := range d.Names {
		key := at.field("names").item(i).key
		switch {
		case name == "":
			k.add(key, `""`, "is empty", "a name for each column")
		case slices.Contains(d.Names[:i], name):
			k.add(key, shorten(name), "is given twice", "each name once")
		}
	}
	if d.Quote != "" && d.Quote != "none" && d.Separator == d.Quote {
		k.add(at.field("quote").key, shorten(d.Quote), "is the separator too", "two different characters")
	}
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// sortedValues returns the keys of a map of reflection in order.
func sortedValues(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}
