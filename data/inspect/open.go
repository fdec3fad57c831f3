package inspect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"predict/data"
	"predict/data/csv"
)

// formatOf is the format of a file by its first bytes and its name, as the
// loader tells it.
func formatOf(on string) (string, error) {
	file, err := os.Open(on)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // nothing was written
	head := make([]byte, 4)
	if _, err := io.ReadFull(file, head); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	if string(head) == "PAR1" {
		return Parquet, nil
	}
	name := strings.ToLower(filepath.Base(on))
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch filepath.Ext(name) {
	case ".json", ".jsonl", ".ndjson":
		return JSONLines, nil
	case ".parquet":
		return Parquet, nil
	}
	return CSV, nil
}

// open opens a file of a format for reading; sample is the size of a block and
// of what the dialect is told from. Close what it returns with done.
func open(ctx context.Context, on, format string, want data.Dialect, sample int, o Options) (f *csv.File, done func(), err error) {
	opt := csv.Options{SampleSize: sample, BlockSize: sample}
	switch format {
	case JSONLines:
		f, err = csv.OpenJSONLines(on, opt)
	case Parquet:
		return openParquet(ctx, on, opt, o)
	default:
		f, err = csv.Open(on, want, opt)
	}
	if err != nil {
		return nil, nil, err
	}
	return f, func() { _ = f.Close() }, nil
}

// openParquet reads a Parquet file through a CSV in the scratch folder, which
// goes when the file is closed.
func openParquet(ctx context.Context, on string, opt csv.Options, o Options) (*csv.File, func(), error) {
	if o.Parquet == nil {
		return nil, nil, errors.New("parquet files are not read here")
	}
	scratch, err := os.MkdirTemp(o.Scratch, "inspect-")
	if err != nil {
		return nil, nil, fmt.Errorf("making a scratch folder: %w", err)
	}
	remove := func() { _ = os.RemoveAll(scratch) } // a leftover is in the system's folder for such
	out := filepath.Join(scratch, "parquet.csv")
	if _, _, err := o.Parquet(ctx, on, out); err != nil {
		remove()
		return nil, nil, err
	}
	f, err := csv.Open(out, data.Dialect{Encoding: "utf-8", Separator: ",", Quote: `"`, Escape: `"`, Header: "yes", Trim: "no"}, opt)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return f, func() { _ = f.Close(); remove() }, nil
}

// settled is the dialect in which a file was opened, complete.
func settled(f *csv.File) data.Dialect {
	d := f.Dialect()
	out := data.Dialect{Encoding: d.Encoding, Separator: d.Separator, Quote: "none", Escape: "none", Header: "no", Trim: "no", Skip: d.Skip}
	if d.Quote != 0 {
		out.Quote = string(rune(d.Quote))
	}
	if d.Escape != 0 {
		out.Escape = string(rune(d.Escape))
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

// Each calls f with every good record of one file of the export, in file order,
// until f returns false or the file ends; on is the path of the file on disk. The
// record is valid until f returns. It reads the whole file: bound it with f.
func (e *Export) Each(ctx context.Context, on string, o Options, f func(r csv.Records) bool) error {
	file, done, err := open(ctx, on, e.Format, o.CSV, 0, o)
	if err != nil {
		return fmt.Errorf("inspect: opening %s: %w", on, err)
	}
	defer done()
	records := file.Records()
	var b csv.Block
	for ctx.Err() == nil {
		if err := file.Next(&b); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("inspect: reading %s: %w", on, err)
		}
		records.Start(&b)
		for records.Next() {
			if records.Bad() == "" && !f(records) {
				return nil
			}
		}
	}
	return ctx.Err()
}
