package examine

import (
	"context"
	"errors"
	"io"
	"slices"

	"predict/data"
	"predict/data/csv"
	"predict/data/value"
)

// sampleRows is about the most rows of a file that its times are judged by, and
// mostly the share that a layout has to fit: both as in a load.
const (
	sampleRows = 1000
	mostly     = 0.5
)

// sample gathers texts of the time columns from the first block of a file.
func (t *tableRun) sample(ctx context.Context, x *exportFile, samples map[int][][]byte) error {
	if !slices.ContainsFunc(t.facts.Columns, func(c *Column) bool { return c.Kind == data.Time }) {
		return nil
	}
	var b csv.Block
	if err := x.file.Next(&b); err != nil {
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	records := x.file.Records()
	e := evaluator{table: t}
	defer e.close()
	if err := e.evaluate(ctx, x.binding, records, &b); err != nil {
		return err
	}
	step := int(max(1, b.Records/sampleRows))
	records.Start(&b)
	for row := 0; records.Next(); {
		if records.Bad() != "" {
			continue
		}
		for i, c := range t.facts.Columns {
			if c.Kind != data.Time || row%step != 0 || e.bad != nil && e.bad[row] >= 0 {
				continue
			}
			if text := value.Trim(e.text(records, x.binding.columns[i], row)); !t.isNull(text) {
				samples[i] = append(samples[i], slices.Clone(text))
			}
		}
		row++
	}
	return nil
}

// text is the text of a column in the row at hand.
func (e *evaluator) text(records csv.Records, o origin, row int) []byte {
	if o.result < 0 {
		return records.Text(o.field)
	}
	return e.results[o.result].At(row)
}

// layouts settles the layout of every time column.
func (t *tableRun) layouts(samples map[int][][]byte) {
	for i, c := range t.facts.Columns {
		if c.Kind != data.Time {
			continue
		}
		c.Times.Layout, c.Times.LayoutErr = t.layout(samples[i])
	}
}

// layout finds the layout of the samples, as a load does; where day and month
// cannot be told apart, the first of the two is taken to count by, and the error
// says so.
func (t *tableRun) layout(samples [][]byte) (string, error) {
	if t.source.TimeFormat != "auto" {
		_, err := value.NewTimeParser(t.source.TimeFormat, nil)
		return t.source.TimeFormat, err
	}
	if len(samples) == 0 {
		return "iso", nil
	}
	layout, err := value.DetectTime(samples)
	if errors.Is(err, value.ErrNoLayout) {
		layout, err = value.DetectMostly(samples, mostly)
	}
	var either *value.AmbiguousError
	if errors.As(err, &either) {
		return either.Layouts[0], err
	}
	if err != nil {
		return "iso", err
	}
	return layout, nil
}
