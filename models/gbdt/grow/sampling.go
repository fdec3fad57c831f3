package grow

import (
	"math"

	"predict/models/gbdt/bins"
)

// An entry holds a row's number in its lower 24 bits, above it the hessian in 20
// bits, and the gradient, signed, in the upper 20.
const (
	rowBits      = 24
	valueBits    = 20
	rowMask      = 1<<rowBits - 1
	valueMask    = 1<<valueBits - 1
	gradientFrom = 64 - valueBits
)

// cell is an entry as the cell of a histogram.
func cell(entry uint64) uint64 {
	return uint64(int64(entry)>>gradientFrom)<<32 + entry>>rowBits&valueMask
}

// The two halves of a cell.
func cellGradient(c uint64) float64 { return float64(int32(c >> 32)) }
func cellHessian(c uint64) float64  { return float64(uint32(c)) }

// precision says by how many bits gradients and hessians are shortened to become
// entries.
type precision struct{ gradient, hessian uint }

// fine is the finest precision at which neither an entry nor the sum of all
// overflows. The sums are those of all rows; sampling keeps them on average, for
// which a sixteenth is left.
func fine(t *tally, n int, largest, largestHessian uint64) precision {
	var p precision
	room := func(sum uint64, shift uint) uint64 { return sum>>shift + sum>>shift/16 + uint64(n) }
	for largest>>p.gradient >= 1<<(valueBits-1)-1 || room(t.gradient, p.gradient) >= 1<<31 {
		p.gradient++
	}
	for largestHessian>>p.hessian >= 1<<valueBits-1 || room(t.hessian, p.hessian) >= 1<<32 {
		p.hessian++
	}
	return p
}

// drawn are the entries of a tree in the order of the rows.
type drawn struct {
	entries []uint64
	total   uint64 // the sum of their cells
	precision
}

// draw is how one tree's rows are chosen.
type draw struct {
	sampling Sampling
	// limit is what the hash of a row must stay below under Bagging.
	limit uint64
	// mean is the size of gradients from which rows are always taken under MVS.
	mean uint64
	seed uint64
}

// newDraw prepares the choice of about share·n rows.
func newDraw(s Sampling, portion float64, t *tally, n int, seed uint64) draw {
	d := draw{sampling: s, seed: seed}
	switch {
	case portion >= 1:
		d.sampling = All
	case s == Bagging:
		d.limit = uint64(portion * (1 << 32))
	case s == MVS:
		d.mean = meanSize(t, portion*float64(n))
	}
	return d
}

// largestMean keeps products with numbers of 30 bits below 2⁶³.
const largestMean = 1 << 33

// meanSize is the size μ for which the sum of min(1, size/μ) over all rows is
// target; no more than largestMean.
func meanSize(t *tally, target float64) uint64 {
	below := 0.0 // sum of the sizes in keys up to k
	for k, c := range t.count {
		below += float64(float64(c) * keySize(k))
	}
	above := 0.0
	for k := keys - 1; k >= 0; k-- {
		low := float64(math.Float32frombits(uint32(k+firstKey) << 16))
		// With μ at the key's lower end, its rows and those above are all taken.
		above += float64(t.count[k])
		below -= float64(float64(t.count[k]) * keySize(k))
		if above+below/low >= target {
			taken := above - float64(t.count[k])
			mu := (below + float64(float64(t.count[k])*keySize(k))) / max(target-taken, 1)
			return uint64(min(max(mu, low, 1), largestMean))
		}
	}
	return 1
}

// entries draws the rows of a tree. Sampled sums differ from the expected: where
// they might overflow, it draws again more coarsely.
func (r *rows) entries(into, spare []uint64, d draw, t *tally, workers int) drawn {
	largest, largestHessian := uint64(t.largest), uint64(t.largestHes)
	if d.sampling == MVS {
		// Rows that stand for others have this gradient. A hessian is never more than
		// the gradient's size, in these units four times as much.
		largest = max(largest, d.mean)
		largestHessian = max(largestHessian, d.mean<<(hessianBits-gradientBits))
	}
	p := fine(t, r.n, largest, largestHessian)
	tasks := min(workers, (r.n+rowBlock-1)/rowBlock)
	counts, sums := make([]int, tasks), make([]sums, tasks)
	for {
		bins.Each(tasks, tasks, func(task int) {
			from, to := share(r.n, task, tasks)
			counts[task], sums[task] = r.entriesOf(spare[from:to], from, d, p)
		})
		total, m := sums[0], 0
		for _, s := range sums[1:] {
			total.gradient += s.gradient
			total.hessian += s.hessian
			total.size += s.size
		}
		if total.size >= 1<<31 {
			p.gradient++
		}
		if total.hessian >= 1<<32 {
			p.hessian++
		}
		if total.size >= 1<<31 || total.hessian >= 1<<32 {
			continue
		}
		for task, c := range counts {
			from, _ := share(r.n, task, tasks)
			m += copy(into[m:], spare[from:from+c])
		}
		return drawn{into[:m], uint64(total.gradient)<<32 + uint64(total.hessian), p}
	}
}

// sums are those of entries; size is that of the gradients without sign.
type sums struct{ gradient, hessian, size int64 }

// entriesOf draws from the rows that start at from, as many as fit dst.
func (r *rows) entriesOf(dst []uint64, from int, d draw, p precision) (int, sums) {
	gradient := r.gradient[from : from+len(dst)]
	hessian := r.hessian[from : from+len(dst)][:len(gradient)]
	var s sums
	halfG, halfH := int64(1)<<p.gradient>>1, uint64(1)<<p.hessian>>1
	mean, inverse := int64(d.mean), float64(d.mean)
	taken := 0
	for i, g32 := range gradient {
		g, h := int64(g32), uint64(hessian[i])
		switch d.sampling {
		case Bagging:
			if bins.Hash(d.seed^uint64(from+i))>>32 >= d.limit {
				continue
			}
		case MVS:
			size := max(g, -g)
			if size >= mean {
				break
			}
			// A row is taken with probability size/mean, and then stands for mean/size rows.
			if bins.Hash(d.seed^uint64(from+i))>>(64-gradientBits)*d.mean >= uint64(size)<<gradientBits {
				continue
			}
			h = uint64(float64(float64(h)*inverse)/float64(size) + 0.5)
			if g < 0 {
				g = -mean
			} else {
				g = mean
			}
		}
		g = (g + halfG) >> p.gradient
		h = (h + halfH) >> p.hessian
		dst[taken] = uint64(g)<<gradientFrom | h<<rowBits | uint64(from+i)
		taken++
		s.gradient += g
		s.hessian += int64(h)
		s.size += max(g, -g)
	}
	return taken, s
}
