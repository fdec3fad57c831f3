package inspect

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"predict/data"
)

// looked is a file whose columns are known.
type looked struct {
	File
	on       string // on disk
	format   string
	dialect  data.Dialect
	columns  []string
	header   bool
	warnings []string
}

// peek is how much of each file is read to learn its columns.
const peek = 64 << 10

// mostPeeked is the number of files of a folder whose names differ in digits
// only that are opened to learn their columns; the others are taken to have the
// same.
const mostPeeked = 400

// look opens the files and returns those that can be read; files of a long row
// of daily ones share the columns of their neighbours.
func (f *finder) look(ctx context.Context, o Options) ([]looked, error) {
	rows := map[string][]File{}
	var order []string
	for _, file := range f.files {
		key := parent(file.Path) + "\x00" + digitless(path.Base(file.Path))
		if rows[key] == nil {
			order = append(order, key)
		}
		rows[key] = append(rows[key], file)
	}
	var out []looked
	for _, key := range order {
		row := rows[key]
		most, step := mostPeeked, 1
		if strings.HasSuffix(strings.ToLower(row[0].Path), ".parquet") {
			most = 1 // each is read whole
		}
		if len(row) > most {
			step = (len(row) + most - 1) / most
		}
		var last *looked
		for i, file := range row {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if last != nil && i%step != 0 && i != len(row)-1 {
				same := *last
				same.File, same.on = file, filepath.Join(f.root, filepath.FromSlash(file.Path))
				out = append(out, same)
				continue
			}
			if l := f.lookAt(ctx, file, o); l != nil {
				last = l
				out = append(out, *l)
			}
		}
	}
	slices.SortFunc(out, func(a, b looked) int { return strings.Compare(a.Path, b.Path) })
	return out, ctx.Err()
}

// lookAt opens one file; nil where it cannot be read.
func (f *finder) lookAt(ctx context.Context, file File, o Options) *looked {
	l := &looked{File: file, on: filepath.Join(f.root, filepath.FromSlash(file.Path))}
	var err error
	if l.format, err = formatOf(l.on); err != nil {
		f.problem(file.Path, "cannot be read", err)
		return nil
	}
	in, done, err := open(ctx, l.on, l.format, o.CSV, peek, o)
	if err != nil {
		f.problem(file.Path, "cannot be read as a table", err)
		return nil
	}
	defer done()
	l.columns = slices.Clone(in.Columns())
	l.header = true
	if l.format == CSV {
		l.dialect = settled(in)
		l.header = in.Dialect().Header
	}
	for _, w := range in.Warnings() {
		l.warnings = append(l.warnings, w.Text)
	}
	return l
}

// digitless is a name without its digits and the marks around them.
func digitless(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || strings.ContainsRune("-_. ()", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// group puts files with the same columns and like names together.
func (d *dictionary) group(files []looked) [][]looked {
	byKey := map[string]int{}
	var groups [][]looked
	for _, l := range files {
		key := strings.Join([]string{parent(l.Path), l.format, stem(l.Path), shape(l)}, "\x00")
		i, known := byKey[key]
		if !known {
			i = len(groups)
			byKey[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], l)
	}
	groups = merge(groups, d.sameFolder)
	groups = merge(groups, sameStem)
	groups = merge(groups, grown)
	return groups
}

// shape is what files of a group share: the columns, or where no header names
// them, their number.
func shape(l looked) string {
	if l.header {
		return "names\x00" + strings.Join(l.columns, "\x00")
	}
	return strings.Repeat("?", len(l.columns))
}

// stem is what the name of a file says without dates, numbers and endings.
func stem(p string) string {
	name := path.Base(p)
	if i := strings.Index(name, "."); i > 0 {
		name = name[:i]
	}
	var kept []string
	for _, w := range words(name) {
		if !filler(w) {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// filler says that a word of a file's name does not tell what is in it.
func filler(w string) bool {
	if strings.Trim(w, "0123456789") == "" {
		return true
	}
	switch w {
	case "export", "exports", "part", "copy", "kopie", "final", "new", "neu", "old", "full", "daily", "monthly", "q", "v", "y", "t",
		"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
		"january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
		"januar", "februar", "marz", "mai", "juni", "juli", "oktober", "dezember",
		"sausis", "vasaris", "kovas", "balandis", "geguze", "birzelis", "liepa", "rugpjutis", "rugsejis", "spalis", "lapkritis", "gruodis":
		return true
	}
	return false
}

// merge joins groups that alike says belong together, the later into the first.
func merge(groups [][]looked, alike func(a, b []looked) bool) [][]looked {
	var out [][]looked
	for _, g := range groups {
		i := slices.IndexFunc(out, func(have []looked) bool { return alike(have, g) })
		if i < 0 {
			out = append(out, g)
			continue
		}
		out[i] = append(out[i], g...)
		slices.SortFunc(out[i], func(a, b looked) int { return strings.Compare(a.Path, b.Path) })
	}
	return out
}

// sameFolder joins files of a folder whose columns are the same and whose names
// say nothing of what is in them: vilnius.csv and kaunas.csv.
func (d *dictionary) sameFolder(a, b []looked) bool {
	x, y := a[0], b[0]
	return parent(x.Path) == parent(y.Path) && x.format == y.format && x.header && shape(x) == shape(y) &&
		d.tableOf(stem(x.Path)) == "" && d.tableOf(stem(y.Path)) == ""
}

// sameStem joins the files of several folders, such as one for each month.
func sameStem(a, b []looked) bool {
	x, y := a[0], b[0]
	return parent(x.Path) != parent(y.Path) && x.format == y.format && x.header && shape(x) == shape(y) && stem(x.Path) == stem(y.Path)
}

// grown joins files of one name to which columns were added.
func grown(a, b []looked) bool {
	x, y := a[0], b[0]
	if parent(x.Path) != parent(y.Path) || x.format != y.format || !x.header || !y.header || stem(x.Path) != stem(y.Path) {
		return false
	}
	few, many := x.columns, y.columns
	if len(few) > len(many) {
		few, many = many, few
	}
	common := 0
	for _, c := range few {
		if slices.Contains(many, c) {
			common++
		}
	}
	return common >= 3 && common*10 >= len(few)*7
}
