package lake

import (
	"fmt"
	"slices"

	"predict/data"
	"predict/data/columnar"
)

// Overlapping returns the rows of earlier loads whose OrderBy value lies in
// [first, last], the customer first, then the columns that any load has, in the
// order of the contract, sorted like a part. It returns nil, and reads next to
// nothing, where no load overlaps. For a table without OrderBy all rows are
// returned, by customer, in the order of the loads. Rows of exports that were
// replaced, also by this load, are left out.
func (x *Load) Overlapping(table string, bucket int, first, last int64) ([]columnar.Column, error) {
	cols, err := x.lake.overlapping(table, bucket, first, last)
	if err != nil {
		return nil, fmt.Errorf("lake: reading %s, bucket %d, of earlier loads: %w", table, bucket, x.lake.changed(err))
	}
	return cols, nil
}

func (l *Lake) overlapping(table string, bucket int, first, last int64) ([]columnar.Column, error) {
	contract, ok := contractOf(table)
	if !ok {
		return nil, fmt.Errorf("there is no table %q", table)
	}
	cols, err := l.wanted(contract, nil, new(Rows))
	if err != nil {
		return nil, err
	}
	customer := &column{name: CustomerColumn, kind: data.Whole}
	cols = append([]*column{customer}, cols...)
	for _, c := range cols {
		c.resize(0)
	}
	t := l.tables[table]
	if t == nil {
		return nil, nil
	}
	w := new(bucketWork)
	var take []int32
	parts := 0
	for i := range l.m.Segments {
		e, ok := l.m.Segments[i].Tables[table]
		if !ok || t.live[i] == 0 || e.Rows[bucket] == 0 || e.First != nil && (*e.First > last || *e.Last < first) {
			continue
		}
		if take, err = l.within(w, contract, bucket, i, first, last, take[:0]); err != nil {
			return nil, err
		}
		if len(take) == 0 {
			continue
		}
		parts++
		for _, c := range cols {
			if err := w.append(c, take); err != nil {
				return nil, err
			}
		}
	}
	if err := w.close(); err != nil || parts == 0 {
		return nil, err
	}
	if parts > 1 {
		w.sorter.by, w.sorter.all = append([]*column{customer}, deciding(contract, cols[1:])...), cols
		w.sorter.sortRange(0, len(customer.i32))
	}
	out := make([]columnar.Column, len(cols))
	for i, c := range cols {
		out[i] = columnar.Column{Name: c.name, Type: typeOf(c.kind), I64: c.i64, I32: c.i32, F64: c.f64}
	}
	return out, nil
}

// within opens the part of a segment and appends the rows that count and lie in
// [first, last] to take.
func (l *Lake) within(w *bucketWork, contract data.Table, bucket, segment int, first, last int64, take []int32) (_ []int32, err error) {
	p := &w.spare
	if err := l.openSegment(p, contract.Name, bucket, segment); err != nil {
		return nil, err
	}
	if contract.OrderBy == "" {
		for i := range p.rows {
			take = append(take, int32(i))
		}
	} else {
		if p.sheet == nil {
			if lo, hi, ok := p.reader.Range(columnar.All, contract.OrderBy); !ok || lo > last || hi < first {
				return take, nil
			}
		}
		if w.i64, err = p.int64s(contract.OrderBy, w.i64); err != nil {
			return nil, err
		}
		for i, t := range w.i64 {
			if t >= first && t <= last {
				take = append(take, int32(i))
			}
		}
	}
	if l.tables[contract.Name].dead[segment] == 0 || len(take) == 0 {
		return take, nil
	}
	w.codes = sized(w.codes, p.rows)
	clear(w.codes)
	if err := l.strike(w, p, w.codes); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(take, func(i int32) bool { return w.codes[i] < 0 }), nil
}

// append adds rows of the open part to a column, missing ones where the part
// lacks the column.
func (w *bucketWork) append(c *column, take []int32) error {
	p := &w.spare
	has, err := p.has(c.name)
	switch {
	case err != nil:
	case !has:
		n := max(len(c.i64), len(c.i32), len(c.f64))
		c.grow(n + len(take))
		c.fill(n, n+len(take))
	case c.kind == data.Number:
		if w.f64, err = p.float64s(c.name, w.f64); err == nil {
			c.f64 = appendTaken(c.f64, w.f64, take)
		}
	case c.kind.Wide():
		if w.i64, err = p.int64s(c.name, w.i64); err == nil {
			c.i64 = appendTaken(c.i64, w.i64, take)
		}
	default:
		if w.i32, err = p.int32s(c.name, w.i32); err == nil {
			c.i32 = appendTaken(c.i32, w.i32, take)
		}
	}
	return err
}

// grow gives the column n rows, keeping those it has.
func (c *column) grow(n int) {
	switch {
	case c.kind == data.Number:
		c.f64 = slices.Grow(c.f64, n-len(c.f64))[:n]
	case c.kind.Wide():
		c.i64 = slices.Grow(c.i64, n-len(c.i64))[:n]
	default:
		c.i32 = slices.Grow(c.i32, n-len(c.i32))[:n]
	}
}

func appendTaken[T any](dst, src []T, take []int32) []T {
	dst = slices.Grow(dst, len(take))
	for _, i := range take {
		dst = append(dst, src[i])
	}
	return dst
}
