package drift

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"predict/models"
)

// Reference is how features and scores were distributed in training. It is
// immutable; its JSON is checked when it is read.
type Reference struct {
	rows     int64
	features []distribution
	// score is nil where it is not watched.
	score *distribution
}

// sampled is the number of rows from which the bins are cut. The rows are then
// all counted.
const sampled = 50_000

// line is the number of neighbouring columns that are read at once: as many as
// share a cache line.
const line = 16

// NewReference counts the rows of x, whose columns are names, and their scores
// in [0,1] (nil: the score is not watched). categorical are the columns that
// hold codes without an order. NaN means missing; infinities count as outside
// of the range.
//
// scores should be those of customers whom the model did not learn from, of the
// newest cutoff there is: on its own training rows a model is surer of itself
// than it will be later, and every score would look drifted.
//
// It reports models.ErrEmpty, models.ErrShape or models.ErrValue. The result is
// the same on any number of cores.
func NewReference(x *models.Matrix32, names []string, scores []float64, categorical []int) (*Reference, error) {
	if err := check(x, names, scores, categorical); err != nil {
		return nil, fmt.Errorf("counting the reference of drift: %w", err)
	}
	r := &Reference{rows: int64(x.N), features: make([]distribution, x.P)}
	jobs := (x.P + line - 1) / line
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), jobs) {
		group.Go(func() {
			columns := make([]float32, line*x.N)
			for {
				first := (int(next.Add(1)) - 1) * line
				if first >= x.P {
					return
				}
				width := min(line, x.P-first)
				gather(columns, x, first, width)
				for k := range width {
					j := first + k
					r.features[j] = spread(names[j], columns[k*x.N:(k+1)*x.N], slices.Contains(categorical, j))
				}
			}
		})
	}
	group.Wait()
	if scores != nil {
		column := make([]float32, len(scores))
		for i, v := range scores {
			column[i] = float32(v)
		}
		score := spread("", column, false)
		r.score = &score
	}
	return r, nil
}

// gather copies width columns from the first on, one after the other.
func gather(into []float32, x *models.Matrix32, first, width int) {
	for i := range x.N {
		for k, v := range x.Row(i)[first : first+width] {
			into[k*x.N+i] = v
		}
	}
}

func check(x *models.Matrix32, names []string, scores []float64, categorical []int) error {
	if x == nil || x.N <= 0 || x.P <= 0 {
		return models.ErrEmpty
	}
	if len(x.Data) != x.N*x.P || len(names) != x.P || scores != nil && len(scores) != x.N {
		return fmt.Errorf("%d numbers, %d names and %d scores for %d rows of %d features: %w",
			len(x.Data), len(names), len(scores), x.N, x.P, models.ErrShape)
	}
	if err := checkNames(names); err != nil {
		return err
	}
	for _, j := range categorical {
		if j < 0 || j >= x.P {
			return fmt.Errorf("categorical column %d, there are %d: %w", j, x.P, models.ErrValue)
		}
	}
	return checkScores(scores)
}

func checkNames(names []string) error {
	seen := make(map[string]bool, len(names))
	for j, name := range names {
		if name == "" || seen[name] {
			return fmt.Errorf("feature %d is named %q, names must be there and differ: %w", j, name, models.ErrValue)
		}
		seen[name] = true
	}
	return nil
}

func checkScores(scores []float64) error {
	for i, v := range scores {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("score %d is %v, must lie in [0,1]: %w", i, v, models.ErrValue)
		}
	}
	return nil
}

// spread cuts a column into bins and counts it.
func spread(name string, column []float32, categorical bool) distribution {
	d := distribution{name: name, categorical: categorical}
	n := min(len(column), sampled)
	sample := make([]float32, 0, n)
	for k := range n {
		if v := column[k*len(column)/n]; finite(v) {
			sample = append(sample, v)
		}
	}
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range column {
		if finite(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	slices.Sort(sample)
	switch {
	case categorical:
		d.cuts = frequent(sample)
	case low <= high && len(sample) == 0:
		d.cuts = quantiles([]float32{low}, low, high)
	default:
		d.cuts = quantiles(sample, low, high)
	}
	d.ready()
	d.counts = make([]int64, len(d.cuts)+2)
	for _, v := range column {
		d.counts[d.bin(v)]++
	}
	return d
}

// Names are the features, in the order of their columns.
func (r *Reference) Names() []string {
	names := make([]string, len(r.features))
	for j := range r.features {
		names[j] = r.features[j].name
	}
	return names
}

// HasScore says whether the score is watched.
func (r *Reference) HasScore() bool { return r.score != nil }
