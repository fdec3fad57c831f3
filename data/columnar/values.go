package columnar

import (
	"encoding/binary"
	"fmt"
	"slices"
	"unsafe"

	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// decode decodes the values of a page into dst, which is as long.
func decode[T fixed](w *work, dst []T, p *page, dict []T) error {
	if len(dst) == 0 {
		return nil
	}
	into := bytesOf(dst)
	if p.encoding == format.Plain {
		if p.size != len(into) {
			return fmt.Errorf("%w: a page has %d bytes for %d values", ErrDamaged, p.size, len(dst))
		}
		b, err := p.unpack(into)
		if err == nil && &b[0] != &into[0] {
			copy(into, b)
		}
		return err
	}
	b, err := p.unpack(w.unpacked)
	if err != nil {
		return err
	}
	if p.packed {
		w.unpacked = b
	}
	if p.encoding == format.RLEDictionary {
		if err := w.lookUp(b, len(dst)); err != nil {
			return err
		}
		return gather(dst, dict, w.indexes)
	}
	out, err := decodeWith(dst, b, p.encoding)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(out) != len(dst) || &out[0] != &dst[0] {
		return fmt.Errorf("%w: a page has %d values, not %d", ErrDamaged, len(out), len(dst))
	}
	return nil
}

// decodeWith decodes values that are neither plain nor in a dictionary.
func decodeWith[T fixed](dst []T, b []byte, e format.Encoding) ([]T, error) {
	var packed delta.BinaryPackedEncoding
	var spread bytestreamsplit.Encoding
	var err error
	switch d := any(dst).(type) {
	case []int32:
		if e == format.DeltaBinaryPacked {
			d, err = packed.DecodeInt32(d, b)
			return any(d).([]T), err
		}
	case []int64:
		if e == format.DeltaBinaryPacked {
			d, err = packed.DecodeInt64(d, b)
			return any(d).([]T), err
		}
	case []float32:
		if e == format.ByteStreamSplit {
			d, err = spread.DecodeFloat(d, b)
			return any(d).([]T), err
		}
	case []float64:
		if e == format.ByteStreamSplit {
			d, err = spread.DecodeDouble(d, b)
			return any(d).([]T), err
		}
	}
	return nil, fmt.Errorf("the encoding %s is not one that predict writes", e)
}

// lookUp decodes n indexes into a dictionary.
func (w *work) lookUp(b []byte, n int) error {
	var e rle.DictionaryEncoding
	w.indexes = sized(w.indexes, n+padding)
	indexes, err := e.DecodeInt32(w.indexes, b)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(indexes) < n {
		return fmt.Errorf("%w: a page has %d values, not %d", ErrDamaged, len(indexes), n)
	}
	w.indexes = indexes[:n]
	return nil
}

// gather looks the indexes up in the dictionary.
func gather[T any](dst, dict []T, indexes []int32) error {
	dst = dst[:len(indexes)]
	for i, k := range indexes {
		if uint(k) >= uint(len(dict)) {
			return fmt.Errorf("%w: an index lies outside the dictionary", ErrDamaged)
		}
		dst[i] = dict[k]
	}
	return nil
}

// Int32 returns the values of an Int32 or Date column in row group g, or in all
// of them, in dst's memory where it is large enough.
func (r *Reader) Int32(g int, name string, dst []int32) ([]int32, error) {
	return numbers(r, g, name, dst, Int32, Date)
}

// Int64 is like Int32 for Int64, TimestampMicros and Decimal4 columns.
func (r *Reader) Int64(g int, name string, dst []int64) ([]int64, error) {
	return numbers(r, g, name, dst, Int64, TimestampMicros, Decimal4)
}

// Float32 is like Int32 for Float32 columns.
func (r *Reader) Float32(g int, name string, dst []float32) ([]float32, error) {
	return numbers(r, g, name, dst, Float32)
}

// Float64 is like Int32 for Float64 columns.
func (r *Reader) Float64(g int, name string, dst []float64) ([]float64, error) {
	return numbers(r, g, name, dst, Float64)
}

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
			return nil, r.wrap(name, fmt.Errorf("%w: it has %d values, not %d", ErrDamaged, len(dst)-before, r.GroupRows(k)))
		}
	}
	return dst, nil
}

