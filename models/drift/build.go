package drift

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"predict/models"
)

const (
	// sampled is the number of rows from which the bins are cut. The rows are then
	// all counted.
	sampled = 50_000
	// line is the number of neighbouring columns that are read at once: as many as
	// share a cache line.
	line = 16
	// block is the number of rows of a job.
	block = 8192
)

// parallel does jobs on all cores. Each worker has a memory of its own, made by
// start; do gets it with the number of a job.
func parallel[T any](jobs int, start func() T, do func(memory T, job int)) []T {
	workers := min(runtime.GOMAXPROCS(0), jobs)
	memories := make([]T, workers)
	var next atomic.Int64
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			memories[w] = start()
			for {
				job := int(next.Add(1)) - 1
				if job >= jobs {
					return
				}
				do(memories[w], job)
			}
		})
	}
	group.Wait()
	return memories
}

// cut finds the bins of every feature.
func (r *Reference) cut(x *models.Matrix32) {
	low, high := ranges(x)
	n := min(x.N, sampled)
	start := func() []float32 { return make([]float32, line*n) }
	parallel((x.P+line-1)/line, start, func(columns []float32, job int) {
		first := job * line
		width := min(line, x.P-first)
		var filled [line]int
		for i := range n {
			for k, v := range x.Row(i * x.N / n)[first : first+width] {
				if finite(v) {
					columns[k*n+filled[k]] = v
					filled[k]++
				}
			}
		}
		for k := range width {
			r.features[first+k].cut(columns[k*n:k*n+filled[k]], low[first+k], high[first+k])
		}
	})
}

// cut finds the bins from a sample of the finite values, which it sorts, and
// their range over all rows.
func (d *distribution) cut(sample []float32, low, high float32) {
	slices.Sort(sample)
	switch {
	case d.categorical:
		d.cuts = frequent(sample)
	case low > high:
		// No row has a value.
	case len(sample) == 0:
		d.cuts = quantiles([]float32{low}, low, high)
	default:
		d.cuts = quantiles(sample, low, high)
	}
	d.ready()
	d.counts = make([]int64, len(d.cuts)+2)
}

// ranges are the smallest and the largest finite value of every column; the
// smallest is above the largest where there is none.
func ranges(x *models.Matrix32) (low, high []float32) {
	start := func() [2][]float32 {
		return [2][]float32{
			slices.Repeat([]float32{float32(math.Inf(1))}, x.P),
			slices.Repeat([]float32{float32(math.Inf(-1))}, x.P),
		}
	}
	parts := parallel((x.N+block-1)/block, start, func(ends [2][]float32, job int) {
		for i := job * block; i < min((job+1)*block, x.N); i++ {
			for j, v := range x.Row(i) {
				if finite(v) {
					ends[0][j], ends[1][j] = min(ends[0][j], v), max(ends[1][j], v)
				}
			}
		}
	})
	for _, p := range parts[1:] {
		for j := range x.P {
			parts[0][0][j] = min(parts[0][0][j], p[0][j])
			parts[0][1][j] = max(parts[0][1][j], p[1][j])
		}
	}
	return parts[0][0], parts[0][1]
}

// count counts all rows.
func (r *Reference) count(x *models.Matrix32) {
	start := func() *Counter { return NewCounter(r) }
	parts := parallel((x.N+block-1)/block, start, func(c *Counter, job int) {
		for i := job * block; i < min((job+1)*block, x.N); i++ {
			for j, v := range x.Row(i) {
				c.features[j][r.features[j].bin(v)]++
			}
		}
	})
	for _, p := range parts {
		for j := range r.features {
			for k, n := range p.features[j] {
				r.features[j].counts[k] += n
			}
		}
	}
}
