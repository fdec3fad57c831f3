package metrics

import (
	"context"
	"fmt"

	"predict/models"
)

// Differences are metrics of one model minus those of another. AUC, average
// precision and lift are better above 0, the losses below.
type Differences struct {
	AUC              float64 `json:"auc"`
	AveragePrecision float64 `json:"ap"`
	LogLoss          float64 `json:"logloss"`
	Brier            float64 `json:"brier"`
	ECE              float64 `json:"ece"`
	LiftTopDecile    float64 `json:"lift_top_decile"`
}

// Comparison is how two models do on the same customers.
type Comparison struct {
	N int `json:"n"`
	// A and B are the metrics of each.
	A Scores `json:"a"`
	B Scores `json:"b"`
	// Difference is A minus B.
	Difference Differences `json:"difference"`
	// Intervals are those of Difference, from the same replicates for both (a
	// paired bootstrap); nil without replicates.
	Intervals *ScoreIntervals `json:"intervals,omitempty"`
	// Replicates, Undefined and Level are those of Report.
	Replicates int     `json:"replicates"`
	Undefined  int     `json:"undefined_replicates"`
	Level      float64 `json:"level"`
}

// Compare measures the probabilities a and b of two models (a challenger and a
// champion) on the same customers. An interval of a difference that lies on one
// side of 0 tells the models apart; those of each model alone, which overlap
// much sooner, do not matter for that. Errors are those of Evaluate.
func Compare(ctx context.Context, s Sample, a, b []float64, o Options) (Comparison, error) {
	if err := o.Validate(); err != nil {
		return Comparison{}, err
	}
	ranks, keys, err := prepare(s, a, nil, o)
	if err != nil {
		return Comparison{}, fmt.Errorf("comparing models: first: %w", err)
	}
	second, err := newRanked(s.Y, b, s.W, true, o.Bins)
	if err != nil {
		return Comparison{}, fmt.Errorf("comparing models: second: %w", err)
	}
	ranks = append(ranks, second)
	point := passAll(s, ranks, nil)
	if point == nil {
		return Comparison{}, fmt.Errorf("comparing models: the weight of one class vanishes beside the other: %w", models.ErrOneClass)
	}
	c := Comparison{
		N: len(s.Y), A: scores(&point[0]), B: scores(&point[1]), Level: o.Level,
		Difference: differences(point),
	}
	if o.Replicates == 0 {
		return c, nil
	}
	replicates, err := bootstrap(ctx, s, ranks, keys, o)
	if err != nil {
		return Comparison{}, fmt.Errorf("comparing models: %w", err)
	}
	c.Replicates, c.Undefined = len(replicates), o.Replicates-len(replicates)
	if len(replicates) == 0 {
		return Comparison{}, fmt.Errorf("comparing models: resampling %d customers: no replicate holds both classes: %w", c.N, models.ErrOneClass)
	}
	c.Intervals = scoreIntervals(replicates, o.Level, differences)
	return c, nil
}

// differences are those of the first outcome from the second.
func differences(row []outcome) Differences {
	a, b := plain(&row[0]), plain(&row[1])
	return Differences{
		AUC:              a.AUC - b.AUC,
		AveragePrecision: a.AveragePrecision - b.AveragePrecision,
		LogLoss:          a.LogLoss - b.LogLoss,
		Brier:            a.Brier - b.Brier,
		ECE:              a.ECE - b.ECE,
		LiftTopDecile:    a.LiftTopDecile - b.LiftTopDecile,
	}
}

// plain are the metrics of an outcome, as a difference from nothing.
func plain(o *outcome) Differences {
	return Differences{
		AUC: o.auc, AveragePrecision: o.averagePrecision, LogLoss: o.logLoss,
		Brier: o.brier, ECE: o.ece, LiftTopDecile: o.liftTop(),
	}
}

// scoreIntervals are the intervals of what values gives for each replicate.
func scoreIntervals(replicates [][]outcome, level float64, values func(row []outcome) Differences) *ScoreIntervals {
	all := make([]Differences, len(replicates))
	for i, row := range replicates {
		all[i] = values(row)
	}
	of := func(value func(d Differences) float64) Interval {
		column := make([]float64, len(all))
		for i, d := range all {
			column[i] = value(d)
		}
		return interval(column, level)
	}
	return &ScoreIntervals{
		AUC:              of(func(d Differences) float64 { return d.AUC }),
		AveragePrecision: of(func(d Differences) float64 { return d.AveragePrecision }),
		LogLoss:          of(func(d Differences) float64 { return d.LogLoss }),
		Brier:            of(func(d Differences) float64 { return d.Brier }),
		ECE:              of(func(d Differences) float64 { return d.ECE }),
		LiftTopDecile:    of(func(d Differences) float64 { return d.LiftTopDecile }),
	}
}