// texts appends the texts of a chunk to dst.
func (r *Reader) texts(m *format.ColumnMetaData, dst []string) ([]string, error) {
	var dict []string
	w := &r.work
	err := r.each(m, func(p *page) error {
		b, err := p.unpack(nil)
		if err != nil {
			return err
		}
		dict, err = plainTexts(slices.Clone(b), p.rows)
		return err
	}, func(p *page, lo, hi int) error {
		b, err := p.unpack(w.unpacked)
		if err != nil {
			return err
		}
		if p.packed {
			w.unpacked = b
		}
		n := p.rows - p.nulls
		w.texts = w.texts[:0]
		switch p.encoding {
		case format.RLEDictionary:
			if n == 0 {
				break
			}
			if err := w.lookUp(b, n); err != nil {
				return err
			}
			w.texts = sized(w.texts, n)
			if err := gather(w.texts, dict, w.indexes); err != nil {
				return err
			}
		case format.DeltaLengthByteArray:
			var e delta.LengthByteArrayEncoding
			shared, offsets, err := e.DecodeByteArray(nil, b, nil)
			if err != nil {
				return fmt.Errorf("%w: %w", ErrDamaged, err)
			}
			w.texts = textsOf(w.texts, shared, offsets)
		default:
			return fmt.Errorf("%w: the encoding %s is not one that predict writes", ErrDamaged, p.encoding)
		}
		if len(w.texts) != n {
			return fmt.Errorf("%w: a page has %d values, not %d", ErrDamaged, len(w.texts), n)
		}
		if p.nulls == 0 {
			dst = append(dst, w.texts...)
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
				s = w.texts[k]
				k++
			}
			dst = append(dst, s)
		}
		return nil
	})
	clear(w.texts) // keep no text alive
	return dst, err
}

// plainTexts takes n texts, each after its length, from b, whose memory they
// share.
func plainTexts(b []byte, n int) ([]string, error) {
	texts := make([]string, 0, min(n, len(b)/4+1))
	for range n {
		if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
			return nil, fmt.Errorf("%w: the dictionary is too short", ErrDamaged)
		}
		k := int(binary.LittleEndian.Uint32(b))
		t := b[4 : 4+k]
		texts = append(texts, unsafe.String(unsafe.SliceData(t), k))
		b = b[4+k:]
	}
	return texts, nil
}

// Bool is like Int32 for Bool columns.
func (r *Reader) Bool(g int, name string, dst []bool) ([]bool, error) {
	i, err := r.find(name, Bool)
	if err != nil {
		return nil, err
	}
	dst = sized(dst, r.GroupRows(g))
	first, last := r.span(g)
	at := 0
	for k := first; k < last; k++ {
		err := r.each(&r.meta.RowGroups[k].Columns[i].MetaData, func(*page) error {
			return fmt.Errorf("%w: a dictionary of bools", ErrDamaged)
		}, func(p *page, lo, hi int) error {
			b, err := p.unpack(nil)
			if err != nil {
				return err
			}
			if 8*len(b) < p.rows {
				return fmt.Errorf("%w: a page has %d bits for %d values", ErrDamaged, 8*len(b), p.rows)
			}
			for j := range p.rows {
				dst[at+lo+j] = b[j/8]>>(j%8)&1 != 0
			}
			return nil
		})
		if err != nil {
			return nil, r.wrap(name, err)
		}
		at += r.GroupRows(k)
	}
	return dst, nil
}

// Column reads a column of any type.
func (r *Reader) Column(g int, name string) (Column, error) {
	i, ok := r.byName[name]
	if !ok {
		return Column{}, fmt.Errorf("columnar: reading %s: there is no column %q", r.path, name)
	}
	c := Column{Name: name, Type: r.fields[i].Type}
	var err error
	switch c.Type {
	case Int32, Date:
		c.I32, err = r.Int32(g, name, nil)
	case Int64, TimestampMicros, Decimal4:
		c.I64, err = r.Int64(g, name, nil)
	case Float32:
		c.F32, err = r.Float32(g, name, nil)
	case Float64:
		c.F64, err = r.Float64(g, name, nil)
	case String:
		c.S, err = r.String(g, name, nil)
	case Bool:
		c.B, err = r.Bool(g, name, nil)
	}
	return c, err
}
