package shap

import "math/bits"

// paths are the leaves of one tree whose conditions have too many combinations
// for a table. In a block of rows, each combination that occurs is computed once.
type paths struct {
	columns []int      // of the explainer
	bins    [][]uint16 // for each column: the tree's bin of each bin of the explainer
	leaves  []leafPath
}

// add adds what the leaves give to the sums of a block.
func (p *paths) add(b *block, r rules) {
	b.local = resize(b.local, len(p.columns)*b.n)
	for k, c := range p.columns {
		local, bins := b.local[k*b.n:(k+1)*b.n], p.bins[k]
		if wide := b.wide[c]; wide != nil {
			for i, bin := range wide[:b.n] {
				local[i] = bins[bin]
			}
			continue
		}
		for i, bin := range b.bins[c][:b.n] {
			local[i] = bins[bin]
		}
	}
	for i := range p.leaves {
		p.addLeaf(b, r, &p.leaves[i])
	}
}

func (p *paths) addLeaf(b *block, r rules, l *leafPath) {
	words := (len(l.path) + 63) / 64
	b.met = resize(b.met, words*b.n)
	clear(b.met)
	for j, c := range l.path {
		b.bit = b.bit[:0]
		for _, m := range c.met {
			b.bit = append(b.bit, uint64(m)<<(j%64))
		}
		met := b.met[j/64*b.n : (j/64+1)*b.n]
		for i, bin := range b.local[c.column*b.n : (c.column+1)*b.n] {
			met[i] |= b.bit[bin]
		}
	}
	b.integrand.set(r, l)
	found := b.combinations(words, len(l.path))
	for j, c := range l.path {
		to := b.sum(p.columns[c.column])
		if to == nil {
			continue
		}
		values, to := b.values[j:], to[:len(found)]
		for i, at := range found {
			to[i] += values[at]
		}
	}
}

// combinations finds the combinations of conditions met that occur in the block,
// and computes the d contributions of each into values. It gives for each row
// where those of its combination begin.
func (b *block) combinations(words, d int) []uint32 {
	size := 2 << bits.Len(uint(b.n)) // a hash table at most half full
	b.slots = resize(b.slots, size)
	clear(b.slots)
	b.starts = resize(b.starts, b.n)
	b.values = b.values[:0]
	b.first = b.first[:0]
	for i := range b.n {
		hash := uint64(0)
		for w := range words {
			hash = (hash ^ b.met[w*b.n+i]) * 0x9e3779b97f4a7c15
			hash ^= hash >> 32
		}
		slot := int(hash) & (size - 1)
		for b.slots[slot] != 0 && !b.same(int(b.first[b.slots[slot]-1]), i, words) {
			slot = (slot + 1) & (size - 1)
		}
		if b.slots[slot] == 0 {
			b.first = append(b.first, uint32(i))
			b.slots[slot] = uint32(len(b.first))
			b.pattern = b.pattern[:0]
			for w := range words {
				b.pattern = append(b.pattern, b.met[w*b.n+i])
			}
			from := len(b.values)
			b.values = append(b.values, make([]float64, d)...)
			b.integrand.contributions(b.values[from:], b.pattern)
		}
		b.starts[i] = (b.slots[slot] - 1) * uint32(d)
	}
	return b.starts
}

func (b *block) same(i, j, words int) bool {
	for w := range words {
		if b.met[w*b.n+i] != b.met[w*b.n+j] {
			return false
		}
	}
	return true
}
