package lake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"predict/data"
)

// Bucket is the rows of some customers as columns.
type Bucket struct {
	// IDs and Keys are the customers, ordered by key, then id: one bucket after
	// the other gives one order, whatever the number of buckets.
	IDs  []string
	Keys []uint64
	// Tables are the rows by table; tables without rows in the lake are absent.
	Tables map[string]*Rows

	work bucketWork
}

// Rows are rows of one table, grouped by customer. The rows of customer i are
// Start[i] to Start[i+1], ordered by the table's OrderBy column, ties by the
// columns that were read, in the order of the contract, as stored. Rows of a
// table without OrderBy are in the order of the loads. A column that no load
// has is absent; one that some loads lack holds its missing value there. The
// OrderBy column is there whether it was asked for or not.
type Rows struct {
	Start []int32 // len(IDs)+1
	I64   map[string][]int64
	I32   map[string][]int32
	F64   map[string][]float64
}

// bucketWork is the working memory of a read.
type bucketWork struct {
	rank   []int32    // of each customer code in IDs
	next   []int32    // by rank: where the next run goes
	codes  []int32    // of all parts, one after the other; -1 where a row does not count
	parts  []partWork // of the table that is being read
	kept   []partWork // all there are, for their memory
	runs   []run
	sorter sorter
	spare  piece // a part that is not kept open
	i64    []int64
	i32    []int32
	f64    []float64
}

// partWork is a part of a table that is being read: the rows of a segment.
type partWork struct {
	piece   piece // kept between reads for its memory
	segment int
	rows    int
	runs    []run // of the part, within those of all parts
}

// run is rows of a part that stay together: they belong to one customer. They
// move from one row of the part to one of the result.
type run struct{ from, to, n int32 }

// maxOpen is how many parts are kept open between the reading of their customers
// and of their columns; the others are opened twice.
const maxOpen = 16

// customers reads the ids and keys of a bucket, by code.
func (l *Lake) customers(bucket int) (ids []string, keys []uint64, err error) {
	ids, keys, _, err = l.customersCame(bucket, false)
	return ids, keys, err
}

// customersCame is customers with the load that brought each one, where that is
// asked for.
func (l *Lake) customersCame(bucket int, when bool) (ids []string, keys []uint64, came []int32, err error) {
	var p piece
	defer func() { err = errors.Join(err, p.close()) }()
	for i := range l.m.Segments {
		s := &l.m.Segments[i]
		if s.From > l.seen || s.Customers == nil || s.Customers.Rows[bucket] == 0 {
			continue
		}
		more, hashes, loads, err := l.customersOf(&p, bucket, s, when)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("lake: reading the customers of bucket %d: %w", bucket, l.changed(err))
		}
		ids, came = append(ids, more...), append(came, loads...)
		keys = slices.Grow(keys, len(hashes))
		for _, h := range hashes {
			keys = append(keys, uint64(h))
		}
	}
	return ids, keys, came, nil
}

// customersOf reads the ids and keys of a bucket in a segment, but for those
// that came with loads that are not seen, and the loads where they are needed.
func (l *Lake) customersOf(p *piece, bucket int, s *segment, when bool) (ids []string, keys []int64, loads []int32, err error) {
	if err = l.open(p, idsFolder, bucket, s.loadSpan, s.Customers); err != nil {
		return nil, nil, nil, err
	}
	if ids, err = p.texts(idColumn); err != nil {
		return nil, nil, nil, err
	}
	if keys, err = p.int64s(keyColumn, nil); err != nil || s.To <= l.seen && !when {
		return ids, keys, nil, err
	}
	if loads, err = p.int32s(loadColumn, nil); err != nil {
		return nil, nil, nil, err
	}
	n, _ := slices.BinarySearch(loads, int32(l.seen+1))
	return ids[:n], keys[:n], loads[:n], nil
}

