package scorer

import "math"

// rows is how many rows pass together: enough for the tables to pay, few enough
// for their keys and codes to stay in the second-level cache.
const rows = 256

// block is the memory of one worker.
type block struct {
	// keys holds the sort keys of the block, a feature after the other.
	keys  [][rows]int64
	cells [rows]uint8
	codes []codes
	sums  [rows]float64
	at    [256][4]uint64
}

// codes are a column's, one byte per row.
type codes = [rows]uint8

func newBlock(p *plan) *block {
	return &block{keys: make([][rows]int64, len(p.features)), codes: make([]codes, p.columns)}
}

// gather reads n rows of a matrix by rows, from its first on, and writes the keys
// of the features that are asked for by columns. It goes eight rows at a time:
// each line of memory is then read and written once.
func gather[T float32 | float64](b *block, features []int, data []T, stride, width, n int) {
	r := 0
	for ; r+8 <= n; r += 8 {
		at := data[r*stride:]
		a0, a1, a2, a3 := at[:width], at[stride:stride+width], at[2*stride:2*stride+width], at[3*stride:3*stride+width]
		at = at[4*stride:]
		a4, a5, a6, a7 := at[:width], at[stride:stride+width], at[2*stride:2*stride+width], at[3*stride:3*stride+width]
		for slot, f := range features {
			to := b.keys[slot][r&(rows-8):][:8]
			to[0], to[1], to[2], to[3] = key(float64(a0[f])), key(float64(a1[f])), key(float64(a2[f])), key(float64(a3[f]))
			to[4], to[5], to[6], to[7] = key(float64(a4[f])), key(float64(a5[f])), key(float64(a6[f])), key(float64(a7[f]))
		}
	}
	for ; r < n; r++ {
		row := data[r*stride:][:width]
		for slot, f := range features {
			b.keys[slot][r] = key(float64(row[f]))
		}
	}
}

// encode turns the keys of n rows into the codes of all columns.
func (b *block) encode(p *plan, n int) {
	for _, s := range p.scales {
		cells := b.cells[:n]
		s.cells(cells, b.keys[s.slot][:n])
		for i := range s.columns {
			code, to := &s.columns[i].code, b.codes[s.columns[i].number][:n]
			for r, c := range cells {
				to[r] = code[c]
			}
		}
	}
	for i := range p.categories {
		c := &p.categories[i]
		c.encode(b.codes[c.number][:n], b.keys[c.slot][:n])
	}
}

// number is the float64 of a key.
func number(k int64) float64 {
	return math.Float64frombits(uint64(k ^ int64(uint64(k>>63)>>1)))
}

// encode writes 0 for rows whose category is in the set, 1 for all others.
func (c *categories) encode(dst []uint8, keys []int64) {
	limit := float64(32 * len(c.set))
	for r, k := range keys {
		dst[r] = 1
		if v := number(k); v > -1 && v < limit {
			dst[r] = uint8(^c.set[int(v)/32] >> (int(v) % 32) & 1)
		}
	}
}
