package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"predict/data/columnar"
)

// The files of a list.
const (
	csvFile     = "risk.csv"
	parquetFile = "risk.parquet"
)

// listFile is a file of a list while it is written: its bytes are hashed on
// their way.
type listFile struct {
	file *os.File
	hash hash.Hash
	size int64
}

// Write writes to the file and the hash.
func (f *listFile) Write(p []byte) (int, error) {
	n, err := f.file.Write(p)
	_, _ = f.hash.Write(p[:n]) // a hash never fails
	f.size += int64(n)
	return n, err
}

// writeListFile writes a file that is new, waits until it is on disk, and tells
// its size and checksum.
func writeListFile(path string, write func(io.Writer) error) (OutputFile, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return OutputFile{}, fmt.Errorf("writing the risk list: %w", err)
	}
	f := &listFile{file: file, hash: sha256.New()}
	err = write(f)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		var info os.FileInfo
		if info, err = file.Stat(); err == nil && info.Size() != f.size {
			err = fmt.Errorf("it has %d bytes, and %d were written", info.Size(), f.size)
		}
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return OutputFile{}, fmt.Errorf("writing %s: %w", path, err)
	}
	return OutputFile{Name: filepath.Base(path), Bytes: f.size, SHA256: hex.EncodeToString(f.hash.Sum(nil))}, nil
}

// writeFiles writes the files of the list into a folder, both at the same time.
// The bytes do not depend on the number of workers.
func (l *RiskList) writeFiles(dir string, workers int) ([]OutputFile, error) {
	files := make([]OutputFile, 2)
	var both errgroup.Group
	both.Go(func() (err error) {
		files[0], err = writeListFile(filepath.Join(dir, csvFile), func(w io.Writer) error { return l.writeCSV(w, workers) })
		return err
	})
	both.Go(func() (err error) {
		files[1], err = writeListFile(filepath.Join(dir, parquetFile), func(w io.Writer) error { return l.writeParquet(w, workers) })
		return err
	})
	if err := both.Wait(); err != nil {
		return nil, err
	}
	for i := range files {
		files[i].Rows = len(l.Rows)
	}
	return files, nil
}

// csvBlock is the number of rows that are encoded at once.
const csvBlock = 4096

// writeCSV writes risk.csv: UTF-8, comma-separated, LF, a header. Blocks of rows
// are encoded by as many workers at once.
func (l *RiskList) writeCSV(w io.Writer, workers int) error {
	columns := riskColumns()
	var header bytes.Buffer
	head := csv.NewWriter(&header)
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	if err := errors.Join(head.Write(names), flushed(head)); err != nil {
		return err
	}
	if _, err := w.Write(header.Bytes()); err != nil {
		return err
	}
	blocks := make([]bytes.Buffer, max(workers, 1))
	for from := 0; from < len(l.Rows); from += len(blocks) * csvBlock {
		var all errgroup.Group
		for i := range blocks {
			first := min(from+i*csvBlock, len(l.Rows))
			rows := l.Rows[first:min(first+csvBlock, len(l.Rows))]
			all.Go(func() error {
				blocks[i].Reset()
				return l.encodeCSV(&blocks[i], columns, rows)
			})
		}
		if err := all.Wait(); err != nil {
			return err
		}
		for i := range blocks {
			if _, err := w.Write(blocks[i].Bytes()); err != nil {
				return err
			}
		}
	}
	return nil
}

// encodeCSV writes rows of the list.
func (l *RiskList) encodeCSV(w io.Writer, columns []riskColumn, rows []RiskRow) error {
	out := csv.NewWriter(w)
	record := make([]string, len(columns))
	for k := range rows {
		for i, c := range columns {
			if c.same && k > 0 {
				continue
			}
			record[i] = c.text(l, &rows[k])
			if c.kind == columnar.String {
				record[i] = harmless(record[i])
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	return flushed(out)
}

// flushed flushes a writer and tells its error.
func flushed(w *csv.Writer) error {
	w.Flush()
	return w.Error()
}

// writeParquet writes risk.parquet: the same columns, typed, ids exactly as
// they came. As many columns are made and encoded at once as there are workers.
func (l *RiskList) writeParquet(w io.Writer, workers int) error {
	columns := riskColumns()
	fields, cols := make([]columnar.Field, len(columns)), make([]columnar.Column, len(columns))
	var all errgroup.Group
	all.SetLimit(max(workers, 1))
	for i, c := range columns {
		fields[i] = columnar.Field{Name: c.name, Type: c.kind, Optional: c.kind == columnar.String}
		all.Go(func() error {
			cols[i] = l.column(c)
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	out, err := columnar.NewWriter(w, fields, columnar.Options{Workers: workers})
	if err != nil {
		return err
	}
	if err := out.WriteRowGroup(cols); err != nil {
		return err
	}
	return out.Close()
}

// column is one column of the list, for Parquet.
func (l *RiskList) column(c riskColumn) columnar.Column {
	col, n := columnar.Column{Name: c.name, Type: c.kind}, len(l.Rows)
	switch c.kind {
	case columnar.Int32:
		col.I32 = make([]int32, 0, n)
	case columnar.Decimal4:
		col.I64 = make([]int64, 0, n)
	case columnar.Float64:
		col.F64 = make([]float64, 0, n)
	case columnar.String:
		col.S = make([]string, 0, n)
	}
	for k := range l.Rows {
		switch {
		case c.cell != nil:
			c.cell(&col, &l.Rows[k])
		case c.same && k > 0:
			col.S = append(col.S, col.S[0])
		default:
			col.S = append(col.S, c.text(l, &l.Rows[k]))
		}
	}
	return col
}
