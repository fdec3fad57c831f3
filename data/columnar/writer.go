package columnar

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/cespare/xxhash/v2"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Options say how a file is written.
type Options struct {
	// Metadata are texts kept in the file, such as the hash of a schema.
	Metadata map[string]string
	// Workers is how many columns of a row group are encoded at once; zero means
	// one. The bytes do not depend on it.
	Workers int
	// Sync makes Close wait until the file is on disk.
	Sync bool
	// Buffers is working memory passed from one writer to the next; nil for
	// none. Only one open writer may use it.
	Buffers *Buffers
}

// Buffers is the working memory of a writer. The zero value is ready to use.
type Buffers struct {
	chunks []*chunk
}

// Writer writes one file, a row group at a time. It is not safe for concurrent
// use.
type Writer struct {
	file   *os.File // nil for NewWriter
	path   string
	out    *bufio.Writer
	sum    *xxhash.Digest
	size   int64
	fields []Field
	opts   Options
	groups []format.RowGroup
	err    error // of an earlier call: the file is of no use
}

// Create starts a file at path, replacing one that is there, readable by its
// owner only. After an error the caller removes the file.
func Create(path string, fields []Field, opts Options) (*Writer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("columnar: creating a file: %w", err)
	}
	w, err := NewWriter(f, fields, opts)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	w.file, w.path = f, path
	return w, nil
}

// NewWriter starts a file on w.
func NewWriter(w io.Writer, fields []Field, opts Options) (*Writer, error) {
	if err := validate(fields); err != nil {
		return nil, err
	}
	if opts.Buffers == nil {
		opts.Buffers = new(Buffers)
	}
	x := &Writer{
		out: bufio.NewWriterSize(w, 1<<16), sum: xxhash.New(),
		fields: slices.Clone(fields), opts: opts,
	}
	return x, x.write([]byte(magic))
}

// write appends bytes to the file.
func (w *Writer) write(b []byte) error {
	_, _ = w.sum.Write(b) // never fails
	n, err := w.out.Write(b)
	w.size += int64(n)
	return err
}

// WriteRowGroup writes the columns, which are in the order of the fields and of
// equal length; only the slice that the type of the field needs is read, and not
// kept. About a million rows make a good row group; no rows write nothing.
func (w *Writer) WriteRowGroup(cols []Column) error {
	if w.err != nil {
		return w.err
	}
	if err := w.check(cols); err != nil {
		return err // nothing has been written: the writer is still of use
	}
	rows := w.length(cols, 0)
	if rows == 0 {
		return nil
	}
	group := format.RowGroup{NumRows: int64(rows), FileOffset: w.size, Ordinal: int16(len(w.groups))}
	batch := max(1, w.opts.Workers)
	for first := 0; first < len(cols); first += batch {
		n := min(batch, len(cols)-first)
		chunks, err := w.encode(cols, first, n, rows)
		for i := 0; i < n && err == nil; i++ {
			err = w.place(&group, chunks[i])
		}
		if err != nil {
			w.err = fmt.Errorf("columnar: writing %s: %w", w.path, err)
			return w.err
		}
	}
	w.groups = append(w.groups, group)
	return nil
}

// length returns the number of values of column i, by the type of its field.
func (w *Writer) length(cols []Column, i int) int {
	c := cols[i]
	c.Type = w.fields[i].Type
	return c.Len()
}

// check reports every column that does not fit the schema.
func (w *Writer) check(cols []Column) error {
	if len(cols) != len(w.fields) {
		return fmt.Errorf("columnar: writing %s: %d columns for %d fields", w.path, len(cols), len(w.fields))
	}
	var errs []error
	rows := w.length(cols, 0)
	if rows > 1<<30 {
		errs = append(errs, fmt.Errorf("columnar: writing %s: %d rows are too many for a row group", w.path, rows))
	}
	for i, c := range cols {
		f := w.fields[i]
		if c.Name != "" && c.Name != f.Name {
			errs = append(errs, fmt.Errorf("columnar: writing %s: column %q stands where %q belongs", w.path, c.Name, f.Name))
		}
		if n := w.length(cols, i); n != rows {
			errs = append(errs, fmt.Errorf("columnar: writing %s: column %q has %d %s values for %d rows", w.path, f.Name, n, f.Type, rows))
		}
	}
	return errors.Join(errs...)
}

// encode encodes n columns from the first on, each on its own goroutine.
func (w *Writer) encode(cols []Column, first, n, rows int) ([]*chunk, error) {
	b := w.opts.Buffers
	for len(b.chunks) < n {
		b.chunks = append(b.chunks, new(chunk))
	}
	if n == 1 {
		return b.chunks, b.chunks[0].column(w.fields[first], &cols[first], rows)
	}
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = b.chunks[i].column(w.fields[first+i], &cols[first+i], rows) })
	}
	all.Wait()
	return b.chunks, errors.Join(errs...)
}

// column encodes a column of any type.
func (c *chunk) column(f Field, col *Column, rows int) error {
	c.reset(f, rows)
	switch f.Type {
	case Int32, Date:
		return integers(c, &c.dict32, f, col.I32)
	case Int64, TimestampMicros, Decimal4:
		return integers(c, &c.dict64, f, col.I64)
	case Float32:
		return floats(c, &c.dict32, f, col.F32)
	case Float64:
		return floats(c, &c.dict64, f, col.F64)
	case String:
		return c.textColumn(f, col.S)
	default:
		return c.bools(f, col.B)
	}
}

// place writes an encoded chunk and notes where it is.
func (w *Writer) place(group *format.RowGroup, c *chunk) error {
	meta := c.meta
	meta.TotalCompressedSize = int64(len(c.out))
	if meta.DictionaryPageOffset != 0 {
		meta.DictionaryPageOffset = w.size
	}
	meta.DataPageOffset += w.size
	group.Columns = append(group.Columns, format.ColumnChunk{MetaData: meta})
	group.TotalByteSize += meta.TotalUncompressedSize
	group.TotalCompressedSize += meta.TotalCompressedSize
	return w.write(c.out)
}

// Close writes the footer and closes a file that Create opened. After an error
// the file is not whole.
func (w *Writer) Close() error {
	err := w.err
	if err == nil {
		err = w.finish()
	}
	if w.file == nil {
		return err
	}
	if err == nil && w.opts.Sync {
		err = w.file.Sync()
	}
	err = errors.Join(err, w.file.Close())
	w.file = nil
	if err != nil {
		w.err = fmt.Errorf("columnar: writing %s: %w", w.path, err)
		return w.err
	}
	w.err = errors.New("columnar: the file is closed")
	return nil
}

// finish writes the footer.
func (w *Writer) finish() error {
	foot, err := thrift.Marshal(new(thrift.CompactProtocol), fileMetaData(w.fields, w.opts.Metadata, w.groups))
	if err != nil {
		return err
	}
	if err := seal(foot); err != nil {
		return err
	}
	foot = binary.LittleEndian.AppendUint32(foot, uint32(len(foot)))
	if err := w.write(append(foot, magic...)); err != nil {
		return err
	}
	return w.out.Flush()
}

// Size returns the number of bytes written so far.
func (w *Writer) Size() int64 { return w.size }

// Sum64 returns the xxHash of the bytes written so far.
func (w *Writer) Sum64() uint64 { return w.sum.Sum64() }
