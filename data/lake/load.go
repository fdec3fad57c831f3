package lake

import (
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"predict/data"
	"predict/data/columnar"
)

// Load is an open load. Different goroutines may use it at the same time for
// different buckets. One load may be open at a time; the caller holds the lock.
type Load struct {
	lake      *Lake
	number    int
	buckets   int
	customers []*CustomerIndex // by bucket; nil until asked for
	buffers   sync.Pool        // of *columnar.Buffers
	syncer    syncer           // of staged parts

	mu      sync.Mutex
	symbols map[string]*SymbolIndex
	tables  map[string]*tableParts
	staged  []string // parts, relative to the lake
	broken  bool     // a part is not whole: the load cannot be committed
	done    bool
}

// tableParts is what a load has written of a table.
type tableParts struct {
	columns     map[string]bool
	rows        []int64  // by bucket
	sums        []uint64 // by bucket
	written     []bool   // by bucket
	first, last int64
	spans       bool
}

// Begin opens a load, removing what an earlier load left unfinished. buckets is
// the number of buckets of a new lake, a power of two from 1 to 4096; a lake
// that has buckets keeps its own.
func (l *Lake) Begin(buckets int) (*Load, error) {
	if l.m.Buckets != 0 {
		buckets = l.m.Buckets
	}
	if buckets < 1 || buckets > maxBuckets || bits.OnesCount(uint(buckets)) != 1 {
		return nil, fmt.Errorf("lake: beginning a load: %d buckets are not a power of two from 1 to %d", buckets, maxBuckets)
	}
	if m, _, err := readManifest(l.dir); err != nil {
		return nil, err
	} else if len(m.Loads) != len(l.m.Loads) {
		return nil, errors.New("lake: beginning a load: another load was committed since the lake was opened; open it again")
	}
	if err := l.sweep(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(l.path(stagingName), 0o700); err != nil {
		return nil, fmt.Errorf("lake: beginning a load: %w", err)
	}
	return &Load{
		lake: l, number: len(l.m.Loads) + 1, buckets: buckets,
		customers: make([]*CustomerIndex, buckets),
		buffers:   sync.Pool{New: func() any { return new(columnar.Buffers) }},
		symbols:   map[string]*SymbolIndex{},
		tables:    map[string]*tableParts{},
	}, nil
}

// Number returns the number of the load, from 1.
func (x *Load) Number() int { return x.number }

// Buckets returns the number of buckets.
func (x *Load) Buckets() int { return x.buckets }

// Customers returns the customers of a bucket, the same index at every call.
// Earlier loads are read at the first call.
func (x *Load) Customers(bucket int) (*CustomerIndex, error) {
	if c := x.customers[bucket]; c != nil {
		return c, nil
	}
	ids, keys, err := x.lake.customers(bucket)
	if err != nil {
		return nil, err
	}
	c := newCustomerIndex(len(ids))
	for i, id := range ids {
		if int(c.Code(keys[i], []byte(id))) != i {
			return nil, fmt.Errorf("lake: reading the customers of bucket %d: id %q is there twice", bucket, id)
		}
	}
	c.committed = c.Len()
	x.customers[bucket] = c
	return c, nil
}

// Symbols returns the symbols of a column, the same index at every call.
func (x *Load) Symbols(table, column string) (*SymbolIndex, error) {
	contract, ok := contractOf(table)
	if c, i := contract.Column(column); !ok || i < 0 || c.Kind != data.Symbol {
		return nil, fmt.Errorf("lake: %s.%s is no symbol column", table, column)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	name := table + "." + column
	if s := x.symbols[name]; s != nil {
		return s, nil
	}
	texts, err := x.lake.Symbols(table, column)
	if err != nil {
		return nil, err
	}
	x.symbols[name] = newSymbolIndex(texts)
	return x.symbols[name], nil
}

// Commit makes the load part of the lake, with the exports that it read. After
// an error, or a crash at any moment, the lake is as it was before the load or
// as after it, never between.
func (x *Load) Commit(files []FileEntry) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done {
		return errors.New("lake: committing a load: it has ended")
	}
	if x.broken {
		return errors.New("lake: committing a load: writing one of its parts went wrong")
	}
	entry, err := x.entry()
	if err != nil {
		return err
	}
	if err := x.syncer.wait(); err != nil {
		x.broken = true
		return fmt.Errorf("lake: committing load %d: bringing a part to disk: %w", x.number, err)
	}
	if err := x.place(); err != nil {
		return fmt.Errorf("lake: committing load %d: %w", x.number, err)
	}
	m := x.lake.m.with(x.buckets, entry, files)
	text, err := m.encode()
	if err == nil {
		err = m.check()
	}
	if err == nil {
		err = replace(x.lake.path(manifestName), text)
	}
	if err != nil {
		return fmt.Errorf("lake: committing load %d: %w", x.number, err)
	}
	x.done = true
	if err := os.RemoveAll(x.lake.path(stagingName)); err != nil {
		return fmt.Errorf("lake: load %d is committed, but removing its staging folder: %w", x.number, err)
	}
	return nil
}

// entry writes the new customers and symbols and describes the load.
func (x *Load) entry() (loadEntry, error) {
	e := loadEntry{Number: x.number}
	var err error
	if e.Customers, err = x.writeCustomers(); err != nil {
		return e, err
	}
	for _, name := range slices.Sorted(maps.Keys(x.symbols)) {
		s := x.symbols[name]
		if s.Len() == s.committed {
			continue
		}
		sum, err := x.writeSymbols(name, s)
		if err != nil {
			return e, err
		}
		if e.Symbols == nil {
			e.Symbols = map[string]symbolEntry{}
		}
		e.Symbols[name] = symbolEntry{First: s.committed, Count: s.Len() - s.committed, Sum: sumText([]uint64{sum})}
	}
	for name, t := range x.tables {
		entry := tableEntry{partsEntry: partsEntry{Rows: t.rows, Sum: sumText(t.sums)}}
		contract, _ := contractOf(name)
		for _, c := range contract.Columns {
			if t.columns[c.Name] {
				entry.Columns = append(entry.Columns, c.Name)
			}
		}
		if t.spans {
			first, last := t.first, t.last
			entry.First, entry.Last = &first, &last
		}
		if e.Tables == nil {
			e.Tables = map[string]tableEntry{}
		}
		e.Tables[name] = entry
	}
	return e, nil
}

// writeCustomers writes the ids that the load added.
func (x *Load) writeCustomers() (*partsEntry, error) {
	e := &partsEntry{Rows: make([]int64, x.buckets)}
	sums := make([]uint64, x.buckets)
	fields := []columnar.Field{
		{Name: codeColumn, Type: columnar.Int32},
		{Name: idColumn, Type: columnar.String},
		{Name: keyColumn, Type: columnar.Int64},
	}
	total := 0
	for bucket, c := range x.customers {
		if c == nil || c.Len() == c.committed {
			continue
		}
		n := c.Len() - c.committed
		codes, keys := make([]int32, n), make([]int64, n)
		for i := range n {
			codes[i] = int32(c.committed + i)
			keys[i] = int64(c.keys[c.committed+i])
		}
		cols := []columnar.Column{{I32: codes}, {S: c.texts(c.committed)}, {I64: keys}}
		part := tablePart(idsFolder, bucket, x.number)
		sum, err := x.write(part, fields, cols)
		if err != nil {
			return nil, fmt.Errorf("lake: writing the customers of bucket %d: %w", bucket, err)
		}
		x.staged = append(x.staged, part)
		e.Rows[bucket], sums[bucket] = int64(n), sum
		total += n
	}
	if total == 0 {
		return nil, nil
	}
	e.Sum = sumText(sums)
	return e, nil
}

// writeSymbols writes the texts that the load added to a column.
func (x *Load) writeSymbols(name string, s *SymbolIndex) (uint64, error) {
	table, column, _ := strings.Cut(name, ".")
	n := s.Len() - s.committed
	codes := make([]int32, n)
	for i := range codes {
		codes[i] = int32(s.committed + i)
	}
	fields := []columnar.Field{{Name: codeColumn, Type: columnar.Int32}, {Name: textColumn, Type: columnar.String}}
	cols := []columnar.Column{{I32: codes}, {S: s.texts[s.committed:]}}
	part := symbolPart(table, column, x.number)
	sum, err := x.write(part, fields, cols)
	if err != nil {
		return 0, fmt.Errorf("lake: writing the symbols of %s: %w", name, err)
	}
	x.staged = append(x.staged, part)
	return sum, nil
}

// place moves the staged parts to where they belong and makes that last.
func (x *Load) place() error {
	dirs := map[string]bool{}
	for _, part := range x.staged {
		to := x.lake.path(part)
		dir := filepath.Dir(to)
		if !dirs[dir] {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return err
			}
			// The folder's own entry must last, too, up to that of the lake.
			for d := dir; !dirs[d] && len(d) >= len(x.lake.dir); d = filepath.Dir(d) {
				dirs[d] = true
			}
		}
		if err := os.Rename(filepath.Join(x.lake.path(stagingName), part), to); err != nil {
			return err
		}
	}
	for dir := range dirs {
		x.syncer.add(dir, os.O_RDONLY)
	}
	x.syncer.add(filepath.Dir(x.lake.dir), os.O_RDONLY)
	return x.syncer.wait()
}

// Abort removes what the load has written. It does nothing after Commit.
func (x *Load) Abort() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done {
		return nil
	}
	x.done = true
	_ = x.syncer.wait() // the parts are removed: whether they reached the disk is no matter
	return x.lake.sweep()
}
