package leak

import "math"

// atom is how many customers of either class share a place in an order: [0]
// stayed, [1] churned.
type atom [2]int

func (a atom) size() int { return a[0] + a[1] }

// column is a feature counted by value.
type column struct {
	// values are its distinct values, rising, and atoms how many hold each.
	values []float32
	atoms  []atom
	// missing has no value.
	missing atom
	// total is the sum of them all.
	total atom
}

// counter counts columns; its memory serves one after the other.
type counter struct {
	keys, spare []uint64
	values      []float32
	atoms       []atom
}

// count sorts a column and counts its values. churned are the labels. The result
// is overwritten by the next call.
//
// The key of a row is the value in the order of an unsigned integer, then the
// label: 33 bits, three passes of eleven.
func (c *counter) count(values []float32, churned []bool) column {
	out := column{values: c.values[:0], atoms: c.atoms[:0]}
	c.keys = c.keys[:0]
	for i, v := range values {
		label := uint64(0)
		if churned[i] {
			label = 1
		}
		out.total[label]++
		if v != v {
			out.missing[label]++
			continue
		}
		c.keys = append(c.keys, uint64(ordered(v))<<1|label)
	}
	c.sort()
	for i := 0; i < len(c.keys); {
		value, a := c.keys[i]>>1, atom{}
		for ; i < len(c.keys) && c.keys[i]>>1 == value; i++ {
			a[c.keys[i]&1]++
		}
		out.values = append(out.values, unordered(uint32(value)))
		out.atoms = append(out.atoms, a)
	}
	c.values, c.atoms = out.values, out.atoms
	return out
}

// sort is a radix sort of c.keys.
func (c *counter) sort() {
	const bits, buckets = 11, 1 << 11
	if cap(c.spare) < len(c.keys) {
		c.spare = make([]uint64, cap(c.keys))
	}
	from, to := c.keys, c.spare[:len(c.keys)]
	for shift := 0; shift < 3*bits; shift += bits {
		var starts [buckets]int
		for _, k := range from {
			starts[k>>shift&(buckets-1)]++
		}
		sum := 0
		for b, n := range starts {
			starts[b] = sum
			sum += n
		}
		for _, k := range from {
			b := k >> shift & (buckets - 1)
			to[starts[b]] = k
			starts[b]++
		}
		from, to = to, from
	}
	c.keys, c.spare = from, to
}

// ordered maps numbers to integers in the same order; both zeros are one.
func ordered(v float32) uint32 {
	b := math.Float32bits(v)
	if v == 0 {
		b = 0
	}
	if b>>31 == 1 {
		return ^b
	}
	return b | 1<<31
}

func unordered(k uint32) float32 {
	if k>>31 == 1 {
		return math.Float32frombits(k &^ (1 << 31))
	}
	return math.Float32frombits(^k)
}
