package pipeline

import (
	"context"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"predict/features"
	"predict/models"
	"predict/models/metrics"
	"predict/models/rules"
)

// Scores are the figures of an evaluation.
type Scores = metrics.Report

// evaluate judges a model at a cutoff that it has not learned from, beside the
// simple rules.
func (t *trainer) evaluate(ctx context.Context, j *judged, plan features.Plan) (*Evaluation, error) {
	s := t.state
	var sample metrics.Sample
	var p, ruleInputs []float64
	columns := ruleColumns()
	inputs := []string{columns.Recency, columns.Frequency, columns.UsualGap}
	at := make([]int, len(inputs))
	for k, name := range inputs {
		if at[k] = s.Schema.Index(name); at[k] < 0 {
			return nil, &Problem{Kind: ErrData, Text: fmt.Sprintf("the simple rules need the feature %s, which features.families leaves out", name), Remedy: "add the families recency, frequency and rhythm"}
		}
	}
	err := s.eachFrame(ctx, plan.Test, t.names, func(f *Frame) error {
		predicted := j.model.predict(f.X)
		for i, label := range f.Labels {
			if label == features.LabelUnknown {
				continue
			}
			sample.Y, sample.Keys = append(sample.Y, float64(label)), append(sample.Keys, f.Keys[i])
			p = append(p, predicted[i])
			row := f.X.RawRowView(i)
			for _, k := range at {
				ruleInputs = append(ruleInputs, row[k])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(p) == 0 {
		return nil, &Problem{Kind: ErrGate, Text: "no customer is eligible at the test cutoff " + cutoffName(plan.Test), Remedy: "choose another test cutoff, or a longer churn.lookback_days"}
	}
	simple, err := rules.All(mat.NewDense(len(p), len(inputs), ruleInputs), inputs, columns)
	if err != nil {
		return nil, fmt.Errorf("computing the simple rules: %w", err)
	}
	scores := make([]metrics.Rule, len(simple))
	for k, r := range simple {
		scores[k] = metrics.Rule{Name: r.Name, Score: r.Values}
	}
	e := s.Config.Evaluation
	report, err := metrics.Evaluate(ctx, sample, p, scores, metrics.Options{
		Replicates: e.Bootstrap, Level: e.Confidence, Seed: uint64(s.Config.Model.Seed), Bins: 10, Workers: s.Workers(),
	})
	if errors.Is(err, models.ErrOneClass) || errors.Is(err, models.ErrEmpty) {
		return nil, &Problem{Kind: ErrGate, Cause: err, Text: fmt.Sprintf("the model cannot be judged on the %d customers at the test cutoff %s", len(p), cutoffName(plan.Test)), Remedy: "choose another test cutoff, churn.definition or horizon_days, so that some customers churn and some stay"}
	}
	if err != nil {
		return nil, fmt.Errorf("evaluating at %s: %w", cutoffName(plan.Test), err)
	}
	out := &Evaluation{
		Train: cutoffNames(plan.Train), Test: cutoffName(plan.Test), Horizon: s.Config.Churn.HorizonDays,
		Algorithm: t.estimator.Name(), Features: len(t.names), TrainRows: j.model.rows, Scores: report,
	}
	if j.calibrated != features.NoTime {
		out.Calibrated = cutoffName(j.calibrated)
	}
	return out, nil
}

// ruleColumns names the features that the simple rules read.
func ruleColumns() rules.Columns {
	return rules.Columns{
		Recency: "days_since_last_purchase", Frequency: "purchases_365d",
		Silence: "days_since_last_purchase", UsualGap: "usual_gap_days",
	}
}
