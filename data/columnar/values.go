package columnar

import (
	"fmt"

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
			return damaged("a page has %d bytes for %d values", p.size, len(dst))
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
	if p.encoding == format.DeltaBinaryPacked {
		if err := checkDeltas(b, len(dst)); err != nil {
			return err
		}
	}
	out, err := decodeWith(dst, b, p.encoding)
	if err != nil {
		return damaged("%w", err)
	}
	if len(out) != len(dst) || &out[0] != &dst[0] {
		return damaged("a page has %d values, not %d", len(out), len(dst))
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
	if len(b) == 0 {
		return damaged("a page has no indexes")
	}
	if err := checkRuns(b[1:], int(b[0]), n); err != nil {
		return err
	}
	var e rle.DictionaryEncoding
	w.indexes = sized(w.indexes, n+padding)
	indexes, err := e.DecodeInt32(w.indexes, b)
	if err != nil {
		return damaged("%w", err)
	}
	if len(indexes) < n {
		return damaged("a page has %d values, not %d", len(indexes), n)
	}
	w.indexes = indexes[:n]
	return nil
}

// gather looks the indexes up in the dictionary.
func gather[T any](dst, dict []T, indexes []int32) error {
	dst = dst[:len(indexes)]
	for i, k := range indexes {
		if uint(k) >= uint(len(dict)) {
			return damaged("an index lies outside the dictionary")
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
			return damaged("a dictionary of bools")
		}, func(p *page, lo, hi int) error {
			b, err := p.unpack(nil)
			if err != nil {
				return err
			}
			if 8*len(b) < p.rows {
				return damaged("a page has %d bits for %d values", 8*len(b), p.rows)
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
