package lake

import (
	"math"
	"slices"

	"predict/data"
)

// column is one column of the rows under construction; exactly one slice is
// used, by kind.
type column struct {
	name string
	kind data.Kind
	i64  []int64
	i32  []int32
	f64  []float64
}

// resize gives the column n rows of undefined content, never a nil slice.
func (c *column) resize(n int) {
	switch {
	case c.kind == data.Number:
		c.f64 = sized(c.f64, n)
	case c.kind.Wide():
		c.i64 = sized(c.i64, n)
	default:
		c.i32 = sized(c.i32, n)
	}
}

// sized returns s with length n, in its own memory where that is large enough.
func sized[T any](s []T, n int) []T {
	if cap(s) < n || s == nil {
		return make([]T, n, n+n/8)
	}
	return s[:n]
}

// fill makes rows [lo, hi) missing.
func (c *column) fill(lo, hi int) {
	switch {
	case c.kind == data.Number:
		for i := lo; i < hi; i++ {
			c.f64[i] = math.NaN()
		}
	case c.kind.Wide():
		for i := lo; i < hi; i++ {
			c.i64[i] = data.Missing64
		}
	default:
		for i := lo; i < hi; i++ {
			c.i32[i] = data.Missing32
		}
	}
}

// compare orders two rows by the column: missing values first, numbers by value.
func (c *column) compare(a, b int) int {
	switch {
	case c.kind == data.Number:
		return compareNumbers(c.f64[a], c.f64[b])
	case c.kind.Wide():
		return compareIntegers(c.i64[a], c.i64[b])
	default:
		return compareIntegers(c.i32[a], c.i32[b])
	}
}

func compareIntegers[T int32 | int64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// compareNumbers is a total order: NaN first, then by value, then by bits, so
// that -0 and 0 have one order, too.
func compareNumbers(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b || a != a && b != b:
		return compareIntegers(int64(math.Float64bits(b)), int64(math.Float64bits(a)))
	case a != a:
		return -1
	}
	return 1
}

// sorter puts the rows of a customer in order. by are the columns that decide,
// all the columns that move.
type sorter struct {
	by    []*column
	all   []*column
	index []int32
	i64   []int64
	i32   []int32
	f64   []float64
}

// compare orders two rows by all columns that decide.
func (s *sorter) compare(a, b int) int {
	for _, c := range s.by {
		if d := c.compare(a, b); d != 0 {
			return d
		}
	}
	return 0
}

// sortRange orders rows [lo, hi).
func (s *sorter) sortRange(lo, hi int) {
	n := hi - lo
	s.index = sized(s.index, n)
	for i := range s.index {
		s.index[i] = int32(lo + i)
	}
	slices.SortStableFunc(s.index, func(a, b int32) int { return s.compare(int(a), int(b)) })
	s.permute(lo, s.index)
}

// permute replaces row lo+i by row index[i].
func (s *sorter) permute(lo int, index []int32) {
	for _, c := range s.all {
		switch {
		case c.kind == data.Number:
			s.f64 = permuted(s.f64, c.f64, lo, index)
		case c.kind.Wide():
			s.i64 = permuted(s.i64, c.i64, lo, index)
		default:
			s.i32 = permuted(s.i32, c.i32, lo, index)
		}
	}
}

func permuted[T any](tmp, v []T, lo int, index []int32) []T {
	tmp = sized(tmp, len(index))
	for i, k := range index {
		tmp[i] = v[k]
	}
	copy(v[lo:], tmp)
	return tmp
}

// sortCustomers orders the rows of each customer where they are out of order.
func (s *sorter) sortCustomers(start []int32) {
	if len(s.by) == 0 {
		return
	}
	times := s.by[0].i64
	for i := 1; i < len(start); i++ {
		lo, hi := int(start[i-1]), int(start[i])
		for k := lo + 1; k < hi; k++ {
			if times[k-1] < times[k] || times[k-1] == times[k] && s.compare(k-1, k) <= 0 {
				continue
			}
			s.sortRange(lo, hi)
			break
		}
	}
}
