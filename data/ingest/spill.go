package ingest

import (
	"fmt"
	"os"
	"unsafe"
)

// chunkRows is the number of rows that a bucket gathers before they count as
// full and may go to disk.
const chunkRows = 2048

// spill keeps the rows of some buckets: in memory while they fit the budget,
// then in one temporary file. It belongs to one goroutine.
type spill struct {
	layout layout
	budget int // bytes of memory
	held   int // bytes of full chunks in memory
	path   string
	file   *os.File
	offset int64
	bucket map[int]*bucketRows
	free   []*rows // chunks that were written out, to be used again
}

// bucketRows are the rows of one bucket: extents on disk first, then chunks.
type bucketRows struct {
	extents     []extent
	chunks      []*rows
	open        *rows
	total       int
	first, last int64 // span of the OrderBy column
}

// extent is one chunk in the temporary file.
type extent struct {
	offset int64
	rows   int
}

func newSpill(l layout, path string, budget int) *spill {
	return &spill{layout: l, budget: budget, path: path, bucket: map[int]*bucketRows{}}
}

// open returns the chunk of the bucket that takes the next row; it has room.
func (s *spill) open(bucket int) *rows {
	b := s.bucket[bucket]
	if b == nil {
		b = &bucketRows{}
		s.bucket[bucket] = b
	}
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
	b := s.bucket[bucket]
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

// flush writes all full chunks to the temporary file.
func (s *spill) flush() error {
	if s.file == nil {
		f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("spilling rows: %w", err)
		}
		s.file = f
	}
	// Buckets in numeric order, so that the file is the same in every run.
	for id := 0; id <= s.maxBucket(); id++ {
		b := s.bucket[id]
		if b == nil {
			continue
		}
		for _, c := range b.chunks {
			if err := s.write(c); err != nil {
				return err
			}
			b.extents = append(b.extents, extent{s.offset, c.len()})
			s.offset += int64(c.len() * s.layout.rowBytes())
			s.free = append(s.free, c)
		}
		b.chunks = b.chunks[:0]
	}
	s.held = 0
	return nil
}

func (s *spill) maxBucket() int {
	top := -1
	for id := range s.bucket {
		top = max(top, id)
	}
	return top
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
	b := s.bucket[bucket]
	if b == nil {
		return nil
	}
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
	delete(s.bucket, bucket)
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

// columnBytes gives rows from to to of every column as the bytes they take in
// memory. The file is read by the process that wrote it, so byte order and
// width need no care.
func columnBytes(r *rows, from, to int) [][]byte {
	parts := make([][]byte, 0, 1+len(r.wide)+len(r.narrow))
	parts = append(parts, bytesOf(r.customer[from:to]))
	for _, c := range r.wide {
		parts = append(parts, bytesOf(c[from:to]))
	}
	for _, c := range r.narrow {
		parts = append(parts, bytesOf(c[from:to]))
	}
	return parts
}

func bytesOf[T int32 | int64](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}
