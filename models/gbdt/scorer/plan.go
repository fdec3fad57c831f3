package scorer

import (
	"fmt"
	"math"
	"slices"

	"predict/models/gbdt/tree"
)

const (
	// perColumn is how many marks of a scale one column tells apart. The codes 0 to
	// 126 lie below the marks, and perColumn lies beyond all of them.
	perColumn               = 127
	alwaysLeft, alwaysRight = 0, perColumn
	// zeroThreshold is the magnitude up to which a value is taken for zero where
	// zeros are missing: the float32 nearest to 1e-35, as in LightGBM.
	zeroThreshold = 1.0000000180025095e-35
)

// plan says how rows become columns of codes.
type plan struct {
	// features are the numbers of the features that are asked for, in order; the
	// others are never read.
	features   []int
	scales     []*scale
	categories []categories
	columns    int
}

// categories is a column with the code 0 where a category is in the set, and 1
// elsewhere.
type categories struct {
	slot, number int
	set          []uint32
}

// planner collects what the nodes ask for.
type planner struct {
	plan
	slots []int // by feature: its number among plan.features
	// of holds the scales of each slot, in order.
	of      []laid
	numbers map[columnKey]int
	sets    map[string]int
}

// laid are the scales of a feature; tops are the highest of the thresholds that
// each was made for.
type laid struct {
	scales []*scale
	tops   []int64
}

// columnKey tells the columns of a plan apart.
type columnKey struct {
	scale       *scale
	segment     int
	missing     tree.Missing
	defaultLeft bool
}

// newPlanner reads all nodes, and lays the scales.
func newPlanner(e *tree.Ensemble) *planner {
	marks := make([][]int64, len(e.Features))
	used, zeros := make([]bool, len(e.Features)), make([]bool, len(e.Features))
	for i := range e.Trees {
		for j := range e.Trees[i].Nodes {
			n := &e.Trees[i].Nodes[j]
			used[n.Feature] = true
			if !n.Categorical {
				marks[n.Feature] = append(marks[n.Feature], thresholdKey(n.Threshold))
				zeros[n.Feature] = zeros[n.Feature] || n.Missing == tree.MissingZero
			}
		}
	}
	p := &planner{slots: make([]int, len(e.Features)), numbers: map[columnKey]int{}, sets: map[string]int{}}
	for f, k := range marks {
		if !used[f] {
			continue
		}
		p.slots[f] = len(p.features)
		p.features = append(p.features, f)
		p.of = append(p.of, p.lay(p.slots[f], k, zeros[f]))
	}
	return p
}

// lay cuts a feature's marks into scales. Where zeros are missing, the ends of
// the range that counts as zero are marks of every scale.
func (p *planner) lay(slot int, marks []int64, zeros bool) laid {
	slices.Sort(marks)
	marks = slices.Compact(marks)
	var ends []int64
	if zeros {
		ends = zeroEnds()
	}
	var l laid
	for part := range slices.Chunk(marks, maxMarks-len(ends)) {
		all := slices.Concat(part, ends)
		slices.Sort(all)
		l.scales = append(l.scales, newScale(slot, slices.Compact(all)))
		l.tops = append(l.tops, part[len(part)-1])
	}
	p.scales = append(p.scales, l.scales...)
	return l
}

// zeroEnds are the marks around zero: cells between them hold only values that
// count as zero.
func zeroEnds() []int64 {
	return []int64{key(math.Nextafter(-zeroThreshold, math.Inf(-1))), key(zeroThreshold)}
}

// question gives the column and the code up to which a row goes left at a node.
func (p *planner) question(n *tree.Node) (column uint32, code uint8) {
	slot := p.slots[n.Feature]
	if n.Categorical {
		return p.set(slot, n.Categories), 0
	}
	mark := thresholdKey(n.Threshold)
	i, _ := slices.BinarySearch(p.of[slot].tops, mark)
	s := p.of[slot].scales[i]
	at, _ := slices.BinarySearch(s.marks[:s.n], mark)
	k := columnKey{s, at / perColumn, n.Missing, n.DefaultLeft && n.Missing != tree.MissingNone}
	number, ok := p.numbers[k]
	if !ok {
		number = p.columns
		p.columns++
		p.numbers[k] = number
		s.columns = append(s.columns, newColumn(k, number))
	}
	return uint32(number), uint8(at % perColumn)
}

// set gives the column of a set of categories; nodes with the same set share it.
func (p *planner) set(slot int, set []uint32) uint32 {
	name := fmt.Sprint(slot, set)
	number, ok := p.sets[name]
	if !ok {
		number = p.columns
		p.columns++
		p.sets[name] = number
		p.categories = append(p.categories, categories{slot, number, slices.Clone(set)})
	}
	return uint32(number)
}

// newColumn fills the table from cells to codes.
func newColumn(k columnKey, number int) column {
	c := column{number: number}
	s := k.scale
	missing := uint8(alwaysRight)
	if k.defaultLeft {
		missing = alwaysLeft
	}
	ends := zeroEnds()
	for cell := range s.n + 1 {
		c.code[cell] = uint8(min(max(cell-k.segment*perColumn, 0), perColumn))
		zero := cell > 0 && cell < s.n && s.marks[cell-1] >= ends[0] && s.marks[cell] <= ends[1]
		if k.missing == tree.MissingZero && zero {
			c.code[cell] = missing
		}
	}
	c.code[nanCell] = missing
	if k.missing == tree.MissingNone {
		c.code[nanCell] = c.code[s.cell(key(0))]
	}
	return c
}
