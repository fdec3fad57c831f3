package drift

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Counter counts customers into the bins of a Reference. It is not safe for
// concurrent use: give each goroutine its own and Merge them.
type Counter struct {
	reference *Reference
	rows      int64
	// features[j][k] is the count of bin k of feature j.
	features [][]int64
	scored   int64
	score    []int64
}

// NewCounter starts at zero.
func NewCounter(r *Reference) *Counter {
	c := &Counter{reference: r, features: make([][]int64, len(r.features))}
	for j := range r.features {
		c.features[j] = make([]int64, len(r.features[j].counts))
	}
	if r.score != nil {
		c.score = make([]int64, len(r.score.counts))
	}
	return c
}

// Add counts the rows of x, whose columns are those of the reference, and their
// scores in [0,1] (nil: not counted). It reports models.ErrEmpty,
// models.ErrShape or models.ErrValue, and has then counted nothing.
func (c *Counter) Add(x *mat.Dense, scores []float64) error {
	if x == nil || x.IsEmpty() {
		return fmt.Errorf("counting drift: %w", models.ErrEmpty)
	}
	n, p := x.Dims()
	if p != len(c.features) || scores != nil && len(scores) != n {
		return fmt.Errorf("counting drift: %d rows of %d features with %d scores, the reference has %d features: %w",
			n, p, len(scores), len(c.features), models.ErrShape)
	}
	if err := checkScores(scores); err != nil {
		return fmt.Errorf("counting drift: %w", err)
	}
	for i := range n {
		// In the precision of training: a value that was a cut stays in its bin.
		for j, v := range x.RawRowView(i) {
			c.features[j][c.reference.features[j].bin(float32(v))]++
		}
	}
	c.rows += int64(n)
	if scores != nil && c.score != nil {
		for _, v := range scores {
			c.score[c.reference.score.bin(float32(v))]++
		}
		c.scored += int64(n)
	}
	return nil
}

// Merge adds the counts of another counter of the same reference. The order of
// merging changes nothing.
func (c *Counter) Merge(other *Counter) error {
	if other == nil || other.reference != c.reference {
		return fmt.Errorf("merging counts of drift: they are of two references: %w", models.ErrShape)
	}
	for j := range c.features {
		for k, n := range other.features[j] {
			c.features[j][k] += n
		}
	}
	for k, n := range other.score {
		c.score[k] += n
	}
	c.rows += other.rows
	c.scored += other.scored
	return nil
}

// Report compares the counts with the reference. It reports models.ErrEmpty
// where nothing was counted, and models.ErrValue for options out of range.
func (c *Counter) Report(o Options) (*Report, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if c.rows == 0 {
		return nil, fmt.Errorf("comparing with training: %w", models.ErrEmpty)
	}
	r := &Report{Trained: c.reference.rows, Rows: c.rows, Level: Stable}
	for j := range c.features {
		d := &c.reference.features[j]
		r.Features = append(r.Features, compare(d, c.features[j], c.rows, o))
	}
	slices.SortStableFunc(r.Features, worst)
	if c.scored > 0 {
		score := compare(c.reference.score, c.score, c.scored, o)
		r.Score = &score
		r.Level = score.Level
	}
	for _, s := range r.Features {
		level := s.Level
		if level == Hard && !s.Broken {
			level = Warning
		}
		if level.rank() > r.Level.rank() {
			r.Level = level
		}
	}
	return r, nil
}
