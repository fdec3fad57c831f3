package scorer

import "encoding/binary"

// highs are the highest bits of eight bytes.
const highs = 128 * ones

// group is how many rows visit a node at a time: four words of eight.
const group = 32

// add adds the tree's value to the sums of n rows. It asks whole groups, the last
// one too: what it adds behind row n is never read.
func (t *packed) add(b *block, n int) {
	for r := 0; r < n; r += group {
		leaf := t.leaf(b, r&(rows-group))
		to := b.sums[r&(rows-group):][:group]
		if len(t.values) == 32 {
			values := (*[32]float64)(t.values)
			add32(to[:8], values, leaf[0])
			add32(to[8:16], values, leaf[1])
			add32(to[16:24], values, leaf[2])
			add32(to[24:], values, leaf[3])
			continue
		}
		values := (*[256]float64)(t.values)
		for i, leaves := range leaf {
			add256(to[8*i:8*i+8], values, leaves)
		}
	}
}

// leaf gives the leaves of the group of rows that starts at r, a byte for each.
//
// A byte of a word holds 128 where its row is at the node. code+bias has that bit
// where the code is beyond the highest that goes left, and never carries into the
// next byte, as both are below 128. What is at the node and has the bit goes
// right, the rest of what is at the node left. A row that goes right leaves all
// leaves of the left side behind: added up over its path that is its leaf's
// number.
func (t *packed) leaf(b *block, r int) [4]uint64 {
	var leaf0, leaf1, leaf2, leaf3 uint64
	at, columns := &b.at, b.codes
	at[0] = [4]uint64{highs, highs, highs, highs}
	for i := 0; i < len(t.sections); {
		s := &t.sections[i]
		if first := &at[s.slot]; first[0]|first[1]|first[2]|first[3] == 0 {
			i = s.next
			continue
		}
		i++
		for k := range s.forks {
			q := &s.forks[k]
			c := columns[q.column][r&(rows-group):][:group]
			here, right, left := &at[q.slot], &at[q.right], &at[q.left]
			bias, behind := q.bias, uint64(q.leaves)
			// A word after the other: there are too few registers for all four.
			goes := (binary.LittleEndian.Uint64(c) + bias) & here[0]
			right[0], left[0] = goes, here[0]^goes
			leaf0 += goes >> 7 * behind
			goes = (binary.LittleEndian.Uint64(c[8:]) + bias) & here[1]
			right[1], left[1] = goes, here[1]^goes
			leaf1 += goes >> 7 * behind
			goes = (binary.LittleEndian.Uint64(c[16:]) + bias) & here[2]
			right[2], left[2] = goes, here[2]^goes
			leaf2 += goes >> 7 * behind
			goes = (binary.LittleEndian.Uint64(c[24:]) + bias) & here[3]
			right[3], left[3] = goes, here[3]^goes
			leaf3 += goes >> 7 * behind
		}
		for k := range s.ends {
			q := &s.ends[k]
			c := columns[q.column][r&(rows-group):][:group]
			here := &at[q.slot]
			leaf0 += (binary.LittleEndian.Uint64(c) + q.bias) & here[0] >> 7
			leaf1 += (binary.LittleEndian.Uint64(c[8:]) + q.bias) & here[1] >> 7
			leaf2 += (binary.LittleEndian.Uint64(c[16:]) + q.bias) & here[2] >> 7
			leaf3 += (binary.LittleEndian.Uint64(c[24:]) + q.bias) & here[3] >> 7
		}
	}
	return [4]uint64{leaf0, leaf1, leaf2, leaf3}
}

// add32 adds the values of eight leaves, numbered by the bytes of a word.
func add32(to []float64, values *[32]float64, leaves uint64) {
	to = to[:8]
	to[0] += values[leaves&31]
	to[1] += values[leaves>>8&31]
	to[2] += values[leaves>>16&31]
	to[3] += values[leaves>>24&31]
	to[4] += values[leaves>>32&31]
	to[5] += values[leaves>>40&31]
	to[6] += values[leaves>>48&31]
	to[7] += values[leaves>>56&31]
}

// add256 is add32 for larger trees.
func add256(to []float64, values *[256]float64, leaves uint64) {
	for i := range to {
		to[i] += values[leaves&255]
		leaves >>= 8
	}
}
