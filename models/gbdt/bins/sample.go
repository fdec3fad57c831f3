package bins

import (
	"math"

	"predict/models"
)

// sampled chooses about count of the rows to make bins from: all where there are
// no more, else by a hash of the row's number.
func sampled(rows []int32, n, count int, seed uint64) []int32 {
	at := func(k int) int32 {
		if rows == nil {
			return int32(k)
		}
		return rows[k]
	}
	chosen := make([]int32, 0, min(n, count+count/50))
	limit := uint64(math.MaxUint32) + 1
	if n > count {
		limit = uint64(float64(count) / float64(n) * (1 << 32))
	}
	for k := range n {
		if n <= count || Hash(seed<<1^uint64(k)*0x9e3779b97f4a7c15)>>32 < limit {
			chosen = append(chosen, at(k))
		}
	}
	return chosen
}

// sorter finds the distinct values of columns. It holds memory that columns
// share.
type sorter struct {
	keys, spare   []uint32
	pairs, spares []uint64
}

// distinct gives the distinct values of a column in rising order, without missing
// ones; it tells whether there were such. w is nil or the weights of the rows.
func (s *sorter) distinct(column []float32, w []float64) (values []seen, missing bool) {
	if w != nil {
		return s.weighted(column, w)
	}
	s.keys = s.keys[:0]
	for _, v := range column {
		if v == v {
			s.keys = append(s.keys, uint32(key(v+0))^1<<31) // -0+0 is +0
		}
	}
	s.spare = append(s.spare[:0], s.keys...)
	s.keys, s.spare = radix(s.keys, s.spare, 0)
	for from := 0; from < len(s.keys); {
		to := from + 1
		for to < len(s.keys) && s.keys[to] == s.keys[from] {
			to++
		}
		v := float64(value(int32(s.keys[from] ^ 1<<31)))
		values = append(values, seen{value: v, rows: to - from, weight: float64(to - from)})
		from = to
	}
	return values, len(s.keys) < len(column)
}

func (s *sorter) weighted(column []float32, w []float64) (values []seen, missing bool) {
	s.pairs = s.pairs[:0]
	for i, v := range column {
		if v == v {
			s.pairs = append(s.pairs, uint64(uint32(key(v+0))^1<<31)<<32|uint64(i))
		}
	}
	s.spares = append(s.spares[:0], s.pairs...)
	s.pairs, s.spares = radix(s.pairs, s.spares, 32)
	for i, p := range s.pairs {
		if i == 0 || p>>32 != s.pairs[i-1]>>32 {
			values = append(values, seen{value: float64(value(int32(uint32(p>>32) ^ 1<<31)))})
		}
		last := &values[len(values)-1]
		last.rows++
		last.weight += w[uint32(p)]
	}
	return values, len(s.pairs) < len(column)
}

// radix sorts by the 32 bits from shift on, stably, and gives the sorted slice
// and the other one. Digits that are the same in all are skipped.
func radix[T uint32 | uint64](a, b []T, shift uint) (sorted, spare []T) {
	const bits, size = 11, 1 << 11
	for done := uint(0); done < 32; done += bits {
		var count [size]int
		for _, v := range a {
			count[v>>(shift+done)&(size-1)]++
		}
		if len(a) > 0 && count[a[0]>>(shift+done)&(size-1)] == len(a) {
			continue
		}
		at := 0
		for d, c := range count {
			count[d] = at
			at += c
		}
		for _, v := range a {
			d := v >> (shift + done) & (size - 1)
			b[count[d]] = v
			count[d]++
		}
		a, b = b, a
	}
	return a, b
}

// gather copies features from to to of the rows, each a column.
func gather(x *models.Matrix32, rows []int32, from, to int) [][]float32 {
	columns := make([][]float32, to-from)
	for j := range columns {
		columns[j] = make([]float32, len(rows))
	}
	for k, i := range rows {
		for j, v := range x.Row(int(i))[from:to] {
			columns[j][k] = v
		}
	}
	return columns
}
