package ingest

import (
	"fmt"
	"math"
	"os"
)

// chunkRows is the number of rows that a bucket gathers before they count as
// full and may go to disk.
const chunkRows = 2048

// spill keeps the rows of some buckets: in memory while they fit the budget,
// then in one temporary file. One goroutine adds rows; when it is done, several
// may read different buckets.
type spill struct {
	layout layout
	budget int // bytes of memory
	held   int // bytes of full chunks in memory
	next   int // bucket that is flushed next
	path   string
	file   *os.File
	offset int64
	bucket []bucketRows // by bucket
	free   []*rows      // chunks that were written out, to be used again
}

// bucketRows are the rows of one bucket: extents on disk first, then chunks.
type bucketRows struct {
	extents     []extent
	chunks      []*rows
	open        *rows
	total       int
	first, last int64 // span of the OrderBy column
	marks       []mark
}

// mark says from which row of a bucket on the rows come from a file.
type mark struct {
	row  int
	file *exportFile
}

// extent is one chunk in the temporary file.
type extent struct {
	offset int64
	rows   int
}

func newSpill(l layout, path string, budget, buckets int) *spill {
	return &spill{layout: l, budget: budget, path: path, bucket: make([]bucketRows, buckets)}
}

// open returns the chunk of the bucket that takes the next row; it has room.
func (s *spill) open(bucket int) *rows {
	b := &s.bucket[bucket]
	if b.open == nil {
		b.open = s.chunk()
	}
	return b.open
}

func (s *spill) chunk() *rows {
	if n := len(s.free); n > 0 {
		c := s.free[n-1]
		s.free = s.free[:n-1]
		c.resize(0)
		return c
	}
	return newRows(s.layout, chunkRows)
}

// filled is called after rows were added to the open chunk of the bucket.
func (s *spill) filled(bucket int, added int) error {
	b := &s.bucket[bucket]
	b.total += added
	if b.open.len() < chunkRows {
		return nil
	}
	b.chunks = append(b.chunks, b.open)
	b.open = nil
	s.held += chunkRows * s.layout.rowBytes()
	if s.held > s.budget {
		return s.flush()
	}
	return nil
}

// seen widens the span of times of a bucket.
func (s *spill) seen(bucket int, times []int64, take []int32) {
	b := &s.bucket[bucket]
	if b.total == 0 {
		b.first, b.last = math.MaxInt64, math.MinInt64
	}
	for _, i := range take {
		b.first, b.last = min(b.first, times[i]), max(b.last, times[i])
	}
}

// from notes that the next rows of the bucket come from the file.
func (s *spill) from(bucket int, f *exportFile) {
	b := &s.bucket[bucket]
	if n := len(b.marks); n == 0 || b.marks[n-1].file != f {
		b.marks = append(b.marks, mark{b.total, f})
	}
}

// eachFile calls f with the rows [from, to) of the bucket, counted from 0 in the
// order in which they were added, that come from one file.
func (s *spill) eachFile(bucket int, f func(from, to int, file *exportFile)) {
	b := &s.bucket[bucket]
	for i, m := range b.marks {
		to := b.total
		if i+1 < len(b.marks) {
			to = b.marks[i+1].row
		}
		f(m.row, to, m.file)
	}
}

// rest gives back memory that only adding rows needs.
func (s *spill) rest() { s.free = nil }

// flush writes full chunks to the temporary file, bucket after bucket, until a
// quarter of the budget is free: what stays in memory need not be read back.
func (s *spill) flush() error {
	if s.file == nil {
		f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("spilling rows: %w", err)
		}
		s.file = f
	}
	for ; s.held > s.budget*3/4; s.next = (s.next + 1) % len(s.bucket) {
		b := &s.bucket[s.next]
		for _, c := range b.chunks {
			if err := s.write(c); err != nil {
				return err
			}
			b.extents = append(b.extents, extent{s.offset, c.len()})
			s.offset += int64(c.len() * s.layout.rowBytes())
			s.free = append(s.free, c)
		}
		s.held -= len(b.chunks) * chunkRows * s.layout.rowBytes()
		b.chunks = b.chunks[:0]
	}
	return nil
}

func (s *spill) write(c *rows) error {
	for _, part := range columnBytes(c, 0, c.len()) {
		if _, err := s.file.Write(part); err != nil {
			return fmt.Errorf("spilling rows: %w", err)
		}
	}
	return nil
}

// read appends every row of the bucket to dst, in the order in which they
// were added, and releases them.
func (s *spill) read(bucket int, dst *rows) error {
	b := &s.bucket[bucket]
	for _, e := range b.extents {
		at := dst.len()
		dst.resize(at + e.rows)
		offset := e.offset
		for _, part := range columnBytes(dst, at, at+e.rows) {
			if _, err := s.file.ReadAt(part, offset); err != nil {
				return fmt.Errorf("reading spilled rows: %w", err)
			}
			offset += int64(len(part))
		}
	}
	for _, c := range b.chunks {
		dst.appendAll(c)
	}
	if b.open != nil {
		dst.appendAll(b.open)
	}
	b.chunks, b.open = nil, nil
	return nil
}

// close removes the temporary file.
func (s *spill) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if e := os.Remove(s.path); err == nil {
		err = e
	}
	s.file = nil
	return err
}
