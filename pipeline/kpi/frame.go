package kpi

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// columns are those of kpi.csv, with what each row holds in them.
func columns() []struct {
	name string
	cell func(*Row) string
} {
	return []struct {
		name string
		cell func(*Row) string
	}{
		{"period", func(r *Row) string { return r.Period }},
		{"from", func(r *Row) string { return r.From }},
		{"to", func(r *Row) string { return r.To }},
		{"kpi", func(r *Row) string { return r.KPI }},
		{"dimension", func(r *Row) string { return r.Dimension }},
		{"group", func(r *Row) string { return r.Group }},
		{"unit", func(r *Row) string { return r.Unit }},
		{"value", func(r *Row) string { return r.number(r.Value) }},
		{"low", func(r *Row) string { return r.number(r.Low) }},
		{"high", func(r *Row) string { return r.number(r.High) }},
		{"numerator", func(r *Row) string { return r.Numerator }},
		{"denominator", func(r *Row) string { return r.Denominator }},
		{"note", func(r *Row) string { return r.Note }},
	}
}

// number writes a figure with the decimals of its unit; nothing for none.
func (r *Row) number(x *float64) string {
	if x == nil {
		return ""
	}
	decimals := 6
	switch r.Unit {
	case MoneyUnit:
		decimals = 2
	case CountUnit:
		decimals = 0
	}
	text := strconv.FormatFloat(*x, 'f', decimals, 64)
	if v, err := strconv.ParseFloat(text, 64); err == nil && v == 0 { // no -0.00
		return strconv.FormatFloat(0, 'f', decimals, 64)
	}
	return text
}

// Frame returns all rows as a table with the columns of kpi.csv, all of text: gota
// has no column of numbers with two units, and knows no number that is missing.
func (b *Book) Frame() (dataframe.DataFrame, error) { return frame(b.all()) }

// all are the rows of kpi.csv.
func (b *Book) all() []Row { return slices.Concat(b.Tactics, b.Rows) }

func frame(rows []Row) (dataframe.DataFrame, error) {
	var all []series.Series
	for _, c := range columns() {
		cells := make([]string, len(rows))
		for k := range rows {
			cells[k] = c.cell(&rows[k])
		}
		all = append(all, series.New(cells, series.String, c.name))
	}
	df := dataframe.New(all...)
	if df.Err != nil {
		return df, fmt.Errorf("kpi: making the table of %d rows: %w", len(rows), df.Err)
	}
	return df, nil
}

// WriteCSV writes kpi.csv. The function makes names of groups harmless for
// spreadsheets; nil leaves them as they are.
func (b *Book) WriteCSV(w io.Writer, harmless func(string) string) error {
	rows := b.all()
	if harmless != nil {
		for k := range rows {
			rows[k].Group = harmless(rows[k].Group)
		}
	}
	df, err := frame(rows)
	if err != nil {
		return err
	}
	if err := df.WriteCSV(w); err != nil {
		return fmt.Errorf("kpi: writing kpi.csv: %w", err)
	}
	return nil
}
