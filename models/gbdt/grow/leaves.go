package grow

import (
	"predict/models/gbdt/bins"
)

// leafSums are sums over all rows of a leaf, drawn or not.
type leafSums struct {
	gradient, hessian int64
	rows              int
}

// hop is a node as rows pass it.
type hop struct {
	column      []uint8
	sides       *sides
	left, right int
}

// router leads rows to the leaves of a tree.
type router struct {
	hops  []hop
	root  int
	depth int
}

// newRouter prepares a tree for the rows of the columns.
func newRouter(t *grown, columns [][]uint8) *router {
	r := &router{root: ^0}
	for i := range t.nodes {
		n := &t.nodes[i]
		r.hops = append(r.hops, hop{columns[n.feature], n.sides, n.left, n.right})
		r.root = 0
	}
	for i := range t.leaves {
		r.depth = max(r.depth, t.leaves[i].depth)
	}
	return r
}

// pending is a range of rows that wait at a node.
type pending struct{ node, from, to int }

// blockRouter leads blocks of rows. It belongs to one goroutine.
type blockRouter struct {
	*router
	rows, spare [rowBlock]uint64
	waiting     []pending
}

// route calls at for each leaf with rows from to to, with the numbers of those.
func (b *blockRouter) route(from, to int, at func(leaf int, rows []uint64)) {
	rows := b.rows[:to-from]
	for k := range rows {
		rows[k] = uint64(from + k)
	}
	b.waiting = append(b.waiting[:0], pending{b.root, 0, len(rows)})
	for len(b.waiting) > 0 {
		w := b.waiting[len(b.waiting)-1]
		b.waiting = b.waiting[:len(b.waiting)-1]
		if w.from == w.to {
			continue
		}
		if w.node < 0 {
			at(^w.node, rows[w.from:w.to])
			continue
		}
		h := &b.hops[w.node]
		left := partition(rows[w.from:w.to], b.spare[:], h.column, h.sides)
		b.waiting = append(b.waiting, pending{h.left, w.from, w.from + left}, pending{h.right, w.from + left, w.to})
	}
}

// settle notes for all rows in which leaf they are, and sums them up.
func (r *rows) settle(t *grown, columns [][]uint8, workers int) []leafSums {
	route := newRouter(t, columns)
	blocks := (r.n + rowBlock - 1) / rowBlock
	tasks := min(workers, blocks)
	parts := make([][]leafSums, tasks)
	bins.Each(tasks, tasks, func(task int) {
		sums := make([]leafSums, len(t.leaves))
		b := &blockRouter{router: route}
		first, last := share(blocks, task, tasks)
		for block := first; block < last; block++ {
			b.route(block*rowBlock, min((block+1)*rowBlock, r.n), func(leaf int, rows []uint64) {
				sums[leaf].add(r, leaf, rows)
			})
		}
		parts[task] = sums
	})
	return total(parts)
}

// settleDrawn is settle where all rows were drawn: their entries lie by leaf.
func (r *rows) settleDrawn(t *grown, entries []uint64, workers int) []leafSums {
	sums := make([]leafSums, len(t.leaves))
	bins.Each(workers, len(t.leaves), func(k int) {
		sums[k].add(r, k, entries[t.leaves[k].from:t.leaves[k].to])
	})
	return sums
}

// add notes and sums the rows of entries.
func (s *leafSums) add(r *rows, leaf int, entries []uint64) {
	var g, h int64
	for _, e := range entries {
		i := e & rowMask
		r.leaf[i] = uint16(leaf)
		g += int64(r.gradient[i])
		h += int64(r.hessian[i])
	}
	s.gradient += g
	s.hessian += h
	s.rows += len(entries)
}

func total(parts [][]leafSums) []leafSums {
	sum := parts[0]
	for _, part := range parts[1:] {
		for k, s := range part {
			sum[k].gradient += s.gradient
			sum[k].hessian += s.hessian
			sum[k].rows += s.rows
		}
	}
	return sum
}
