package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"predict/data"
	"predict/data/csv"
	"predict/data/value"
)

// Formats of exports.
const (
	formatCSV     = "csv"
	formatJSON    = "jsonl"
	formatParquet = "parquet"
)

// exportFile is one export that is about to be loaded.
type exportFile struct {
	candidate
	name    string // as it is reported
	format  string
	dialect data.Dialect // complete after the survey, so that nothing is detected twice
	columns []string
	binding *binding
	file    *csv.File
	rows    int64  // rows that a Parquet file says it holds; -1 for others
	opened  string // the file that is read: a Parquet export is read through a CSV
}

// line is where the record at hand stands. Rows of a Parquet export are
// numbered from 1.
func (f *exportFile) line(r csv.Records) int64 {
	if f.format == formatParquet {
		return r.Ordinal() + 1
	}
	return r.Line()
}

// formatOf recognises the format by the first bytes, then by the name.
func formatOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 4)
	n, _ := f.Read(head)
	if string(head[:n]) == "PAR1" {
		return formatParquet, nil
	}
	name := strings.ToLower(filepath.Base(path))
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch filepath.Ext(name) {
	case ".json", ".jsonl", ".ndjson":
		return formatJSON, nil
	case ".parquet":
		return formatParquet, nil
	}
	return formatCSV, nil
}

// open opens the export for reading. A Parquet export is written out as CSV
// first, with exact texts, so that one reader serves all formats.
func (t *tableLoad) open(ctx context.Context, f *exportFile) error {
	opt := csv.Options{Expected: t.expected}
	var err error
	switch f.format {
	case formatJSON:
		f.file, err = csv.OpenJSONLines(f.path, opt)
	case formatParquet:
		err = t.openParquet(ctx, f, opt)
	default:
		f.file, err = csv.Open(f.path, f.dialect, opt)
	}
	if err != nil {
		return err
	}
	f.columns = f.file.Columns()
	return nil
}

func (t *tableLoad) openParquet(ctx context.Context, f *exportFile, opt csv.Options) error {
	if f.opened == "" {
		engine, err := t.engine()
		if err != nil {
			return err
		}
		out := filepath.Join(t.scratch, fmt.Sprintf("parquet-%s.csv", t.table.Name))
		if _, f.rows, err = engine.ParquetToCSV(ctx, f.path, out); err != nil {
			return err
		}
		f.opened = out
	}
	var err error
	f.file, err = csv.Open(f.opened, data.Dialect{Encoding: "utf-8", Separator: ",", Quote: `"`, Escape: `"`, Header: "yes", Trim: "no"}, opt)
	return err
}

