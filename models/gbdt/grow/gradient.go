package grow

import (
	"math"

	"predict/models/gbdt/bins"
)

// Units of gradients and hessians: the largest weight is 2³⁰ and 2³².
const (
	gradientBits = 30
	hessianBits  = 32
)

// rowBlock is the number of rows that are worked on together.
const rowBlock = 8192

// rows is the state of the training rows between trees.
type rows struct {
	n       int
	y       []uint8
	w       []float32 // share of the largest weight; nil where all are 1
	largest float64   // the largest weight
	margin  []float64
	// leaf is the leaf that a row is in, output what the last tree's leaves add.
	leaf     []uint16
	output   []float64
	gradient []int32
	hessian  []uint32
	sigmoid  *sigmoid
}

// newRows starts at the margin of the mean label, which it returns too.
func newRows(y, w []float64) (*rows, float64) {
	n := len(y)
	r := &rows{
		n: n, y: make([]uint8, n), largest: 1, margin: make([]float64, n), leaf: make([]uint16, n), output: []float64{0},
		gradient: make([]int32, n), hessian: make([]uint32, n), sigmoid: newSigmoid(),
	}
	if w != nil {
		r.largest = 0
		for _, v := range w {
			r.largest = max(r.largest, v)
		}
		r.w = make([]float32, n)
		for i, v := range w {
			r.w[i] = float32(v / r.largest)
		}
	}
	var churned, total float64
	for i, label := range y {
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		total += weight
		if label == 1 {
			r.y[i] = 1
			churned += weight
		}
	}
	start := math.Log(churned / (total - churned))
	for i := range r.margin {
		r.margin[i] = start
	}
	return r, start
}

// keys is the number of kinds of gradients that a tally tells apart: their size
// as float32, without its lower 16 bits.
const keys = (gradientBits+127+1)<<7 - firstKey

const firstKey = 127 << 7 // the key of 1

// tally sums up gradients.
type tally struct {
	gradient, hessian   uint64 // sums of sizes
	largest, largestHes uint32
	count               [keys]uint32 // by key of size
}

// sizeKey is the key of a gradient's size; 0 is 1 or less.
func sizeKey(size uint32) int {
	return max(int(math.Float32bits(float32(size))>>16), firstKey) - firstKey
}

// keySize is the middle of the sizes of a key.
func keySize(k int) float64 {
	return float64(math.Float32frombits(uint32(k+firstKey)<<16 | 1<<15))
}

// update adds the last tree to the margins and computes gradients and hessians.
func (r *rows) update(workers int, counting bool) *tally {
	parts := make([]tally, min(workers, (r.n+rowBlock-1)/rowBlock))
	bins.Each(len(parts), len(parts), func(task int) {
		from, to := share(r.n, task, len(parts))
		r.updateRange(from, to, &parts[task], counting)
	})
	sum := &parts[0]
	for k := range parts[1:] {
		p := &parts[k+1]
		sum.gradient += p.gradient
		sum.hessian += p.hessian
		sum.largest, sum.largestHes = max(sum.largest, p.largest), max(sum.largestHes, p.largestHes)
		for b, c := range p.count {
			sum.count[b] += c
		}
	}
	return sum
}

// share divides n rows among tasks.
func share(n, task, tasks int) (from, to int) { return n * task / tasks, n * (task + 1) / tasks }

func (r *rows) updateRange(from, to int, t *tally, counting bool) {
	margin := r.margin[from:to]
	leaf, y := r.leaf[from:to][:len(margin)], r.y[from:to][:len(margin)]
	gradient, hessian := r.gradient[from:to][:len(margin)], r.hessian[from:to][:len(margin)]
	var w []float32
	if r.w != nil {
		w = r.w[from:to][:len(margin)]
	}
	var sumG, sumH uint64
	var largestG, largestH uint32
	for i, m := range margin {
		m += r.output[leaf[i]]
		margin[i] = m
		// The probability of the other label, which is the gradient's size.
		sign := 1 - 2*int32(y[i])
		e := r.sigmoid.at(m * float64(sign))
		scale := float64(1 << gradientBits)
		if w != nil {
			scale *= float64(w[i])
		}
		size := uint32(float64(e*scale) + 0.5)
		h := uint32(float64(float64(e*(1-e))*scale)*(1<<(hessianBits-gradientBits)) + 0.5)
		gradient[i], hessian[i] = int32(size)*sign, h
		sumG += uint64(size)
		sumH += uint64(h)
		largestG, largestH = max(largestG, size), max(largestH, h)
		if counting {
			t.count[sizeKey(size)]++
		}
	}
	t.gradient, t.hessian, t.largest, t.largestHes = sumG, sumH, largestG, largestH
}
