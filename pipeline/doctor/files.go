package doctor

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"predict/data/csv"
	"predict/data/examine"
)

// stops is what a load does with a file that it cannot read.
const stops = "the load stops, and nothing is loaded"

// files judges how the files of a table are written.
func (c *checker) files(t *examine.Table) {
	for _, lost := range t.Lost {
		c.add(Finding{
			Kind: "files_missing", Severity: Error, Table: t.Name, File: lost.Path, Seen: lost.Err.Error(),
			Then: stops, Do: "deliver the file, or correct the path", Config: []string{c.key(t.Name, "files: [...]")},
		})
	}
	for _, f := range t.Files {
		if f.Err != nil {
			c.unreadable(t, f)
			continue
		}
		c.written(t, f)
	}
	c.encodings(t)
	c.twins(t)
}

// unreadable tells why a file cannot be read.
func (c *checker) unreadable(t *examine.Table, f *examine.File) {
	out := Finding{
		Kind: "file_unreadable", Severity: Error, Table: t.Name, File: f.Path, Seen: f.Err.Error(),
		Then: stops, Do: "deliver the file again, or take it away",
	}
	var problem *csv.Error
	if errors.As(f.Err, &problem) {
		out.Line, out.Seen = problem.Line, said(problem)
		if problem.Remedy != "" {
			out.Do = problem.Remedy
		}
	}
	switch {
	case errors.Is(f.Err, csv.ErrEmpty):
		out.Kind, out.Do = "file_empty", "deliver the file again, or take it away; a day without rows is a file with a header alone"
	case errors.Is(f.Err, csv.ErrSeparator):
		out.Kind, out.Config = "separator_wrong", []string{c.key(t.Name, `csv.separator: ";"`)}
	case errors.Is(f.Err, csv.ErrAmbiguous):
		out.Kind, out.Config = "separator_ambiguous", []string{c.key(t.Name, `csv.separator: "..."`)}
	case errors.Is(f.Err, csv.ErrEncoding):
		out.Kind, out.Config = "encoding_wrong", []string{c.key(t.Name, `csv.encoding: ""`)}
	case errors.Is(f.Err, csv.ErrHeader) && strings.HasPrefix(problem.Found, "there are 1 column names"):
		out.Kind, out.Do, out.Config = "one_column", "name the separator", []string{c.key(t.Name, `csv.separator: ";"`)}
	case errors.Is(f.Err, csv.ErrHeader):
		out.Kind = "header_wrong"
	case errors.Is(f.Err, examine.ErrAbsent):
		c.absent(t, f)
		return
	case problem == nil && len(f.Columns) > 0:
		out.Kind, out.Line, out.Do = "mapping_wrong", f.HeaderLine, "correct the expression under "+c.key(t.Name, "columns")
	}
	c.add(out)
}

// said is what a problem says without file and remedy, which stand elsewhere.
func said(e *csv.Error) string {
	var parts []string
	for _, part := range []error{e.Kind, e.Cause} {
		if part != nil {
			parts = append(parts, part.Error())
		}
	}
	if e.Found != "" {
		parts = append(parts, e.Found)
	}
	return strings.Join(parts, ": ")
}

// absent tells which columns of the mapping a file lacks, and what is likely
// behind it.
func (c *checker) absent(t *examine.Table, f *examine.File) {
	out := Finding{Kind: "columns_missing", Severity: Error, Table: t.Name, File: f.Path, Line: f.HeaderLine, Then: stops}
	var names, lines []string
	for _, a := range f.Absent {
		names = append(names, fmt.Sprintf("%q (for %s)", a.From, a.Column))
		if a.Near != "" {
			lines = append(lines, c.key(t.Name, fmt.Sprintf("columns.%s: %s", a.Column, a.Near)))
		}
	}
	out.Count = int64(len(names))
	out.Column = f.Absent[0].From
	out.Seen = fmt.Sprintf("there is no column %s; its columns are %s", strings.Join(names, ", "), strings.Join(f.Columns, ", "))
	out.Do, out.Config = "map the columns to those that are there", lines
	switch {
	case len(f.Columns) == 1:
		out.Kind, out.Seen = "one_column", fmt.Sprintf("the only column is %q", f.Columns[0])
		out.Do, out.Config = "name the separator", []string{c.key(t.Name, `csv.separator: ";"`)}
	case f.Format == "csv" && f.HeaderLine == 0:
		out.Kind, out.Line = "header_missing", 1
		out.Do = "name the columns in their order"
		out.Config = []string{c.key(t.Name, "csv.header: no"), c.key(t.Name, "csv.names: [...]")}
	}
	c.add(out)
}

