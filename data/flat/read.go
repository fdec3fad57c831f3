package flat

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"predict/data/csv"
	"predict/data/value"
)

// Read reads a table. Broken records are counted and left out, up to
// MaxRejected of all; everything else that is wrong is reported at once, as
// ErrTable or ErrLabels, beside the errors of package csv.
func Read(ctx context.Context, path string, o Options) (*Table, error) {
	f, err := csv.Open(path, o.CSV, csv.Options{Expected: slices.Concat([]string{o.ID, o.Label}, o.Exclude)})
	if err != nil {
		return nil, fmt.Errorf("reading the table: %w", err)
	}
	defer f.Close()
	r := &reader{path: path, options: o, table: &Table{File: path}, idLines: map[string]int64{}}
	if err := r.head(f.Columns()); err != nil {
		return nil, err
	}
	records := f.Records()
	var block csv.Block
	for {
		err := f.Next(&block)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("reading the table: %w", err)
		}
		records.Start(&block)
		for records.Next() {
			r.record(records)
		}
	}
	for _, w := range f.Warnings() {
		r.table.Warnings = append(r.table.Warnings, w.String())
	}
	sum := f.Sum()
	r.table.SHA256 = hex.EncodeToString(sum[:])
	return r.finish()
}

// reader fills a table.
type reader struct {
	path     string
	options  Options
	table    *Table
	id       int
	label    int   // -1 where the file has none
	features []int // columns of the file, by column of the table
	labels   *column
	read     int
	idLines  map[string]int64 // line by id
	problems []error
	twice    []string // ids that stand twice
	noID     []string // lines without an id
}

// report notes a mistake in the table.
func (r *reader) report(kind error, format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("reading %s: %w: %s", r.path, kind, fmt.Sprintf(format, args...)))
}

// head finds the columns.
func (r *reader) head(names []string) error {
	o := r.options
	find := func(role, name string) int {
		switch i := slices.Index(names, name); {
		case i < 0:
			r.report(ErrTable, "there is no column %q, the %s, among %s%s", name, role, listed(names, 40), meant(name, names))
			return -1
		case slices.Contains(names[i+1:], name):
			r.report(ErrTable, "two columns are called %q, the %s", name, role)
			return -1
		default:
			return i
		}
	}
	r.id, r.label = find("id", o.ID), -1
	if o.Label != "" && (!o.LabelOptional || slices.Contains(names, o.Label)) {
		r.label = find("label", o.Label)
	}
	if r.id >= 0 && r.id == r.label {
		r.report(ErrTable, "the column %q cannot be both the id and the label", o.ID)
	}
	for _, name := range o.Exclude {
		if name == o.ID || name == o.Label {
			r.report(ErrTable, "the column %q is to be excluded, but it is the id or the label", name)
		} else if !slices.Contains(names, name) && !o.LabelOptional {
			r.report(ErrTable, "there is no column %q to exclude%s", name, meant(name, names))
		}
	}
	for i, name := range names {
		switch {
		case i == r.id, i == r.label:
		case slices.Contains(o.Exclude, name):
			r.table.Excluded = append(r.table.Excluded, name)
		case slices.Contains(names[:i], name):
			r.report(ErrTable, "two columns are called %q; rename one, or exclude both", name)
		default:
			r.features = append(r.features, i)
			r.table.columns = append(r.table.columns, newColumn(name))
		}
	}
	r.labels = newColumn(o.Label)
	return errors.Join(r.problems...)
}

// record takes one record.
func (r *reader) record(rec csv.Records) {
	r.read++
	if why := rec.Bad(); why != "" {
		if why == csv.TooFew || why == csv.TooMany {
			why += csv.Reason(fmt.Sprintf(" (%d, the header has %d)", rec.Len(), len(r.features)+len(r.table.Excluded)+r.roles()))
		}
		r.table.Rejected = append(r.table.Rejected, Rejected{r.path, rec.Line(), string(why), strings.ToValidUTF8(clip(string(rec.Raw())), "\ufffd")})
		return
	}
	id := string(value.Trim(rec.Text(r.id)))
	if r.isNull([]byte(id)) {
		r.noID = append(r.noID, fmt.Sprintf("line %d", rec.Line()))
		return
	}
	if first, ok := r.idLines[id]; ok {
		r.twice = append(r.twice, fmt.Sprintf("%q in lines %d and %d", clip(id), first, rec.Line()))
		return
	}
	r.idLines[id] = rec.Line()
	r.table.IDs = append(r.table.IDs, id)
	if r.label >= 0 {
		r.cell(r.labels, rec, r.label)
	}
	for k, i := range r.features {
		r.cell(r.table.columns[k], rec, i)
	}
}

// roles is the number of columns that are id or label.
func (r *reader) roles() int {
	if r.label < 0 {
		return 1
	}
	return 2
}

// cell adds field i of a record to a column.
func (r *reader) cell(c *column, rec csv.Records, i int) {
	text := value.Trim(rec.Text(i))
	if rec.Missing(i) || r.isNull(text) {
		c.addMissing()
		return
	}
	decimal := byte('.')
	if r.options.Decimal != "" {
		decimal = r.options.Decimal[0]
	}
	number, ok := value.ParseNumber(text, decimal)
	if !ok {
		number = math.NaN()
	}
	c.add(text, number, rec.Line())
}

// isNull says whether a trimmed text means "no value".
func (r *reader) isNull(text []byte) bool {
	return len(text) == 0 || slices.Contains(r.options.Nulls, string(text))
}

// finish checks the whole table.
func (r *reader) finish() (*Table, error) {
	t := r.table
	if n := len(r.noID); n > 0 {
		r.report(ErrTable, "%d rows have no %s: %s", n, r.options.ID, listed(r.noID, mostNamed))
	}
	if n := len(r.twice); n > 0 {
		r.report(ErrTable, "%d rows repeat the id of another: %s; a flat table has one row per customer", n, listed(r.twice, mostNamed))
	}
	if bad := len(t.Rejected); bad > 0 && (float64(bad) > r.options.MaxRejected*float64(r.read)) {
		var named []string
		for _, b := range t.Rejected {
			named = append(named, fmt.Sprintf("line %d: %s", b.Line, b.Reason))
		}
		r.report(ErrTable, "%d of %d records are broken, more than max_rejected allows (%.1f %%): %s",
			bad, r.read, 100*r.options.MaxRejected, listed(named, mostNamed))
	}
	if len(t.IDs) == 0 && len(r.problems) == 0 {
		r.report(ErrTable, "there are no rows below the header")
	}
	if len(t.columns) == 0 {
		r.report(ErrTable, "there is no column to learn from beside the id and the label")
	}
	if len(r.problems) == 0 {
		r.finishLabels()
	}
	if err := errors.Join(r.problems...); err != nil {
		return nil, err
	}
	return t, nil
}

// listed names the first of some things.
func listed(all []string, most int) string {
	if len(all) <= most {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:most], ", "), len(all)-most)
}
