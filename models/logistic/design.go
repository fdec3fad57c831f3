package logistic

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// A feature has slots slots: one per segment of its curve, and the last one for
// missing values.
const (
	slotBits    = 3
	slots       = 1 << slotBits
	missingSlot = slots - 1
)

// design is the training set in the form that the search reads again and
// again: for each value its segment and how far along it lies. A row's margin
// then costs one look-up per value whatever the number of knots.
type design struct {
	n, p   int
	slot   []uint8   // n×p
	along  []float32 // n×p
	y, w   []float64 // w nil for ones
	scales []scale
	moment []slotMoments // p×slots
	total  float64       // sum of weights
	blocks blocks
}

// slotMoments are weighted sums over the training values in a slot: of 1, of
// along and of its square.
type slotMoments struct{ count, first, second float64 }

func newDesign(ctx context.Context, x *mat.Dense, y, w []float64, o Options) (*design, error) {
	n, p := x.Dims()
	d := &design{
		n: n, p: p, y: y, w: w,
		slot: make([]uint8, n*p), along: make([]float32, n*p),
		scales: make([]scale, p),
		blocks: newBlocks(n, o.Workers),
	}
	err := parallel(ctx, p, d.blocks.workers, func(j int) {
		d.scales[j] = newScale(sortedValues(x, j, w), o)
	})
	if err != nil {
		return nil, err
	}
	moments := make([]slotMoments, d.blocks.count*p*slots)
	totals := make([]float64, d.blocks.count)
	err = parallel(ctx, d.blocks.count, d.blocks.workers, func(b int) {
		totals[b] = d.encode(x, b, moments[b*p*slots:(b+1)*p*slots])
	})
	if err != nil {
		return nil, err
	}
	d.moment = moments[:p*slots]
	d.total = totals[0]
	for b := 1; b < d.blocks.count; b++ {
		for s, m := range moments[b*p*slots : (b+1)*p*slots] {
			d.moment[s].count += m.count
			d.moment[s].first += m.first
			d.moment[s].second += m.second
		}
		d.total += totals[b]
	}
	return d, nil
}

// encode fills the rows of block b and sums their moments and weights.
func (d *design) encode(x *mat.Dense, b int, moments []slotMoments) (total float64) {
	from, to := d.blocks.bounds(b)
	for i := from; i < to; i++ {
		weight := d.weight(i)
		total += weight
		for j, v := range x.RawRowView(i) {
			slot, along := missingSlot, 0.0
			switch {
			case len(d.scales[j].Knots) < 2:
				slot = 0
			case !math.IsNaN(v):
				slot, along = d.scales[j].place(v)
			}
			if math.IsNaN(v) {
				slot = missingSlot
			}
			rounded := float32(along)
			d.slot[i*d.p+j], d.along[i*d.p+j] = uint8(slot), rounded
			m, a := &moments[j*slots+slot], float64(rounded)
			m.count += weight
			m.first += float64(weight * a)
			m.second += float64(weight * a * a)
		}
	}
	return total
}

func (d *design) weight(i int) float64 {
	if d.w == nil {
		return 1
	}
	return d.w[i]
}
