package scorer

import "predict/models/gbdt/tree"

// large is a tree of any size over the codes of a block.
type large struct {
	nodes  []step
	values []float64
}

// step is a node of a large tree.
type step struct {
	column      uint32
	limit       uint8
	left, right int32 // leaves as in tree.Node
}

// unpacked lays out a tree that has too many leaves to be packed.
func (p *planner) unpacked(t *tree.Tree) large {
	out := large{nodes: make([]step, len(t.Nodes)), values: make([]float64, len(t.Leaves))}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		column, code := p.question(n)
		out.nodes[i] = step{uint32(column), code, int32(n.Left), int32(n.Right)}
	}
	for i := range t.Leaves {
		out.values[i] = t.Leaves[i].Value
	}
	return out
}

// add adds the tree's value to the sums of n rows.
func (t large) add(b *block, n int) {
	columns, sums := b.codes, &b.sums
	for r := range n {
		at := int32(0)
		for at >= 0 {
			q := &t.nodes[at]
			at = q.right
			if columns[q.column][r&(rows-1)] <= q.limit {
				at = q.left
			}
		}
		sums[r&(rows-1)] += t.values[^at]
	}
}
