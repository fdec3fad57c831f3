package grow

import (
	"math"

	"predict/models/gbdt/bins"
)

// grower grows trees one after another and reuses its memory.
type grower struct {
	m *bins.Matrix
	p *Params
	// entries are those of the tree's rows; the entries of a leaf lie together.
	entries, spare []uint64
	free           []histogram
	stages         []*stage
	units          units
	seed           uint64 // of the tree
	mask           []bool // features of the tree, nil for all
}

func newGrower(m *bins.Matrix, p *Params) *grower {
	return &grower{m: m, p: p, entries: make([]uint64, m.N), spare: make([]uint64, m.N)}
}

// grow grows one tree from drawn entries.
func (g *grower) grow(d drawn, largest float64, seed uint64) *grown {
	g.units = units{
		gradient: largest * math.Ldexp(1, int(d.gradient)-gradientBits),
		hessian:  largest * math.Ldexp(1, int(d.hessian)-hessianBits),
	}
	g.seed = seed
	g.mask = choose(nil, len(g.m.Columns), g.p.FeatureShare, seed)
	t := &grown{units: g.units}
	t.leaves = append(t.leaves, leaf{
		to: len(d.entries), total: d.total, bounds: unbounded(), l2: g.p.L2, parent: -1,
	})
	g.findRoot(&t.leaves[0])
	for len(t.leaves) < g.p.Leaves {
		next := 0
		for i := range t.leaves {
			if t.leaves[i].gained > t.leaves[next].gained {
				next = i
			}
		}
		if t.leaves[next].gained <= 0 {
			break
		}
		left, right := g.divide(t, next)
		if len(t.leaves) < g.p.Leaves {
			g.findChildren(left, right)
		}
	}
	for i := range t.leaves {
		g.release(&t.leaves[i])
	}
	return t
}

// divide splits a leaf: the left side keeps its number, and its histogram for
// the time being; the right side is the next leaf.
func (g *grower) divide(t *grown, number int) (left, right *leaf) {
	parent := t.leaves[number]
	k := len(t.nodes)
	n := node{candidate: parent.best, left: ^number, right: ^len(t.leaves), gained: parent.gained, before: parent}
	n.sides = sidesOf(&n.candidate)
	if parent.parent >= 0 {
		above := &t.nodes[parent.parent]
		if parent.right {
			above.right = k
		} else {
			above.left = k
		}
	}
	t.nodes = append(t.nodes, n)
	size := partitionParallel(g.entries[parent.from:parent.to], g.spare[parent.from:parent.to],
		g.m.Columns[n.feature], n.sides, g.p.Workers)
	l, r := parent, parent
	l.to, r.from = parent.from+size, parent.from+size
	l.total, r.total = n.candidate.left, parent.total-n.candidate.left
	l.parent, r.parent, l.right, r.right = k, k, false, true
	l.depth, r.depth = parent.depth+1, parent.depth+1
	l.l2, r.l2 = n.l2*g.units.hessian, n.l2*g.units.hessian
	l.gained, r.gained, r.histogram = 0, 0, nil
	g.bind(&l, &r, n.feature)
	t.leaves[number] = l
	t.leaves = append(t.leaves, r)
	return &t.leaves[number], &t.leaves[len(t.leaves)-1]
}

// bind bounds the outputs below a split on a feature with a constraint by the
// middle of the outputs of its sides.
func (g *grower) bind(l, r *leaf, feature int) {
	if g.p.Monotone == nil || g.p.Monotone[feature] == 0 {
		return
	}
	middle := (g.output(l) + g.output(r)) / 2
	if g.p.Monotone[feature] > 0 {
		l.bounds.high, r.bounds.low = min(l.bounds.high, middle), max(r.bounds.low, middle)
	} else {
		l.bounds.low, r.bounds.high = max(l.bounds.low, middle), min(r.bounds.high, middle)
	}
}

// output is a leaf's output by its entries.
func (g *grower) output(l *leaf) float64 {
	return outputOf(cellGradient(l.total)*g.units.gradient, cellHessian(l.total)*g.units.hessian, g.p.L1, l.l2, l.bounds)
}

// take gives a histogram of any content.
func (g *grower) take() histogram {
	if n := len(g.free); n > 0 {
		h := g.free[n-1]
		g.free = g.free[:n-1]
		return h
	}
	return make(histogram, g.m.Words)
}

func (g *grower) release(l *leaf) {
	if l.histogram != nil {
		g.free = append(g.free, l.histogram)
		l.histogram = nil
	}
}