// ReadBucket reads a bucket. want names the columns by table: a nil map stands
// for all tables, a nil slice for all columns. The result uses the memory of
// reuse, which may be nil and must not be used after; ids do not share it.
// Rows of exports that were replaced are left out, and so are customers whom only
// such exports named.
func (l *Lake) ReadBucket(ctx context.Context, bucket int, want map[string][]string, reuse *Bucket) (_ *Bucket, err error) {
	if bucket < 0 || bucket >= l.Buckets() {
		return nil, fmt.Errorf("lake: reading bucket %d: the lake has %d buckets", bucket, l.Buckets())
	}
	b := &Bucket{Tables: map[string]*Rows{}}
	var old map[string]*Rows
	if reuse != nil {
		b.work, old = reuse.work, reuse.Tables
	}
	defer func() { err = errors.Join(err, b.work.close()) }()
	if err := l.readIDs(b, bucket); err != nil {
		return nil, err
	}
	for _, table := range l.Tables() {
		columns, wanted := want[table]
		if unkeyed(table) || want != nil && !wanted {
			continue
		}
		rows, err := l.readRows(ctx, &b.work, table, bucket, columns, len(b.IDs), old[table])
		if err != nil {
			return nil, fmt.Errorf("lake: reading %s, bucket %d: %w", table, bucket, l.changed(err))
		}
		b.Tables[table] = rows
	}
	return b, nil
}

// close closes the files; their memory is kept.
func (w *bucketWork) close() error {
	var errs []error
	for i := range w.kept {
		errs = append(errs, w.kept[i].piece.close())
	}
	errs = append(errs, w.spare.close())
	return errors.Join(errs...)
}

// readIDs reads the customers of a bucket, but for those who are gone.
func (l *Lake) readIDs(b *Bucket, bucket int) error {
	ids, keys, came, err := l.customersCame(bucket, len(l.lessened) > 0)
	if err != nil {
		return err
	}
	var gone []bool
	if len(l.lessened) > 0 {
		if gone, err = l.gone(&b.work, bucket, came); err != nil {
			return fmt.Errorf("lake: reading the customers of bucket %d: %w", bucket, l.changed(err))
		}
	}
	b.order(ids, keys, gone)
	return nil
}

// order puts the customers in the order of their keys and ranks their codes,
// those of customers who are gone by -1.
func (b *Bucket) order(ids []string, keys []uint64, gone []bool) {
	codes := make([]int32, 0, len(ids))
	b.work.rank = sized(b.work.rank, len(ids))
	for i := range ids {
		b.work.rank[i] = -1
		if gone == nil || !gone[i] {
			codes = append(codes, int32(i))
		}
	}
	slices.SortFunc(codes, func(x, y int32) int {
		if keys[x] != keys[y] {
			if keys[x] < keys[y] {
				return -1
			}
			return 1
		}
		return strings.Compare(ids[x], ids[y])
	})
	b.IDs, b.Keys = make([]string, len(codes)), make([]uint64, len(codes))
	for i, code := range codes {
		b.IDs[i], b.Keys[i] = ids[code], keys[code]
		b.work.rank[code] = int32(i)
	}
}

// ReadUnkeyed reads all rows of a table whose rows belong to no customer,
// ordered like the rows of one customer. It returns nil where there are none.
func (l *Lake) ReadUnkeyed(ctx context.Context, table string) (*Rows, error) {
	if l.Rows(table) == 0 {
		return nil, nil
	}
	w := bucketWork{rank: []int32{0}}
	rows, err := l.readRows(ctx, &w, table, 0, nil, 1, nil)
	if err = errors.Join(err, w.close()); err != nil {
		return nil, fmt.Errorf("lake: reading %s: %w", table, l.changed(err))
	}
	return rows, nil
}

