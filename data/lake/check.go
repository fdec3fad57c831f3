package lake

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"

	"predict/data"
)

// check refuses a manifest that contradicts itself.
func (m *manifest) check() error {
	if m.Buckets < 1 || m.Buckets > maxBuckets || bits.OnesCount(uint(m.Buckets)) != 1 {
		return fmt.Errorf("%d is no number of buckets", m.Buckets)
	}
	customers, symbols := int64(0), map[string]int{}
	retired := map[int]int{}
	for i, l := range m.Loads {
		if l.Number != i+1 {
			return fmt.Errorf("load %d is called %d", i+1, l.Number)
		}
		customers += l.Customers
		for name, n := range l.Symbols {
			symbols[name] += n
		}
		for _, number := range l.Retired {
			retired[number] = l.Number
		}
		for name := range l.Columns {
			if _, ok := contractOf(name); !ok {
				return fmt.Errorf("load %d has a table %q that predict does not know", l.Number, name)
			}
		}
	}
	if err := m.checkFiles(retired); err != nil {
		return err
	}
	if err := m.checkSegments(customers, symbols); err != nil {
		return err
	}
	return m.checkRows()
}

// checkRows compares the rows of the exports with those of the segments.
func (m *manifest) checkRows() error {
	type place struct {
		segment int
		table   string
	}
	rows := map[place]int64{}
	i := 0
	for _, f := range m.Files {
		for i < len(m.Segments) && m.Segments[i].To < f.Load {
			i++
		}
		rows[place{i, f.Table}] += f.Kept - f.Unkeyed
		if f.Table == data.Wallet {
			rows[place{i, data.WalletSegments}] += f.Unkeyed
		}
		if f.Kept > 0 && (i == len(m.Segments) || m.Segments[i].From > f.Load) {
			return fmt.Errorf("the rows of export %d, of load %d, lie in no segment", f.Number, f.Load)
		}
	}
	for i, s := range m.Segments {
		for name, t := range s.Tables {
			if n := sumOf(t.Rows); n != rows[place{i, name}] {
				return fmt.Errorf("segment %d has %d rows of %s, and its exports %d", i+1, n, name, rows[place{i, name}])
			}
			delete(rows, place{i, name})
		}
	}
	for p, n := range rows {
		if n != 0 {
			return fmt.Errorf("the exports of segment %d have %d rows of %s, and the segment none", p.segment+1, n, p.table)
		}
	}
	return nil
}

// checkFiles checks the exports; retired are the loads that replaced some.
func (m *manifest) checkFiles(retired map[int]int) error {
	load, replaced := 1, 0
	for i, f := range m.Files {
		switch {
		case f.Number != i+1:
			return fmt.Errorf("export %d is called %d", i+1, f.Number)
		case f.Load < load || f.Load > len(m.Loads):
			return fmt.Errorf("export %d is said to be of load %d", f.Number, f.Load)
		case f.Replaced != retired[f.Number] || f.Replaced != 0 && f.Replaced <= f.Load:
			return fmt.Errorf("export %d, of load %d, is said to be replaced by load %d", f.Number, f.Load, f.Replaced)
		case f.Kept < 0 || f.Unkeyed < 0 || f.Unkeyed > f.Kept || (f.First == nil) != (f.Last == nil):
			return fmt.Errorf("the numbers of export %d do not fit each other", f.Number)
		}
		if load = f.Load; f.Replaced != 0 {
			replaced++
		}
	}
	if replaced != len(retired) {
		return fmt.Errorf("%d exports are said to be replaced, and %d are there", len(retired), replaced)
	}
	return nil
}

// checkSegments checks the segments, which must hold so many customers and
// symbols.
func (m *manifest) checkSegments(customers int64, symbols map[string]int) error {
	load, found := 0, map[string]int{}
	for i := range m.Segments {
		s := &m.Segments[i]
		if s.From <= load || s.To < s.From || s.To > len(m.Loads) {
			return fmt.Errorf("segment %d is said to be of loads %d to %d", i+1, s.From, s.To)
		}
		load = s.To
		if err := s.check(m.Buckets); err != nil {
			return fmt.Errorf("segment %d, %w", i+1, err)
		}
		if s.Customers != nil {
			customers -= sumOf(s.Customers.Rows)
		}
		for name, e := range s.Symbols {
			if e.First != found[name] {
				return fmt.Errorf("segment %d has symbols of %s from %d on, not from %d", i+1, name, e.First, found[name])
			}
			found[name] += e.Count
		}
	}
	for i := range m.Merged {
		if err := m.Merged[i].check(m.Buckets); err != nil {
			return fmt.Errorf("merged segment %d, %w", i+1, err)
		}
	}
	if customers != 0 {
		return fmt.Errorf("the loads brought %d more customers than the segments hold", customers)
	}
	if !maps.Equal(symbols, found) {
		return fmt.Errorf("the loads brought other numbers of symbols than the segments hold")
	}
	return nil
}

// check checks the numbers of a segment, by itself.
func (s *segment) check(buckets int) error {
	if s.Customers != nil {
		if err := s.Customers.check(buckets); err != nil {
			return fmt.Errorf("customers: %w", err)
		}
	}
	for name, t := range s.Tables {
		if _, known := contractOf(name); !known || (t.First == nil) != (t.Last == nil) {
			return fmt.Errorf("table %q is one that predict does not know, or has half a span", name)
		}
		if err := t.check(buckets); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name, e := range s.Symbols {
		if e.First < 0 || e.Count < 1 || len(e.Sums) != 1 {
			return fmt.Errorf("symbols of %s: %d from %d on in %d files", name, e.Count, e.First, len(e.Sums))
		}
	}
	return nil
}

// check checks the numbers of an entry.
func (e *partsEntry) check(buckets int) error {
	want := buckets
	if e.Sheet {
		want = 1
	}
	if len(e.Rows) != buckets || len(e.Sums) != want || slices.Min(e.Rows) < 0 {
		return fmt.Errorf("%d numbers of rows and %d hashes for %d buckets", len(e.Rows), len(e.Sums), buckets)
	}
	return nil
}
