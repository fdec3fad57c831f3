package lake

import (
	"errors"
	"fmt"
	"sync"

	"predict/data/columnar"
)

// sheetCache keeps the sheets that were read. They are small, and each bucket
// needs a piece of every one of them.
type sheetCache struct {
	mu     sync.Mutex
	sheets map[string]*sheet // by path below the lake
}

// sheet is a file with the rows of all buckets, one bucket after the other. Its
// columns are read as a whole when first asked for.
type sheet struct {
	path   string
	starts []int // row at which each bucket begins, and the end

	mu      sync.Mutex
	fields  []columnar.Field // nil as long as nothing was read
	columns map[string]columnar.Column
}

// sheet returns the sheet of an entry.
func (l *Lake) sheet(folder string, span loadSpan, e *partsEntry) *sheet {
	path := tableSheet(folder, span)
	c := l.sheets
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.sheets[path]
	if s == nil {
		s = &sheet{path: l.path(path), starts: []int{0}, columns: map[string]columnar.Column{}}
		for _, n := range e.Rows {
			s.starts = append(s.starts, s.starts[len(s.starts)-1]+int(n))
		}
		if c.sheets == nil {
			c.sheets = map[string]*sheet{}
		}
		c.sheets[path] = s
	}
	return s
}

// column returns the rows of a bucket of a column, which are not to be changed;
// ok is false where the sheet lacks it.
func (s *sheet) column(name string, bucket int) (c columnar.Column, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok = s.columns[name]; !ok {
		if c, ok, err = s.read(name); !ok || err != nil {
			return c, false, err
		}
		s.columns[name] = c
	}
	return rowsOf(c, s.starts[bucket], s.starts[bucket+1]), true, nil
}

// read reads a column of all buckets.
func (s *sheet) read(name string) (c columnar.Column, ok bool, err error) {
	if s.fields != nil && !hasField(s.fields, name) {
		return c, false, nil
	}
	r, err := columnar.Open(s.path)
	if err != nil {
		return c, false, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s.fields = r.Fields()
	if n := s.starts[len(s.starts)-1]; r.NumRows() != int64(n) {
		return c, false, fmt.Errorf("%s has %d rows where the manifest has %d", s.path, r.NumRows(), n)
	}
	for _, f := range s.fields {
		if f.Name != name {
			continue
		}
		c = columnar.Column{Name: name, Type: f.Type}
		switch f.Type {
		case columnar.Int32:
			c.I32, err = r.Int32(columnar.All, name, nil)
		case columnar.Float64:
			c.F64, err = r.Float64(columnar.All, name, nil)
		case columnar.String:
			c.S, err = r.String(columnar.All, name, nil)
		default:
			c.I64, err = r.Int64(columnar.All, name, nil)
		}
		return c, err == nil, err
	}
	return c, false, nil
}
