package lake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"predict/data"
	"predict/data/columnar"
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
	codes  []int32    // of all parts, one after the other
	parts  []partWork // of the table that is being read
	kept   []partWork // all there are, for their memory
	runs   []run
	sorter sorter
	reader *columnar.Reader // of parts that are not kept open
	i64    []int64
	i32    []int32
	f64    []float64
}

// partWork is a part of a table that is being read.
type partWork struct {
	reader *columnar.Reader // kept between reads for its memory
	rows   int
	runs   []run // of the part, within those of all parts
}

// run is rows of a part that stay together: they belong to one customer. They
// move from one row of the part to one of the result.
type run struct{ from, to, n int32 }

// maxOpen is how many parts are kept open between the reading of their customers
// and of their columns; the others are opened twice.
const maxOpen = 16

// customers reads the ids and keys of a bucket, by code.
func (l *Lake) customers(bucket int) (ids []string, keys []uint64, err error) {
	var r *columnar.Reader
	wrap := func(err error) error {
		return fmt.Errorf("lake: reading the customers of bucket %d: %w", bucket, err)
	}
	for _, e := range l.m.Loads {
		if e.Customers == nil || e.Customers.Rows[bucket] == 0 {
			continue
		}
		if r, err = columnar.Reopen(r, l.path(tablePart(idsFolder, bucket, e.Number))); err != nil {
			return nil, nil, wrap(err)
		}
		more, err := r.String(columnar.All, idColumn, nil)
		if err != nil {
			return nil, nil, wrap(err)
		}
		hashes, err := r.Int64(columnar.All, keyColumn, nil)
		if err != nil {
			return nil, nil, wrap(err)
		}
		if n := int(e.Customers.Rows[bucket]); len(more) != n || len(hashes) != n {
			return nil, nil, wrap(fmt.Errorf("%d ids where the manifest has %d", len(more), n))
		}
		ids = append(ids, more...)
		keys = slices.Grow(keys, len(hashes))
		for _, h := range hashes {
			keys = append(keys, uint64(h))
		}
	}
	if r != nil {
		err = r.Close()
	}
	return ids, keys, err
}

// ReadBucket reads a bucket. want names the columns by table: a nil map stands
// for all tables, a nil slice for all columns. The result uses the memory of
// reuse, which may be nil and must not be used after; ids do not share it.
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
	ids, keys, err := l.customers(bucket)
	if err != nil {
		return nil, err
	}
	b.order(ids, keys)
	for _, table := range l.Tables() {
		columns, wanted := want[table]
		if unkeyed(table) || want != nil && !wanted {
			continue
		}
		rows, err := l.readRows(ctx, &b.work, table, bucket, columns, len(b.IDs), old[table])
		if err != nil {
			return nil, fmt.Errorf("lake: reading %s, bucket %d: %w", table, bucket, err)
		}
		b.Tables[table] = rows
	}
	return b, nil
}

// close closes the files; their memory is kept.
func (w *bucketWork) close() error {
	var errs []error
	for _, p := range append(w.kept, partWork{reader: w.reader}) {
		if p.reader != nil {
			errs = append(errs, p.reader.Close())
		}
	}
	return errors.Join(errs...)
}

// order puts the customers in the order of their keys and ranks their codes.
func (b *Bucket) order(ids []string, keys []uint64) {
	codes := make([]int32, len(ids))
	for i := range codes {
		codes[i] = int32(i)
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
	b.IDs, b.Keys = make([]string, len(ids)), make([]uint64, len(ids))
	b.work.rank = sized(b.work.rank, len(ids))
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
		return nil, fmt.Errorf("lake: reading %s: %w", table, err)
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
	rows := &Rows{Start: sized(old.Start, n+1)}
	total := 0
	var loads []int
	for i, e := range l.m.Loads {
		if t, ok := e.Tables[table]; ok && t.Rows[bucket] > 0 {
			total += int(t.Rows[bucket])
			loads = append(loads, i)
		}
	}
	if total > 1<<31-1 {
		return nil, fmt.Errorf("%d rows are too many for one bucket; load again with more buckets", total)
	}
	for _, c := range cols {
		c.resize(total)
	}
	if err := l.readCustomers(ctx, w, table, bucket, loads); err != nil {
		return nil, err
	}
	if err := w.group(rows.Start); err != nil {
		return nil, err
	}
	for k, i := range loads {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := l.readColumns(w, table, bucket, k, i, cols); err != nil {
			return nil, fmt.Errorf("load %d: %w", l.m.Loads[i].Number, err)
		}
	}
	w.sorter.by, w.sorter.all = deciding(contract, cols), cols
	w.sorter.sortCustomers(rows.Start)
	rows.keep(cols)
	return rows, nil
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
