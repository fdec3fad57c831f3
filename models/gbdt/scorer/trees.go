package scorer

import (
	"slices"

	"predict/models/gbdt/tree"
)

// ones spreads a byte over a word.
const ones = 0x0101010101010101

// fork is a node with a child that is no leaf, asked about eight rows at once.
type fork struct {
	// bias is 127 less the highest code that goes left, in each byte.
	bias   uint64
	column uint32
	// left and right are the slots of the rows that go there; noSlot for a leaf.
	left, right uint8
	// leaves is how many leaves lie on the left side.
	leaves uint8
}

// end is a node between two leaves.
type end struct {
	bias   uint64
	column uint32
	slot   uint8
}

const (
	// maxLeaves is the size of the largest tree whose leaves one byte numbers.
	maxLeaves = 256
	// noSlot is written by leaves and read by nobody: 256 leaves need slots 0 to 254.
	noSlot = 255
)

// packed is a tree of at most maxLeaves leaves. Fork k reads slot k; parents come
// before children, and ends last. Values are in order from left to right.
type packed struct {
	forks  []fork
	ends   []end
	values []float64 // padded to 32 or 256
}

// pack lays out one tree.
func (p *planner) pack(t *tree.Tree) *packed {
	size := 32
	if len(t.Leaves) > size {
		size = maxLeaves
	}
	out := &packed{values: make([]float64, size)}
	leaves := orderLeaves(t, out.values)
	forks, ends := byDepth(t)
	slots := make([]uint8, len(t.Nodes))
	for k, at := range slices.Concat(forks, ends) {
		slots[at] = uint8(k)
	}
	slot := func(child int) uint8 {
		if child < 0 {
			return noSlot
		}
		return slots[child]
	}
	for _, at := range forks {
		n := &t.Nodes[at]
		column, code := p.question(n)
		out.forks = append(out.forks, fork{bias(code), column, slot(n.Left), slot(n.Right), uint8(leaves[at])})
	}
	for _, at := range ends {
		column, code := p.question(&t.Nodes[at])
		out.ends = append(out.ends, end{bias(code), column, slots[at]})
	}
	return out
}

// bias is what lifts codes beyond code, and no others, to 128 or more.
func bias(code uint8) uint64 { return uint64(127-code) * ones }

// orderLeaves writes the leaves' values from left to right, and gives the number
// of leaves on the left side of each node.
func orderLeaves(t *tree.Tree, values []float64) []int {
	left := make([]int, len(t.Nodes))
	seen := 0
	var walk func(child int)
	walk = func(child int) {
		if child < 0 {
			values[seen] = t.Leaves[^child].Value
			seen++
			return
		}
		before := seen
		walk(t.Nodes[child].Left)
		left[child] = seen - before
		walk(t.Nodes[child].Right)
	}
	if len(t.Nodes) == 0 {
		walk(^0)
	} else {
		walk(0)
	}
	return left
}

// byDepth lists the nodes that have a child that is no leaf, and those that have
// none, both from the root on and in order of depth: a parent's result is then
// long there when a child asks for it.
func byDepth(t *tree.Tree) (forks, ends []int) {
	if len(t.Nodes) == 0 {
		return nil, nil
	}
	for open := []int{0}; len(open) > 0; open = open[1:] {
		n := &t.Nodes[open[0]]
		if n.Left < 0 && n.Right < 0 {
			ends = append(ends, open[0])
			continue
		}
		forks = append(forks, open[0])
		for _, child := range []int{n.Left, n.Right} {
			if child >= 0 {
				open = append(open, child)
			}
		}
	}
	return forks, ends
}
