package ingest

import (
	"context"
	"fmt"
	"math"

	"golang.org/x/sync/errgroup"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// settle writes all buckets of the table, in parallel, and books how many rows
// were kept and how many were duplicates.
func (t *tableLoad) settle(ctx context.Context, shards []*shard) error {
	for _, s := range shards {
		s.spill.rest()
	}
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
	kept := make([]int, t.groups())
	for range t.workers {
		group.Go(func() error {
			s := newSettler(t)
			for b := range next {
				n, err := s.bucket(shards[b%len(shards)].spill, b)
				if err != nil {
					return fmt.Errorf("writing %s, bucket %d: %w", t.table.Name, b, err)
				}
				kept[b] = n
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, n := range kept {
		t.books.Kept += int64(n)
	}
	for _, f := range t.files {
		t.books.Duplicates += f.duplicates.Load()
		t.books.Late += f.late.Load()
	}
	return nil
}

// settler writes the buckets of a table: sorted, without duplicates. Each
// goroutine has its own.
type settler struct {
	table   *tableLoad
	drop    bool
	sorter  sorter
	in, out *rows
	from    []*exportFile // by new row
	sources []int32       // of the rows that are kept
}

func newSettler(t *tableLoad) *settler {
	return &settler{
		table: t, drop: t.source.Duplicates != "keep", sorter: sorter{layout: t.layout},
		in: newRows(t.layout, 0), out: newRows(t.layout, 0),
	}
}

// bucket sorts, cleans and writes one bucket, and returns how many of its rows
// were kept.
func (s *settler) bucket(from *spill, bucket int) (kept int, err error) {
	name, target := s.table.table.Name, bucket
	if bucket == s.table.buckets { // rows of wallet that name a segment
		name, target = data.WalletSegments, 0
	}
	s.in.resize(0)
	if from.bucket[bucket].total == 0 {
		return 0, nil
	}
	old, err := s.overlapping(name, target, &from.bucket[bucket])
	if err != nil {
		return 0, err
	}
	if err := from.read(bucket, s.in); err != nil {
		return 0, err
	}
	perm, duplicates := s.sorter.distinct(s.in, s.sorter.order(s.in), old, s.drop)
	s.from = grown(s.from, s.in.len()-old)
	from.eachFile(bucket, func(lo, hi int, f *exportFile) { fill(s.from[lo:hi], f) })
	for _, d := range duplicates {
		s.from[int(d)-old].duplicates.Add(1)
	}
	gather(s.out, s.in, perm)
	s.attribute(perm, old)
	return len(perm), s.table.load.WritePart(name, target, s.columns(s.out), len(perm))
}

// attribute notes which export each row that is kept came from, and counts those
// that came late.
func (s *settler) attribute(perm []int32, old int) {
	s.sources = grown(s.sources, len(perm))
	for i, p := range perm {
		s.sources[i] = s.from[int(p)-old].source
	}
	if s.table.lateBefore == data.Missing64 {
		return
	}
	for i, t := range s.out.wide[s.table.layout.order] {
		if f := s.from[int(perm[i])-old]; t < s.table.lateBefore && f.news() {
			f.late.Add(1)
		}
	}
}

// overlapping puts the rows of earlier loads that new rows may repeat into
// s.in, and returns their number.
func (s *settler) overlapping(table string, target int, fresh *bucketRows) (int, error) {
	if !s.drop {
		return 0, nil
	}
	layout := s.table.layout
	first, last := int64(math.MinInt64), int64(math.MaxInt64)
	if layout.order >= 0 {
		first, last = fresh.first, fresh.last
	}
	cols, err := s.table.load.Overlapping(table, target, first, last)
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
	for i, c := range layout.columns {
		fillOld(s.in, c, layout.slot[i], by[c.Name])
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
	cols := []columnar.Column{{Name: lake.CustomerColumn, I32: r.customer}, {Name: lake.SourceColumn, I32: s.sources}}
	for i, c := range s.table.layout.columns {
		slot := s.table.layout.slot[i]
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