// written judges how a file that can be read is written.
func (c *checker) written(t *examine.Table, f *examine.File) {
	if f.Mojibake.Count > 0 && f.Dialect.Encoding != "latin-1" {
		c.add(Finding{
			Kind: "mojibake", Severity: Warning, Table: t.Name,
			Seen: fmt.Sprintf("%s places such as %q", number(f.Mojibake.Count), f.Mojibake.Text),
			Then: "names stand so in the list, and the same customer or product under two names counts as two",
			Do:   "export again with the right encoding; the file was decoded as latin-1 or windows-1252 while it was UTF-8",
		}.at(f.Mojibake))
	}
	if f.Replaced.Count > 0 {
		c.add(Finding{
			Kind: "characters_lost", Severity: Warning, Table: t.Name,
			Seen: fmt.Sprintf("%s replacement characters, as in %q", number(f.Replaced.Count), f.Replaced.Text),
			Then: "names stand so in the list, and ids that differ only there become one customer",
			Do:   "export again as UTF-8: what was lost cannot be read from this file",
		}.at(f.Replaced))
	}
	for _, reason := range slices.Sorted(maps.Keys(f.Bad)) {
		spot := *f.Bad[reason]
		switch reason {
		case csv.HeaderAgain:
			c.add(Finding{
				Kind: "header_repeated", Severity: Note, Table: t.Name, Seen: "the header stands again " + times(spot.Count),
				Then: "these lines are left out and counted as quarantined", Do: "join files without their headers",
			}.at(spot))
		case csv.NotUTF8:
			c.add(Finding{
				Kind: "encodings_mixed", Severity: Warning, Table: t.Name,
				Seen: fmt.Sprintf("%s are not valid UTF-8 in a file that begins so", records(spot.Count)),
				Then: "these records go to quarantine", Do: "export all lines in one encoding",
			}.at(spot))
		default:
			c.add(Finding{
				Kind: "records_broken", Severity: Warning, Table: t.Name,
				Seen: fmt.Sprintf("%s of %s: %s", records(spot.Count), number(f.Records), reason),
				Then: "these records go to quarantine", Do: mend(reason),
			}.at(spot))
		}
	}
}

// mend is what to do about a record that cannot be cut.
func mend(reason csv.Reason) string {
	switch reason {
	case csv.CutOff:
		return "deliver the file again: it was cut off while it was written or copied"
	case csv.NULByte:
		return "export again: the file was damaged on the way"
	case csv.TooFew, csv.TooMany:
		return "look at the line: most often a separator stands in a text without quotation marks"
	}
	return "look at the line: most often a quotation mark stands in a text"
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return number(n) + " times"
}

func records(n int64) string {
	if n == 1 {
		return "1 record"
	}
	return number(n) + " records"
}

// encodings tells of files that are written differently from the others, or
// hold lines in several encodings.
func (c *checker) encodings(t *examine.Table) {
	count := map[string]int64{}
	first := map[string]string{}
	for _, f := range t.Files {
		if f.Err != nil || f.Format != "csv" || f.Records == 0 {
			continue
		}
		e := f.Dialect.Encoding
		if count[e]++; count[e] == 1 {
			first[e] = f.Path
		}
		if e == "latin-1" && f.Mojibake.Count > 0 {
			c.add(Finding{
				Kind: "encodings_mixed", Severity: Warning, Table: t.Name,
				Seen: fmt.Sprintf("some lines are UTF-8 and others are not: read as latin-1, there are %s places such as %q", number(f.Mojibake.Count), f.Mojibake.Text),
				Then: "the whole file is read as latin-1: names that are UTF-8 stand garbled in the list",
				Do:   "export all lines in one encoding",
			}.at(f.Mojibake))
		}
	}
	if len(count) > 1 {
		var parts []string
		for _, e := range slices.Sorted(maps.Keys(count)) {
			parts = append(parts, fmt.Sprintf("%d in %s (%s)", count[e], e, first[e]))
		}
		c.add(Finding{
			Kind: "encodings_mixed", Severity: Note, Table: t.Name, Seen: "files are written differently: " + strings.Join(parts, ", "),
			Then: "each is read in its own encoding", Do: "nothing, if the names look right",
		})
	}
}

// twins tells of files with the same content.
func (c *checker) twins(t *examine.Table) {
	seen := map[[32]byte]string{}
	for _, f := range t.Files {
		if f.Err != nil || f.Records == 0 {
			continue
		}
		if other, ok := seen[f.Sum]; ok {
			c.add(Finding{
				Kind: "file_twice", Severity: Note, Table: t.Name, File: f.Path, Seen: "it has the content of " + other,
				Then: "it is loaded once", Do: "nothing, unless another day was meant",
			})
			continue
		}
		seen[f.Sum] = f.Path
	}
}
