package shap

// mostFeatures bounds the features of a table, so that the patterns of one leaf
// fit a small array.
const mostFeatures = 14

// key is a feature of a table with the classes of bins that the table tells
// apart, numbered from 0.
type key struct {
	column int   // of the branches
	class  []int // for each bin of the column
	bin    []int // for each class: one of its bins
}

// subtree is what one table stands for: the leaves under child, which path leads
// to.
type subtree struct {
	child int
	path  []condition
	keys  []key
	cells int // the product of the keys' classes
}

// plan is how a tree is cut up: subtrees to be tabulated and single leaves that
// have too many features.
type plan struct {
	b      *branches
	tables []subtree
	paths  []leafPath
}

// leafPath is a leaf with its path.
type leafPath struct {
	value float64
	path  []condition
}

// newPlan cuts a tree into the largest subtrees whose tables have at most cells
// cells.
func newPlan(b *branches, cells int) *plan {
	p := &plan{b: b}
	p.add(b.root(), nil, cells)
	return p
}

func (p *plan) add(child int, path []condition, cells int) {
	if len(path) == 0 && child < 0 {
		return // a tree of one leaf asks for nothing
	}
	if s, ok := p.b.subtree(child, path, cells); ok {
		p.tables = append(p.tables, s)
		return
	}
	if child < 0 {
		p.paths = append(p.paths, leafPath{p.b.t.Leaves[^child].Value * p.b.scale, path})
		return
	}
	for _, toLeft := range [2]bool{true, false} {
		next, longer := p.b.descend(path, child, toLeft)
		p.add(next, longer, cells)
	}
}

// subtree finds the keys of the table under child, and whether it is small
// enough.
func (b *branches) subtree(child int, path []condition, most int) (subtree, bool) {
	s := subtree{child: child, path: path, cells: 1}
	at := make(map[int]int, len(path))
	for i, c := range path {
		k := key{column: c.column, class: make([]int, len(c.met))}
		k.refine(c.met)
		at[c.column] = i
		s.keys = append(s.keys, k)
		s.cells *= len(k.bin)
	}
	if s.cells > most || len(s.keys) > mostFeatures {
		return s, false
	}
	ahead := []int{child}
	for len(ahead) > 0 {
		node := ahead[len(ahead)-1]
		ahead = ahead[:len(ahead)-1]
		if node < 0 {
			continue
		}
		c := b.column[node]
		i, known := at[c]
		if !known {
			i = len(s.keys)
			at[c] = i
			s.keys = append(s.keys, key{column: c, class: make([]int, len(b.left[node])), bin: []int{0}})
		}
		k := &s.keys[i]
		s.cells /= len(k.bin)
		if i < len(path) {
			k.refineWithin(b.left[node], path[i].met)
		} else {
			k.refine(b.left[node])
		}
		s.cells *= len(k.bin)
		if s.cells > most || len(s.keys) > mostFeatures {
			return s, false
		}
		ahead = append(ahead, b.t.Nodes[node].Right, b.t.Nodes[node].Left)
	}
	return s, true
}

// refine splits the classes by whether a bin goes left.
func (k *key) refine(left []bool) {
	number := map[[2]int]int{}
	k.bin = k.bin[:0:0]
	for b, l := range left {
		id := [2]int{k.class[b], 0}
		if l {
			id[1] = 1
		}
		c, known := number[id]
		if !known {
			c = len(k.bin)
			number[id] = c
			k.bin = append(k.bin, b)
		}
		k.class[b] = c
	}
}

// refineWithin does so among the bins that meet the conditions of the path. For
// the others no leaf of the subtree is reached, whatever its nodes decide.
func (k *key) refineWithin(left, met []bool) {
	both := make([]bool, len(left))
	for b := range both {
		both[b] = left[b] && met[b]
	}
	k.refine(both)
}