// readRows reads the rows of a table and bucket that has n customers.
func (l *Lake) readRows(ctx context.Context, w *bucketWork, table string, bucket int, want []string, n int, old *Rows) (*Rows, error) {
	if old == nil {
		old = new(Rows)
	}
	contract, _ := contractOf(table)
	cols, err := l.wanted(contract, want, old)
	if err != nil {
		return nil, err
	}
	t := l.tables[table]
	var segments []int
	for i := range l.m.Segments {
		if t.live[i] > 0 {
			segments = append(segments, i)
		}
	}
	rows := &Rows{Start: sized(old.Start, n+1)}
	err = l.gather(ctx, w, &gathering{
		table: table, bucket: bucket, segments: segments, cols: cols, by: deciding(contract, cols),
		mixed: func(segment int) bool { return t.dead[segment] > 0 },
	}, rows.Start)
	if err != nil {
		return nil, err
	}
	rows.keep(cols)
	return rows, nil
}

// gathering says which rows are brought together.
type gathering struct {
	table    string
	bucket   int
	segments []int
	cols     []*column
	by       []*column              // that order the rows of a customer
	mixed    func(segment int) bool // whether a segment has rows that do not count
}

// gather fills the columns with the rows of the segments, grouped by customer,
// and start with where those of each customer begin.
func (l *Lake) gather(ctx context.Context, w *bucketWork, g *gathering, start []int32) error {
	total := int64(0)
	present := make([]int, 0, len(g.segments))
	for _, i := range g.segments {
		if t, ok := l.m.Segments[i].Tables[g.table]; ok && t.Rows[g.bucket] > 0 {
			present = append(present, i)
			total += t.Rows[g.bucket]
		}
	}
	if total > 1<<31-1 {
		return fmt.Errorf("%d rows are too many for one bucket; load again with more buckets", total)
	}
	if err := l.readCustomers(ctx, w, g, present); err != nil {
		return err
	}
	if err := w.group(start); err != nil {
		return err
	}
	for _, c := range g.cols {
		c.resize(int(start[len(start)-1]))
	}
	for k := range w.parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.readColumns(w, g, k); err != nil {
			return err
		}
	}
	w.sorter.by, w.sorter.all = g.by, g.cols
	w.sorter.sortCustomers(start)
	return nil
}

// wanted returns the columns to read, in the order of the contract, in the
// memory of old rows.
func (l *Lake) wanted(contract data.Table, want []string, old *Rows) ([]*column, error) {
	for _, name := range want {
		if _, i := contract.Column(name); i < 0 {
			return nil, fmt.Errorf("the contract has no column %q", name)
		}
	}
	exist := l.Columns(contract.Name)
	var cols []*column
	for _, c := range contract.Columns {
		if !slices.Contains(exist, c.Name) {
			continue
		}
		if want == nil || c.Name == contract.OrderBy || slices.Contains(want, c.Name) {
			cols = append(cols, &column{
				name: c.Name, kind: c.Kind, i64: old.I64[c.Name], i32: old.I32[c.Name], f64: old.F64[c.Name],
			})
		}
	}
	return cols, nil
}

// deciding returns the columns that order the rows of a customer, the most
// important first; none where rows stay as they were loaded.
func deciding(contract data.Table, cols []*column) []*column {
	var by []*column
	for _, c := range cols {
		if c.name == contract.OrderBy {
			by = append(by, c)
		}
	}
	if len(by) == 0 {
		return nil
	}
	for _, c := range cols {
		if c.name != contract.OrderBy {
			by = append(by, c)
		}
	}
	return by
}

// keep takes over the columns.
func (r *Rows) keep(cols []*column) {
	r.I64, r.I32, r.F64 = map[string][]int64{}, map[string][]int32{}, map[string][]float64{}
	for _, c := range cols {
		switch {
		case c.kind == data.Number:
			r.F64[c.name] = c.f64
		case c.kind.Wide():
			r.I64[c.name] = c.i64
		default:
			r.I32[c.name] = c.i32
		}
	}
}
