package lake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"predict/data"
	"predict/data/columnar"
)

// rowGroupRows is the number of rows of a row group of a part: larger parts are
// split so that a reader can take them piece by piece.
const rowGroupRows = 1 << 20

// typeOf returns how a kind is stored.
func typeOf(k data.Kind) columnar.Type {
	switch k {
	case data.Time:
		return columnar.TimestampMicros
	case data.Money:
		return columnar.Decimal4
	case data.Number:
		return columnar.Float64
	case data.Key:
		return columnar.Int64
	}
	return columnar.Int32
}

// sumText turns the hashes of parts into one, in hexadecimal.
func sumText(sums []uint64) string {
	h := sha256.New()
	for _, s := range sums {
		h.Write(binary.LittleEndian.AppendUint64(nil, s))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// WritePart writes the n rows of a table and bucket; it may be called once for
// each. The first column is CustomerColumn, sorted; the others are SourceColumn
// (I32), which says of every row which export of this load it came from, and
// columns of the table's contract in any order, in the slice that their kind
// needs: I64 for Time, Money and Key, F64 for Number, I32 for the rest (Name and
// the slice are enough, Type is set here). A part without rows is not written. Rows of an
// unkeyed table go to bucket 0 with customer 0.
func (x *Load) WritePart(table string, bucket int, cols []columnar.Column, n int) error {
	contract, ok := contractOf(table)
	if !ok {
		return fmt.Errorf("lake: writing a part: there is no table %q", table)
	}
	if n == 0 {
		return nil
	}
	wrap := func(err error) error {
		return fmt.Errorf("lake: writing %s, bucket %d: %w", table, bucket, err)
	}
	fields, sorted, err := arrange(contract, cols, n)
	if err == nil {
		err = x.checkCustomers(table, bucket, sorted[0].I32)
	}
	if err == nil {
		err = x.claim(table, bucket)
	}
	if err != nil {
		return wrap(err)
	}
	sum, err := x.write(tablePart(table, bucket, x.number), fields, sorted)
	if err != nil {
		x.mu.Lock()
		x.broken = true
		x.mu.Unlock()
		return wrap(err)
	}
	x.record(contract, bucket, sorted, n, sum)
	return nil
}

// arrange puts the columns in the order of the contract, sets their types and
// reports all that is wrong with them.
func arrange(contract data.Table, cols []columnar.Column, n int) ([]columnar.Field, []columnar.Column, error) {
	if len(cols) == 0 || cols[0].Name != CustomerColumn || len(cols[0].I32) != n {
		return nil, nil, fmt.Errorf("the first column must be %s with %d codes", CustomerColumn, n)
	}
	fields := []columnar.Field{{Name: CustomerColumn, Type: columnar.Int32}}
	sorted := []columnar.Column{{Name: CustomerColumn, I32: cols[0].I32}}
	given := map[string]columnar.Column{}
	var errs []error
	for _, c := range cols[1:] {
		if c.Name == SourceColumn {
			continue
		}
		if _, i := contract.Column(c.Name); i < 0 {
			errs = append(errs, fmt.Errorf("the contract has no column %q", c.Name))
		}
		if _, twice := given[c.Name]; twice {
			errs = append(errs, fmt.Errorf("column %q is given twice", c.Name))
		}
		given[c.Name] = c
	}
	for _, want := range contract.Columns {
		c, ok := given[want.Name]
		if !ok {
			if want.Name == contract.OrderBy {
				errs = append(errs, fmt.Errorf("column %q, which orders the rows, is not given", want.Name))
			}
			continue
		}
		c.Type = typeOf(want.Kind)
		if c.Len() != n {
			errs = append(errs, fmt.Errorf("column %q has %d %s values for %d rows", c.Name, c.Len(), c.Type, n))
		}
		fields = append(fields, columnar.Field{Name: c.Name, Type: c.Type, Optional: !want.Required})
		sorted = append(sorted, c)
	}
	return fields, sorted, errors.Join(errs...)
}

// checkCustomers makes sure that the codes are sorted and known.
func (x *Load) checkCustomers(table string, bucket int, codes []int32) error {
	if bucket < 0 || bucket >= x.buckets {
		return fmt.Errorf("the lake has %d buckets", x.buckets)
	}
	last := int32(0)
	for i, c := range codes {
		if c < last {
			return fmt.Errorf("row %d has customer %d after %d: the rows are not sorted", i, c, last)
		}
		last = c
	}
	known := 1
	if unkeyed(table) {
		if bucket != 0 {
			return errors.New("the rows belong to no customer and go to bucket 0")
		}
	} else {
		c, err := x.Customers(bucket)
		if err != nil {
			return err
		}
		known = c.Len()
	}
	if int(last) >= known {
		return fmt.Errorf("customer %d is not among the %d of the bucket", last, known)
	}
	return nil
}

// claim notes that the part is being written, so that none is written twice.
func (x *Load) claim(table string, bucket int) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done {
		return errors.New("the load has ended")
	}
	t := x.tables[table]
	if t == nil {
		t = &tableParts{
			columns: map[string]bool{}, rows: make([]int64, x.buckets),
			sums: make([]uint64, x.buckets), written: make([]bool, x.buckets),
		}
		x.tables[table] = t
	}
	if t.written[bucket] {
		return errors.New("the part was written before")
	}
	t.written[bucket] = true
	return nil
}

// record notes what a written part holds.
func (x *Load) record(contract data.Table, bucket int, cols []columnar.Column, n int, sum uint64) {
	var first, last int64
	spans := false
	for _, c := range cols {
		if c.Name == contract.OrderBy {
			first, last, spans = spanOf(c.I64)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	t := x.tables[contract.Name]
	t.rows[bucket], t.sums[bucket] = int64(n), sum
	x.staged = append(x.staged, tablePart(contract.Name, bucket, x.number))
	for _, c := range cols[1:] {
		t.columns[c.Name] = true
	}
	if !spans {
		return
	}
	if !t.spans {
		t.first, t.last, t.spans = first, last, true
	}
	t.first, t.last = min(t.first, first), max(t.last, last)
}

// spanOf returns the least and greatest time that is there.
func spanOf(times []int64) (first, last int64, ok bool) {
	for _, t := range times {
		switch {
		case t == data.Missing64:
		case !ok:
			first, last, ok = t, t, true
		default:
			first, last = min(first, t), max(last, t)
		}
	}
	return first, last, ok
}

// write writes a staged part and returns the hash of its bytes.
func (x *Load) write(part string, fields []columnar.Field, cols []columnar.Column) (uint64, error) {
	path := filepath.Join(x.lake.path(stagingName), part)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, err
	}
	buffers := x.buffers.Get().(*columnar.Buffers)
	defer x.buffers.Put(buffers)
	w, err := columnar.Create(path, fields, columnar.Options{Buffers: buffers})
	if err != nil {
		return 0, err
	}
	n := len(cols[0].I32)
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
	x.syncer.add(path, os.O_RDWR)
	return w.Sum64(), nil
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
