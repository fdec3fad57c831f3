package logistic

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"predict/models"
)

// Estimator fits the model. It holds options only.
type Estimator struct{ options Options }

var _ models.Estimator = Estimator{}

// New gives an Estimator, or reports every option out of range.
func New(o Options) (Estimator, error) {
	if err := o.Validate(); err != nil {
		return Estimator{}, fmt.Errorf("setting up logistic regression: %w", err)
	}
	return Estimator{options: o}, nil
}

// Name gives "logistic".
func (Estimator) Name() string { return Name }

// Options gives the hyperparameters.
func (e Estimator) Options() Options { return e.options }

// Fit implements models.Estimator. The Predictor is a *Model. A search that
// ends before it reaches the tolerance gives its best point; the Model says so.
func (e Estimator) Fit(ctx context.Context, x *mat.Dense, y, w []float64) (models.Predictor, error) {
	if err := models.CheckTraining(x, y, w); err != nil {
		return nil, fmt.Errorf("fitting logistic regression: %w", err)
	}
	n, _ := x.Dims()
	if e.options.MaxRows > 0 && n > e.options.MaxRows {
		return nil, fmt.Errorf("fitting logistic regression: %d rows are more than max_rows = %d; sample the customers first: %w",
			n, e.options.MaxRows, models.ErrShape)
	}
	d, err := newDesign(ctx, x, y, w, e.options)
	if err != nil {
		return nil, fmt.Errorf("fitting logistic regression: %w", err)
	}
	f := newObjective(ctx, d, e.options.L2)
	theta, converged, err := minimise(ctx, f, e.options)
	if err != nil {
		return nil, fmt.Errorf("fitting logistic regression: %w", err)
	}
	return newModel(f, theta, converged), nil
}

// minimise searches from the model that gives everyone the mean churn rate, by
// L-BFGS on coordinates in which the loss is about equally curved in every
// direction.
func minimise(ctx context.Context, f *objective, o Options) (theta []float64, converged bool, err error) {
	var churned float64
	for i, label := range f.design.y {
		churned += float64(label * f.design.weight(i))
	}
	rate := churned / f.design.total
	metric, err := newMetric(ctx, f, rate)
	if err != nil {
		return nil, false, err
	}
	origin := make([]float64, len(f.columns)+1)
	origin[0] = math.Log(rate / (1 - rate))
	theta = make([]float64, len(origin))
	problem := optimize.Problem{
		Func: func(at []float64) float64 {
			metric.theta(theta, origin, at)
			f.evaluate(theta)
			return f.value
		},
		Grad: func(gradient, at []float64) {
			metric.theta(theta, origin, at)
			f.evaluate(theta)
			metric.gradient(gradient, f.gradient)
		},
	}
	settings := &optimize.Settings{
		GradientThreshold: o.Tolerance,
		MajorIterations:   o.MaxIterations,
		Converger:         optimize.NeverTerminate{},
		Recorder:          canceller{ctx},
	}
	method := &optimize.LBFGS{Linesearcher: &optimize.MoreThuente{}, Store: 15}
	result, err := optimize.Minimize(problem, make([]float64, len(origin)), settings, method)
	switch {
	case ctx.Err() != nil:
		return nil, false, ctx.Err()
	case result == nil:
		return nil, false, fmt.Errorf("searching coefficients: %w", err)
	}
	// Any other error is a line search that cannot improve any more, the limit of
	// the arithmetic, or the limit of iterations: an end like any other.
	metric.theta(theta, origin, result.X)
	if !allFinite(theta) || math.IsNaN(result.F) {
		return nil, false, fmt.Errorf("searching coefficients: the loss has no minimum; raise l2: %w", models.ErrValue)
	}
	return theta, result.Status == optimize.GradientThreshold, nil
}

// canceller stops the search when the context is cancelled.
type canceller struct{ ctx context.Context }

func (c canceller) Init() error { return c.ctx.Err() }

func (c canceller) Record(*optimize.Location, optimize.Operation, *optimize.Stats) error {
	return c.ctx.Err()
}

func allFinite(values []float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
