package causes

import (
	"cmp"
	"slices"
)

// pair counts the groups of two dimensions taken together.
type pair struct {
	Pair
	// slots give the position of a code, -1 where it takes no part; nil where all do.
	slotsA, slotsB []int32
}

// newPairs makes room for all pairs of dimensions.
func newPairs(o Options) []pair {
	sizes := o.sizes()
	var all []pair
	for _, dims := range pairsOf(sizes) {
		a, b := fit(sizes[dims[0]], sizes[dims[1]], o.maxCells())
		p := pair{Pair: Pair{A: dims[0], B: dims[1], Cells: make([]Cell, (a+1)*(b+1))}}
		p.CodesA, p.slotsA = largest(sizes[p.A], a, o.Weights[p.A])
		p.CodesB, p.slotsB = largest(sizes[p.B], b, o.Weights[p.B])
		p.LeftOutA, p.LeftOutB = sizes[p.A]-a, sizes[p.B]-b
		all = append(all, p)
	}
	return all
}

// largest returns k of n codes, rising, and the slot of each code.
func largest(n, k int, weights []int64) (codes, slots []int32) {
	codes = make([]int32, n)
	for i := range codes {
		codes[i] = int32(i)
	}
	if k == n {
		return codes, nil
	}
	weight := func(code int32) int64 {
		if int(code) < len(weights) {
			return weights[code]
		}
		return 0
	}
	slices.SortFunc(codes, func(a, b int32) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(a, b))
	})
	codes = slices.Clone(codes[:k])
	slices.Sort(codes)
	slots = make([]int32, n)
	for i := range slots {
		slots[i] = -1
	}
	for i, code := range codes {
		slots[code] = int32(i)
	}
	return codes, slots
}

// add counts a customer in all cells of the pair that hold him.
func (p *pair) add(c *Counter, one *Cell) {
	m := &c.members
	if !m.known[p.A] || !m.known[p.B] {
		return
	}
	a, b := m.codes[p.A], m.codes[p.B]
	if p.slotsA != nil {
		c.slots[0] = slotsOf(c.slots[0][:0], a, p.slotsA)
		a = c.slots[0]
	}
	if p.slotsB != nil {
		c.slots[1] = slotsOf(c.slots[1][:0], b, p.slotsB)
		b = c.slots[1]
	}
	width := len(p.CodesB) + 1
	for _, i := range a {
		addRow(p.Cells[int(i)*width:][:width], b, one)
	}
	addRow(p.Cells[len(p.CodesA)*width:][:width], b, one)
}

// addRow counts a customer in the cells of a row and in the last one.
func addRow(row []Cell, slots []int32, one *Cell) {
	for _, j := range slots {
		row[j].add(one)
	}
	row[len(row)-1].add(one)
}

func slotsOf(dst, codes, slots []int32) []int32 {
	for _, code := range codes {
		if s := slots[code]; s >= 0 {
			dst = append(dst, s)
		}
	}
	return dst
}
