package columnar

import "math/bits"

// word are the bit patterns of fixed values: what a dictionary tells apart.
type word interface{ uint32 | uint64 }

// maxDistinct is the size at which a dictionary is given up: its keys and table
// no longer fit the processor's caches, and its indexes are as wide as the
// values of a smaller encoding.
const maxDistinct = 1 << 16

// dictionary numbers distinct bit patterns in the order in which they are first
// seen. The zero value is ready to use and keeps its memory between uses.
type dictionary[W word] struct {
	keys  []W
	slots []int32 // index+1 into keys; 0 is free
	shift uint    // 64 - log2(len(slots))
}

// hashOf spreads a pattern over the high bits of the result.
func hashOf[W word](v W) uint64 {
	x := uint64(v)
	x ^= x >> 32
	return x * 0x9e3779b97f4a7c15
}

func (d *dictionary[W]) reset(slots int) {
	d.keys = d.keys[:0]
	if cap(d.slots) < slots {
		d.slots = make([]int32, slots)
	}
	d.slots = d.slots[:slots]
	clear(d.slots)
	d.shift = uint(64 - bits.TrailingZeros(uint(slots)))
}

// grow makes room for four times as many keys.
func (d *dictionary[W]) grow() {
	keys := d.keys
	d.reset(4 * len(d.slots))
	d.keys = keys
	for i, k := range keys {
		h := hashOf(k) >> d.shift
		for d.slots[h] != 0 {
			h = (h + 1) & uint64(len(d.slots)-1)
		}
		d.slots[h] = int32(i + 1)
	}
}

// index writes the number of each value to dst and reports whether at most limit
// values are distinct; where not, it stops early.
func (d *dictionary[W]) index(dst []int32, src []W, limit int) bool {
	d.reset(1 << 10)
	dst = dst[:len(src)]
	last, lastIndex := W(0), int32(-1)
	for i, v := range src {
		if v == last && lastIndex >= 0 {
			dst[i] = lastIndex
			continue
		}
		h := hashOf(v) >> d.shift
		mask := uint64(len(d.slots) - 1)
		var k int32
		for {
			k = d.slots[h&mask]
			if k == 0 || d.keys[k-1] == v {
				break
			}
			h++
		}
		if k == 0 {
			if len(d.keys) >= limit {
				return false
			}
			d.keys = append(d.keys, v)
			k = int32(len(d.keys))
			d.slots[h&mask] = k
			if 3*len(d.keys) > len(d.slots) {
				d.grow()
			}
		}
		dst[i] = k - 1
		last, lastIndex = v, k-1
	}
	return true
}

// indexRange is index for integers that all lie in [least, least+span): a table
// look-up takes the place of the hash.
func (d *dictionary[W]) indexRange(dst []int32, src []W, least W, span int) {
	d.reset(1 << bits.Len(uint(span-1)))
	dst = dst[:len(src)]
	table := d.slots
	for i, v := range src {
		k := table[int(v-least)&(len(table)-1)]
		if k == 0 {
			d.keys = append(d.keys, v)
			k = int32(len(d.keys))
			table[int(v-least)] = k
		}
		dst[i] = k - 1
	}
}
