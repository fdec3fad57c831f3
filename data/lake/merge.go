package lake

import (
	"context"
	"errors"
	"slices"

	"predict/data"
	"predict/data/columnar"
)

// table merges the rows of a table.
func (c *compaction) table(ctx context.Context, table string, span loadSpan) (tableEntry, error) {
	contract, _ := contractOf(table)
	fields := tableFields(contract)
	w := newPartsWriter(c.stage, table, span, fields, c.lake.m.Buckets)
	w.orderBy = contract.OrderBy
	mergers := make([]*tableMerger, c.workers)
	for i := range mergers {
		mergers[i] = c.newMerger(contract)
	}
	err := c.each(ctx, func(ctx context.Context, worker, bucket int) error {
		cols, err := mergers[worker].bucket(ctx, bucket)
		if err != nil || cols == nil {
			return err
		}
		return w.add(bucket, cols)
	})
	for _, m := range mergers {
		err = errors.Join(err, m.work.close())
	}
	if err != nil {
		return tableEntry{}, err
	}
	entry, err := w.finish()
	entry.Columns = entry.Columns[min(2, len(entry.Columns)):] // without customer and source
	return entry, err
}

// tableMerger merges the rows of one table, bucket by bucket.
type tableMerger struct {
	c        *compaction
	contract data.Table
	work     bucketWork
	start    []int32
	codes    []int32
	cols     []*column
	by       []*column
	segments []int
}

func (c *compaction) newMerger(contract data.Table) *tableMerger {
	m := &tableMerger{c: c, contract: contract}
	has := map[string]bool{SourceColumn: true}
	for i := range c.segments {
		m.segments = append(m.segments, c.first+i)
		for _, name := range c.segments[i].Tables[contract.Name].Columns {
			has[name] = true
		}
	}
	source := &column{name: SourceColumn, kind: data.Whole}
	for _, column := range contract.Columns {
		if has[column.Name] {
			m.cols = append(m.cols, newColumn(column))
		}
	}
	// Rows that are equal in all else are in the order of their exports.
	if m.by = deciding(contract, m.cols); m.by != nil {
		m.by = append(m.by, source)
	}
	m.cols = slices.Insert(m.cols, 0, source)
	return m
}

func newColumn(c data.Column) *column { return &column{name: c.Name, kind: c.Kind} }

// bucket returns the columns of the merged file, valid until the next call; nil
// where there are no rows.
func (m *tableMerger) bucket(ctx context.Context, bucket int) ([]columnar.Column, error) {
	l := m.c.lake
	customers := 1
	if !unkeyed(m.contract.Name) {
		customers = l.m.customersIn(bucket)
	}
	m.work.rank = sized(m.work.rank, customers)
	for i := range m.work.rank {
		m.work.rank[i] = int32(i)
	}
	m.start = sized(m.start, customers+1)
	err := l.gather(ctx, &m.work, &gathering{
		table: m.contract.Name, bucket: bucket, segments: m.segments, cols: m.cols, by: m.by,
		mixed: func(int) bool { return false },
	}, m.start)
	n := int(m.start[customers])
	if err != nil || n == 0 {
		return nil, err
	}
	m.codes = sized(m.codes, n)
	for code := range customers {
		for r := m.start[code]; r < m.start[code+1]; r++ {
			m.codes[r] = int32(code)
		}
	}
	cols := []columnar.Column{{Name: CustomerColumn, I32: m.codes}}
	for _, c := range m.cols {
		cols = append(cols, columnar.Column{Name: c.name, Type: typeOf(c.kind), I32: c.i32, I64: c.i64, F64: c.f64})
	}
	return cols, nil
}

// customersIn returns the number of customers of a bucket.
func (m *manifest) customersIn(bucket int) int {
	n := int64(0)
	for _, s := range m.Segments {
		if s.Customers != nil {
			n += s.Customers.Rows[bucket]
		}
	}
	return int(n)
}

// customers joins the ids of the segments.
func (c *compaction) customers(ctx context.Context, span loadSpan) (tableEntry, error) {
	w := newPartsWriter(c.stage, idsFolder, span, customerFields(), c.lake.m.Buckets)
	err := c.each(ctx, func(_ context.Context, _, bucket int) (err error) {
		var p piece
		defer func() { err = errors.Join(err, p.close()) }()
		cols := []columnar.Column{
			{Name: codeColumn},
			{Name: idColumn, Type: columnar.String},
			{Name: keyColumn, Type: columnar.Int64},
			{Name: loadColumn},
		}
		for i := range c.segments {
			s := &c.segments[i]
			if s.Customers == nil || s.Customers.Rows[bucket] == 0 {
				continue
			}
			if err := c.lake.open(&p, idsFolder, bucket, s.loadSpan, s.Customers); err != nil {
				return err
			}
			if err := appendCustomers(&p, cols); err != nil {
				return err
			}
		}
		return w.add(bucket, cols)
	})
	if err != nil {
		return tableEntry{}, err
	}
	return w.finish()
}

// appendCustomers adds the customers of a file to the columns of all.
func appendCustomers(p *piece, cols []columnar.Column) error {
	codes, err := p.int32s(codeColumn, nil)
	if err != nil {
		return err
	}
	ids, err := p.texts(idColumn)
	if err != nil {
		return err
	}
	keys, err := p.int64s(keyColumn, nil)
	if err != nil {
		return err
	}
	loads, err := p.int32s(loadColumn, nil)
	if err != nil {
		return err
	}
	cols[0].I32, cols[1].S = append(cols[0].I32, codes...), append(cols[1].S, ids...)
	cols[2].I64, cols[3].I32 = append(cols[2].I64, keys...), append(cols[3].I32, loads...)
	return nil
}

// symbols joins the texts of a column.
func (c *compaction) symbols(name string, span loadSpan) (symbolEntry, error) {
	e := symbolEntry{First: -1}
	for i := range c.segments {
		if s, ok := c.segments[i].Symbols[name]; ok {
			if e.First < 0 {
				e.First = s.First
			}
			e.Count += s.Count
		}
	}
	texts, err := c.lake.readSymbols(name, e.First+e.Count)
	if err != nil {
		return e, err
	}
	sum, err := c.stage.writeSymbols(name, span, e.First, texts[e.First:])
	e.Sums = sums{sum}
	return e, err
}
