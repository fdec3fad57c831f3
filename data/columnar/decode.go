package columnar

import (
	"errors"
	"fmt"
	"hash/crc32"
	"unsafe"

	"github.com/klauspost/compress/s2"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// padding is what follows the pages of a chunk in memory: unpacking reads words
// that reach past the end of the last page.
const padding = 64

// page is one page of a column chunk.
type page struct {
	kind     format.PageType
	encoding format.Encoding
	rows     int    // of a data page; values of a dictionary page
	nulls    int    // rows without a value
	levels   []byte // encoded
	values   []byte // encoded, perhaps compressed
	packed   bool   // values are compressed
	size     int    // of the values, unpacked
}

// load reads the pages of a chunk into the working memory.
func (r *Reader) load(m *format.ColumnMetaData) ([]byte, error) {
	at, n := chunkPlace(m)
	if from := at - (r.size - int64(len(r.tail))); from >= 0 {
		return r.tail[from : from+n], nil
	}
	r.work.chunk = sized(r.work.chunk, int(n)+padding)
	b := r.work.chunk[:n]
	if _, err := r.src.ReadAt(b, at); err != nil {
		return nil, err
	}
	return b, nil
}

// next takes the first page off the pages of a chunk.
func (r *Reader) next(rest []byte, codec format.CompressionCodec) (page, []byte, error) {
	var h format.PageHeader
	w := &r.work
	w.header.ResetBytes(rest)
	w.decoder.Reset(w.header)
	if err := w.decoder.Decode(&h); err != nil {
		return page{}, nil, fmt.Errorf("%w: decoding a page header: %w", ErrDamaged, err)
	}
	rest = rest[w.header.BytesRead():]
	n := int(h.CompressedPageSize)
	if n < 0 || n > len(rest) || h.UncompressedPageSize < 0 {
		return page{}, nil, fmt.Errorf("%w: a page is longer than its column", ErrDamaged)
	}
	body := rest[:n]
	rest = rest[n:]
	if int32(crc32.ChecksumIEEE(body)) != h.CRC {
		return page{}, nil, fmt.Errorf("%w: the checksum of a page is wrong", ErrDamaged)
	}
	p := page{kind: h.Type, values: body, size: int(h.UncompressedPageSize)}
	switch h.Type {
	case format.DictionaryPage:
		d := &h.DictionaryPageHeader.V
		p.encoding, p.rows = d.Encoding, int(d.NumValues)
		p.packed = codec != format.Uncompressed
	case format.DataPageV2:
		d := &h.DataPageHeaderV2.V
		k := int(d.DefinitionLevelsByteLength)
		if k < 0 || k > n || k > p.size || d.RepetitionLevelsByteLength != 0 {
			return page{}, nil, fmt.Errorf("%w: the levels of a page are longer than the page", ErrDamaged)
		}
		p.encoding, p.rows, p.nulls = d.Encoding, int(d.NumValues), int(d.NumNulls)
		p.levels, p.values, p.size = body[:k], body[k:], p.size-k
		p.packed = d.IsCompressed.V && codec != format.Uncompressed
	default:
		return page{}, nil, fmt.Errorf("%w: a page of a kind that predict does not write", ErrDamaged)
	}
	if p.packed && codec != format.Snappy || p.rows < 0 || p.nulls < 0 || p.nulls > p.rows {
		return page{}, nil, fmt.Errorf("%w: a page header does not make sense", ErrDamaged)
	}
	if !p.packed && p.size != len(p.values) {
		return page{}, nil, fmt.Errorf("%w: the sizes of a page do not agree", ErrDamaged)
	}
	return p, rest, nil
}

// unpack returns the values of a page, uncompressed, in the memory of dst where
// that is large enough.
func (p *page) unpack(dst []byte) ([]byte, error) {
	if !p.packed {
		return p.values, nil
	}
	n, err := s2.DecodedLen(p.values)
	if err != nil || n != p.size {
		return nil, fmt.Errorf("%w: the sizes of a page do not agree", ErrDamaged)
	}
	b, err := s2.Decode(dst[:min(cap(dst), max(n, len(dst)))], p.values)
	if err != nil {
		return nil, fmt.Errorf("%w: unpacking a page: %w", ErrDamaged, err)
	}
	return b, nil
}

// each calls f with every data page of a chunk and the rows [lo, hi) that it
// holds, and dictionary with the dictionary page. What a damaged page makes a
// decoder panic with becomes an error.
func (r *Reader) each(m *format.ColumnMetaData, dictionary func(*page) error, f func(p *page, lo, hi int) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(err, fmt.Errorf("%w: decoding a page: %v", ErrDamaged, p))
		}
	}()
	rest, err := r.load(m)
	if err != nil {
		return err
	}
	rows, n := 0, int(m.NumValues)
	for rows < n {
		var p page
		if p, rest, err = r.next(rest, m.Codec); err != nil {
			return err
		}
		if p.kind == format.DictionaryPage {
			err = dictionary(&p)
		} else {
			if p.rows == 0 || p.rows > n-rows {
				return fmt.Errorf("%w: its pages hold more rows than its column", ErrDamaged)
			}
			err = f(&p, rows, rows+p.rows)
			rows += p.rows
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// spread decodes the levels of a page.
func (r *Reader) spread(p *page) ([]byte, error) {
	e := rle.Encoding{BitWidth: 1}
	r.work.levels = sized(r.work.levels, p.rows+padding)
	levels, err := e.DecodeLevels(r.work.levels, p.levels)
	if err != nil || len(levels) < p.rows {
		return nil, fmt.Errorf("%w: decoding the levels of a page: %w", ErrDamaged, err)
	}
	r.work.levels = levels[:cap(levels)]
	return levels[:p.rows], nil
}

// numbers reads a column of numbers, all row groups or one, into dst.
func numbers[T fixed](r *Reader, g int, name string, dst []T, types ...Type) ([]T, error) {
	i, err := r.find(name, types...)
	if err != nil {
		return nil, err
	}
	dst = sized(dst, r.GroupRows(g))
	first, last := r.span(g)
	at := 0
	for k := first; k < last; k++ {
		n := r.GroupRows(k)
		if err := fill(r, r.fields[i], &r.meta.RowGroups[k].Columns[i].MetaData, dst[at:at+n]); err != nil {
			return nil, r.wrap(name, err)
		}
		at += n
	}
	return dst, nil
}

// find returns the index of a column, which must be of one of the types.
func (r *Reader) find(name string, types ...Type) (int, error) {
	i, ok := r.byName[name]
	if !ok {
		return 0, fmt.Errorf("columnar: reading %s: there is no column %q", r.path, name)
	}
	for _, t := range types {
		if r.fields[i].Type == t {
			return i, nil
		}
	}
	return 0, fmt.Errorf("columnar: reading %s: column %q is a %s, not a %s", r.path, name, r.fields[i].Type, types[0])
}

func (r *Reader) wrap(name string, err error) error {
	return fmt.Errorf("columnar: reading %s: column %q: %w", r.path, name, err)
}

// fill decodes a chunk of numbers into dst, which is as long as the chunk.
func fill[T fixed](r *Reader, f Field, m *format.ColumnMetaData, dst []T) error {
	var dict []T
	w := &r.work
	width := int(unsafe.Sizeof(*new(T)))
	return r.each(m, func(p *page) error {
		b, err := p.unpack(w.unpacked)
		if err != nil {
			return err
		}
		if len(b) != p.rows*width || p.encoding != format.Plain {
			return fmt.Errorf("%w: the dictionary has the wrong size", ErrDamaged)
		}
		w.dict = append(w.dict[:0], b...)
		dict = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(w.dict))), p.rows)
		return nil
	}, func(p *page, lo, hi int) error {
		if p.nulls == 0 {
			return decode(w, dst[lo:hi:hi], p, dict)
		}
		n := p.rows - p.nulls
		w.present = sized(w.present, (n+1)*width)
		values := unsafe.Slice((*T)(unsafe.Pointer(&w.present[0])), n)
		if err := decode(w, values, p, dict); err != nil {
			return err
		}
		levels, err := r.spread(p)
		if err != nil {
			return err
		}
		if !join(dst[lo:hi], levels, values, missingOf[T](f.Type)) {
			return fmt.Errorf("%w: the levels of a page do not fit its values", ErrDamaged)
		}
		return nil
	})
}
