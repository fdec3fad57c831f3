package examine

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// customerSet counts the customers that a worker has seen. Of too many, those
// with the smallest hashes are kept: which ones does not depend on the order.
type customerSet struct {
	most, mostRhythms int
	rhythms           bool
	below, belowDays  uint64 // hashes up to these are kept
	index             map[uint64]int32
	list              []seen
	withDays          int

	rows      map[uint64]rowSeen // by hash of the row's texts
	belowRows uint64             // customers with hashes up to this are compared
}

// rowSeen is how often a row of a customer was seen.
type rowSeen struct {
	customer uint64
	n        int64
}

// mostRows is the number of different rows that are compared.
const mostRows = 200_000

// seen is a customer of a worker.
type seen struct {
	hash uint64
	Customer
}

func newCustomerSet(most, mostRhythms int, rhythms bool) *customerSet {
	return &customerSet{most: most, mostRhythms: mostRhythms, rhythms: rhythms, below: math.MaxUint64, belowDays: math.MaxUint64, belowRows: math.MaxUint64, index: map[uint64]int32{}, rows: map[uint64]rowSeen{}}
}

// add counts a row of a customer and returns its index, or -1 where the
// customer is not in the sample.
func (s *customerSet) add(hash uint64, id []byte, file string, line int64) int32 {
	if hash > s.below {
		return -1
	}
	i, ok := s.index[hash]
	if !ok {
		i = int32(len(s.list))
		s.index[hash] = i
		s.list = append(s.list, seen{hash, Customer{ID: string(id), File: file, Line: line}})
		if hash <= s.belowDays {
			s.withDays++
		}
		if len(s.list) > s.most || s.withDays > s.mostRhythms {
			s.shrink()
			if i, ok = s.index[hash]; !ok {
				return -1
			}
		}
	}
	s.list[i].Rows++
	return i
}

// shrink halves what is kept until it is few enough.
func (s *customerSet) shrink() {
	for s.withDays > s.mostRhythms {
		s.belowDays /= 2
		s.withDays = 0
		for i := range s.list {
			if s.list[i].hash <= s.belowDays {
				s.withDays++
			} else {
				s.list[i].Days, s.list[i].Spend = nil, nil
			}
		}
	}
	for len(s.list) > s.most {
		s.below /= 2
		s.list = slices.DeleteFunc(s.list, func(c seen) bool { return c.hash > s.below })
	}
	clear(s.index)
	for i := range s.list {
		s.index[s.list[i].hash] = int32(i)
	}
}

// buy notes an amount that a customer with a rhythm spent on a day.
func (s *customerSet) buy(i int32, hash uint64, day int32, amount int64) {
	if !s.rhythms || hash > s.belowDays {
		return
	}
	c := &s.list[i]
	if n := len(c.Days); n > 0 && c.Days[n-1] == day {
		c.Spend[n-1] += amount
		return
	}
	c.Days, c.Spend = append(c.Days, day), append(c.Spend, amount)
}

// compare counts a row by its hash, to find rows that are equal. Of too many
// rows those of customers with the smallest hashes are kept.
func (s *customerSet) compare(customer uint64, row func() uint64) {
	if customer > s.belowRows {
		return
	}
	s.addRow(row(), rowSeen{customer, 1})
}

func (s *customerSet) addRow(row uint64, seen rowSeen) {
	if seen.customer > s.belowRows {
		return
	}
	seen.n += s.rows[row].n
	s.rows[row] = seen
	for len(s.rows) > mostRows {
		s.belowRows /= 2
		maps.DeleteFunc(s.rows, func(_ uint64, r rowSeen) bool { return r.customer > s.belowRows })
	}
}

// gatherCustomers brings the customers of all workers together.
func (t *Table) gatherCustomers(workers []*worker) {
	whole := newCustomerSet(workers[0].customers.most, workers[0].customers.mostRhythms, workers[0].customers.rhythms)
	for _, w := range workers {
		whole.below, whole.belowDays = min(whole.below, w.customers.below), min(whole.belowDays, w.customers.belowDays)
		whole.belowRows = min(whole.belowRows, w.customers.belowRows)
	}
	for _, w := range workers {
		for _, c := range w.customers.list {
			whole.join(c)
		}
		for row, seen := range w.customers.rows {
			whole.addRow(row, seen)
		}
	}
	if len(whole.list) > whole.most || whole.withDays > whole.mostRhythms {
		whole.shrink()
	}
	for _, seen := range whole.rows {
		t.Compared += seen.n
		t.Repeated += seen.n - 1
	}
	t.Customers.Share = float64(whole.below) / math.MaxUint64
	t.Customers.RhythmShare = float64(min(whole.below, whole.belowDays)) / math.MaxUint64
	for _, c := range whole.list {
		c.Rhythm = whole.rhythms && c.hash <= whole.belowDays
		c.Days, c.Spend = tidy(c.Days, c.Spend)
		t.Customers.List = append(t.Customers.List, c.Customer)
	}
	slices.SortFunc(t.Customers.List, func(a, b Customer) int { return strings.Compare(a.ID, b.ID) })
}

// join adds a customer of a worker.
func (s *customerSet) join(c seen) {
	if c.hash > s.below {
		return
	}
	i, ok := s.index[c.hash]
	if !ok {
		s.index[c.hash] = int32(len(s.list))
		if c.hash <= s.belowDays {
			s.withDays++
		} else {
			c.Days, c.Spend = nil, nil
		}
		s.list = append(s.list, c)
		return
	}
	into := &s.list[i]
	into.Rows += c.Rows
	if c.File < into.File || c.File == into.File && c.Line < into.Line {
		into.File, into.Line = c.File, c.Line
	}
	if c.hash <= s.belowDays {
		into.Days, into.Spend = append(into.Days, c.Days...), append(into.Spend, c.Spend...)
	}
}

// tidy puts days into rising order, each once.
func tidy(days []int32, spend []int64) ([]int32, []int64) {
	type pair struct {
		day   int32
		spend int64
	}
	pairs := make([]pair, len(days))
	for i := range days {
		pairs[i] = pair{days[i], spend[i]}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.spend, b.spend)) })
	days, spend = days[:0], spend[:0]
	for _, p := range pairs {
		if n := len(days); n > 0 && days[n-1] == p.day {
			spend[n-1] += p.spend
			continue
		}
		days, spend = append(days, p.day), append(spend, p.spend)
	}
	return days, spend
}
