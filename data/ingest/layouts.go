package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"predict/data"
	"predict/data/csv"
	"predict/data/value"
)

// mostly is the share of the sampled times that a layout must fit where none
// fits all. The budget of rejected rows judges what does not fit it.
const mostly = 0.5

// chooseLayouts settles the layout of every time column, the same for all files
// of the table. A layout of an earlier load is kept while it fits.
func (t *tableLoad) chooseLayouts(ctx context.Context, samples map[string][][]byte) []error {
	var problems []error
	for _, c := range t.layout.columns {
		if c.Kind != data.Time {
			continue
		}
		if !t.layoutIsOpen() {
			t.layouts[c.Name] = t.source.TimeFormat
			continue
		}
		layout, err := t.chooseLayout(ctx, c, samples[c.Name])
		if ctx.Err() != nil {
			return []error{ctx.Err()}
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		t.layouts[c.Name] = layout
	}
	return problems
}

// chooseLayout takes the layout that fits every sample, that of an earlier load
// before others. Where none does, some dates are broken; they are quarantined
// and must not hide the layout of the rest.
func (t *tableLoad) chooseLayout(ctx context.Context, c data.Column, samples [][]byte) (string, error) {
	known, kept := t.knownLayouts[c.Name], 0.0
	if known != "" {
		kept = fitting(known, samples)
	}
	if kept == 1 {
		return known, nil
	}
	if len(samples) == 0 { // nothing to judge by, and next to nothing to parse
		return "iso", nil
	}
	layout, err := value.DetectTime(samples)
	if errors.Is(err, value.ErrNoLayout) {
		if kept >= mostly {
			return known, nil
		}
		layout, err = value.DetectMostly(samples, mostly)
	}
	var either *value.AmbiguousError
	if errors.As(err, &either) {
		decided, e := t.decide(ctx, c, either.Layouts)
		if e != nil {
			return "", e
		}
		if decided != "" {
			return decided, nil
		}
	}
	if err != nil {
		return "", &FileError{
			Path: t.files[0].name, Column: t.source.Columns[c.Name].From, Problem: "the format of the dates cannot be told",
			Err: err, Remedy: fmt.Sprintf("set tables.%s.time_format", t.table.Name),
		}
	}
	return layout, nil
}

// enough is the number of times that fit one layout and not its twin after
// which no more are looked for.
const enough = 100

// decide reads the exports until it has seen enough times that only one of two
// layouts fits: what was sampled may lie in the first days of a month. It
// returns "" where both still fit.
func (t *tableLoad) decide(ctx context.Context, c data.Column, twins [2]string) (string, error) {
	var parsers [2]*value.TimeParser
	for i, layout := range twins {
		p, err := value.NewTimeParser(layout, nil)
		if err != nil {
			return "", err
		}
		parsers[i] = p
	}
	var votes [2]int
	vote := func(_ int, column string, text []byte) bool {
		if column != c.Name {
			return true
		}
		_, first := parsers[0].Parse(text)
		_, second := parsers[1].Parse(text)
		if first && !second {
			votes[0]++
		}
		if second && !first {
			votes[1]++
		}
		return votes[0]+votes[1] < enough
	}
	for _, f := range t.files {
		if err := t.search(ctx, f, vote); err != nil {
			return "", locate(f.path, err)
		}
		if votes[0]+votes[1] >= enough {
			break
		}
	}
	for i := range votes {
		if votes[i] > 9*votes[1-i] { // a few broken dates look like the twin
			return twins[i], nil
		}
	}
	return "", nil
}

// search calls each with the times of a whole file, until it returns false.
func (t *tableLoad) search(ctx context.Context, f *exportFile, each func(int, string, []byte) bool) error {
	if err := t.open(ctx, f); err != nil {
		return err
	}
	defer f.file.Close()
	defer t.dropParquet(f)
	if !slices.Equal(f.file.Columns(), f.columns) {
		return changedWhileRead(f)
	}
	var b csv.Block
	for more := true; more; {
		err := f.file.Next(&b)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = t.timeTexts(ctx, f, &b, func(row int, column string, text []byte) bool {
				more = each(row, column, text)
				return more
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fitting is the share of the samples that have the layout; 1 where there are
// none.
func fitting(layout string, samples [][]byte) float64 {
	p, err := value.NewTimeParser(layout, nil)
	if err != nil {
		return 0
	}
	if len(samples) == 0 {
		return 1
	}
	good := 0
	for _, s := range samples {
		if _, ok := p.Parse(s); ok {
			good++
		}
	}
	return float64(good) / float64(len(samples))
}
