package columnar

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// All stands for all row groups of a file.
const All = -1

// ErrDamaged is what every error wraps that is caused by the bytes of a file.
var ErrDamaged = errors.New("the file is damaged")

// tailSize is how much of the end of a file is read at once: the footer, and
// all of a small file.
const tailSize = 64 << 10

// Reader reads one file. It is not safe for concurrent use.
type Reader struct {
	file   *os.File // nil for NewReader
	path   string
	src    io.ReaderAt
	size   int64
	meta   *format.FileMetaData
	fields []Field
	byName map[string]int

	tail []byte // the last bytes of the file
	work work
}

// work is the working memory of a reader.
type work struct {
	chunk    []byte // pages of a column chunk, as stored
	unpacked []byte // body of a page
	page     []byte // values of a page
	present  []byte // values of a page without the missing ones
	levels   []byte
	indexes  []int32
	dict     []byte // values of the dictionary
	texts    []string
	decoder  *thrift.Decoder
	header   thrift.BytesReader
}

// Open reads the footer of the file at path.
func Open(path string) (*Reader, error) { return Reopen(nil, path) }

// Reopen is Open with the working memory of a reader that is no longer needed;
// old may be nil and is closed.
func Reopen(old *Reader, path string) (*Reader, error) {
	if old != nil {
		if err := old.Close(); err != nil {
			return nil, err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("columnar: opening a file: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("columnar: opening a file: %w", err), f.Close())
	}
	r, err := newReader(old, f, info.Size(), path)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r.file = f
	return r, nil
}

// NewReader reads the footer of a file of size bytes.
func NewReader(src io.ReaderAt, size int64) (*Reader, error) {
	return newReader(nil, src, size, "")
}

func newReader(old *Reader, src io.ReaderAt, size int64, path string) (*Reader, error) {
	r := &Reader{src: src, size: size, path: path}
	if old != nil {
		r.tail, r.work = old.tail, old.work
		old.work = work{}
	}
	if r.work.header == nil {
		r.work.header = new(thrift.CompactProtocol).NewReaderFromBytes(nil)
		r.work.decoder = thrift.NewDecoder(r.work.header)
	}
	if err := r.footer(); err != nil {
		return nil, fmt.Errorf("columnar: reading %s: %w", path, err)
	}
	return r, nil
}

// footer reads and checks the footer.
func (r *Reader) footer() error {
	const frame = len(magic) + 4 // what follows the footer
	if r.size < int64(len(magic)+frame) {
		return damaged("%d bytes are too few for a Parquet file", r.size)
	}
	if err := r.readTail(tailSize); err != nil {
		return err
	}
	end := len(r.tail) - frame
	if string(r.tail[end+4:]) != magic {
		return damaged("it does not end as a Parquet file does")
	}
	n := int64(binary.LittleEndian.Uint32(r.tail[end:]))
	if n > r.size-int64(frame+len(magic)) {
		return damaged("the footer would be longer than the file")
	}
	if n > int64(end) {
		if err := r.readTail(n + int64(frame)); err != nil {
			return err
		}
		end = len(r.tail) - frame
	}
	r.meta = new(format.FileMetaData)
	// The metadata may share memory with its source, and tail is used again.
	foot := slices.Clone(r.tail[end-int(n) : end])
	if !checkSeal(foot) {
		return damaged("the checksum of the footer is wrong")
	}
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), foot, r.meta); err != nil {
		return damaged("decoding the footer: %w", err)
	}
	if err := r.schema(); err != nil {
		return err
	}
	return r.layout()
}

// readTail reads the last n bytes, or all there are.
func (r *Reader) readTail(n int64) error {
	n = min(n, r.size)
	r.tail = sized(r.tail, int(n))
	if _, err := r.src.ReadAt(r.tail, r.size-n); err != nil {
		return fmt.Errorf("reading the footer: %w", err)
	}
	return nil
}

// schema takes the fields from the footer.
func (r *Reader) schema() error {
	m := r.meta
	if len(m.Schema) < 2 || int(m.Schema[0].NumChildren.V) != len(m.Schema)-1 {
		return damaged("its columns are not a flat list")
	}
	r.byName = make(map[string]int, len(m.Schema)-1)
	for i := range m.Schema[1:] {
		f, err := field(&m.Schema[i+1])
		if err != nil {
			return err
		}
		r.byName[f.Name] = i
		r.fields = append(r.fields, f)
	}
	return validate(r.fields)
}

