package shap

// table holds what a group of leaves adds to the contributions of each of its features,
// for every combination of the classes of values that the group tells apart.
type table struct {
	columns []int      // of the explainer
	codes   [][]uint16 // for each feature and bin: the class times the stride of the feature
	cells   int
	values  []float64 // feature k of cell c lies at k*cells+c
}

// newTable computes the table of a group. at gives the explainer's column of each
// column of the tree, and bins its bins in terms of theirs.
func newTable(from *group, r rules, at []int, bins [][]uint16) *table {
	t := &table{cells: from.cells, values: make([]float64, len(from.keys)*from.cells)}
	stride := 1
	for _, k := range from.keys {
		code := make([]uint16, max(len(bins[k.column]), 256))
		for i, bin := range bins[k.column] {
			code[i] = uint16(k.class[bin] * stride)
		}
		t.columns = append(t.columns, at[k.column])
		t.codes = append(t.codes, code)
		stride *= len(k.bin)
	}
	var g integrand
	var out []float64
	patterns := make([]uint16, from.cells)
	for i := range from.leaves {
		l := &from.leaves[i]
		d := len(l.path)
		g.set(r, l)
		out = resize(out, d<<d)
		for p := range 1 << d {
			g.contributions(out[p*d:(p+1)*d], []uint64{uint64(p)})
		}
		places := from.patterns(patterns, l.path)
		for j, place := range places {
			to := t.values[place*t.cells : (place+1)*t.cells]
			for c, p := range patterns {
				to[c] += out[int(p)*d+j]
			}
		}
	}
	return t
}

// patterns sets for each cell which conditions of a path it meets, a bit for
// each, and gives the place of each condition's feature among the keys.
func (g *group) patterns(patterns []uint16, path []condition) []int {
	places := make([]int, len(path))
	patterns[0] = 0
	size := 1
	for i, k := range g.keys {
		bits := make([]uint16, len(k.bin)) // for each class
		for j, c := range path {
			if c.column != k.column {
				continue
			}
			places[j] = i
			for class, bin := range k.bin {
				bits[class] = uint16(c.met[bin]) << j
			}
		}
		for class := len(bits) - 1; class >= 0; class-- { // class 0 last: it is copied from
			for c, p := range patterns[:size] {
				patterns[class*size+c] = p | bits[class]
			}
		}
		size *= len(bits)
	}
	return places
}

// bytes is about what the table of the group takes.
func (g *group) bytes(bins []int) int {
	n := 8 * g.cells * len(g.keys)
	for _, k := range g.keys {
		n += 2 * max(bins[k.column], 256)
	}
	return n
}

// add adds what the leaves give to the sums of a block. Features are taken in
// pairs, which spares half of the loads and stores of the cells.
func (t *table) add(b *block) {
	index := t.cellsOf(b)
	for k := 0; k < len(t.columns); k += 2 {
		to, values := b.sum(t.columns[k]), t.values[k*t.cells:(k+1)*t.cells]
		if k+1 == len(t.columns) {
			addOne(to, values, index)
			continue
		}
		next, nextValues := b.sum(t.columns[k+1]), t.values[(k+1)*t.cells:(k+2)*t.cells]
		if to == nil || next == nil {
			addOne(to, values, index)
			addOne(next, nextValues, index)
			continue
		}
		to, next, nextValues = to[:len(index)], next[:len(index)], nextValues[:len(values)]
		for i, cell := range index {
			to[i] += values[cell]
			next[i] += nextValues[cell] // next may be to
		}
	}
}

func addOne(to, values []float64, index []uint16) {
	if to == nil {
		return
	}
	to = to[:len(index)]
	for i, cell := range index {
		to[i] += values[cell]
	}
}

// cellsOf finds the cell of each row of a block.
func (t *table) cellsOf(b *block) []uint16 {
	index := b.index[:b.n]
	clear(index)
	for k := 0; k < len(t.columns); k++ {
		c := t.columns[k]
		if wide := b.wide[c]; wide != nil {
			code := t.codes[k]
			for i, bin := range wide[:len(index)] {
				index[i] += code[bin]
			}
			continue
		}
		code, bins := (*[256]uint16)(t.codes[k]), b.bins[c][:len(index)]
		if k+1 == len(t.columns) || b.wide[t.columns[k+1]] != nil {
			for i, bin := range bins {
				index[i] += code[bin]
			}
			continue
		}
		k++
		next, nextBins := (*[256]uint16)(t.codes[k]), b.bins[t.columns[k]][:len(index)]
		for i, bin := range bins {
			index[i] += code[bin] + next[nextBins[i]]
		}
	}
	return index
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
