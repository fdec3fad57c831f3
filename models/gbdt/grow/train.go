package grow

import (
	"context"
	"math"

	"predict/models/gbdt/bins"
	"predict/models/gbdt/tree"
)

// Train grows trees on the rows of m with labels y in {0,1}, both of which
// occur, and weights w above 0, or nil for ones. Where later is not nil, it keeps
// the trees up to the lowest loss there. It stops early where no split is worth
// it, and fails only when the context is cancelled.
func Train(ctx context.Context, m *bins.Matrix, y, w []float64, later *Later, p Params) ([]tree.Tree, error) {
	r, start := newRows(y, w)
	b := &booster{p: &p, rows: r, grower: newGrower(m, &p), start: start}
	var watching *watch
	if later != nil {
		watching = newWatch(later, start, p.Workers)
	}
	var trees []tree.Tree
	for round := 1; round <= p.Rounds; round++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t, finished := b.round(round)
		if len(t.nodes) == 0 && round > 1 && !b.random() {
			break // nor would the next tree find a split
		}
		trees = append(trees, finished)
		if watching != nil && watching.add(t, r.output, round, p.StopAfter) {
			break
		}
		if len(t.nodes) == 0 && !b.random() {
			break
		}
	}
	if watching != nil {
		trees = trees[:max(watching.round, 1)]
	}
	return trees, ctx.Err()
}

// booster adds trees.
type booster struct {
	p      *Params
	rows   *rows
	grower *grower
	start  float64
}

// random tells whether trees differ by what is drawn for them.
func (b *booster) random() bool {
	return b.p.Sampling != All && b.p.Share < 1 || b.p.FeatureShare < 1 || b.p.FeatureShareOfNode < 1
}

// round grows one tree, and leaves what its leaves add in rows.output.
func (b *booster) round(number int) (*grown, tree.Tree) {
	p, r, g := b.p, b.rows, b.grower
	seed := bins.Hash(p.Seed ^ bins.Hash(uint64(number)))
	t := r.update(p.Workers, p.Sampling == MVS && p.Share < 1)
	choice := newDraw(p.Sampling, p.Share, t, r.n, seed)
	d := r.entries(g.entries, g.spare, choice, t, p.Workers)
	made := g.grow(d, r.largest, bins.Hash(seed+1))
	var sums []leafSums
	if len(d.entries) == r.n && choice.sampling == All {
		sums = r.settleDrawn(made, g.entries, p.Workers)
	} else {
		sums = r.settle(made, g.m.Columns, p.Workers)
	}
	a := assembly{grown: made, m: g.m, p: p, sums: sums, units: units{
		gradient: r.largest * math.Ldexp(1, -gradientBits),
		hessian:  r.largest * math.Ldexp(1, -hessianBits),
	}}
	a.renew = p.Renew || choice.sampling == All
	r.output = a.outputs()
	finished := a.tree(r.output)
	if number == 1 {
		addStart(&finished, b.start)
	}
	return made, finished
}

// addStart moves every value of the first tree by the margin at which training
// starts, as LightGBM's boost_from_average does.
func addStart(t *tree.Tree, start float64) {
	t.Shrinkage = 1
	for i := range t.Leaves {
		t.Leaves[i].Value += start
	}
	for i := range t.Nodes {
		t.Nodes[i].Value += start
	}
}
