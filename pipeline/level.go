package pipeline

import (
	"context"
	"errors"
	"math"

	"predict/configs"
	"predict/models"
	"predict/models/calibrate"
	"predict/models/candidates"
)

const (
	// levelKept is how much the level of churn at a cutoff counts against the one
	// after it: simple exponential smoothing. A change of level between two cutoffs
	// may last, or be a season; half of it is believed.
	levelKept = 0.5
	// levelRows is the most customers of a cutoff that its level is measured on.
	levelRows = 20_000
)

// levelSample holds customers of the cutoffs that a model has learned from.
type levelSample struct {
	cutoffs []candidates.Rows
	weights []float64 // of a customer, by cutoff
}

// levelSample gathers customers of cutoffs, for every candidate alike; nil where
// there is no level to follow.
func (t *trainer) levelSample(ctx context.Context, cutoffs []int64) (*levelSample, error) {
	if len(cutoffs) < 2 || t.state.Config.Model.Calibration == configs.NoCalibration {
		return nil, nil
	}
	l := &levelSample{}
	for k, cutoff := range cutoffs {
		rows, err := t.state.labelled(ctx, []int64{cutoff}, t.names, levelRows, false)
		if err != nil {
			return nil, err
		}
		if len(rows.Y) == 0 {
			continue
		}
		l.cutoffs = append(l.cutoffs, rows)
		l.weights = append(l.weights, math.Pow(levelKept, float64(len(cutoffs)-1-k))/float64(len(rows.Y)))
	}
	return l, nil
}

// calibrator moves a calibrator to the level of churn of the cutoffs that a
// model has learned from, the newest counting most. It was fitted on what an
// earlier model predicted for one later cutoff: its shape holds for this model,
// but its level is the step to a cutoff that this model has learned from itself.
// With one cutoff there is no such step.
func (l *levelSample) calibrator(p models.Predictor, c models.Calibrator) (models.Calibrator, error) {
	if l == nil {
		return c, nil
	}
	var predicted, weights []float64
	churned, all := 0.0, 0.0
	for k, rows := range l.cutoffs {
		weight := l.weights[k]
		for i, v := range candidates.Predict(p, rows.X) {
			predicted, weights = append(predicted, c.Calibrate(v)), append(weights, weight)
			churned += float64(weight * rows.Y[i])
			all += weight
		}
	}
	shift, err := calibrate.ShiftTo(predicted, weights, churned/all)
	if errors.Is(err, models.ErrValue) || errors.Is(err, models.ErrEmpty) { // nobody churned, or all did
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	return calibrate.WithShift(c, shift), nil
}
