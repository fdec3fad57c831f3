package logistic

import (
	"context"
	"math"
)

// line is a feature's contribution in one slot: start + rise*along.
type line struct{ start, rise float64 }

// objective is the penalised mean log loss as a function of theta: the
// intercept, then one coefficient per column.
type objective struct {
	ctx     context.Context
	design  *design
	columns []column
	l2      float64

	at        []float64 // where value and gradient were last computed
	value     float64
	gradient  []float64
	lines     []line // p×slots, the curves at theta
	slopes    []line // blocks×p×slots: derivatives by start and rise
	loss      []float64
	intercept []float64 // derivative by the intercept, by block
}

func newObjective(ctx context.Context, d *design, l2 float64) *objective {
	columns := d.columns()
	return &objective{
		ctx: ctx, design: d, columns: columns, l2: l2,
		gradient:  make([]float64, len(columns)+1),
		lines:     make([]line, d.p*slots),
		slopes:    make([]line, d.blocks.count*d.p*slots),
		loss:      make([]float64, d.blocks.count),
		intercept: make([]float64, d.blocks.count),
	}
}

// curves fills lines with the feature curves of theta.
func (f *objective) curves(theta []float64) {
	clear(f.lines)
	for c := range f.columns {
		column, beta := &f.columns[c], theta[c+1]
		knots := f.design.scales[column.feature].Knots
		lines := f.lines[column.feature*slots : (column.feature+1)*slots]
		lines[missingSlot].start += float64(beta * column.height(knots, missing))
		if len(knots) < 2 {
			// Only the indicator: every present value is alike.
			lines[0].start += float64(beta * column.height(knots, 0))
			continue
		}
		for s := 0; s+1 < len(knots); s++ {
			low, high := column.height(knots, s), column.height(knots, s+1)
			lines[s].start += float64(beta * low)
			lines[s].rise += float64(beta * (high - low))
		}
	}
}

// evaluate computes value and gradient at theta, unless they are at hand. When
// the context is cancelled they are meaningless and the caller gives up.
func (f *objective) evaluate(theta []float64) {
	if f.at != nil && equal(f.at, theta) {
		return
	}
	f.at = append(f.at[:0], theta...)
	f.curves(theta)
	d := f.design
	width := d.p * slots
	if parallel(f.ctx, d.blocks.count, d.blocks.workers, func(b int) { f.block(b, theta[0]) }) != nil {
		f.value = math.NaN()
		return
	}
	sum := f.slopes[:width]
	loss, intercept := f.loss[0], f.intercept[0]
	for b := 1; b < d.blocks.count; b++ {
		for s, v := range f.slopes[b*width : (b+1)*width] {
			sum[s].start += v.start
			sum[s].rise += v.rise
		}
		loss += f.loss[b]
		intercept += f.intercept[b]
	}
	f.gradient[0] = intercept / d.total
	for c := range f.columns {
		column, beta := &f.columns[c], theta[c+1]
		loss += float64(f.l2 / 2 * beta * beta)
		f.gradient[c+1] = (float64(f.l2*beta) + derivative(column, d.scales[column.feature].Knots, sum)) / d.total
	}
	f.value = loss / d.total
}

// derivative is that of the summed loss by the coefficient of a column.
func derivative(c *column, knots []float64, sum []line) float64 {
	slopes := sum[c.feature*slots : (c.feature+1)*slots]
	out := float64(slopes[missingSlot].start * c.height(knots, missing))
	if len(knots) < 2 {
		return out + float64(slopes[0].start*c.height(knots, 0))
	}
	for s := 0; s+1 < len(knots); s++ {
		low, high := c.height(knots, s), c.height(knots, s+1)
		out += float64(slopes[s].start*low) + float64(slopes[s].rise*(high-low))
	}
	return out
}

// block sums loss and derivatives over the rows of block b.
func (f *objective) block(b int, intercept float64) {
	d := f.design
	width := d.p * slots
	slopes, lines := f.slopes[b*width:(b+1)*width], f.lines[:width]
	clear(slopes)
	var loss, sum float64
	from, to := d.blocks.bounds(b)
	for i := from; i < to; i++ {
		slot, along := d.slot[i*d.p:(i+1)*d.p], d.along[i*d.p:(i+1)*d.p]
		weight := d.weight(i)
		rowLoss, residual := lossAndResidual(intercept+marginOf(slot, along, lines), d.y[i])
		loss += float64(weight * rowLoss)
		residual *= weight
		sum += residual
		for j, s := range slot {
			l := &slopes[j<<slotBits|int(s&missingSlot)]
			l.start += residual
			l.rise += float64(residual * float64(along[j]))
		}
	}
	f.loss[b], f.intercept[b] = loss, sum
}

// marginOf adds up the contributions of a row. Four sums run side by side,
// since one would wait for each addition.
func marginOf(slot []uint8, along []float32, lines []line) float64 {
	along = along[:len(slot)]
	var start, rise, start2, rise2 float64
	j := 0
	for ; j+1 < len(slot); j += 2 {
		l := &lines[j<<slotBits|int(slot[j]&missingSlot)]
		start += l.start
		rise += float64(l.rise * float64(along[j]))
		l = &lines[(j+1)<<slotBits|int(slot[j+1]&missingSlot)]
		start2 += l.start
		rise2 += float64(l.rise * float64(along[j+1]))
	}
	if j < len(slot) {
		l := &lines[j<<slotBits|int(slot[j]&missingSlot)]
		start += l.start
		rise += float64(l.rise * float64(along[j]))
	}
	return (start + start2) + (rise + rise2)
}

// lossAndResidual gives the log loss of a margin and its derivative p-y,
// without overflow.
func lossAndResidual(margin, y float64) (loss, residual float64) {
	e := math.Exp(-math.Abs(margin))
	p := 1 / (1 + e)
	if margin < 0 {
		p = e / (1 + e)
	}
	loss = math.Log1p(e) + math.Max(margin, 0) - float64(y*margin)
	return loss, p - y
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}
