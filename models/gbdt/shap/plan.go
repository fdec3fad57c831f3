package shap

// Bounds on how tables are put together.
const (
	// mostFeatures bounds the features of a table, so that the conditions met on a
	// path fit a small array.
	mostFeatures = 14
	// mostNeighbours is how many of the following tables of a tree are tried for a
	// table to be joined with.
	mostNeighbours = 12
)

// leafPath is a leaf with the conditions that lead to it.
type leafPath struct {
	value float64
	path  []condition
}

// key is a feature of a table with the classes of bins that the table tells
// apart, numbered from 0.
type key struct {
	column int   // of the branches
	class  []int // for each bin of the column
	bin    []int // for each class: its first bin
}

// group is a set of leaves that are tabulated together.
type group struct {
	leaves []leafPath
	keys   []key
	cells  int // the product of the numbers of classes of the keys
}

// plan is how a tree is cut up: groups of leaves to be tabulated, and single
// leaves that have too many features.
type plan struct {
	b      *branches
	groups []group
	paths  []leafPath
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
	g := group{cells: 1}
	fits := true
	p.b.leaves(child, path, func(l leafPath) bool {
		g.leaves = append(g.leaves, l)
		for _, c := range l.path {
			g.refine(c.column, c.met)
		}
		fits = g.cells <= cells && len(g.keys) <= mostFeatures
		return fits
	})
	switch {
	case fits:
		p.groups = append(p.groups, g)
	case child < 0:
		p.paths = append(p.paths, g.leaves[0])
	default:
		for _, toLeft := range [2]bool{true, false} {
			next, longer := p.b.descend(path, child, toLeft)
			p.add(next, longer, cells)
		}
	}
}

// join puts together tables that have features in common, those first that spare
// most lookups, where the union takes no more room than the two. A leaf beside a
// large subtree, for instance, asks for little that the tables of the subtree do
// not tell apart, too.
func (p *plan) join(cells int) {
	unions := make([][]*group, len(p.groups)) // of each group with those that follow; nil: none
	for i := range p.groups {
		unions[i] = make([]*group, len(p.groups))
		for j := i + 1; j < min(len(p.groups), i+1+mostNeighbours); j++ {
			unions[i][j] = p.groups[i].union(&p.groups[j], cells)
		}
	}
	gone := make([]bool, len(p.groups))
	for {
		saved, first, second := 0, 0, 0
		for i := range unions {
			for j := i + 1; j < len(p.groups); j++ {
				if u := unions[i][j]; u != nil && len(p.groups[i].keys)+len(p.groups[j].keys)-len(u.keys) > saved {
					saved, first, second = len(p.groups[i].keys)+len(p.groups[j].keys)-len(u.keys), i, j
				}
			}
		}
		if saved == 0 {
			break
		}
		p.groups[first] = *unions[first][second]
		gone[second] = true
		for i := range p.groups {
			unions[min(i, second)][max(i, second)] = nil
			if i != first && unions[min(i, first)][max(i, first)] != nil {
				unions[min(i, first)][max(i, first)] = p.groups[min(i, first)].union(&p.groups[max(i, first)], cells)
			}
		}
	}
	kept := p.groups[:0]
	for i, g := range p.groups {
		if !gone[i] {
			kept = append(kept, g)
		}
	}
	p.groups = kept
}

// union is the group of the leaves of both, or nil where its table is too large.
func (g *group) union(other *group, cells int) *group {
	u := &group{cells: g.cells, keys: append(make([]key, 0, len(g.keys)+len(other.keys)), g.keys...)}
	for _, k := range other.keys {
		u.refine(k.column, k.class)
		if u.cells > cells || len(u.keys) > mostFeatures || u.size() > g.size()+other.size() {
			return nil
		}
	}
	u.leaves = append(append(u.leaves, g.leaves...), other.leaves...)
	return u
}

// size is how many numbers the table of the group holds.
func (g *group) size() int { return g.cells * len(g.keys) }

// refine splits the classes of a column by labels of its bins, numbered from 0.
func (g *group) refine(column int, label []int) {
	i := 0
	for i < len(g.keys) && g.keys[i].column != column {
		i++
	}
	if i == len(g.keys) {
		g.keys = append(g.keys, key{column: column, class: make([]int, len(label)), bin: []int{0}})
	}
	k := &g.keys[i]
	g.cells /= len(k.bin)
	*k = k.refined(label)
	g.cells *= len(k.bin)
}

// refined is the key whose classes have one class and one label. Keys are shared
// between groups, and not changed.
func (k *key) refined(label []int) key {
	finer := key{column: k.column, class: make([]int, len(label)), bin: make([]int, 0, len(k.bin)+1)}
	for b, l := range label {
		c := 0
		for c < len(finer.bin) && (k.class[finer.bin[c]] != k.class[b] || label[finer.bin[c]] != l) {
			c++
		}
		if c == len(finer.bin) {
			finer.bin = append(finer.bin, b)
		}
		finer.class[b] = c
	}
	return finer
}