// layout checks that every column chunk lies in the file.
func (r *Reader) layout() error {
	rows := int64(0)
	for g := range r.meta.RowGroups {
		group := &r.meta.RowGroups[g]
		if len(group.Columns) != len(r.fields) || group.NumRows < 0 || group.NumRows > 1<<30 {
			return damaged("row group %d does not fit the schema", g)
		}
		for i := range group.Columns {
			m := &group.Columns[i].MetaData
			at, n := chunkPlace(m)
			if at < 4 || n < 0 || at > r.size || n > r.size-at ||
				m.NumValues != group.NumRows || m.Type != physical(r.fields[i].Type) {
				return damaged("row group %d, column %q lies outside the file", g, r.fields[i].Name)
			}
			if group.NumRows > (n/leastPage+1)*pageRows {
				return damaged("row group %d, column %q: %d bytes cannot hold %d rows", g, r.fields[i].Name, n, group.NumRows)
			}
		}
		rows += group.NumRows
	}
	if rows != r.meta.NumRows {
		return damaged("its row groups have %d rows, not %d", rows, r.meta.NumRows)
	}
	return nil
}

// chunkPlace returns where the pages of a chunk begin and how long they are.
func chunkPlace(m *format.ColumnMetaData) (at, n int64) {
	if m.DictionaryPageOffset > 0 {
		return m.DictionaryPageOffset, m.TotalCompressedSize
	}
	return m.DataPageOffset, m.TotalCompressedSize
}

// Close closes a file that Open opened.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	if err != nil {
		return fmt.Errorf("columnar: closing %s: %w", r.path, err)
	}
	return nil
}

// Fields returns the schema. The caller owns the slice.
func (r *Reader) Fields() []Field { return slices.Clone(r.fields) }

// Metadata returns the texts kept in the file.
func (r *Reader) Metadata() map[string]string {
	m := make(map[string]string, len(r.meta.KeyValueMetadata))
	for _, kv := range r.meta.KeyValueMetadata {
		m[kv.Key] = kv.Value
	}
	delete(m, sealKey)
	return m
}

// NumRows returns the number of rows of the file.
func (r *Reader) NumRows() int64 { return r.meta.NumRows }

// RowGroups returns the number of row groups.
func (r *Reader) RowGroups() int { return len(r.meta.RowGroups) }

// GroupRows returns the number of rows of row group g, or of all of them.
func (r *Reader) GroupRows(g int) int {
	if g == All {
		return int(r.meta.NumRows)
	}
	return int(r.meta.RowGroups[g].NumRows)
}

// Range returns the least and the greatest value, missing ones aside, of an
// integer column in row group g or in all of them. It reads only the footer; ok
// is false where there is no value or no such column.
func (r *Reader) Range(g int, name string) (least, greatest int64, ok bool) {
	i, found := r.byName[name]
	if !found {
		return 0, 0, false
	}
	first, last := r.span(g)
	for k := first; k < last; k++ {
		s := &r.meta.RowGroups[k].Columns[i].MetaData.Statistics
		var lo, hi int64
		switch len(s.MinValue) + len(s.MaxValue) {
		case 8:
			if physical(r.fields[i].Type) != format.Int32 {
				return 0, 0, false
			}
			lo = int64(int32(binary.LittleEndian.Uint32(s.MinValue)))
			hi = int64(int32(binary.LittleEndian.Uint32(s.MaxValue)))
		case 16:
			if physical(r.fields[i].Type) != format.Int64 {
				return 0, 0, false
			}
			lo = int64(binary.LittleEndian.Uint64(s.MinValue))
			hi = int64(binary.LittleEndian.Uint64(s.MaxValue))
		default:
			continue // all values are missing
		}
		if !ok {
			least, greatest, ok = lo, hi, true
		}
		least, greatest = min(least, lo), max(greatest, hi)
	}
	return least, greatest, ok
}

// span returns the row groups that g stands for.
func (r *Reader) span(g int) (first, last int) {
	if g == All {
		return 0, len(r.meta.RowGroups)
	}
	return g, g + 1
}
