package csv

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"

	"predict/data"
)

// File is an open export, CSV or JSON lines. It is read by one goroutine.
type File struct {
	path       string
	opt        Options
	dialect    Dialect
	columns    []string
	headerLine int64
	warnings   []Problem

	plain   *plainBytes
	text    io.Reader // decoded
	split   func(data []byte, eof bool) span
	records func() Records

	carry   []byte // read and not yet handed out
	eof     bool   // text is at its end
	open    bool   // the last line has no end, or its record goes on
	err     error  // what every further Next returns
	seq     int
	line    int64 // of carry[0], from 1
	ordinal int64 // of the next record
}

// Open opens a CSV export: decompresses gzip and zstd (known by their first
// bytes, not by name), removes a byte order mark, decodes to UTF-8, skips the
// preamble, detects what want leaves open and reads the header. Errors are of
// type *Error, those of CheckSettings or those of the operating system.
func Open(path string, want data.Dialect, opt Options) (*File, error) {
	if err := CheckSettings(want); err != nil {
		return nil, err
	}
	f, err := openText(path, want.Encoding, opt, want.Header == "no")
	if err != nil {
		return nil, err
	}
	if err := f.begin(want); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// openText opens the file and reads the sample. A file without any text is an
// error unless empty allows it.
func openText(path, encoding string, opt Options, empty bool) (*File, error) {
	f := &File{path: path, opt: opt.filled(), line: 1}
	var err error
	if f.plain, err = openPlain(path, f.opt); err != nil {
		return nil, err
	}
	// A small file is its own sample; a buffer for more would only be cleared.
	size := f.opt.SampleSize
	if info, err := f.plain.raw.file.Stat(); err == nil && info.Mode().IsRegular() && f.plain.packed == "" {
		size = int(min(int64(size), info.Size()+1))
	}
	f.text, f.dialect.Encoding, err = decoded(path, f.plain, encoding, size)
	if err == nil {
		if f.dialect.Encoding != utf8Name {
			size = f.opt.SampleSize
		}
		err = f.readSample(size)
	}
	if err != nil {
		f.Close()
		return nil, f.plain.fault(path, f.line+countLines(f.carry), err)
	}
	if len(f.carry) == 0 && !empty {
		f.Close()
		return nil, &Error{File: path, Kind: ErrEmpty}
	}
	return f, nil
}

// readSample reads a sample of more than size bytes into carry, more of it where lines are so long
// that it holds only a few.
func (f *File) readSample(size int) error {
	const fewest = 4
	for {
		if err := f.fill(&f.carry, size); err != nil {
			return err
		}
		if f.eof || size >= f.opt.MaxRecord || countLineEnds(f.carry, len(f.carry)) >= fewest {
			return nil
		}
		size *= 2
	}
}

// begin detects the dialect and moves behind the header.
func (f *File) begin(want data.Dialect) error {
	if sep, ok := namedSeparator(f.carry); ok && want.Skip == 0 {
		want.Skip = 1
		if want.Separator == "" {
			want.Separator = sep
		}
	}
	skipped, err := f.skipLines(want.Skip)
	if err != nil {
		return err
	}
	if want.Header == "no" && f.eof && len(bytes.TrimSpace(f.carry)) == 0 {
		f.withoutRecords(want, skipped)
		return nil
	}
	d := &detector{path: f.path, sample: f.carry, eof: f.eof, want: want, opt: f.opt, line: f.line}
	t, err := d.dialect()
	if err != nil {
		return err
	}
	h, err := d.heading(t)
	if err != nil {
		return err
	}
	encoding := f.dialect.Encoding
	f.dialect = t.dialect
	f.dialect.Encoding, f.dialect.Header, f.dialect.Skip = encoding, h.found, skipped
	f.columns, f.warnings = h.names, h.warnings
	var names []string
	if h.found {
		r := t.rows[h.row]
		f.headerLine = r.line
		f.dialect.Skip = int(r.line) - 1
		f.line += countLineEnds(f.carry, r.next)
		f.carry = f.carry[r.next:]
		names = h.names
	} else {
		f.dialect.Names = h.names
	}
	f.split = newSplitter(f.dialect, f.opt).split
	f.records = func() Records {
		return newCutter(f.dialect, len(f.columns), f.opt.MaxRecord, names)
	}
	return nil
}

// withoutRecords is for a file that holds none. Without a header that is all
// that an export of a day without events can look like, so it is no error where
// the settings say that there is no header.
func (f *File) withoutRecords(want data.Dialect, skipped int) {
	d := Dialect{Encoding: f.dialect.Encoding, Separator: cmp.Or(want.Separator, ","), Quote: '"', Escape: '"', Names: want.Names, Trim: want.Trim == "yes", Skip: skipped}
	if want.Quote == "none" {
		d.Quote, d.Escape = 0, 0
	} else if want.Quote != "" {
		d.Quote, d.Escape = want.Quote[0], want.Quote[0]
	}
	f.dialect, f.columns = d, want.Names
	f.warnings = append(f.warnings, Problem{File: f.path, Text: "the file holds no record"})
	f.split = newSplitter(d, f.opt).split
	f.records = func() Records { return newCutter(d, len(f.columns), f.opt.MaxRecord, nil) }
}

// namedSeparator reads the first line by which spreadsheets are told the
// separator, such as "sep=;".
func namedSeparator(text []byte) (sep string, ok bool) {
	finder := newLineFinder(text)
	end, _ := finder.next(0)
	line, ok := bytes.CutPrefix(bytes.ToLower(text[:min(end, 8)]), []byte("sep="))
	return string(line), ok && len(line) == 1 && end == len("sep=")+1
}

// skipLines drops the first n physical lines of the sample.
func (f *File) skipLines(n int) (int, error) {
	finder := newLineFinder(f.carry)
	pos := 0
	for range n {
		if pos >= len(f.carry) {
			return 0, &Error{
				File: f.path, Line: f.line, Kind: ErrDialect,
				Found:  fmt.Sprintf("csv.skip_lines is %d, which leaves nothing of the file's first %d bytes", n, len(f.carry)),
				Remedy: "correct csv.skip_lines",
			}
		}
		_, pos = finder.next(pos)
		f.line++
	}
	f.carry = f.carry[pos:]
	return n, nil
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
func (f *File) Records() Records { return f.records() }

// Size returns the number of raw bytes read: the file's size, compressed as it
// is. Complete after io.EOF.
func (f *File) Size() int64 { return f.plain.raw.size }

// Sum returns the SHA-256 of the raw file; valid after io.EOF.
func (f *File) Sum() [32]byte { return [32]byte(f.plain.raw.hash.Sum(nil)) }

// Whole reports whether the last line has its end, so that what is appended to
// the file begins a new one; valid after io.EOF.
func (f *File) Whole() bool { return !f.open }

// Close closes the file; reading need not have ended.
func (f *File) Close() error { return f.plain.Close() }

// fill reads until buf holds more than size bytes or the text ends. The memory
// grows with what is read: most daily exports are far smaller than a block.
func (f *File) fill(buf *[]byte, size int) error {
	b := *buf
	for len(b) <= size && !f.eof {
		if len(b) == cap(b) {
			b = append(make([]byte, 0, min(size+size/8+512, max(firstRead, 2*cap(b)))), b...)
		}
		n, err := f.text.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil && !errors.Is(err, io.EOF) {
			*buf = b
			return err
		}
		f.eof = err != nil
	}
	*buf = b
	return nil
}

// firstRead is the number of bytes that the first buffer of a file holds.
const firstRead = 64 << 10
