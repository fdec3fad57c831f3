package lake

import (
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"predict/data"
	"predict/data/columnar"
)

// Load is an open load. Different goroutines may use it at the same time for
// different buckets. One load may be open at a time; the caller holds the lock.
type Load struct {
	lake      *Lake // without what the load retires
	number    int
	buckets   int
	stage     *stage
	customers []*CustomerIndex // by bucket; nil until asked for

	mu      sync.Mutex
	symbols map[string]*SymbolIndex
	tables  map[string]*tableLoad
	retired []int
	broken  bool // a file is not whole: the load cannot be committed
	done    bool

	committed *Lake // after Commit
}

// tableLoad is what a load has of a table.
type tableLoad struct {
	writer  *partsWriter
	content []uint64         // hash of the rows by bucket
	tallies map[int32]*tally // by number of export
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
	stage, err := l.newStage()
	if err != nil {
		return nil, fmt.Errorf("lake: beginning a load: %w", err)
	}
	return &Load{
		lake: l, number: len(l.m.Loads) + 1, buckets: buckets, stage: stage,
		customers: make([]*CustomerIndex, buckets),
		symbols:   map[string]*SymbolIndex{},
		tables:    map[string]*tableLoad{},
	}, nil
}

// Number returns the number of the load, from 1.
func (x *Load) Number() int { return x.number }

// Buckets returns the number of buckets.
func (x *Load) Buckets() int { return x.buckets }

// Source returns the number that the i-th export, from 0, of the load will have,
// in the order in which Commit gets them: what its rows hold in SourceColumn.
func (x *Load) Source(i int) int32 { return int32(len(x.lake.m.Files) + 1 + i) }

// Retire takes exports of earlier loads out of the lake: once the load is
// committed, their rows no longer count. numbers are those of FileEntry.Number.
// Their files stay as they are, because what was known before this load can be
// asked for (KnownAt). Call it before Overlapping, which from then on leaves
// these rows out. Retiring an export that is not there, or a second time, is an
// error. A load may do nothing else.
func (x *Load) Retire(numbers []int) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	m := x.lake.m
	m.Files = slices.Clone(m.Files)
	var errs []error
	for _, number := range numbers {
		switch {
		case number < 1 || number > len(m.Files):
			errs = append(errs, fmt.Errorf("lake: retiring an export: there is none with the number %d", number))
		case m.Files[number-1].Replaced != 0:
			errs = append(errs, fmt.Errorf("lake: retiring export %d, %s: it was replaced before", number, m.Files[number-1].Path))
		default:
			m.Files[number-1].Replaced = x.number
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	x.retired = append(x.retired, numbers...)
	l := *x.lake
	l.m, l.view = m, newView(&m, x.number)
	x.lake = &l
	return nil
}

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
// as after it, never between. That an export kept another number of rows than
// the parts hold of it is an error.
func (x *Load) Commit(files []FileEntry) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done {
		return errors.New("lake: committing a load: it has ended")
	}
	if x.broken {
		return errors.New("lake: committing a load: writing one of its parts went wrong")
	}
	wrap := func(err error) error { return fmt.Errorf("lake: committing load %d: %w", x.number, err) }
	files, err := x.describe(files)
	if err != nil {
		return wrap(err)
	}
	entry, segment, err := x.finish()
	if err != nil {
		return wrap(err)
	}
	base := x.lake.m
	for _, number := range x.retired {
		base.Files[number-1].Replaced = 0 // with marks them again
	}
	m := base.with(x.buckets, entry, files, segment)
	sum, done, err := x.stage.commit(&m)
	if x.done = done; done {
		l := *x.lake
		l.m, l.sum, l.sheets, l.view = m, sum, new(sheetCache), newView(&m, len(m.Loads))
		x.committed = &l
	}
	if err != nil && x.done {
		return fmt.Errorf("lake: load %d is committed, but tidying up after it: %w", x.number, err)
	}
	if err != nil {
		x.broken = true
		return wrap(err)
	}
	return nil
}

// Committed returns the lake with the load, as Open would read it; nil unless
// Commit has committed the load.
func (x *Load) Committed() *Lake {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.committed
}

