package generate

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// writer writes tables into a folder and keeps the books.
type writer struct {
	dir      string
	seed     uint64
	daily    bool
	messy    bool
	calendar *calendar
	tables   []TableSummary
}

// layout says how the rows of a table become records. Clean fields hold no
// separator and no quote, so that records can be split again to be damaged.
type layout[T any] struct {
	name    string // of the table
	path    string // of the file
	columns []string
	damage  damage
	put     func(b []byte, row *T) []byte // appends a record without line end
	file    func(row *T) string           // path of the row's file; nil for one file
}

// writeTable writes the rows of a table and appends its books to w.tables.
func writeTable[T any](ctx context.Context, w *writer, l layout[T], rows []T) error {
	header := strings.Join(l.columns, ",")
	books := TableSummary{Name: l.name, Path: l.path}
	var faults *planner
	if w.messy {
		faults = newPlanner(w.seed, l.name, l.damage, len(rows))
	}
	var out *output
	var record []byte
	for i := range rows {
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		path := l.path
		if l.file != nil {
			path = l.file(&rows[i])
		}
		if out == nil || out.path != path {
			if err := out.close(&books); err != nil {
				return fmt.Errorf("closing %s: %w", l.name, err)
			}
			var err error
			if out, err = create(w.dir, path, header); err != nil {
				return fmt.Errorf("creating %s: %w", l.name, err)
			}
		}
		record = l.put(record[:0], &rows[i])
		out.line(record)
		books.Clean++
		faults.after(i, record, out)
	}
	if out == nil { // a table without rows is still a table
		path := l.path
		if l.file != nil {
			path = filepath.Join(path, "empty.csv")
		}
		var err error
		if out, err = create(w.dir, path, header); err != nil {
			return fmt.Errorf("creating %s: %w", l.name, err)
		}
	}
	faults.end(record, out)
	if err := out.close(&books); err != nil {
		return fmt.Errorf("closing %s: %w", l.name, err)
	}
	books.Faults = faults.books()
	books.Records = books.Clean
	for _, n := range books.Faults {
		books.Records += n
	}
	w.tables = append(w.tables, books)
	return nil
}

// output is one file being written. Errors show at close, as bufio keeps them.
type output struct {
	path  string
	file  *os.File
	text  *bufio.Writer
	bytes int64
}

// create begins a file, readable by its owner only, with a header.
func create(dir, path, header string) (*output, error) {
	full := filepath.Join(dir, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(full, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	o := &output{path: path, file: f, text: bufio.NewWriterSize(f, 1<<17)}
	o.line([]byte(header))
	return o, nil
}

// line writes a record and a line end.
func (o *output) line(record []byte) {
	o.part(record)
	o.part([]byte{'\n'})
}

// part writes text as it is.
func (o *output) part(text []byte) {
	n, _ := o.text.Write(text) // bufio reports its first error again in Flush
	o.bytes += int64(n)
}

// close ends the file and counts it in the books; a nil output is none.
func (o *output) close(books *TableSummary) error {
	if o == nil {
		return nil
	}
	books.Files++
	books.Bytes += o.bytes
	if err := o.text.Flush(); err != nil {
		_ = o.file.Close() // the flush says what went wrong
		return err
	}
	return o.file.Close()
}

// fields splits a clean record.
func fields(record []byte) [][]byte { return bytes.Split(record, []byte{','}) }
