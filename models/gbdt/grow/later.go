package grow

import (
	"math"

	"predict/models/gbdt/bins"
)

// Later are rows on which the loss is watched, binned as the training rows are.
type Later struct {
	Columns [][]uint8
	// Y and W are labels and weights, W nil for ones.
	Y, W []float64
}

// watch follows the margins of later rows and the best round so far.
type watch struct {
	*Later
	margin []float64
	best   float64
	// round is the number of trees at the best loss.
	round   int
	workers int
}

func newWatch(l *Later, start float64, workers int) *watch {
	w := &watch{Later: l, margin: make([]float64, len(l.Y)), best: math.Inf(1), workers: workers}
	for i := range w.margin {
		w.margin[i] = start
	}
	return w
}

// add adds a tree and compares the loss with the best. It tells whether the loss
// has not fallen for stopAfter rounds; 0 waits for ever.
func (w *watch) add(t *grown, output []float64, round, stopAfter int) (stop bool) {
	n := len(w.Y)
	route := newRouter(t, w.Columns)
	blocks := (n + rowBlock - 1) / rowBlock
	losses := make([]float64, blocks)
	tasks := min(w.workers, blocks)
	bins.Each(tasks, tasks, func(task int) {
		b := &blockRouter{router: route}
		first, last := share(blocks, task, tasks)
		for block := first; block < last; block++ {
			from, to := block*rowBlock, min((block+1)*rowBlock, n)
			b.route(from, to, func(leaf int, rows []uint64) {
				for _, i := range rows {
					w.margin[i] += output[leaf]
				}
			})
			losses[block] = w.loss(from, to)
		}
	})
	loss := 0.0
	for _, l := range losses {
		loss += l
	}
	if loss < w.best {
		w.best, w.round = loss, round
	}
	return stopAfter > 0 && round-w.round >= stopAfter
}

// loss is the summed log loss of some rows.
func (w *watch) loss(from, to int) float64 {
	sum := 0.0
	for i := from; i < to; i++ {
		m := w.margin[i]
		if w.Y[i] == 1 {
			m = -m
		}
		// ln(1+exp(m)), without overflow
		loss := max(m, 0) + math.Log1p(math.Exp(-math.Abs(m)))
		if w.W != nil {
			loss *= w.W[i]
		}
		sum += loss
	}
	return sum
}
