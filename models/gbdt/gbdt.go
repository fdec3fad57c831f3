package gbdt

import (
	"context"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/bins"
	"predict/models/gbdt/grow"
	"predict/models/gbdt/tree"
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
	if err := models.CheckTraining(x, y, w); err != nil {
		return nil, fmt.Errorf("fitting boosted trees: %w", err)
	}
	p, _, err := e.FitRows(ctx, models.Labelled{X: narrow(x), Y: y, W: w}, nil)
	return p, err
}

// FitRows implements models.Booster. The Predictor is a *Model. Rows of weight 0
// count for nothing. The loss on later, whose labels may all be the same, is
// watched as Options.EarlyStoppingRound says.
func (e *Estimator) FitRows(ctx context.Context, rows models.Labelled, later *models.Labelled) (models.Predictor, int, error) {
	m, err := e.fit(ctx, rows, later)
	if err != nil {
		return nil, 0, fmt.Errorf("fitting boosted trees: %w", err)
	}
	return m, m.Rounds(), nil
}

func (e *Estimator) fit(ctx context.Context, rows models.Labelled, later *models.Labelled) (*Model, error) {
	if err := checkRows(rows, later); err != nil {
		return nil, err
	}
	categorical, err := e.options.check(rows.X.P)
	if err != nil {
		return nil, err
	}
	o := e.options
	kept, y, w := weighted(rows)
	m, err := bins.Build(ctx, rows.X, kept, rows.W, bins.Options{
		MaxBin: o.MaxBin, MinRows: o.MinDataInBin, Sample: o.BinConstructSampleCnt,
		Seed: o.Seed, Categorical: categorical, Workers: o.Workers,
	})
	if err != nil {
		return nil, err
	}
	var watched *grow.Later
	if later != nil {
		columns, err := m.Bin(ctx, later.X, o.Workers)
		if err != nil {
			return nil, err
		}
		watched = &grow.Later{Columns: columns, Y: later.Y, W: later.W}
	}
	trees, err := grow.Train(ctx, m, y, w, watched, o.params(m.N))
	if err != nil {
		return nil, err
	}
	ensemble := &tree.Ensemble{
		Features: o.names(rows.X.P), Monotone: slices.Clone(o.Monotone),
		Sigmoid: 1, Trees: trees, Parameters: o.parameters(),
	}
	for _, mapper := range m.Mappers {
		ensemble.Infos = append(ensemble.Infos, mapper.Info())
	}
	return NewModel(ensemble)
}

// weighted drops rows of weight 0: it gives the numbers of the others (nil for
// all), and their labels and weights.
func weighted(rows models.Labelled) (kept []int32, y, w []float64) {
	if rows.W == nil || !slices.Contains(rows.W, 0) {
		return nil, rows.Y, rows.W
	}
	for i, weight := range rows.W {
		if weight > 0 {
			kept, y, w = append(kept, int32(i)), append(y, rows.Y[i]), append(w, weight)
		}
	}
	return kept, y, w
}
