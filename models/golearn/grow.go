package golearn

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"
	"gonum.org/v1/gonum/mat"
)

// Names of golearn's classes, and of the column that numbers the rows so that
// the split rule can find them behind golearn's views.
const (
	classChurned = "churned"
	classStayed  = "stayed"
	rowColumn    = "row"
)

// sample is what one tree learns from.
type sample struct {
	values  [][]float64 // values[j][i] is feature j of row i
	churned []bool
	seed    uint64
}

// grow lets golearn grow a tree and turns it into plain arrays.
func grow(ctx context.Context, s *sample, o Options) (t tree, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("growing with golearn: %v", r)
		}
	}()
	rule, err := newSplitRule(ctx, s, o)
	if err != nil {
		return tree{}, fmt.Errorf("growing with golearn: %w", err)
	}
	t.add(trees.InferID3Tree(rule.grid, rule), rule.asked)
	return t, nil
}

// splitRule is the trees.RuleGenerator that golearn asks at every node.
//
// golearn's views cost time for every column and drop a column once it is
// asked. So golearn's grid has no features but one column per level: the rule
// picks a feature, copies its values for the rows of the node into the column
// of the level, and asks about that. The nodes of a level share no rows.
type splitRule struct {
	ctx     context.Context
	options Options
	sample  *sample
	grid    *base.DenseInstances
	row     *base.FloatAttribute
	levels  []*base.FloatAttribute
	specs   []base.AttributeSpec
	// bits[k] is k times the binary logarithm of k.
	bits []float64
	// asked is the feature behind each rule given out.
	asked map[*trees.DecisionTreeRule]int
}

func newSplitRule(ctx context.Context, s *sample, o Options) (*splitRule, error) {
	r := &splitRule{
		ctx: ctx, options: o, sample: s,
		grid: base.NewDenseInstances(), row: base.NewFloatAttribute(rowColumn),
		asked: make(map[*trees.DecisionTreeRule]int),
		bits:  make([]float64, len(s.churned)+1),
	}
	for k := 1; k < len(r.bits); k++ {
		r.bits[k] = float64(k) * math.Log2(float64(k))
	}
	for level := range o.MaxDepth {
		attribute := base.NewFloatAttribute(fmt.Sprintf("level%d", level))
		r.levels = append(r.levels, attribute)
		r.specs = append(r.specs, r.grid.AddAttribute(attribute))
	}
	rowSpec := r.grid.AddAttribute(r.row)
	class := base.NewCategoricalAttribute()
	class.SetName("class")
	classSpec := r.grid.AddAttribute(class)
	if err := r.grid.AddClassAttribute(class); err != nil {
		return nil, err
	}
	if err := r.grid.Extend(len(s.churned)); err != nil {
		return nil, err
	}
	for i, churned := range s.churned {
		r.grid.Set(rowSpec, i, base.PackFloatToBytes(float64(i)))
		name := classStayed
		if churned {
			name = classChurned
		}
		r.grid.Set(classSpec, i, class.GetSysValFromString(name))
	}
	return r, nil
}

// GenerateSplitRule picks the question of most information among a few features
// drawn for this node; the first drawn wins a tie, then the smallest threshold.
// It gives nil, which makes a leaf, where no question informs.
func (r *splitRule) GenerateSplitRule(node base.FixedDataGrid) *trees.DecisionTreeRule {
	columns, n := node.Size()
	level := len(r.levels) + 2 - columns // besides the levels: row and class
	if r.ctx.Err() != nil || level >= len(r.levels) || n < 2*r.options.MinLeaf {
		return nil
	}
	rows := r.rowsOf(node)
	best, feature := split{}, -1
	for _, j := range r.drawFeatures(level, rows[0]) {
		if s := r.bestSplit(j, rows); s.gain > best.gain {
			best, feature = s, j
		}
	}
	if feature < 0 {
		return nil
	}
	for _, i := range rows {
		r.grid.Set(r.specs[level], i, base.PackFloatToBytes(r.sample.values[feature][i]))
	}
	rule := &trees.DecisionTreeRule{SplitAttr: r.levels[level], SplitVal: best.threshold}
	r.asked[rule] = feature
	return rule
}

// drawFeatures draws the features of a node. golearn visits children in the
// order of a map, so the draw depends on the node and not on what came before:
// level and first row name it, since the nodes of a level share no rows.
func (r *splitRule) drawFeatures(level, firstRow int) []int {
	p := len(r.sample.values)
	wanted := r.options.Features
	if wanted == 0 {
		wanted = max(3, int(math.Ceil(math.Sqrt(float64(p)))))
	}
	random := rand.New(rand.NewPCG(r.sample.seed, uint64(level)<<32|uint64(firstRow)))
	return random.Perm(p)[:min(wanted, p)]
}

// rowsOf gives the rows of a node in rising order: golearn's order is that of a
// map.
func (r *splitRule) rowsOf(node base.FixedDataGrid) []int {
	spec, err := node.GetAttribute(r.row)
	if err != nil {
		panic(err) // grow turns it into an error
	}
	_, n := node.Size()
	rows := make([]int, n)
	for i := range rows {
		rows[i] = int(base.UnpackBytesToFloat(node.Get(spec, i)))
	}
	slices.Sort(rows)
	return rows
}

// split is a question "is the value above threshold" and its information gain,
// in bits per row.
type split struct{ gain, threshold float64 }

// leastGain is below any gain of a question that tells something.
const leastGain = 1e-9

// labelled is a feature's value in a row and 1 where the row churned.
type labelled struct {
	value   float64
	churned int
}

// bestSplit tries every threshold between two values of feature j.
func (r *splitRule) bestSplit(j int, rows []int) split {
	sorted := make([]labelled, len(rows))
	n, churned := len(rows), 0
	for i, row := range rows {
		sorted[i] = labelled{r.sample.values[j][row], one(r.sample.churned[row])}
		churned += sorted[i].churned
	}
	slices.SortFunc(sorted, func(a, b labelled) int { return cmp.Compare(a.value, b.value) })
	before := r.impurity(churned, n)
	best := split{gain: leastGain}
	below := 0
	for i := 0; i+1 < n; i++ {
		below += sorted[i].churned
		low, high := sorted[i].value, sorted[i+1].value
		if low == high || i+1 < r.options.MinLeaf || n-i-1 < r.options.MinLeaf {
			continue
		}
		gain := (before - r.impurity(below, i+1) - r.impurity(churned-below, n-i-1)) / float64(n)
		if gain > best.gain {
			best = split{gain: gain, threshold: between(low, high)}
		}
	}
	if best.gain == leastGain {
		return split{}
	}
	return best
}

// impurity is the entropy of n rows, in bits, times n.
func (r *splitRule) impurity(churned, n int) float64 {
	return r.bits[n] - r.bits[churned] - r.bits[n-churned]
}

// between is the middle of low and high, but never high itself: values up to
// the threshold go one way and those above it the other.
func between(low, high float64) float64 {
	if middle := low/2 + high/2; middle >= low && middle < high {
		return middle
	}
	return low
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// median of the values of column j that are present; 0 where none is.
func median(x *mat.Dense, j int) float64 {
	var values []float64
	n, _ := x.Dims()
	for i := range n {
		if v := x.At(i, j); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[(len(values)-1)/2]
}