// finish writes what is still held, the new customers and the new symbols, and
// describes the load and its files.
func (x *Load) finish() (loadEntry, segment, error) {
	e := loadEntry{Number: x.number, Retired: slices.Sorted(slices.Values(x.retired))}
	s := segment{loadSpan: loadSpan{x.number, x.number}}
	h := newContentHash()
	for _, name := range slices.Sorted(maps.Keys(x.tables)) {
		t := x.tables[name]
		entry, err := t.writer.finish()
		if err != nil {
			return e, s, fmt.Errorf("writing %s: %w", name, err)
		}
		entry.Columns = entry.Columns[2:] // without customer and source
		if fresh := without(entry.Columns, x.lake.m.columns(name, len(x.lake.m.Loads))); len(fresh) > 0 {
			put(&e.Columns, name, fresh)
		}
		put(&s.Tables, name, entry)
		h.table(name, entry.Rows, t.content)
	}
	if err := x.finishCustomers(&e, &s, h); err != nil {
		return e, s, err
	}
	for _, name := range slices.Sorted(maps.Keys(x.symbols)) {
		index := x.symbols[name]
		n := index.Len() - index.committed
		if n == 0 {
			continue
		}
		sum, err := x.stage.writeSymbols(name, s.loadSpan, index.committed, index.texts[index.committed:])
		if err != nil {
			return e, s, err
		}
		put(&e.Symbols, name, n)
		put(&s.Symbols, name, symbolEntry{First: index.committed, Count: n, Sums: sums{sum}})
		h.texts(name, index.texts[index.committed:])
	}
	if !s.empty() {
		e.Content = h.sum()
	}
	return e, s, nil
}

// put sets a value of a map, making the map where there is none.
func put[V any](m *map[string]V, name string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[name] = v
}

// without returns the names that are not among others.
func without(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(others, n) })
}

// customerFields are the columns of the files of customers.
func customerFields() []columnar.Field {
	return []columnar.Field{
		{Name: codeColumn, Type: columnar.Int32},
		{Name: idColumn, Type: columnar.String},
		{Name: keyColumn, Type: columnar.Int64},
		{Name: loadColumn, Type: columnar.Int32},
	}
}

// finishCustomers writes the ids that the load added.
func (x *Load) finishCustomers(e *loadEntry, s *segment, h *contentHash) error {
	w := newPartsWriter(x.stage, idsFolder, s.loadSpan, customerFields(), x.buckets)
	for bucket, c := range x.customers {
		if c == nil || c.Len() == c.committed {
			continue
		}
		n := c.Len() - c.committed
		codes, keys, loads := make([]int32, n), make([]int64, n), make([]int32, n)
		for i := range n {
			codes[i], loads[i] = int32(c.committed+i), int32(x.number)
			keys[i] = int64(c.keys[c.committed+i])
		}
		texts := c.texts(c.committed)
		err := w.add(bucket, []columnar.Column{
			{Name: codeColumn, I32: codes},
			{Name: idColumn, Type: columnar.String, S: texts},
			{Name: keyColumn, Type: columnar.Int64, I64: keys},
			{Name: loadColumn, I32: loads},
		})
		if err != nil {
			return fmt.Errorf("writing the customers of bucket %d: %w", bucket, err)
		}
		e.Customers += int64(n)
		h.texts(fmt.Sprint(idsFolder, bucket), texts)
	}
	if e.Customers == 0 {
		return nil
	}
	entry, err := w.finish()
	if err != nil {
		return fmt.Errorf("writing the customers: %w", err)
	}
	s.Customers = &entry.partsEntry
	return nil
}

// writeSymbols writes texts of a column, table.column, whose codes begin at
// first.
func (s *stage) writeSymbols(name string, span loadSpan, first int, texts []string) (uint64, error) {
	table, column, _ := strings.Cut(name, ".")
	codes := make([]int32, len(texts))
	for i := range codes {
		codes[i] = int32(first + i)
	}
	fields := []columnar.Field{{Name: codeColumn, Type: columnar.Int32}, {Name: textColumn, Type: columnar.String}}
	sum, err := s.write(symbolPart(table, column, span), fields, []columnar.Column{{I32: codes}, {S: texts}})
	if err != nil {
		return 0, fmt.Errorf("writing the symbols of %s: %w", name, err)
	}
	return sum, nil
}

// Abort removes what the load has written. It does nothing after Commit.
func (x *Load) Abort() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done {
		return nil
	}
	x.done = true
	return x.stage.abort()
}
