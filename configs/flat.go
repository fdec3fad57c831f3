package configs

import (
	"slices"
	"strings"

	"predict/data"
	"predict/data/flat"
)

// Flat names a table with one row per customer and a label column, in place of
// tables of events.
type Flat struct {
	// File is the table to learn from; empty where the config is of tables of
	// events.
	File string `yaml:"file"`
	// ScoreFile is the table to score; empty scores the rows of File without a
	// label, or all of them where every row has one.
	ScoreFile string `yaml:"score_file"`
	// ID and Label are the columns of the customers' ids and of the label.
	ID    string `yaml:"id"`
	Label string `yaml:"label"`
	// Positive is the label of those who left; empty for yes, true or 1.
	Positive string `yaml:"positive"`
	// Exclude are columns that must not be learned from.
	Exclude []string `yaml:"exclude"`
	// Allow are columns that the check for columns that give the label away is to
	// accept.
	Allow []string `yaml:"allow"`
	// Folds is the number of parts of the cross-validation.
	Folds int `yaml:"folds"`
	// Stratify gives each fold the same share of customers who left.
	Stratify bool `yaml:"stratify"`
	// CSV, Decimal, Nulls and MaxRejected are those of data.Source.
	CSV         data.Dialect `yaml:"csv"`
	Decimal     string       `yaml:"decimal"`
	Nulls       []string     `yaml:"nulls"`
	MaxRejected float64      `yaml:"max_rejected"`
}

// defaultFlat takes the settings of reading from those of tables of events.
func defaultFlat() Flat {
	s := data.DefaultSource()
	return Flat{Folds: 5, Stratify: true, Decimal: s.Decimal, Nulls: s.Nulls, MaxRejected: s.MaxRejected}
}

// IsFlat says that the config is of a flat table, not of tables of events.
func (c Config) IsFlat() bool { return c.Flat.File != "" }

// FlatFile is the path of the table to learn from, from the folder of the
// config.
func (c Config) FlatFile() string { return c.Place.path(c.Flat.File) }

// FlatScoreFile is the path of the table to score; empty where it is the one
// to learn from.
func (c Config) FlatScoreFile() string { return c.Place.path(c.Flat.ScoreFile) }

// Options are those of reading the table to learn from.
func (f Flat) Options() flat.Options {
	return flat.Options{
		ID: f.ID, Label: f.Label, Positive: f.Positive, Exclude: f.Exclude,
		CSV: f.CSV, Decimal: f.Decimal, Nulls: f.Nulls, MaxRejected: f.MaxRejected,
	}
}

// addFlatRules adds the rules of flat tables; those of reading are the same as
// for tables of events.
func addFlatRules(all map[string]rule) {
	for key, r := range all {
		name, ok := strings.CutPrefix(key, "tables.*.")
		if ok && (strings.HasPrefix(name, "csv.") || name == "decimal" || name == "max_rejected") {
			all["flat."+name] = r
		}
	}
	all["flat.folds"] = count(2, 20, "folds")
	all["flat.exclude[]"] = text("a column of the file", notEmpty)
	all["flat.allow[]"] = text("a column of the file", notEmpty)
}

// flat reports what is wrong with the settings of a flat table.
func (k *checker) flat() {
	at, f := path{}.field("flat"), k.c.Flat
	if len(k.c.Tables) > 0 {
		k.add("flat", "", "names a flat table, but tables names tables of events", "one of the two")
	}
	for _, need := range []struct{ name, value, what string }{
		{"file", f.File, "the table to learn from"}, {"id", f.ID, "the column of the customers' ids"}, {"label", f.Label, "the column that says who left"},
	} {
		if need.value == "" {
			k.add(at.field(need.name).key, "", "is missing", need.what)
		}
	}
	if f.ID != "" && f.ID == f.Label {
		k.add(at.field("label").key, shorten(f.Label), "is the id, too", "another column than "+shorten(f.ID))
	}
	for i, name := range f.Exclude {
		key := at.field("exclude").item(i).key
		switch {
		case name == "": // its rule says so
		case name == f.ID || name == f.Label:
			k.add(key, shorten(name), "is the id or the label", "columns to learn from")
		case slices.Contains(f.Exclude[:i], name):
			k.add(key, shorten(name), "is given twice", "each column once")
		}
	}
	k.dialect(at.field("csv"), data.Source{Format: "csv", CSV: f.CSV})
}
