package lake

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"predict/data/columnar"
)

// stage is where a load or a compaction keeps its files until it is committed.
// It is safe for concurrent use.
type stage struct {
	lake    *Lake
	buffers sync.Pool // of *columnar.Buffers
	syncer  syncer    // of staged files
	bytes   atomic.Int64

	mu     sync.Mutex
	staged []string // paths below the lake
}

// errView is told where a view is to be changed.
var errView = errors.New("this is a view of the past, which cannot be changed")

// newStage clears what was left unfinished and makes the staging folder.
func (l *Lake) newStage() (*stage, error) {
	if l.isView() {
		return nil, errView
	}
	if sum, err := currentSum(l.dir); err != nil {
		return nil, err
	} else if sum != l.sum {
		return nil, ErrChanged
	}
	if err := l.sweep(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(l.path(stagingName), 0o700); err != nil {
		return nil, err
	}
	return &stage{lake: l, buffers: sync.Pool{New: func() any { return new(columnar.Buffers) }}}, nil
}

// write writes a staged file and returns the hash of its bytes.
func (s *stage) write(part string, fields []columnar.Field, cols []columnar.Column) (sum uint64, err error) {
	path := filepath.Join(s.lake.path(stagingName), part)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, err
	}
	buffers := s.buffers.Get().(*columnar.Buffers)
	defer s.buffers.Put(buffers)
	w, err := columnar.Create(path, fields, columnar.Options{Buffers: buffers})
	if err != nil {
		return 0, err
	}
	n := rowsIn(cols)
	for lo := 0; lo < n; lo += rowGroupRows {
		hi := min(n, lo+rowGroupRows)
		group := make([]columnar.Column, len(cols))
		for i, c := range cols {
			group[i] = rowsOf(c, lo, hi)
		}
		if err := w.WriteRowGroup(group); err != nil {
			return 0, errors.Join(err, w.Close())
		}
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	s.bytes.Add(w.Size())
	s.syncer.add(path, os.O_RDWR)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.staged = append(s.staged, part)
	return w.Sum64(), nil
}

// rowsIn returns the number of rows of columns, by the first.
func rowsIn(cols []columnar.Column) int {
	return max(len(cols[0].I32), len(cols[0].I64), len(cols[0].F64), len(cols[0].S))
}

// rowsOf returns rows [lo, hi) of a column.
func rowsOf(c columnar.Column, lo, hi int) columnar.Column {
	switch {
	case c.I32 != nil:
		c.I32 = c.I32[lo:hi]
	case c.I64 != nil:
		c.I64 = c.I64[lo:hi]
	case c.F64 != nil:
		c.F64 = c.F64[lo:hi]
	case c.S != nil:
		c.S = c.S[lo:hi]
	}
	return c
}

// commit puts the staged files in place and replaces the manifest, whose checksum
// it returns; done tells whether that has happened, in spite of an error after.
func (s *stage) commit(m *manifest) (sum string, done bool, err error) {
	text, sum, err := m.encode()
	if err == nil {
		err = m.check()
	}
	if err != nil {
		return sum, false, err
	}
	if err := s.syncer.wait(); err != nil {
		return sum, false, err
	}
	if err := s.place(); err != nil {
		return sum, false, err
	}
	if err := replace(s.lake.path(manifestName), text); err != nil {
		// The new manifest may have its name, but perhaps not for good: the staging
		// folder stays, so that the next load tidies up by the one that is there then.
		now, e := currentSum(s.lake.dir)
		return sum, e == nil && now == sum, err
	}
	return sum, true, os.RemoveAll(s.lake.path(stagingName))
}

// place moves the staged files to where they belong and makes that last.
func (s *stage) place() error {
	dirs := map[string]bool{s.lake.dir: true}
	for _, part := range s.staged {
		to := s.lake.path(part)
		dir := filepath.Dir(to)
		if !dirs[dir] {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return err
			}
			// The folder's own entry must last, too, up to that of the lake.
			for d := dir; !dirs[d]; d = filepath.Dir(d) {
				dirs[d] = true
			}
		}
		if err := os.Rename(filepath.Join(s.lake.path(stagingName), part), to); err != nil {
			return err
		}
	}
	for dir := range dirs {
		s.syncer.add(dir, os.O_RDONLY)
	}
	s.syncer.add(filepath.Dir(s.lake.dir), os.O_RDONLY)
	return s.syncer.wait()
}

// abort removes what was staged.
func (s *stage) abort() error {
	_ = s.syncer.wait() // the files are removed: whether they reached the disk is no matter
	if now, err := currentSum(s.lake.dir); err != nil || now != s.lake.sum {
		return err // what is named now is not known here: the next load tidies up
	}
	return s.lake.sweep()
}
