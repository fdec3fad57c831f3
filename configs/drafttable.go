package configs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"predict/data"
	"predict/data/inspect"
)

// table writes one table.
func (w *drafter) table(g *inspect.TableGuess) {
	e := &w.found.Exports[g.Export]
	title := ""
	if g.Confidence == inspect.Guessed {
		title = "guessed: " + g.Reason
	}
	w.line(1, g.Table+":", title)
	files := e.Patterns(w.o.Exports)
	for _, i := range g.Also {
		files = append(files, w.found.Exports[i].Patterns(w.o.Exports)...)
	}
	w.files(2, "files", files)
	w.dialect(2, e)
	if g.TimeFormat != "" {
		w.line(2, "time_format: "+quoted(g.TimeFormat), "")
	} else if len(g.TimeFormats) == 2 {
		w.comment(2, "Not known: %s. Take one of these lines in:", strings.Join(g.Open, "; "))
		for _, layout := range g.TimeFormats {
			w.line(2, "# time_format: "+quoted(layout), "")
		}
	}
	if g.Decimal == "," {
		w.line(2, `decimal: ","`, "amounts have a decimal comma")
	}
	if len(g.Nulls) > 0 {
		w.nulls(2, g.Nulls)
	}
	if g.Duplicates != "" {
		w.line(2, "duplicates: "+g.Duplicates, "guessed; drop (the default) counts rows that are equal in every mapped column once")
	}
	w.line(2, "columns:", "")
	for _, c := range g.Columns {
		w.column(3, c)
	}
	for _, note := range g.Notes {
		w.comment(2, "%s", note)
	}
	const most = 5
	for i, warning := range e.Warnings {
		if i == most {
			w.comment(2, "and %d more of this kind", len(e.Warnings)-i)
			break
		}
		w.comment(2, "%s", warning)
	}
}

// files writes paths, all in one line where there are few.
func (w *drafter) files(indent int, name string, files []string) {
	if len(files) == 1 {
		w.line(indent, name+": "+quoted(files[0]), "")
		return
	}
	w.line(indent, name+":", "")
	for _, f := range files {
		w.line(indent+1, "- "+quoted(f), "")
	}
}

// dialect fixes what detection could only guess: that there is no header, and
// what the columns are called then.
func (w *drafter) dialect(indent int, e *inspect.Export) {
	if e.Format != inspect.CSV || e.Header {
		return
	}
	var names []string
	for _, c := range e.Columns {
		names = append(names, quoted(c.Name))
	}
	w.comment(indent, "The file has no header, so the columns are numbered from 0; give them names of your own here and below.")
	w.line(indent, "csv: {header: no, names: ["+strings.Join(names, ", ")+"]}", "")
}

// nulls adds texts that stand for no value to the usual ones.
func (w *drafter) nulls(indent int, found []string) {
	var all []string
	for _, n := range append(slices.Clone(data.DefaultSource().Nulls), found...) {
		all = append(all, quoted(n))
	}
	w.line(indent, "nulls: ["+strings.Join(all, ", ")+"]", "texts that mean \"no value\"")
}

// column writes the mapping of one column, or what might be meant.
func (w *drafter) column(indent int, c inspect.ColumnGuess) {
	if c.From == "" || !writable(c.From) {
		w.unknown(indent, c)
		return
	}
	comment := ""
	if c.Confidence == inspect.Guessed {
		comment = "guessed: " + c.Reason
		if len(c.Candidates) > 0 {
			comment += "; or " + w.names(c.Candidates)
		}
	} else if _, rest, ok := strings.Cut(c.Reason, "; "); ok {
		comment = rest
	}
	if len(c.Values) == 0 {
		w.line(indent, c.Column+": "+expression(c.From), comment)
	} else {
		w.line(indent, c.Column+":", comment)
		w.line(indent+1, "from: "+expression(c.From), "")
		w.line(indent+1, "values:", "")
		for _, text := range slices.Sorted(maps.Keys(c.Values)) {
			note := ""
			if text == "*" {
				note = "guessed: for every other text"
			}
			w.line(indent+2, quoted(text)+": "+c.Values[text], note)
		}
	}
	if len(c.Open) > 0 {
		w.comment(indent+1, "not known: %s; translate them above", w.names(c.Open))
	}
}

// unknown writes a column that was not found: as a comment, or where the table
// needs it, as a name that no export has, so that the config loads and a run says
// what is missing.
func (w *drafter) unknown(indent int, c inspect.ColumnGuess) {
	candidates := ""
	if len(c.Candidates) > 0 {
		candidates = "; perhaps " + w.names(c.Candidates)
	}
	if c.Required {
		w.line(indent, c.Column+": "+quoted(unknownColumn), "not known: "+c.Reason+candidates)
		return
	}
	if candidates != "" {
		w.comment(indent, "%s:   not known%s", c.Column, candidates)
	}
}

// names lists names for a comment.
func (w *drafter) names(list []string) string {
	var out []string
	for i, n := range list {
		if i == 8 {
			out = append(out, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		out = append(out, fmt.Sprintf("%q", n))
	}
	return strings.Join(out, ", ")
}

// flat writes a config of a table with one row per customer.
func (w *drafter) flat() {
	g := w.draft.Flat
	e := &w.found.Exports[g.Export]
	w.head("predict run -c predict.yaml")
	w.setting("currency", w.draft.Currency, "EUR")
	w.line(0, "", "")
	w.line(0, "flat:", "one row per customer with a label, no events and no time")
	w.line(1, "file: "+quoted(e.Patterns(w.o.Exports)[0]), "")
	w.flatColumn("id", g.ID)
	w.flatColumn("label", g.Label)
	w.line(1, "positive: "+quoted(g.Positive), "the label of customers who left")
	if len(g.Exclude) > 0 {
		w.line(1, "exclude:", "guessed: by their names, written when the outcome was known; a model must not see them")
		for _, name := range g.Exclude {
			w.line(2, "- "+quoted(name), "")
		}
	}
	w.rest()
}

func (w *drafter) flatColumn(key string, c inspect.ColumnGuess) {
	comment := ""
	if c.Confidence == inspect.Guessed {
		comment = "guessed: " + c.Reason
	}
	w.line(1, key+": "+quoted(c.From), comment)
}
