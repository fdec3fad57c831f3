package ingest

import "slices"

// sorter orders the rows of one bucket and finds the duplicates among them.
// It belongs to one goroutine and is used for bucket after bucket.
type sorter struct {
	layout layout
	starts []int32
	perm   []int32
}

// order returns the rows' positions by customer and then by every column in
// the table's order, starting with the time; tables that are not events keep
// the order of the rows within a customer, because there the last row counts.
// Rows that earlier loads stored come first among equals, because they come first in r.
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
				if x < y {
					return -1
				}
				return 1
			}
			return s.compare(r, a, b)
		})
		return
	}
}

// compare orders two rows by all their columns; 0 means equal in every one.
func (s *sorter) compare(r *rows, a, b int32) int {
	for _, c := range r.wide {
		if x, y := c[a], c[b]; x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	for _, c := range r.narrow {
		if x, y := c[a], c[b]; x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return 0
}

// distinct drops from perm the rows that repeat the row before them, and those
// that earlier loads stored already (positions below old). It returns what is
// left and the number of duplicates among the new rows.
func (s *sorter) distinct(r *rows, perm []int32, old int, drop bool) (kept []int32, duplicates int64) {
	kept = perm[:0]
	last := int32(-1)
	for _, p := range perm {
		same := drop && last >= 0 && r.customer[last] == r.customer[p] && s.compare(r, last, p) == 0
		last = p
		switch {
		case int(p) < old: // stored by an earlier load
		case same:
			duplicates++
		default:
			kept = append(kept, p)
		}
	}
	return kept, duplicates
}

// gather fills dst with the rows of src at the positions of perm.
func gather(dst, src *rows, perm []int32) {
	dst.resize(len(perm))
	for i, p := range perm {
		dst.customer[i] = src.customer[p]
	}
	for k, c := range src.wide {
		d := dst.wide[k]
		for i, p := range perm {
			d[i] = c[p]
		}
	}
	for k, c := range src.narrow {
		d := dst.narrow[k]
		for i, p := range perm {
			d[i] = c[p]
		}
	}
}
