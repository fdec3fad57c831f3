package scorer

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/tree"
)

// Scorer computes margins. It is immutable and safe for concurrent use.
type Scorer struct {
	plan  plan
	trees []adder
	width int
	// divisor is the number of trees where the margin is their mean, else 0.
	divisor float64
	blocks  sync.Pool // of *block
}

// adder adds one tree's value to the sums of n rows of a block.
type adder interface {
	add(b *block, n int)
}

// New prepares an ensemble for scoring; it copies what it needs. The ensemble has
// to be sound, as (*tree.Ensemble).Validate has it, whose error is passed on.
// Nothing that is sound is refused: trees of any size and depth, categories, every
// kind of missing value, any number of thresholds.
func New(e *tree.Ensemble) (*Scorer, error) {
	if err := e.Validate(); err != nil {
		return nil, fmt.Errorf("preparing trees for scoring: %w", err)
	}
	p := newPlanner(e)
	s := &Scorer{width: len(e.Features)}
	for i := range e.Trees {
		t := &e.Trees[i]
		if len(t.Leaves) <= maxLeaves {
			s.trees = append(s.trees, p.pack(t))
		} else {
			s.trees = append(s.trees, p.unpacked(t))
		}
	}
	s.plan = p.plan
	if e.Average {
		s.divisor = float64(len(e.Trees))
	}
	s.blocks.New = func() any { return newBlock(&s.plan) }
	return s, nil
}

// Margins gives the margin of each row of x, in order, in dst (allocated where
// nil). The columns are the ensemble's features, NaN where missing; nil or an
// empty matrix has no rows. The result is that of (*tree.Ensemble).Margin, bit
// for bit, whatever the number of workers; workers ≤ 0 means GOMAXPROCS. It
// panics where x has another number of columns than the ensemble has features,
// or dst another length than x has rows.
func (s *Scorer) Margins(dst []float64, x *mat.Dense, workers int) []float64 {
	if x == nil || x.IsEmpty() {
		return s.margins(dst, 0, s.width, workers, nil)
	}
	m := x.RawMatrix()
	return s.margins(dst, m.Rows, m.Cols, workers, func(b *block, from, n int) {
		gather(b, s.plan.features, m.Data[from*m.Stride:], m.Stride, m.Cols, n)
	})
}

// Margins32 is Margins for rows of float32: the margins of the same numbers as
// float64.
func (s *Scorer) Margins32(dst []float64, x *models.Matrix32, workers int) []float64 {
	if x == nil || x.N == 0 {
		return s.margins(dst, 0, s.width, workers, nil)
	}
	return s.margins(dst, x.N, x.P, workers, func(b *block, from, n int) {
		gather(b, s.plan.features, x.Data[from*x.P:], x.P, x.P, n)
	})
}

// margins shares the blocks out among workers. Each block is the work of one of
// them, from its rows to its part of dst.
func (s *Scorer) margins(dst []float64, n, width, workers int, read func(b *block, from, n int)) []float64 {
	if dst == nil {
		dst = make([]float64, n)
	}
	if width != s.width || len(dst) != n {
		panic(fmt.Sprintf("scorer: %d columns for %d features, %d results for %d rows", width, s.width, len(dst), n))
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	count := (n + rows - 1) / rows
	var next atomic.Int64
	work := func() {
		b := s.blocks.Get().(*block)
		defer s.blocks.Put(b)
		for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
			from := i * rows
			to := dst[from:min(from+rows, n)]
			read(b, from, len(to))
			s.score(to, b)
		}
	}
	var group sync.WaitGroup
	for range min(workers, count) - 1 {
		group.Go(work)
	}
	if count > 0 {
		work()
	}
	group.Wait()
	return dst
}

// score adds up the trees for the rows whose keys are in b.
func (s *Scorer) score(dst []float64, b *block) {
	n := len(dst)
	b.encode(&s.plan, n)
	b.sums = [rows]float64{}
	for _, t := range s.trees {
		t.add(b, n)
	}
	copy(dst, b.sums[:n])
	if s.divisor > 0 {
		for i := range dst {
			dst[i] /= s.divisor
		}
	}
}
