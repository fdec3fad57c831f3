package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"predict/data"
	"predict/data/csv"
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
	standing standing
	place    int   // number of the export whose place it takes; that of none comes last
	skip     int64 // records at its beginning that an earlier load has read
	source   int32 // number that its rows get in the lake
	samples  map[string][][]byte

	name    string // as it is reported
	format  string
	packed  bool         // compressed: there is more text in it than bytes
	dialect data.Dialect // complete after the survey, so that nothing is detected twice
	columns []string
	binding *binding
	file    *csv.File
	rows    int64  // rows that a Parquet file says it holds
	opened  string // the file that is read: a Parquet export is read through a CSV

	// What became of its records.
	records, quarantined, outOfScope int64
	duplicates, late                 atomic.Int64
	span                             span // of all rows that could be read
	whole                            bool // its last line has its end
	cut                              bool // it ends in the middle of a record
}

// line is where the record at hand stands. Rows of a Parquet export are
// numbered from 1.
func (f *exportFile) line(r csv.Records) int64 {
	if f.format == formatParquet {
		return r.Ordinal() + 1
	}
	return r.Line()
}

// recognise finds the format by the first bytes, then by the name, unless it is
// given.
func (f *exportFile) recognise(given string) error {
	file, err := csv.OpenRegular(f.path)
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, 4)
	n, _ := file.Read(head) // what cannot be read is told when all of it is read
	head = head[:n]
	parquet := string(head) == "PAR1"
	gzip, zstd := strings.HasPrefix(string(head), "\x1f\x8b"), string(head) == "\x28\xb5\x2f\xfd"
	f.packed = parquet || gzip || zstd
	switch {
	case given != "auto":
		f.format = given
	case parquet:
		f.format = formatParquet
	default:
		f.format = formatByName(f.path)
	}
	return nil
}

func formatByName(path string) string {
	name := strings.ToLower(filepath.Base(path))
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch filepath.Ext(name) {
	case ".json", ".jsonl", ".ndjson":
		return formatJSON
	case ".parquet":
		return formatParquet
	}
	return formatCSV
}

// blockSize is the size of a block of text in bytes. The typed rows of a block
// are picked bucket by bucket, so they have to fit the cache of a core.
const blockSize = 1 << 20

// open opens the export for reading. A Parquet export is written out as CSV
// first, with exact texts, so that one reader serves all formats.
//
// An object of JSON lines may lack a key, so a key that none of the first lines
// has is still a column where the table can do without it; what the table needs
// must be among them, or a misspelt name would empty the column.
func (t *tableLoad) open(ctx context.Context, f *exportFile) error {
	var err error
	switch f.format {
	case formatJSON:
		f.file, err = csv.OpenJSONLines(f.path, csv.Options{Expected: t.optional, BlockSize: blockSize})
	case formatParquet:
		err = t.openParquet(ctx, f)
	default:
		f.file, err = csv.Open(f.path, f.dialect, csv.Options{Expected: t.expected, BlockSize: blockSize})
	}
	if err != nil {
		return err
	}
	f.columns = f.file.Columns()
	return nil
}

func (t *tableLoad) openParquet(ctx context.Context, f *exportFile) error {
	if f.opened == "" {
		engine, err := t.engine()
		if err != nil {
			return err
		}
		out := filepath.Join(t.scratch, fmt.Sprintf("parquet-%s.csv", t.table.Name))
		err = bounded(ctx, f.path, out, mostText(f.size), func(ctx context.Context) error {
			_, f.rows, err = engine.ParquetToCSV(ctx, f.path, out)
			return err
		})
		if err != nil {
			return err
		}
		f.opened = out
	}
	var err error
	f.file, err = csv.Open(f.opened, data.Dialect{Encoding: "utf-8", Separator: ",", Quote: `"`, Escape: `"`, Header: "yes", Trim: "no"}, csv.Options{BlockSize: blockSize})
	return err
}

// dropParquet removes the CSV that stands for a Parquet export.
func (t *tableLoad) dropParquet(f *exportFile) {
	if f.opened != "" {
		_ = os.Remove(f.opened) // a leftover goes with the scratch folder
		f.opened = ""
	}
}

// settled is the dialect in which an export was opened, complete; names are
// those of the settings.
func settled(f *csv.File, names []string) data.Dialect {
	d := f.Dialect()
	out := data.Dialect{Encoding: d.Encoding, Separator: d.Separator, Quote: "none", Escape: "none", Header: "no", Names: names, Trim: "no", Skip: d.Skip}
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
