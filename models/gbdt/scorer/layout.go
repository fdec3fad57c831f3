package scorer

import (
	"math"

	"predict/models/gbdt/tree"
)

// layout packs one tree.
type layout struct {
	*planner
	t      *tree.Tree
	out    *packed
	leaves []int     // on the left side of each node
	work   []float64 // of each node with all below, in units of an end
	used   uint8     // slots
}

// pack lays out a tree of at most maxLeaves leaves.
func (p *planner) pack(t *tree.Tree) *packed {
	size := 32
	if len(t.Leaves) > size {
		size = maxLeaves
	}
	l := layout{
		planner: p, t: t, out: &packed{values: make([]float64, size)},
		leaves: make([]int, len(t.Nodes)), work: make([]float64, len(t.Nodes)),
	}
	if len(t.Nodes) == 0 {
		l.out.values[0] = t.Leaves[0].Value
		return l.out
	}
	l.measure(0, 0)
	l.section(0, 0, 1)
	return l.out
}

// measure writes the values of the leaves below a node, the first of them at a
// place, and gives the place behind them.
func (l *layout) measure(at, place int) int {
	if at < 0 {
		l.out.values[place] = l.t.Leaves[^at].Value
		return place + 1
	}
	n := &l.t.Nodes[at]
	middle := l.measure(n.Left, place)
	behind := l.measure(n.Right, middle)
	l.leaves[at], l.work[at] = middle-place, 2
	if isEnd(n) {
		l.work[at] = 1
	}
	for _, child := range []int{n.Left, n.Right} {
		if child >= 0 {
			l.work[at] += l.work[child]
		}
	}
	return behind
}

func isEnd(n *tree.Node) bool { return n.Left < 0 && n.Right < 0 }

// section lays out the section that begins at a node, and those below it. Chance
// is how likely a group of rows reaches the node.
func (l *layout) section(first int, slot uint8, chance float64) {
	number := len(l.out.sections)
	l.out.sections = append(l.out.sections, section{slot: slot})
	var s section
	var below []place
	for open := []place{{first, slot}}; len(open) > 0; open = open[1:] {
		at := open[0]
		n := &l.t.Nodes[at.node]
		column, code := l.question(n)
		if isEnd(n) {
			s.ends = append(s.ends, end{bias(code), column, at.slot})
			continue
		}
		f := fork{bias: bias(code), column: column, slot: at.slot, leaves: uint8(l.leaves[at.node])}
		f.left, f.right = l.room(n.Left), l.room(n.Right)
		s.forks = append(s.forks, f)
		for _, child := range []place{{n.Left, f.left}, {n.Right, f.right}} {
			switch {
			case child.node < 0:
			case l.apart(child.node, chance):
				below = append(below, child)
			default:
				open = append(open, child)
			}
		}
	}
	for _, child := range below {
		l.section(child.node, child.slot, l.chance(child.node))
	}
	s.slot, s.next = slot, len(l.out.sections)
	l.out.sections[number] = s
}

// place is a node and its slot.
type place struct {
	node int
	slot uint8
}

// room gives a child its slot.
func (l *layout) room(child int) uint8 {
	if child < 0 {
		return leafSlot
	}
	l.used++
	return l.used
}

// chance is how likely at least one row of a group reaches a node, if rows are as
// in training and come in any order; 1 where the tree does not say.
func (l *layout) chance(at int) float64 {
	all, here := l.t.Nodes[0].Count, l.t.Nodes[at].Count
	if here <= 0 || here >= all {
		return 1
	}
	return 1 - math.Pow(1-float64(here)/float64(all), group)
}

// apart tells whether a node should begin a section, within one that is reached
// by chance: whether the work that is saved outweighs asking, guessing wrong, and
// entering. The weights are measured, and change only the time that is taken.
func (l *layout) apart(at int, chance float64) bool {
	here := min(l.chance(at), chance)
	saved := (chance - here) * l.work[at]
	return saved > chance+5*min(here, chance-here)+3*here
}
