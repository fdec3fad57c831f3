package gbdt

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Estimator trains the trees. It holds options only.
type Estimator struct{ options Options }

var _ models.Booster = (*Estimator)(nil)

// New gives an Estimator, or reports every option out of range.
func New(o Options) (*Estimator, error) {
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("setting up boosted trees: %w", err)
	}
	o.CategoricalFeature = slices.Clone(o.CategoricalFeature)
	o.Features, o.Monotone = slices.Clone(o.Features), slices.Clone(o.Monotone)
	return &Estimator{options: o}, nil
}

// Name gives "gbdt".
func (*Estimator) Name() string { return Name }

// Options gives the hyperparameters.
func (e *Estimator) Options() Options { return e.options }

// WithRounds implements models.Booster. It panics where n is not positive.
func (e *Estimator) WithRounds(n int) models.Booster {
	if n < 1 {
		panic(fmt.Sprintf("gbdt: %d rounds", n))
	}
	o := e.options
	o.NumIterations = n
	return &Estimator{options: o}
}

// Fit implements models.Estimator. The Predictor is a *Model. Values are taken
// in float32 precision; those beyond its range count as its largest.
func (e *Estimator) Fit(ctx context.Context, x *mat.Dense, y, w []float64) (models.Predictor, error) {
	return nil, fmt.Errorf("fitting boosted trees: %w", errNotDone)
}

// FitRows implements models.Booster. The Predictor is a *Model.
func (e *Estimator) FitRows(ctx context.Context, rows models.Labelled, later *models.Labelled) (models.Predictor, int, error) {
	return nil, 0, fmt.Errorf("fitting boosted trees: %w", errNotDone)
}

var errNotDone = errors.New("not done yet")
