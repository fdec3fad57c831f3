package scorer

import "predict/models/gbdt/tree"

// large is a tree of any size over the codes of a block.
type large struct {
	// steps are the nodes, then the leaves, which lead to themselves.
	steps  []step
	inner  uint32 // nodes
	values []float64
}

// step is a node of a large tree, or a leaf.
type step struct {
	column, limit uint32
	left, right   uint32
}

// unpacked lays out a tree that has too many leaves to be packed.
func (p *planner) unpacked(t *tree.Tree) *large {
	inner := len(t.Nodes)
	out := &large{steps: make([]step, inner+len(t.Leaves)), inner: uint32(inner), values: make([]float64, len(t.Leaves))}
	number := func(child int) uint32 {
		if child < 0 {
			return uint32(inner + ^child)
		}
		return uint32(child)
	}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		column, code := p.question(n)
		out.steps[i] = step{column, uint32(code), number(n.Left), number(n.Right)}
	}
	for i := range t.Leaves {
		self := number(^i)
		out.steps[self] = step{left: self, right: self}
		out.values[i] = t.Leaves[i].Value
	}
	return out
}

// next is where a row with the given code goes.
func (t *large) next(at uint32, columns []codes, r int) uint32 {
	q := &t.steps[at]
	at = q.right
	to := q.left
	if uint32(columns[q.column][r&(rows-1)]) <= q.limit {
		at = to
	}
	return at
}

// add adds the tree's value to the sums of n rows. Eight rows go down side by
// side, so that one need not wait for the memory that another asks for; those
// that have arrived wait for the last.
func (t *large) add(b *block, n int) {
	columns := b.codes
	for r := 0; r < n; r += 8 {
		var a0, a1, a2, a3, a4, a5, a6, a7 uint32
		for min(a0, a1, a2, a3, a4, a5, a6, a7) < t.inner {
			a0 = t.next(a0, columns, r)
			a1 = t.next(a1, columns, r+1)
			a2 = t.next(a2, columns, r+2)
			a3 = t.next(a3, columns, r+3)
			a4 = t.next(a4, columns, r+4)
			a5 = t.next(a5, columns, r+5)
			a6 = t.next(a6, columns, r+6)
			a7 = t.next(a7, columns, r+7)
		}
		sums := b.sums[r&(rows-8):][:8]
		for i, at := range [8]uint32{a0, a1, a2, a3, a4, a5, a6, a7} {
			sums[i] += t.values[at-t.inner]
		}
	}
}
