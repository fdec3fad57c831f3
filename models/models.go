package models

import (
	"context"
	"encoding/json"
	"errors"

	"gonum.org/v1/gonum/mat"
)

// Errors that every estimator and metric reports in the same way.
var (
	// ErrOneClass means that y holds only one class, so nothing can be learned.
	ErrOneClass = errors.New("only one class in the labels")
	// ErrShape means that the lengths of X, y and w do not agree.
	ErrShape = errors.New("shapes do not agree")
	// ErrEmpty means that there are no rows or no features.
	ErrEmpty = errors.New("no rows or no features")
)

// Estimator is a learning algorithm with its hyperparameters. Fit leaves the
// receiver unchanged and may be called from several goroutines.
type Estimator interface {
	// Name is the algorithm's name in configs, artifacts and reports.
	Name() string
	// Fit learns from n×p X (NaN = missing), y in {0,1} of length n, and weights
	// w of length n or nil. The same inputs give the same Predictor, bit for bit,
	// on any number of cores.
	Fit(ctx context.Context, x *mat.Dense, y, w []float64) (Predictor, error)
}

// Predictor is a fitted model: immutable and safe for concurrent use.
type Predictor interface {
	// PredictProba returns P(churn) in [0,1] for each row of X, in order, in dst
	// (allocated where nil).
	PredictProba(dst []float64, x *mat.Dense) []float64
	// MarshalJSON gives the parameters from which the Predictor is rebuilt
	// exactly.
	json.Marshaler
}

// Explainer is a Predictor that can split its margin among the features.
type Explainer interface {
	Predictor
	// Contributions fills dst (n×p) with what each feature adds to the margin
	// (log odds) of each row, against the average training row.
	Contributions(dst, x *mat.Dense) *mat.Dense
}

// GroupExplainer is an Explainer that sums contributions by groups of features
// at less cost than giving each.
type GroupExplainer interface {
	Explainer
	// ContributionsByGroup gives the n×groups contributions of each row of x,
	// summed over the features of each group: feature j belongs to group[j], from
	// 0 to groups-1.
	ContributionsByGroup(x *mat.Dense, group []int, groups int) *mat.Dense
}

// ByGroup gives the n×groups contributions of each row of x, summed over the
// features of each group: feature j belongs to group[j], from 0 to groups-1.
func ByGroup(e Explainer, x *mat.Dense, group []int, groups int) *mat.Dense {
	if g, ok := e.(GroupExplainer); ok {
		return g.ContributionsByGroup(x, group, groups)
	}
	parts := e.Contributions(nil, x)
	n, _ := parts.Dims()
	sums := mat.NewDense(n, groups, nil)
	for i := range n {
		to := sums.RawRowView(i)
		for j, v := range parts.RawRowView(i) {
			to[group[j]] += v
		}
	}
	return sums
}

// Calibrator maps a model's probability to a calibrated one; monotone and
// immutable.
type Calibrator interface {
	Calibrate(p float64) float64
	json.Marshaler
}
