package columnar

import (
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/s2"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// padding is what follows the pages of a chunk in memory: unpacking reads words
// that reach past the end of the last page.
const padding = 64

// leastPage is the least number of bytes of a page, nearly all of them header.
// mostSqueezed is how many bytes a byte of a compressed page can stand for:
// Snappy copies 64 bytes with 3. Both keep a damaged file from taking memory
// that a sound one of its size would not.
const (
	leastPage    = 16
	mostSqueezed = 32
)

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

// damaged is the error for a file whose bytes contradict each other.
func damaged(format string, values ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, values...)...)
}

// next takes the first page off the pages of a chunk.
func (r *Reader) next(rest []byte, codec format.CompressionCodec) (page, []byte, error) {
	var h format.PageHeader
	w := &r.work
	w.header.ResetBytes(rest)
	w.decoder.Reset(w.header)
	if err := w.decoder.Decode(&h); err != nil {
		return page{}, nil, damaged("decoding a page header: %w", err)
	}
	rest = rest[w.header.BytesRead():]
	n := int(h.CompressedPageSize)
	if n < 0 || n > len(rest) || h.UncompressedPageSize < 0 {
		return page{}, nil, damaged("a page is longer than its column")
	}
	body := rest[:n]
	rest = rest[n:]
	if int32(crc32.ChecksumIEEE(body)) != h.CRC {
		return page{}, nil, damaged("the checksum of a page is wrong")
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
			return page{}, nil, damaged("the levels of a page are longer than the page")
		}
		p.encoding, p.rows, p.nulls = d.Encoding, int(d.NumValues), int(d.NumNulls)
		p.levels, p.values, p.size = body[:k], body[k:], p.size-k
		p.packed = d.IsCompressed.V && codec != format.Uncompressed
	default:
		return page{}, nil, damaged("a page of a kind that predict does not write")
	}
	if p.packed && (codec != format.Snappy || p.size > mostSqueezed*(len(p.values)+1)) || p.rows < 0 || p.nulls < 0 || p.nulls > p.rows {
		return page{}, nil, damaged("a page header does not make sense")
	}
	if !p.packed && p.size != len(p.values) {
		return page{}, nil, damaged("the sizes of a page do not agree")
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
		return nil, damaged("the sizes of a page do not agree")
	}
	b, err := s2.Decode(dst[:min(cap(dst), max(n, len(dst)))], p.values)
	if err != nil {
		return nil, damaged("unpacking a page: %w", err)
	}
	return b, nil
}

// each calls f with every data page of a chunk and the rows [lo, hi) that it
// holds, and dictionary with the dictionary page. What a damaged page makes a
// decoder panic with becomes an error.
func (r *Reader) each(m *format.ColumnMetaData, dictionary func(*page) error, f func(p *page, lo, hi int) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(err, damaged("decoding a page: %v", p))
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
				return damaged("its pages hold more rows than its column")
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
	if err := checkRuns(p.levels, 1, p.rows); err != nil {
		return nil, err
	}
	e := rle.Encoding{BitWidth: 1}
	r.work.levels = sized(r.work.levels, p.rows+padding)
	levels, err := e.DecodeLevels(r.work.levels, p.levels)
	if err != nil || len(levels) < p.rows {
		return nil, damaged("decoding the levels of a page: %w", err)
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
		into := dst[at : at+n]
		err := eachNumbers(r, r.fields[i], &r.meta.RowGroups[k].Columns[i].MetaData,
			func(lo, hi int) []T { return into[lo:hi:hi] }, func(int, []T) {})
		if err != nil {
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
