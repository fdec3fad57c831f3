package shap

import "predict/models/gbdt/tree"

// branches is a tree prepared for walking: what each node decides for each bin of
// its feature, and the cover shares of its children. The bins are those that the
// tree itself tells apart.
type branches struct {
	t       *tree.Tree
	scale   float64  // leaf values are multiplied by it
	columns []column // the features that the tree asks for, in order of first use
	column  []int    // of each node, an index into columns
	left    [][]bool // for each node and bin: whether the value goes left
}

func newBranches(t *tree.Tree, scale float64) *branches {
	b := &branches{t: t, scale: scale, column: make([]int, len(t.Nodes)), left: make([][]bool, len(t.Nodes))}
	number := map[int]int{}
	var nodes [][]*tree.Node
	for i := range t.Nodes {
		n := &t.Nodes[i]
		k, known := number[n.Feature]
		if !known {
			k = len(nodes)
			number[n.Feature] = k
			nodes = append(nodes, nil)
		}
		nodes[k] = append(nodes[k], n)
		b.column[i] = k
	}
	for _, list := range nodes {
		b.columns = append(b.columns, newColumn(list[0].Feature, list))
	}
	for i := range t.Nodes {
		b.left[i] = b.columns[b.column[i]].decide(&t.Nodes[i])
	}
	return b
}

// root is the child number of the root, as in tree.Node.
func (b *branches) root() int {
	if len(b.t.Nodes) == 0 {
		return ^0
	}
	return 0
}

func (b *branches) count(child int) float64 {
	if child < 0 {
		return float64(b.t.Leaves[^child].Count)
	}
	return float64(b.t.Nodes[child].Count)
}

// share is the cover share of a child of a node. Where no training row passed
// the node, each child has one half.
func (b *branches) share(node, child int) float64 {
	if n := b.count(node); n > 0 {
		return b.count(child) / n
	}
	return 0.5
}

// condition is what a path asks of one feature: which bins meet all its nodes,
// and the product of their cover shares.
type condition struct {
	column int
	share  float64
	met    []int // for each bin of the column: 1 where it does, 0 elsewhere
}

// descend gives the conditions of the path to a child, from those of the path to
// its node, which stay as they are.
func (b *branches) descend(path []condition, node int, toLeft bool) (int, []condition) {
	child := b.t.Nodes[node].Right
	if toLeft {
		child = b.t.Nodes[node].Left
	}
	longer := append(make([]condition, 0, len(path)+1), path...)
	k := 0
	for k < len(path) && path[k].column != b.column[node] {
		k++
	}
	met := make([]int, len(b.left[node]))
	for i, left := range b.left[node] {
		if left == toLeft && (k == len(path) || path[k].met[i] == 1) {
			met[i] = 1
		}
	}
	share := b.share(node, child)
	if k == len(path) {
		return child, append(longer, condition{b.column[node], share, met})
	}
	longer[k].met = met
	longer[k].share *= share
	return child, longer
}

// leaves calls do for each leaf under child, left before right, until it gives
// false. It gives false then, too.
func (b *branches) leaves(child int, path []condition, do func(leafPath) bool) bool {
	if child < 0 {
		return do(leafPath{b.t.Leaves[^child].Value * b.scale, path})
	}
	for _, toLeft := range [2]bool{true, false} {
		next, longer := b.descend(path, child, toLeft)
		if !b.leaves(next, longer, do) {
			return false
		}
	}
	return true
}

// base is the cover-weighted mean of the leaves.
func (b *branches) base() float64 {
	sum := 0.0
	b.leaves(b.root(), nil, func(l leafPath) bool {
		part := l.value
		for _, c := range l.path {
			part *= c.share
		}
		sum += part
		return true
	})
	return sum
}
