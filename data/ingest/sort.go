package ingest

import (
	"cmp"
	"math"
	"slices"

	"predict/data"
)

// sorter orders the rows of one bucket and finds the duplicates among them.
// It belongs to one goroutine and is used for bucket after bucket.
type sorter struct {
	layout layout
	starts []int32
	perm   []int32
	twins  []int32
}

// order returns the rows' positions by customer and then as the layout's keys
// say; tables that are not events keep the order of the rows within a customer,
// because there the last row counts. Equal rows keep their order, so rows that
// earlier loads stored, which come first in r, come first among equals.
func (s *sorter) order(r *rows) []int32 {
	n := r.len()
	s.perm = grown(s.perm, n)
	top := int32(-1)
	for _, c := range r.customer {
		top = max(top, c)
	}
	s.starts = grown(s.starts, int(top)+2)
	clear(s.starts)
	for _, c := range r.customer {
		s.starts[c+1]++
	}
	for i := 1; i < len(s.starts); i++ {
		s.starts[i] += s.starts[i-1]
	}
	for i, c := range r.customer {
		s.perm[s.starts[c]] = int32(i)
		s.starts[c]++
	}
	// starts[c] is now the end of customer c.
	if s.layout.order >= 0 {
		from := int32(0)
		for _, end := range s.starts[:len(s.starts)-1] {
			s.orderCustomer(r, s.perm[from:end])
			from = end
		}
	}
	return s.perm
}

// orderCustomer sorts the rows of one customer where they are out of order;
// exports are mostly in order of time already.
func (s *sorter) orderCustomer(r *rows, perm []int32) {
	times := r.wide[s.layout.order]
	for i := 1; i < len(perm); i++ {
		a, b := perm[i-1], perm[i]
		if times[a] < times[b] || times[a] == times[b] && s.compare(r, a, b) <= 0 {
			continue
		}
		slices.SortStableFunc(perm, func(a, b int32) int {
			if x, y := times[a], times[b]; x != y {
				return cmp.Compare(x, y)
			}
			return s.compare(r, a, b)
		})
		return
	}
}

// compare orders two rows by the layout's keys; 0 means equal in every column.
func (s *sorter) compare(r *rows, a, b int32) int {
	for _, k := range s.layout.keys {
		switch {
		case !k.wide:
			if x, y := r.narrow[k.slot][a], r.narrow[k.slot][b]; x != y {
				return cmp.Compare(x, y)
			}
		case k.number:
			if c := compareNumbers(r.wide[k.slot][a], r.wide[k.slot][b]); c != 0 {
				return c
			}
		default:
			if x, y := r.wide[k.slot][a], r.wide[k.slot][b]; x != y {
				return cmp.Compare(x, y)
			}
		}
	}
	return 0
}

// compareNumbers orders two numbers, given as their bits, by value; missing
// ones are equal and come first.
func compareNumbers(x, y int64) int {
	return cmp.Compare(math.Float64frombits(uint64(x)), math.Float64frombits(uint64(y)))
}

// distinct drops from perm the rows that repeat the row before them, and those
// that earlier loads stored already (positions below old). It returns what is
// left and the positions of the duplicates among the new rows.
func (s *sorter) distinct(r *rows, perm []int32, old int, drop bool) (kept, duplicates []int32) {
	kept, s.twins = perm[:0], s.twins[:0]
	last := int32(-1)
	for _, p := range perm {
		same := drop && last >= 0 && r.customer[last] == r.customer[p] && s.compare(r, last, p) == 0
		last = p
		switch {
		case int(p) < old: // stored by an earlier load
		case same:
			s.twins = append(s.twins, p)
		default:
			kept = append(kept, p)
		}
	}
	return kept, s.twins
}

// gather fills dst with the rows of src at the positions of perm.
func gather(dst, src *rows, perm []int32) {
	dst.resize(len(perm))
	pick(dst.customer, src.customer, perm)
	for k, c := range src.wide {
		pick(dst.wide[k], c, perm)
	}
	for k, c := range src.narrow {
		pick(dst.narrow[k], c, perm)
	}
}

// key is a column by which rows are ordered.
type key struct {
	slot   int
	wide   bool
	number bool
}

// keysOf lists the columns by which the rows of a customer are ordered: the
// OrderBy column, then the others in the order of the contract.
func keysOf(l layout) []key {
	var keys []key
	for i, c := range l.columns {
		k := key{slot: l.slot[i], wide: c.Kind.Wide(), number: c.Kind == data.Number}
		if c.Name == l.table.OrderBy {
			keys = slices.Insert(keys, 0, k)
		} else {
			keys = append(keys, k)
		}
	}
	return keys
}
