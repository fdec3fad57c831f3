package pipeline

import (
	"context"
	"math"

	"predict/data"
	"predict/features"
	"predict/models"
	"predict/models/calibrate"
	"predict/models/candidates"
)

// A year of 52 weeks, so that the same days of the week are compared, and how
// far (days) a cutoff that is there anyway may lie from it.
const (
	seasonDays = 364
	seasonNear = 10
)

// Season is the correction of a model's rate of churn by what it missed 52 weeks
// before the cutoff at which it is used.
type Season struct {
	// Cutoff is the one a year before.
	Cutoff string `json:"cutoff"`
	// Shift is what was added to the log odds.
	Shift float64 `json:"shift"`
	// Expected and Observed are the rates of churn there: the model's and the true.
	Expected float64 `json:"expected_rate"`
	Observed float64 `json:"observed_rate"`
	Rows     int     `json:"rows"`
}

// seasonCutoff is the cutoff 52 weeks before another, or a cutoff of the plan
// that is near to it; features.NoTime where the config wants none, or the data
// before it are too short for a whole look-back.
func (s *State) seasonCutoff(at int64) int64 {
	churn := s.Config.Churn
	back := at - seasonDays*features.Day
	if !s.Config.Model.Season || back+int64(churn.GapDays+churn.HorizonDays)*features.Day > at {
		return features.NoTime
	}
	first, _, _ := s.Lake.Span(data.Transactions)
	if history := int64(max(churn.LookbackDays, s.Config.Cutoffs.MinHistoryDays)); back-history*features.Day < first {
		return features.NoTime
	}
	for _, c := range s.Plan.Train {
		if c >= back-seasonNear*features.Day && c <= back+seasonNear*features.Day {
			return c
		}
	}
	return back
}

// seasonRows is the most customers a season is measured on: its standard error
// is then about .01 in log odds.
const seasonRows = 60_000

// seasonSample holds customers of a year before a cutoff.
type seasonSample struct {
	cutoff int64
	rows   candidates.Rows
}

// seasonSample gathers customers of a year before a cutoff, for every candidate
// alike; nil where there are none.
func (t *trainer) seasonSample(ctx context.Context, at int64) (*seasonSample, error) {
	cutoff := t.state.seasonCutoff(at)
	if cutoff == features.NoTime {
		return nil, nil
	}
	rows, err := t.state.labelled(ctx, []int64{cutoff}, t.names, seasonRows, false)
	if err != nil || len(rows.Y) == 0 {
		return nil, err
	}
	return &seasonSample{cutoff, rows}, nil
}

// missed measures what a calibrated model misses there. It is nil where that
// cannot be told, and where it is within two standard errors of nothing.
func (s *seasonSample) missed(p models.Predictor, c models.Calibrator) (*Season, error) {
	if s == nil {
		return nil, nil
	}
	predicted := apply(c, candidates.Predict(p, s.rows.X))
	expected, observed := 0.0, 0.0
	for i := range predicted {
		expected += predicted[i]
		observed += s.rows.Y[i]
	}
	n := float64(len(s.rows.Y))
	if observed == 0 || observed == n {
		return nil, nil
	}
	out := &Season{Cutoff: cutoffName(s.cutoff), Expected: expected / n, Observed: observed / n, Rows: len(s.rows.Y)}
	var err error
	if out.Shift, err = calibrate.ShiftTo(predicted, nil, out.Observed); err != nil {
		return nil, err
	}
	if noise := 2 / math.Sqrt(n*out.Observed*(1-out.Observed)); math.Abs(out.Shift) < noise {
		return nil, nil
	}
	out.Shift = max(-mostSeason, min(mostSeason, out.Shift))
	return out, nil
}

// mostSeason bounds the correction: a larger one says that the year before was
// another business rather than another season.
const mostSeason = 0.7

// inSeason adds the correction to a calibrator.
func inSeason(c models.Calibrator, season *Season) models.Calibrator {
	if season == nil {
		return c
	}
	return calibrate.WithShift(c, season.Shift)
}
