package drift

import (
	"fmt"
	"slices"

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
	for j := range r.features {
		r.features[j].name = names[j]
		r.features[j].categorical = slices.Contains(categorical, j)
	}
	r.cut(x)
	r.count(x)
	if scores != nil {
		column := &models.Matrix32{N: x.N, P: 1, Data: make([]float32, x.N)}
		for i, v := range scores {
			column.Data[i] = float32(v)
		}
		one := &Reference{features: make([]distribution, 1)}
		one.cut(column)
		one.count(column)
		r.score = &one.features[0]
	}
	return r, nil
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
