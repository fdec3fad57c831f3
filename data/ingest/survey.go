package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/sync/errgroup"

	"predict/data"
	"predict/data/csv"
	"predict/data/value"
)

// survey opens every new export, several at once, fits the mapping to its
// columns and finds the format of its times, before a single row is read. It
// reports the problems of all exports at once.
func (t *tableLoad) survey(ctx context.Context) []error {
	problems := make([]error, len(t.files))
	var group errgroup.Group
	group.SetLimit(t.workers)
	for i, f := range t.files {
		group.Go(func() error {
			if err := t.surveyFile(ctx, f); err != nil {
				problems[i] = locate(f.path, err)
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return []error{err}
	}
	problems = slices.DeleteFunc(problems, func(err error) bool { return err == nil })
	if len(problems) > 0 {
		return problems
	}
	samples := map[string][][]byte{}
	for _, f := range t.files {
		for _, c := range t.layout.columns {
			samples[c.Name] = append(samples[c.Name], f.samples[c.Name]...)
		}
		f.samples = nil
	}
	return t.chooseLayouts(ctx, samples)
}

func (t *tableLoad) surveyFile(ctx context.Context, f *exportFile) error {
	if err := f.recognise(t.source.Format); err != nil {
		return err
	}
	if f.format == formatParquet { // one at a time: each is written out as text
		t.writingOut.Lock()
		defer t.writingOut.Unlock()
	}
	f.dialect = t.source.CSV
	if err := t.open(ctx, f); err != nil {
		return err
	}
	defer f.file.Close()
	defer t.dropParquet(f)
	if f.format == formatCSV {
		f.dialect = settled(f.file, t.source.CSV.Names)
	}
	var err error
	if f.binding, err = t.binder.bind(ctx, f.columns); isExhausted(err) {
		return err
	} else if err != nil {
		return &FileError{Path: f.name, Line: f.file.HeaderLine(), Problem: "does not fit the mapping", Err: err, Remedy: fmt.Sprintf("correct the export, or tables.%s.columns in the config", t.table.Name)}
	}
	if !t.layoutIsOpen() {
		return nil
	}
	return t.sample(ctx, f)
}

// layoutIsOpen reports whether the layout of the times has to be found.
func (t *tableLoad) layoutIsOpen() bool { return t.source.TimeFormat == "auto" }

// sampleRows is about the most rows of a file that its times are judged by, and
// allRows of all files, so that very many files do not fill the memory; each
// gives some.
const (
	sampleRows = 1000
	allRows    = 200_000
	someRows   = 20
)

// sample gathers texts of the time columns from the first block of a file, from
// all over it, for exports are often ordered by time.
func (t *tableLoad) sample(ctx context.Context, f *exportFile) error {
	var b csv.Block
	err := f.file.Next(&b)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	most := max(someRows, min(sampleRows, int64(allRows/len(t.files))))
	step := int(max(1, b.Records/most))
	f.samples = map[string][][]byte{}
	return t.timeTexts(ctx, f, &b, func(row int, column string, text []byte) bool {
		if row%step == 0 {
			f.samples[column] = append(f.samples[column], slices.Clone(text))
		}
		return true
	})
}

// timeTexts calls f with the texts of the time columns of a block that are not
// missing, until it returns false. The file stands open.
func (t *tableLoad) timeTexts(ctx context.Context, f *exportFile, b *csv.Block, each func(row int, column string, text []byte) bool) error {
	w := &worker{load: t, nulls: newNulls(t.source.Nulls), file: f, records: f.file.Records()}
	var bad []int32
	if t.timesAreCalculated(f.binding) {
		var err error
		if bad, err = w.evaluate(ctx, b); err != nil {
			return err
		}
	}
	w.records.Start(b)
	for row := 0; w.records.Next(); {
		if w.records.Bad() != "" {
			continue
		}
		for i, c := range t.layout.columns {
			if c.Kind != data.Time || bad != nil && bad[row] >= 0 {
				continue
			}
			text := value.Trim(w.text(f.binding.columns[i], row))
			if !w.nulls.has(text) && !each(row, c.Name, text) {
				return nil
			}
		}
		row++
	}
	return nil
}

// timesAreCalculated reports whether a time column is mapped by an expression.
func (t *tableLoad) timesAreCalculated(b *binding) bool {
	for i, c := range t.layout.columns {
		if c.Kind == data.Time && b.columns[i].result >= 0 {
			return true
		}
	}
	return false
}

// locate adds the path to errors that do not name it.
func locate(path string, err error) error {
	var known *FileError
	var inCSV *csv.Error
	if errors.Is(err, csv.ErrEmpty) {
		return &FileError{Path: path, Problem: "is empty, without even a header", Remedy: "deliver it again, or take it away"}
	}
	if errors.As(err, &known) || errors.As(err, &inCSV) {
		return err
	}
	return &FileError{Path: path, Problem: "cannot be read", Err: cause(err)}
}
