package lake

import (
	"context"
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
	rank   []int32 // of each customer code in IDs
	next   []int32 // by rank: where the next run goes
	codes  []int32
	runs   []run
	sorter sorter
	reader *columnar.Reader
	i64    []int64
	i32    []int32
	f64    []float64
}

// run is rows of a part that stay together: they belong to one customer.
type run struct{ from, to, n int32 }

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
func (l *Lake) ReadBucket(ctx context.Context, bucket int, want map[string][]string, reuse *Bucket) (*Bucket, error) {
	if bucket < 0 || bucket >= l.Buckets() {
		return nil, fmt.Errorf("lake: reading bucket %d: the lake has %d buckets", bucket, l.Buckets())
	}
	b := &Bucket{Tables: map[string]*Rows{}}
	var old map[string]*Rows
	if reuse != nil {
		b.work, old = reuse.work, reuse.Tables
	}
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
	return b, b.work.close()
}

// close closes the last file; its memory is kept.
func (w *bucketWork) close() error {
	if w.reader == nil {
		return nil
	}
	return w.reader.Close()
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
	if err == nil {
		err = w.close()
	}
	if err != nil {
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
	w.codes = sized(w.codes, total)
	at := 0
	for _, i := range loads {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		k := int(l.m.Loads[i].Tables[table].Rows[bucket])
		if err := l.readPart(w, table, bucket, i, cols, at, at+k); err != nil {
			return nil, fmt.Errorf("load %d: %w", l.m.Loads[i].Number, err)
		}
		at += k
	}
	if err := w.group(rows.Start); err != nil {
		return nil, err
	}
	for _, c := range cols {
		w.move(c)
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

// readPart reads the columns of a part into rows [lo, hi), and the customers of
// those rows.
func (l *Lake) readPart(w *bucketWork, table string, bucket, load int, cols []*column, lo, hi int) error {
	e := &l.m.Loads[load]
	var err error
	if w.reader, err = columnar.Reopen(w.reader, l.path(tablePart(table, bucket, e.Number))); err != nil {
		return err
	}
	if n := w.reader.NumRows(); n != int64(hi-lo) {
		return fmt.Errorf("the part has %d rows where the manifest has %d", n, hi-lo)
	}
	if _, err = w.reader.Int32(columnar.All, CustomerColumn, w.codes[lo:hi:hi]); err != nil {
		return err
	}
	has := w.reader.Fields()
	for _, c := range cols {
		if !slices.ContainsFunc(has, func(f columnar.Field) bool { return f.Name == c.name }) {
			c.fill(lo, hi)
			continue
		}
		switch {
		case c.kind == data.Number:
			_, err = w.reader.Float64(columnar.All, c.name, c.f64[lo:hi:hi])
		case c.kind.Wide():
			_, err = w.reader.Int64(columnar.All, c.name, c.i64[lo:hi:hi])
		default:
			_, err = w.reader.Int32(columnar.All, c.name, c.i32[lo:hi:hi])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// group finds the runs of rows of one customer, and where each belongs once the
// rows are grouped by customer, the parts in the order of the loads. It sets
// start to where the rows of each customer begin.
func (w *bucketWork) group(start []int32) error {
	clear(start)
	w.runs = w.runs[:0]
	for i := 0; i < len(w.codes); {
		code, from := w.codes[i], i
		for i < len(w.codes) && w.codes[i] == code {
			i++
		}
		if uint(code) >= uint(len(w.rank)) {
			return fmt.Errorf("a row has customer %d, and the bucket only %d", code, len(w.rank))
		}
		k := w.rank[code]
		w.runs = append(w.runs, run{from: int32(from), to: k, n: int32(i - from)})
		start[k+1] += int32(i - from)
	}
	for i := 1; i < len(start); i++ {
		start[i] += start[i-1]
	}
	w.next = append(w.next[:0], start...)
	for i := range w.runs {
		r := &w.runs[i]
		k := r.to
		r.to = w.next[k]
		w.next[k] += r.n
	}
	return nil
}

// move moves the runs of a column to where they belong; the memory that it was
// in serves the next column.
func (w *bucketWork) move(c *column) {
	switch {
	case c.kind == data.Number:
		c.f64, w.f64 = moved(w.f64, c.f64, w.runs), c.f64
	case c.kind.Wide():
		c.i64, w.i64 = moved(w.i64, c.i64, w.runs), c.i64
	default:
		c.i32, w.i32 = moved(w.i32, c.i32, w.runs), c.i32
	}
}

func moved[T any](dst, src []T, runs []run) []T {
	dst = sized(dst, len(src))
	for _, r := range runs {
		copy(dst[r.to:r.to+r.n], src[r.from:r.from+r.n])
	}
	return dst
}