// survey opens every new export, fits the mapping to its columns and finds the
// format of its times, before a single row is read. It reports the problems of
// all exports at once.
func (t *tableLoad) survey(ctx context.Context) []error {
	var problems []error
	samples := map[string][][]byte{}
	for _, f := range t.files {
		if ctx.Err() != nil {
			return []error{ctx.Err()}
		}
		if err := t.surveyFile(ctx, f, samples); err != nil {
			problems = append(problems, locate(f.path, err))
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return t.chooseLayouts(samples)
}

func (t *tableLoad) surveyFile(ctx context.Context, f *exportFile, samples map[string][][]byte) error {
	f.format = t.source.Format
	if f.format == "auto" || f.format == "" {
		format, err := formatOf(f.path)
		if err != nil {
			return err
		}
		f.format = format
	}
	f.dialect = t.source.CSV
	if err := t.open(ctx, f); err != nil {
		return err
	}
	defer f.file.Close()
	defer t.dropParquet(f)
	if f.format == formatCSV {
		f.dialect = settled(f.file)
	}
	var err error
	if f.binding, err = t.binder.bind(ctx, f.columns); err != nil {
		return &FileError{Path: f.name, Line: f.file.HeaderLine(), Problem: "does not fit the mapping", Err: err, Remedy: fmt.Sprintf("correct the export, or tables.%s.columns in the config", t.table.Name)}
	}
	return t.sample(ctx, f, samples)
}

// dropParquet removes the CSV that stands for a Parquet export.
func (t *tableLoad) dropParquet(f *exportFile) {
	if f.opened != "" {
		_ = os.Remove(f.opened) // a leftover goes with the scratch folder
		f.opened = ""
	}
}

// settled is the dialect in which an export was opened, complete.
func settled(f *csv.File) data.Dialect {
	d := f.Dialect()
	out := data.Dialect{Encoding: d.Encoding, Separator: d.Separator, Quote: "none", Header: "no", Trim: "no", Skip: d.Skip}
	if d.Quote != 0 {
		out.Quote = string(d.Quote)
	}
	if d.Escape != 0 {
		out.Escape = string(d.Escape)
	}
	if d.Header {
		out.Header = "yes"
	} else {
		out.Names = f.Columns()
	}
	if d.Trim {
		out.Trim = "yes"
	}
	return out
}

// sampleRows is the most rows of a file that its times are judged by.
const sampleRows = 1000

// sample gathers texts of the time columns whose layout is not given.
func (t *tableLoad) sample(ctx context.Context, f *exportFile, samples map[string][][]byte) error {
	if t.source.TimeFormat != "auto" && t.source.TimeFormat != "" {
		return nil
	}
	w := &worker{load: t, nulls: newNulls(t.source.Nulls), file: f, records: f.file.Records()}
	var b csv.Block
	if err := f.file.Next(&b); err != nil {
		return nil //nolint:nilerr // an empty file has nothing to sample; reading it reports what is wrong
	}
	if t.timesAreCalculated(f.binding) {
		if _, err := w.evaluate(ctx, &b); err != nil {
			return err
		}
	}
	w.records.Start(&b)
	for row := 0; row < sampleRows && w.records.Next(); {
		if w.records.Bad() != "" {
			continue
		}
		for i, c := range t.layout.columns {
			if c.Kind != data.Time {
				continue
			}
			text := value.Trim(w.text(f.binding.columns[i], row))
			if !w.nulls.has(text) {
				samples[c.Name] = append(samples[c.Name], slices.Clone(text))
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

// chooseLayouts settles the layout of every time column, the same for all files
// of the table.
func (t *tableLoad) chooseLayouts(samples map[string][][]byte) []error {
	var problems []error
	for _, c := range t.layout.columns {
		if c.Kind != data.Time {
			continue
		}
		if given := t.source.TimeFormat; given != "auto" && given != "" {
			t.layouts[c.Name] = given
			continue
		}
		if known, ok := t.knownLayouts[c.Name]; ok && fits(known, samples[c.Name]) {
			t.layouts[c.Name] = known
			continue
		}
		if len(samples[c.Name]) == 0 { // nothing to judge by, and nothing to parse
			t.layouts[c.Name] = "iso"
			continue
		}
		chosen, err := detect(samples[c.Name])
		if err != nil {
			problems = append(problems, &FileError{Path: t.files[0].name, Column: t.source.Columns[c.Name].From, Problem: "the format of the dates cannot be told", Err: err, Remedy: fmt.Sprintf("set tables.%s.time_format", t.table.Name)})
			continue
		}
		t.layouts[c.Name] = chosen
	}
	return problems
}

// fits reports whether nearly all samples have the layout: single broken dates
// are quarantined, not a reason to look for another one.
func fits(layout string, samples [][]byte) bool {
	p, err := value.NewTimeParser(layout, nil)
	if err != nil {
		return false
	}
	bad := 0
	for _, s := range samples {
		if _, ok := p.Parse(s); !ok {
			bad++
		}
	}
	return bad*10 <= len(samples)
}

// detect finds the layout of the samples. A few broken dates among them must
// not hide it, so they are left out where the rest agrees on one.
func detect(samples [][]byte) (string, error) {
	layout, err := value.DetectTime(samples)
	if !errors.Is(err, value.ErrNoLayout) {
		return layout, err
	}
	votes := map[string]int{}
	for _, s := range samples {
		if one, e := value.DetectTime([][]byte{s}); e == nil {
			votes[one]++
		}
	}
	best, most := "", 0
	for l, n := range votes {
		if n > most || n == most && l < best {
			best, most = l, n
		}
	}
	if most*10 >= 9*len(samples) {
		return best, nil
	}
	return "", err
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
