package columnar

import (
	"encoding/binary"
	"slices"
	"unsafe"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/format"
)

// String is like Int32 for String columns. The texts share memory that nothing
// else uses.
func (r *Reader) String(g int, name string, dst []string) ([]string, error) {
	i, err := r.find(name, String)
	if err != nil {
		return nil, err
	}
	dst = slices.Grow(dst[:0], r.GroupRows(g))
	first, last := r.span(g)
	for k := first; k < last; k++ {
		m := &r.meta.RowGroups[k].Columns[i].MetaData
		before := len(dst)
		if dst, err = r.texts(m, dst); err != nil {
			return nil, r.wrap(name, err)
		}
		if len(dst)-before != r.GroupRows(k) {
			return nil, r.wrap(name, damaged("it has %d values, not %d", len(dst)-before, r.GroupRows(k)))
		}
	}
	return dst, nil
}

// texts appends the texts of a chunk to dst.
func (r *Reader) texts(m *format.ColumnMetaData, dst []string) ([]string, error) {
	var dict []string
	err := r.each(m, func(p *page) error {
		b, err := p.unpack(nil)
		if err != nil {
			return err
		}
		dict, err = plainTexts(slices.Clone(b), p.rows)
		return err
	}, func(p *page, _, _ int) error {
		if err := r.work.pageTexts(p, dict); err != nil {
			return err
		}
		if p.nulls == 0 {
			dst = append(dst, r.work.texts...)
			return nil
		}
		levels, err := r.spread(p)
		if err != nil {
			return err
		}
		k := 0
		for _, is := range levels {
			s := ""
			if is != 0 {
				s = r.work.texts[k]
				k++
			}
			dst = append(dst, s)
		}
		return nil
	})
	clear(r.work.texts) // keep no text alive
	return dst, err
}

// pageTexts decodes the texts of a page that are there.
func (w *work) pageTexts(p *page, dict []string) error {
	b, err := p.unpack(w.unpacked)
	if err != nil {
		return err
	}
	if p.packed {
		w.unpacked = b
	}
	n := p.rows - p.nulls
	w.texts = w.texts[:0]
	switch {
	case n == 0:
		return nil
	case p.encoding == format.RLEDictionary:
		if err := w.lookUp(b, n); err != nil {
			return err
		}
		w.texts = sized(w.texts, n)
		return gather(w.texts, dict, w.indexes)
	case p.encoding == format.DeltaLengthByteArray:
		if err := checkDeltas(b, n); err != nil {
			return err
		}
		var e delta.LengthByteArrayEncoding
		shared, offsets, err := e.DecodeByteArray(nil, b, nil)
		if err != nil {
			return damaged("%w", err)
		}
		w.texts = textsOf(w.texts, shared, offsets)
	default:
		return damaged("the encoding %s is not one that predict writes", p.encoding)
	}
	if len(w.texts) != n {
		return damaged("a page has %d values, not %d", len(w.texts), n)
	}
	return nil
}

// plainTexts takes n texts, each after its length, from b, whose memory they
// share.
func plainTexts(b []byte, n int) ([]string, error) {
	texts := make([]string, 0, min(n, len(b)/4+1))
	for range n {
		if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
			return nil, damaged("the dictionary is too short")
		}
		k := int(binary.LittleEndian.Uint32(b))
		t := b[4 : 4+k]
		texts = append(texts, unsafe.String(unsafe.SliceData(t), k))
		b = b[4+k:]
	}
	return texts, nil
}

// textsOf turns the bytes between offsets into strings that share them.
func textsOf(dst []string, bytes []byte, offsets []uint32) []string {
	for i := 1; i < len(offsets); i++ {
		b := bytes[offsets[i-1]:offsets[i]]
		dst = append(dst, unsafe.String(unsafe.SliceData(b), len(b)))
	}
	return dst
}
