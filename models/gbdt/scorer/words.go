package scorer

import "encoding/binary"

// highs are the highest bits of eight bytes.
const highs = 128 * ones

// group is how many rows visit a node at a time: four words of eight.
const group = 32

// add adds the tree's value to the sums of n rows; sums has room for n rounded up
// to a group.
//
// A byte of a word holds 128 where its row is at the node. limit-code keeps that
// bit where code ≤ limit and loses it elsewhere, and never borrows from the next
// byte, as codes are below 128. What is at the node and keeps the bit goes left,
// the rest of what is at the node right. A row that goes right leaves all leaves
// of the left side behind: added up over its path that is its leaf's number.
func (t packed) add(sums *[rows]float64, columns []codes, n int) {
	var at [256][4]uint64
	at[0] = [4]uint64{highs, highs, highs, highs}
	for r := 0; r < n; r += group {
		var leaf0, leaf1, leaf2, leaf3 uint64
		for k := range t.nodes {
			q := &t.nodes[k]
			c := columns[q.column][r&(rows-group):][:group]
			here := &at[k&255]
			l0 := (q.limit - binary.LittleEndian.Uint64(c)) & here[0]
			l1 := (q.limit - binary.LittleEndian.Uint64(c[8:])) & here[1]
			l2 := (q.limit - binary.LittleEndian.Uint64(c[16:])) & here[2]
			l3 := (q.limit - binary.LittleEndian.Uint64(c[24:])) & here[3]
			r0, r1, r2, r3 := here[0]^l0, here[1]^l1, here[2]^l2, here[3]^l3
			to := &at[q.left]
			to[0], to[1], to[2], to[3] = l0, l1, l2, l3
			to = &at[q.right]
			to[0], to[1], to[2], to[3] = r0, r1, r2, r3
			behind := uint64(q.leaves)
			leaf0 += r0 >> 7 * behind
			leaf1 += r1 >> 7 * behind
			leaf2 += r2 >> 7 * behind
			leaf3 += r3 >> 7 * behind
		}
		to := sums[r&(rows-group):][:group]
		if len(t.values) == 32 {
			values := (*[32]float64)(t.values)
			add32(to[:8], values, leaf0)
			add32(to[8:16], values, leaf1)
			add32(to[16:24], values, leaf2)
			add32(to[24:], values, leaf3)
			continue
		}
		values := (*[256]float64)(t.values)
		for i, leaves := range [4]uint64{leaf0, leaf1, leaf2, leaf3} {
			add256(to[8*i:8*i+8], values, leaves)
		}
	}
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
