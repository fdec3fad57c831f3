package csv

import (
	"io"

	"predict/data"
)

// File is an open export, CSV or JSON lines. It is read by one goroutine.
type File struct {
	path       string
	dialect    Dialect
	columns    []string
	headerLine int64
	warnings   []Problem
}

// Open opens a CSV export: decompresses gzip and zstd (known by their first
// bytes, not by name), removes a byte order mark, decodes to UTF-8, skips the
// preamble, detects what want leaves open and reads the header. Errors are of
// type *Error or those of the operating system.
func Open(path string, want data.Dialect, opt Options) (*File, error) {
	return nil, &Error{File: path, Kind: ErrEmpty}
}

// OpenJSONLines opens an export of one JSON object per line, compressed or not.
// Its columns are the keys of the first lines, in order of appearance, then
// the expected ones among them not seen (each with a warning).
func OpenJSONLines(path string, opt Options) (*File, error) {
	return nil, &Error{File: path, Kind: ErrEmpty}
}

// Dialect returns the dialect in use; the zero value but for the encoding for
// JSON lines.
func (f *File) Dialect() Dialect { return f.dialect }

// Columns returns the trimmed names of the columns, in file order.
func (f *File) Columns() []string { return f.columns }

// HeaderLine returns the physical line of the header, 0 where there is none.
func (f *File) HeaderLine() int64 { return f.headerLine }

// Warnings returns what is odd about the file so far; complete after io.EOF.
func (f *File) Warnings() []Problem { return f.warnings }

// Records returns a new cutter for blocks of this file. Make one for each
// goroutine.
func (f *File) Records() Records { return nil }

// Next fills dst with the next block, reusing its memory; io.EOF after the last.
func (f *File) Next(dst *Block) error { return io.EOF }

// Size returns the number of raw bytes read: the file's size, compressed as it
// is. Complete after io.EOF.
func (f *File) Size() int64 { return 0 }

// Sum returns the SHA-256 of the raw file; valid after io.EOF.
func (f *File) Sum() [32]byte { return [32]byte{} }

// Close closes the file; reading need not have ended.
func (f *File) Close() error { return nil }
