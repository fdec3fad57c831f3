package ingest

import (
	"context"
	"fmt"
	"math"
	"unsafe"

	"golang.org/x/sync/errgroup"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// settler writes the buckets of a table: sorted, without duplicates. Each
// goroutine has its own.
type settler struct {
	layout  layout
	table   string // name of the table in the lake
	load    *lake.Load
	drop    bool
	sorter  sorter
	in, out *rows
}

// settle writes all buckets of the table, in parallel. It returns how many
// rows were kept and how many were duplicates.
func (t *tableLoad) settle(ctx context.Context, shards []*shard) (kept, duplicates int64, err error) {
	group, ctx := errgroup.WithContext(ctx)
	next := make(chan int)
	group.Go(func() error {
		defer close(next)
		for b := range t.groups() {
			select {
			case next <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	keptBy, duplicatesBy := make([]int64, t.groups()), make([]int64, t.groups())
	for range t.workers {
		group.Go(func() error {
			s := &settler{layout: t.layout, load: t.load, drop: t.source.Duplicates != "keep", in: newRows(t.layout, 0), out: newRows(t.layout, 0)}
			s.sorter.layout = t.layout
			for b := range next {
				k, d, err := s.bucket(t, shards[b%len(shards)].spill, b)
				if err != nil {
					return fmt.Errorf("writing %s, bucket %d: %w", t.table.Name, b, err)
				}
				keptBy[b], duplicatesBy[b] = k, d
			}
			return nil
		})
	}
	err = group.Wait()
	for b := range keptBy {
		kept += keptBy[b]
		duplicates += duplicatesBy[b]
	}
	return kept, duplicates, err
}

// bucket sorts, cleans and writes one bucket.
func (s *settler) bucket(t *tableLoad, from *spill, bucket int) (kept, duplicates int64, err error) {
	name, target := t.table.Name, bucket
	if bucket == t.buckets { // rows of wallet that name a segment
		name, target = data.WalletSegments, 0
	}
	s.in.resize(0)
	old, err := s.overlapping(name, target, from, bucket)
	if err != nil {
		return 0, 0, err
	}
	if err := from.read(bucket, s.in); err != nil {
		return 0, 0, err
	}
	if s.in.len() == old {
		return 0, 0, nil
	}
	perm, duplicates := s.sorter.distinct(s.in, s.sorter.order(s.in), old, s.drop)
	gather(s.out, s.in, perm)
	if err := s.load.WritePart(name, target, s.columns(s.out), s.out.len()); err != nil {
		return 0, 0, err
	}
	return int64(s.out.len()), duplicates, nil
}

// overlapping puts the rows of earlier loads that new rows may repeat into
// s.in, and returns their number.
func (s *settler) overlapping(table string, target int, from *spill, bucket int) (int, error) {
	if !s.drop || from.bucket[bucket] == nil {
		return 0, nil
	}
	first, last := int64(math.MinInt64), int64(math.MaxInt64)
	if s.layout.order >= 0 {
		first, last = from.bucket[bucket].first, from.bucket[bucket].last
	}
	cols, err := s.load.Overlapping(table, target, first, last)
	if err != nil || len(cols) == 0 {
		return 0, err
	}
	n := len(cols[0].I32)
	s.in.resize(n)
	copy(s.in.customer, cols[0].I32)
	by := map[string]columnar.Column{}
	for _, c := range cols[1:] {
		by[c.Name] = c
	}
	for i, c := range s.layout.columns {
		fillOld(s.in, c, s.layout.slot[i], by[c.Name])
	}
	return n, nil
}

// fillOld copies a stored column, or its missing value where earlier loads did
// not have the column.
func fillOld(r *rows, c data.Column, slot int, stored columnar.Column) {
	switch {
	case c.Kind == data.Number:
		copy(r.wide[slot], asInts(stored.F64))
		if stored.F64 == nil {
			fill(r.wide[slot], int64(math.Float64bits(math.NaN())))
		}
	case c.Kind.Wide():
		copy(r.wide[slot], stored.I64)
		if stored.I64 == nil {
			fill(r.wide[slot], data.Missing64)
		}
	default:
		copy(r.narrow[slot], stored.I32)
		if stored.I32 == nil {
			fill(r.narrow[slot], data.Missing32)
		}
	}
}

func fill[T any](s []T, v T) {
	for i := range s {
		s[i] = v
	}
}

// columns gives rows in the form that the lake takes.
func (s *settler) columns(r *rows) []columnar.Column {
	cols := []columnar.Column{{Name: lake.CustomerColumn, I32: r.customer}}
	for i, c := range s.layout.columns {
		slot := s.layout.slot[i]
		switch {
		case c.Kind == data.Number:
			cols = append(cols, columnar.Column{Name: c.Name, F64: asFloats(r.wide[slot])})
		case c.Kind.Wide():
			cols = append(cols, columnar.Column{Name: c.Name, I64: r.wide[slot]})
		default:
			cols = append(cols, columnar.Column{Name: c.Name, I32: r.narrow[slot]})
		}
	}
	return cols
}

// asFloats and asInts look at the same bits as the other type: numbers travel
// through the 8-byte columns as their bits.
func asFloats(s []int64) []float64 {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(&s[0])), len(s))
}

func asInts(s []float64) []int64 {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*int64)(unsafe.Pointer(&s[0])), len(s))
}
