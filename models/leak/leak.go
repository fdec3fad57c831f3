package leak

import (
	"context"
	"errors"

	"predict/models"
)

// Kind is the way in which a feature gives the label away.
type Kind string

// Kinds of suspects, the strongest evidence first. A feature is named once, with
// the first that holds.
const (
	// Separates is a feature that alone orders the classes almost perfectly.
	Separates Kind = "separates"
	// Presence is a feature that is filled, or missing, for almost only one class
	// and a large part of it.
	Presence Kind = "presence"
	// Value is a single value that almost only one class holds, and a large part of
	// it.
	Value Kind = "value"
	// PureEnd is a feature one end of whose order holds almost only one class, and
	// a large part of it.
	PureEnd Kind = "pure_end"
	// Apart is a feature that is far better alone than any other.
	Apart Kind = "apart"
)

// Suspect is a feature that seems to give the label away.
type Suspect struct {
	// Feature is its name and Index its column.
	Feature string `json:"feature"`
	Index   int    `json:"index"`
	// Kind is the evidence.
	Kind Kind `json:"kind"`
	// AUC is that of the feature alone, in the better direction: in [0.5,1]. A
	// missing value takes the place in the order that its churn rate gives it.
	AUC float64 `json:"auc"`
	// Why is a sentence with the figures and what to do.
	Why string `json:"why"`
}

// Find gives the features of x that seem to give y away, the highest AUC first
// (ties: by column). names are the columns of x; y is 0 or 1; NaN means
// missing. The result depends on the arguments alone, not on the number of
// workers. It reports models.ErrEmpty, models.ErrShape, models.ErrValue or
// models.ErrOneClass, and the context's error where it ends.
func Find(ctx context.Context, x *models.Matrix32, y []float64, names []string, o Options) ([]Suspect, error) {
	return nil, errors.New("finding leaks: not done yet")
}
