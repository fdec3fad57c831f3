package scorer

import (
	"slices"

	"predict/models/gbdt/tree"
)

// ones spreads a byte over a word.
const ones = 0x0101010101010101

// node is a question to eight rows at once.
type node struct {
	// limit is 128 plus the highest code that goes left, in each byte.
	limit  uint64
	column uint32
	// left and right are the slots of the rows that go there; noSlot for a leaf.
	left, right uint8
	// leaves is how many leaves lie on the left side.
	leaves uint8
}

const (
	// maxLeaves is the size of the largest tree whose leaves one byte numbers.
	maxLeaves = 256
	// noSlot is written by leaves and read by nobody: 256 leaves need slots 0 to 254.
	noSlot = 255
)

// packed is a tree of at most maxLeaves leaves. Node k, in an order in which
// parents come before children, reads slot k. Values are in order from left to
// right, so that a row's leaf is the number of leaves it left behind on its left.
type packed struct {
	nodes  []node
	values []float64 // padded to 32 or 256
}

// pack lays out one tree. Nodes are in order of depth, so that a parent's result
// is long there when a child asks for it.
func (p *planner) pack(t *tree.Tree) packed {
	size := 32
	if len(t.Leaves) > size {
		size = maxLeaves
	}
	out := packed{values: make([]float64, size)}
	leaves := make([]int, len(t.Nodes)) // below each node
	left := 0
	var walk func(at int) int
	walk = func(at int) int {
		if at < 0 {
			out.values[left] = t.Leaves[^at].Value
			left++
			return 1
		}
		l := walk(t.Nodes[at].Left)
		leaves[at] = l
		return l + walk(t.Nodes[at].Right)
	}
	if len(t.Nodes) == 0 {
		out.values[0] = t.Leaves[0].Value
		return out
	}
	walk(0)
	order := []int{0}
	for k := 0; k < len(order); k++ {
		n := &t.Nodes[order[k]]
		column, code := p.question(n)
		q := node{limit: (128 + uint64(code)) * ones, column: uint32(column), left: noSlot, right: noSlot, leaves: uint8(leaves[order[k]])}
		if n.Left >= 0 {
			q.left = uint8(len(order))
			order = append(order, n.Left)
		}
		if n.Right >= 0 {
			q.right = uint8(len(order))
			order = append(order, n.Right)
		}
		out.nodes = append(out.nodes, q)
	}
	out.nodes = slices.Clip(out.nodes)
	return out
}
