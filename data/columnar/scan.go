package columnar

import (
	"unsafe"

	"github.com/parquet-go/parquet-go/format"
)

// ScanInt32 calls visit with the values of an Int32 or Date column, page by
// page: row is the number of the first of them within row group g, or within
// all. The slice is valid until visit returns. It saves a trip through memory
// where the values are to go elsewhere.
func (r *Reader) ScanInt32(g int, name string, visit func(row int, values []int32)) error {
	return scan(r, g, name, visit, Int32, Date)
}

// ScanInt64 is like ScanInt32 for Int64, TimestampMicros and Decimal4 columns.
func (r *Reader) ScanInt64(g int, name string, visit func(row int, values []int64)) error {
	return scan(r, g, name, visit, Int64, TimestampMicros, Decimal4)
}

// ScanFloat64 is like ScanInt32 for Float64 columns.
func (r *Reader) ScanFloat64(g int, name string, visit func(row int, values []float64)) error {
	return scan(r, g, name, visit, Float64)
}

func scan[T fixed](r *Reader, g int, name string, visit func(row int, values []T), types ...Type) error {
	i, err := r.find(name, types...)
	if err != nil {
		return err
	}
	first, last := r.span(g)
	at := 0
	width := int(unsafe.Sizeof(*new(T)))
	for k := first; k < last; k++ {
		err := eachNumbers(r, r.fields[i], &r.meta.RowGroups[k].Columns[i].MetaData, func(lo, hi int) []T {
			r.work.page = sized(r.work.page, (hi-lo)*width)
			return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(r.work.page))), hi-lo)
		}, func(lo int, values []T) { visit(at+lo, values) })
		if err != nil {
			return r.wrap(name, err)
		}
		at += r.GroupRows(k)
	}
	return nil
}

// eachNumbers decodes a chunk of numbers page by page: room says where the rows
// [lo, hi) are to go, and done is called when they are there.
func eachNumbers[T fixed](r *Reader, f Field, m *format.ColumnMetaData, room func(lo, hi int) []T, done func(lo int, values []T)) error {
	var dict []T
	w := &r.work
	width := int(unsafe.Sizeof(*new(T)))
	return r.each(m, func(p *page) error {
		b, err := p.unpack(w.unpacked)
		if err != nil {
			return err
		}
		if len(b) != p.rows*width || p.encoding != format.Plain {
			return damaged("the dictionary has the wrong size")
		}
		w.dict = append(w.dict[:0], b...)
		dict = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(w.dict))), p.rows)
		return nil
	}, func(p *page, lo, hi int) error {
		dst := room(lo, hi)
		if err := decodePage(r, f, p, dst, dict); err != nil {
			return err
		}
		done(lo, dst)
		return nil
	})
}

// decodePage decodes the rows of a page into dst.
func decodePage[T fixed](r *Reader, f Field, p *page, dst, dict []T) error {
	w := &r.work
	if p.nulls == 0 {
		return decode(w, dst, p, dict)
	}
	n := p.rows - p.nulls
	w.present = sized(w.present, (n+1)*int(unsafe.Sizeof(*new(T))))
	values := unsafe.Slice((*T)(unsafe.Pointer(&w.present[0])), n)
	if err := decode(w, values, p, dict); err != nil {
		return err
	}
	levels, err := r.spread(p)
	if err != nil {
		return err
	}
	if !join(dst, levels, values, missingOf[T](f.Type)) {
		return damaged("the levels of a page do not fit its values")
	}
	return nil
}
