package pipeline

import (
	"context"
	"fmt"
	"slices"

	"predict/models"
	"predict/models/candidates"
	"predict/models/drift"
	"predict/models/gate"
)

// referenceRows is the most customers of the newest cutoff that drift is
// measured against.
const referenceRows = 50_000

// store stores the final model with its judged twin and what later scores are
// held against.
func (t *trainer) store(ctx context.Context, l *learned, f *judged, verdict gate.Verdict) (*Model, error) {
	s := t.state
	parameters, err := s.parameters(s.Tuned)
	if err != nil {
		return nil, err
	}
	newest, err := s.labelled(ctx, []int64{s.Plan.Test}, t.names, referenceRows, false)
	if err != nil {
		return nil, err
	}
	twin := l.chosen() // has not learned from the newest customers, so its scores are as sure of themselves as those to come
	reference, err := drift.NewReference(newest.X, t.names, apply(f.calibrator, candidates.Predict(twin.Predictor, newest.X)), nil)
	if err != nil {
		return nil, fmt.Errorf("noting how customers are distributed: %w", err)
	}
	verdict.Forced = !verdict.Passed && s.Settings.Force
	return s.storeModel(trained{
		algorithm: f.Name, parameters: parameters, predictor: f.Predictor, calibrator: f.calibrator, rows: f.Rows,
		cutoffs: append(slices.Clone(s.Plan.Train), s.Plan.Test), calibrated: s.Plan.Test, test: s.Plan.Test,
		evaluation: l.evaluation, verdict: &verdict, reference: reference, importances: importances(f.Predictor, newest, t.names),
		twin: &twinModel{twin.Predictor, twin.calibrator, slices.Clone(s.Plan.Train)},
	})
}

// importanceRows is the number of customers over which contributions are
// averaged.
const importanceRows = 4000

// importances is how much each feature moves the margin of a customer of the
// newest cutoff, on average: the mean size of its contribution, in log odds. Of
// a model that cannot say there are none.
func importances(p models.Predictor, rows candidates.Rows, names []string) []models.Importance {
	e, ok := p.(models.Explainer)
	if !ok || rows.X.N == 0 {
		return nil
	}
	var some []int
	for i := range min(rows.X.N, importanceRows) {
		some = append(some, i*rows.X.N/min(rows.X.N, importanceRows))
	}
	parts := e.Contributions(nil, rows.X.Dense(some))
	sums := make([]float64, len(names))
	for k := range some {
		for j, v := range parts.RawRowView(k) {
			sums[j] += max(v, -v)
		}
	}
	out := make([]models.Importance, len(names))
	for j, name := range names {
		out[j] = models.Importance{Feature: name, Share: sums[j] / float64(len(some))}
	}
	return out
}
