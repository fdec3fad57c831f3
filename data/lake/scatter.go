package lake

import (
	"context"
	"fmt"
	"slices"

	"predict/data"
	"predict/data/columnar"
)

// openPart opens a part with the memory of an old reader.
func (l *Lake) openPart(old *columnar.Reader, table string, bucket, load int) (*columnar.Reader, error) {
	e := &l.m.Loads[load]
	r, err := columnar.Reopen(old, l.path(tablePart(table, bucket, e.Number)))
	if err != nil {
		return nil, err
	}
	if n, want := r.NumRows(), e.Tables[table].Rows[bucket]; n != want {
		return r, fmt.Errorf("the part has %d rows where the manifest has %d", n, want)
	}
	return r, nil
}

// readCustomers reads the customers of the rows of all parts.
func (l *Lake) readCustomers(ctx context.Context, w *bucketWork, table string, bucket int, loads []int) error {
	w.codes = w.codes[:0]
	for len(w.kept) < len(loads) {
		w.kept = append(w.kept, partWork{})
	}
	w.parts = w.kept[:len(loads)]
	for k, i := range loads {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := &w.parts[k]
		r := &w.reader
		if k < maxOpen {
			r = &p.reader
		}
		var err error
		if *r, err = l.openPart(*r, table, bucket, i); err == nil {
			p.rows = int((*r).NumRows())
			at := len(w.codes)
			w.codes = slices.Grow(w.codes, p.rows)[:at+p.rows]
			_, err = (*r).Int32(columnar.All, CustomerColumn, w.codes[at:at+p.rows:at+p.rows])
		}
		if err != nil {
			return fmt.Errorf("load %d: %w", l.m.Loads[i].Number, err)
		}
	}
	return nil
}

// group finds the runs of rows of one customer in each part, and where each
// belongs once the rows are grouped by customer, the parts in the order of the
// loads. It sets start to where the rows of each customer begin.
func (w *bucketWork) group(start []int32) error {
	clear(start)
	w.runs = w.runs[:0]
	at := 0
	for k := range w.parts {
		codes := w.codes[at : at+w.parts[k].rows]
		at += len(codes)
		for i := 0; i < len(codes); {
			code, from := codes[i], i
			for i < len(codes) && codes[i] == code {
				i++
			}
			if uint(code) >= uint(len(w.rank)) {
				return fmt.Errorf("a row has customer %d, and the bucket only %d", code, len(w.rank))
			}
			rank := w.rank[code]
			w.runs = append(w.runs, run{from: int32(from), to: rank, n: int32(i - from)})
			start[rank+1] += int32(i - from)
		}
	}
	for i := 1; i < len(start); i++ {
		start[i] += start[i-1]
	}
	w.next = append(w.next[:0], start...)
	first := 0
	for k := range w.parts {
		rows := 0
		last := first
		for ; rows < w.parts[k].rows; last++ {
			r := &w.runs[last]
			rank := r.to
			r.to = w.next[rank]
			w.next[rank] += r.n
			rows += int(r.n)
		}
		w.parts[k].runs = w.runs[first:last]
		first = last
	}
	return nil
}

// readColumns reads the columns of part k, that of a load, and puts each run
// where it belongs.
func (l *Lake) readColumns(w *bucketWork, table string, bucket, k, load int, cols []*column) (err error) {
	p := &w.parts[k]
	r := p.reader
	if k >= maxOpen {
		if w.reader, err = l.openPart(w.reader, table, bucket, load); err != nil {
			return err
		}
		r = w.reader
	}
	has := r.Fields()
	for _, c := range cols {
		if !slices.ContainsFunc(has, func(f columnar.Field) bool { return f.Name == c.name }) {
			for _, run := range p.runs {
				c.fill(int(run.to), int(run.to+run.n))
			}
			continue
		}
		switch {
		case c.kind == data.Number:
			err = r.ScanFloat64(columnar.All, c.name, scatter(c.f64, p.runs))
		case c.kind.Wide():
			err = r.ScanInt64(columnar.All, c.name, scatter(c.i64, p.runs))
		default:
			err = r.ScanInt32(columnar.All, c.name, scatter(c.i32, p.runs))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scatter returns a function that takes the values of a part from its first row
// on, piece by piece, and copies each run to its place in dst.
func scatter[T any](dst []T, runs []run) func(row int, values []T) {
	k := 0
	return func(row int, values []T) {
		end := row + len(values)
		for k < len(runs) {
			r := runs[k]
			from, to := max(int(r.from), row), min(int(r.from+r.n), end)
			if from >= end {
				return
			}
			copy(dst[int(r.to)+from-int(r.from):], values[from-row:to-row])
			if int(r.from+r.n) > end {
				return
			}
			k++
		}
	}
}
