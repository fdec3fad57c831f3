package scorer

// rows is how many rows pass together: enough for the tables to pay, few enough
// for their keys and codes to stay in the second-level cache.
const rows = 256

// block is the memory of one worker.
type block struct {
	// keys are sort keys of the rows, a feature after the other.
	keys  [][rows]int64
	cells [rows]uint8
	codes []codes // by column
	sums  [rows]float64
	// at tells for each slot of a packed tree which rows of a group are there.
	at [256][group / 8]uint64
}

// codes are those of one column.
type codes = [rows]uint8

func newBlock(p *plan) *block {
	return &block{keys: make([][rows]int64, len(p.features)), codes: make([]codes, p.columns)}
}

// gather reads the first n rows of a matrix stored by rows, and writes the keys
// of the given features by columns. It goes eight rows at a time, so that each
// line of memory is read and written once.
func gather[T float32 | float64](b *block, features []int, data []T, stride, width, n int) {
	row := func(r int) []T { return data[r*stride:][:width] }
	r := 0
	for ; r+8 <= n; r += 8 {
		x0, x1, x2, x3 := row(r), row(r+1), row(r+2), row(r+3)
		x4, x5, x6, x7 := row(r+4), row(r+5), row(r+6), row(r+7)
		for slot, f := range features {
			to := b.keys[slot][r&(rows-8):][:8]
			to[0], to[1] = key(float64(x0[f])), key(float64(x1[f]))
			to[2], to[3] = key(float64(x2[f])), key(float64(x3[f]))
			to[4], to[5] = key(float64(x4[f])), key(float64(x5[f]))
			to[6], to[7] = key(float64(x6[f])), key(float64(x7[f]))
		}
	}
	for ; r < n; r++ {
		x := row(r)
		for slot, f := range features {
			b.keys[slot][r] = key(float64(x[f]))
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
