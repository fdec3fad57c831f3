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
func (t *tableRun) layouts(ctx context.Context, files []*exportFile, samples map[int][][]byte) error {
	for i, c := range t.facts.Columns {
		if c.Kind != data.Time {
			continue
		}
		c.Times.Layout, c.Times.LayoutErr = t.layout(samples[i])
		var either *value.AmbiguousError
		if !errors.As(c.Times.LayoutErr, &either) {
			continue
		}
		votes, err := t.votes(ctx, files, i, either.Layouts)
		if err != nil {
			return err
		}
		for k := range votes {
			if votes[k] > 9*votes[1-k] { // a few broken dates look like the twin
				c.Times.Layout, c.Times.LayoutErr = either.Layouts[k], nil
			}
		}
	}
	return nil
}

// layout finds the layout of the samples, as a load does; where day and month
// cannot be told apart, the first of the two is returned beside the error.
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
	switch {
	case errors.As(err, &either):
		return either.Layouts[0], err
	case err != nil:
		return "iso", err
	}
	return layout, nil
}

// enough is the number of times that fit one layout and not its twin after
// which no more are looked for, as in a load.
const enough = 100

// votes counts the times of a column that only one of two layouts reads. It
// reads on until it has seen enough of them.
func (t *tableRun) votes(ctx context.Context, files []*exportFile, column int, twins [2]string) (votes [2]int, err error) {
	var parsers [2]*value.TimeParser
	for i, layout := range twins {
		if parsers[i], err = value.NewTimeParser(layout, nil); err != nil {
			return votes, err
		}
	}
	e := evaluator{table: t}
	defer e.close()
	for _, x := range files {
		if t.open(ctx, x) != nil {
			continue // reading it for good will tell
		}
		records := x.file.Records()
		var b csv.Block
		for votes[0]+votes[1] < enough && x.file.Next(&b) == nil {
			err := e.evaluate(ctx, x.binding, records, &b)
			if err != nil {
				return votes, errors.Join(err, x.file.Close())
			}
			records.Start(&b)
			for row := 0; records.Next(); {
				if records.Bad() != "" {
					continue
				}
				text := value.Trim(e.text(records, x.binding.columns[column], row))
				row++
				_, first := parsers[0].Parse(text)
				_, second := parsers[1].Parse(text)
				if first && !second {
					votes[0]++
				}
				if second && !first {
					votes[1]++
				}
			}
		}
		if err := x.file.Close(); err != nil {
			return votes, err
		}
	}
	return votes, ctx.Err()
}
