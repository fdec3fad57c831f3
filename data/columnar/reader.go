package columnar

import "io"

// All stands for all row groups of a file.
const All = -1

// Reader reads one file. It is not safe for concurrent use.
type Reader struct{}

// Open reads the footer of the file at path.
func Open(path string) (*Reader, error) { return nil, errTodo }

// NewReader reads the footer of a file of size bytes.
func NewReader(r io.ReaderAt, size int64) (*Reader, error) { return nil, errTodo }

// Close closes a file that Open opened.
func (r *Reader) Close() error { return errTodo }

// Fields returns the schema.
func (r *Reader) Fields() []Field { return nil }

// Metadata returns the texts kept in the file.
func (r *Reader) Metadata() map[string]string { return nil }

// NumRows returns the number of rows of the file.
func (r *Reader) NumRows() int64 { return 0 }

// RowGroups returns the number of row groups.
func (r *Reader) RowGroups() int { return 0 }

// GroupRows returns the number of rows of row group g.
func (r *Reader) GroupRows(g int) int { return 0 }

// Int32 returns the values of an Int32 or Date column in row group g, or in all
// of them, in dst's memory where it is large enough.
func (r *Reader) Int32(g int, name string, dst []int32) ([]int32, error) { return nil, errTodo }

// Int64 is like Int32 for Int64, TimestampMicros and Decimal4 columns.
func (r *Reader) Int64(g int, name string, dst []int64) ([]int64, error) { return nil, errTodo }

// Float32 is like Int32 for Float32 columns.
func (r *Reader) Float32(g int, name string, dst []float32) ([]float32, error) { return nil, errTodo }

// Float64 is like Int32 for Float64 columns.
func (r *Reader) Float64(g int, name string, dst []float64) ([]float64, error) { return nil, errTodo }

// String is like Int32 for String columns. The texts share memory that nothing
// else uses.
func (r *Reader) String(g int, name string, dst []string) ([]string, error) { return nil, errTodo }

// Bool is like Int32 for Bool columns.
func (r *Reader) Bool(g int, name string, dst []bool) ([]bool, error) { return nil, errTodo }

// Column reads a column of any type.
func (r *Reader) Column(g int, name string) (Column, error) { return Column{}, errTodo }

// Range returns the least and the greatest value, missing ones aside, of an
// integer column in row group g or in all of them. It reads only the footer; ok
// is false where there is no value or no such column.
func (r *Reader) Range(g int, name string) (least, greatest int64, ok bool) { return 0, 0, false }
