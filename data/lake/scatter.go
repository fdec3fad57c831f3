package lake

import (
	"context"
	"fmt"
	"slices"

	"predict/data"
)

// openSegment opens the rows of a table and bucket in a segment.
func (l *Lake) openSegment(p *piece, table string, bucket, segment int) error {
	s := &l.m.Segments[segment]
	t := s.Tables[table]
	return l.open(p, table, bucket, s.loadSpan, &t.partsEntry)
}

// readCustomers reads the customers of the rows of all parts, -1 for rows that
// do not count.
func (l *Lake) readCustomers(ctx context.Context, w *bucketWork, g *gathering, segments []int) error {
	w.codes = w.codes[:0]
	for len(w.kept) < len(segments) {
		w.kept = append(w.kept, partWork{})
	}
	w.parts = w.kept[:len(segments)]
	for k, i := range segments {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := &w.parts[k]
		p := &part.piece
		if k >= maxOpen {
			p = &w.spare
		}
		if err := l.openSegment(p, g.table, g.bucket, i); err != nil {
			return err
		}
		part.segment, part.rows = i, p.rows
		at := len(w.codes)
		w.codes = slices.Grow(w.codes, p.rows)[:at+p.rows]
		codes := w.codes[at : at+p.rows : at+p.rows]
		if _, err := p.int32s(CustomerColumn, codes); err != nil {
			return err
		}
		if g.mixed(i) {
			if err := l.strike(w, p, codes); err != nil {
				return err
			}
		}
	}
	return nil
}

// strike replaces the customer of each row that does not count by -1.
func (l *Lake) strike(w *bucketWork, p *piece, codes []int32) (err error) {
	if w.i32, err = p.int32s(SourceColumn, w.i32); err != nil {
		return err
	}
	for i, source := range w.i32 {
		if uint(source) >= uint(len(l.counts)) {
			return fmt.Errorf("a row is of export %d, and the lake has %d", source, len(l.counts)-1)
		}
		if !l.counts[source] {
			codes[i] = -1
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
	ends := make([]int, len(w.parts)) // of the runs of each part
	for k := range w.parts {
		codes := w.codes[at : at+w.parts[k].rows]
		at += len(codes)
		for i := 0; i < len(codes); {
			code, from := codes[i], i
			for i < len(codes) && codes[i] == code {
				i++
			}
			if code < 0 {
				continue
			}
			if int(code) >= len(w.rank) || w.rank[code] < 0 {
				return fmt.Errorf("a row has customer %d, who is none of the bucket", code)
			}
			rank := w.rank[code]
			w.runs = append(w.runs, run{from: int32(from), to: rank, n: int32(i - from)})
			start[rank+1] += int32(i - from)
		}
		ends[k] = len(w.runs)
	}
	for i := 1; i < len(start); i++ {
		start[i] += start[i-1]
	}
	w.next = append(w.next[:0], start...)
	for i := range w.runs {
		r := &w.runs[i]
		rank := r.to
		r.to = w.next[rank]
		w.next[rank] += r.n
	}
	first := 0
	for k, end := range ends {
		w.parts[k].runs = w.runs[first:end]
		first = end
	}
	return nil
}

// readColumns reads the columns of part k and puts each run where it belongs.
func (l *Lake) readColumns(w *bucketWork, g *gathering, k int) (err error) {
	part := &w.parts[k]
	p := &part.piece
	if k >= maxOpen {
		p = &w.spare
		if err := l.openSegment(p, g.table, g.bucket, part.segment); err != nil {
			return err
		}
	}
	for _, c := range g.cols {
		has, err := p.has(c.name)
		switch {
		case err != nil:
		case !has:
			for _, run := range part.runs {
				c.fill(int(run.to), int(run.to+run.n))
			}
		case c.kind == data.Number:
			err = p.scanFloats(c.name, scatter(c.f64, part.runs))
		case c.kind.Wide():
			err = p.scan64(c.name, scatter(c.i64, part.runs))
		default:
			err = p.scan32(c.name, scatter(c.i32, part.runs))
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
