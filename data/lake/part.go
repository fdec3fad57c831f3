package lake

import (
	"errors"
	"fmt"

	"predict/data"
	"predict/data/columnar"
)

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

// tableFields are the columns that the files of a table may have.
func tableFields(contract data.Table) []columnar.Field {
	fields := []columnar.Field{{Name: CustomerColumn, Type: columnar.Int32}, {Name: SourceColumn, Type: columnar.Int32}}
	for _, c := range contract.Columns {
		fields = append(fields, columnar.Field{Name: c.Name, Type: typeOf(c.Kind), Optional: !c.Required})
	}
	return fields
}

// WritePart writes the n rows of a table and bucket; it may be called once for
// each. The first column is CustomerColumn, sorted; the others are SourceColumn
// (I32), which says of every row which export of this load it came from, and
// columns of the table's contract in any order, in the slice that their kind
// needs: I64 for Time, Money and Key, F64 for Number, I32 for the rest (Name and
// the slice are enough, Type is set here). A part without rows is not written.
// Rows of an unkeyed table go to bucket 0 with customer 0. The columns are not
// kept.
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
	sorted, err := arrange(contract, cols, n)
	if err == nil {
		err = x.checkCustomers(table, bucket, sorted[0].I32)
	}
	if err != nil {
		return wrap(err)
	}
	tallies, err := tallyRows(sorted[1].I32, timesOf(contract, sorted), x.Source(0))
	if err != nil {
		return wrap(err)
	}
	t, err := x.claim(contract, bucket)
	if err != nil {
		return wrap(err)
	}
	t.content[bucket] = hashRows(sorted)
	if err := t.writer.add(bucket, sorted); err != nil {
		x.mu.Lock()
		x.broken = true
		x.mu.Unlock()
		return wrap(err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range tallies {
		if tallies[i].rows == 0 {
			continue
		}
		source := x.Source(i)
		if t.tallies[source] == nil {
			t.tallies[source] = new(tally)
		}
		t.tallies[source].merge(&tallies[i])
	}
	return nil
}

// timesOf returns the values of the OrderBy column, nil where there is none.
func timesOf(contract data.Table, cols []columnar.Column) []int64 {
	for _, c := range cols {
		if c.Name == contract.OrderBy {
			return c.I64
		}
	}
	return nil
}

// arrange puts the columns in the order of the files, sets their types and
// reports all that is wrong with them.
func arrange(contract data.Table, cols []columnar.Column, n int) ([]columnar.Column, error) {
	if len(cols) == 0 || cols[0].Name != CustomerColumn || len(cols[0].I32) != n {
		return nil, fmt.Errorf("the first column must be %s with %d codes", CustomerColumn, n)
	}
	given := map[string]columnar.Column{}
	var errs []error
	for _, c := range cols {
		if _, i := contract.Column(c.Name); i < 0 && c.Name != CustomerColumn && c.Name != SourceColumn {
			errs = append(errs, fmt.Errorf("the contract has no column %q", c.Name))
		}
		if _, twice := given[c.Name]; twice {
			errs = append(errs, fmt.Errorf("column %q is given twice", c.Name))
		}
		given[c.Name] = c
	}
	var sorted []columnar.Column
	for _, f := range tableFields(contract) {
		c, ok := given[f.Name]
		switch {
		case !ok && f.Name == SourceColumn:
			errs = append(errs, fmt.Errorf("column %q, which says where the rows came from, is not given", f.Name))
		case !ok && f.Name == contract.OrderBy:
			errs = append(errs, fmt.Errorf("column %q, which orders the rows, is not given", f.Name))
		}
		if !ok {
			continue
		}
		c.Type = f.Type
		if c.Len() != n {
			errs = append(errs, fmt.Errorf("column %q has %d %s values for %d rows", c.Name, c.Len(), c.Type, n))
		}
		sorted = append(sorted, c)
	}
	return sorted, errors.Join(errs...)
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

// claim reserves a part, which is written once.
func (x *Load) claim(contract data.Table, bucket int) (*tableLoad, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done {
		return nil, errors.New("the load has ended")
	}
	t := x.tables[contract.Name]
	if t == nil {
		t = &tableLoad{
			writer:  newPartsWriter(x.stage, contract.Name, loadSpan{x.number, x.number}, tableFields(contract), x.buckets),
			content: make([]uint64, x.buckets), tallies: map[int32]*tally{},
		}
		t.writer.orderBy = contract.OrderBy
		x.tables[contract.Name] = t
	}
	return t, t.writer.claim(bucket)
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
