package drift

import (
	"errors"

	"predict/models"
)

// Reference is how features and scores were distributed in training. It is
// immutable; its JSON is checked when it is read.
type Reference struct {
	features []distribution
	score    *distribution
}

type distribution struct{}

// NewReference counts the rows of x, whose columns are names, and their scores
// in [0,1] (nil: the score is not watched). categorical are the columns that
// hold codes without an order. NaN means missing. It reports models.ErrEmpty,
// models.ErrShape or models.ErrValue.
func NewReference(x *models.Matrix32, names []string, scores []float64, categorical []int) (*Reference, error) {
	return nil, errors.New("counting the reference of drift: not done yet")
}

// Names are the features, in the order of their columns.
func (r *Reference) Names() []string { return nil }

// MarshalJSON gives what UnmarshalJSON reads.
func (r *Reference) MarshalJSON() ([]byte, error) { return nil, errors.New("not done yet") }

// UnmarshalJSON reads a reference and refuses, as models.ErrValue, one that is
// not whole or contradicts itself.
func (r *Reference) UnmarshalJSON(data []byte) error { return errors.New("not done yet") }
