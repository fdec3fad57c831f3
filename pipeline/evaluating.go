package pipeline

import (
	"context"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"predict/configs"
	"predict/features"
	"predict/models"
	"predict/models/calibrate"
	"predict/models/candidates"
	"predict/models/golearn"
	"predict/models/metrics"
	"predict/models/rules"
)

// Scores are the figures of an evaluation.
type Scores = metrics.Report

// Evaluation is how the recipe does out of time: learned up to the cutoffs of
// Train, judged at Test.
type Evaluation struct {
	Train []string `json:"train_cutoffs"`
	// Calibrated is the cutoff of the rehearsal: where the candidate was chosen and
	// calibrated. Empty where customers of the training cutoffs were held back for it.
	Calibrated string            `json:"calibrated_at,omitempty"`
	Calibrator *CalibrationNote  `json:"calibration,omitempty"`
	Season     *Season           `json:"season,omitempty"`
	Test       string            `json:"test_cutoff"`
	Horizon    int               `json:"horizon_days"`
	Algorithm  string            `json:"algorithm"`
	Recipe     candidates.Recipe `json:"recipe"`
	Features   int               `json:"features"`
	TrainRows  int               `json:"train_rows"`
	*Scores
	// Curve is how many leavers each size of list catches; nil in models of earlier
	// versions.
	Curve *GainCurve `json:"curve,omitempty"`
	// Tuning says how settings were searched; nil where they were not.
	Tuning *TuningNote `json:"tuning,omitempty"`
	// Candidates are all that competed, the chosen one among them.
	Candidates []CandidateFigures `json:"candidates,omitempty"`
	// Groups are the figures by segment and for customers of special interest.
	Groups []metrics.GroupReport `json:"groups,omitempty"`
	// Confusion is the list cut at the probability of each tier.
	Confusion []golearn.ConfusionFigures `json:"confusion,omitempty"`
}

// CalibrationNote says which calibration was chosen, and how the kinds did.
type CalibrationNote struct {
	Kind   calibrate.Kind   `json:"kind"`
	Losses []calibrate.Loss `json:"losses,omitempty"`
	Note   string           `json:"note,omitempty"`
}

// CandidateFigures are those of one candidate at the test cutoff.
type CandidateFigures struct {
	Name      string                  `json:"name"`
	Chosen    bool                    `json:"chosen"`
	Rounds    int                     `json:"rounds,omitempty"`
	Weight    float64                 `json:"weight,omitempty"` // share of the average
	Rows      int                     `json:"rows"`
	Rehearsed float64                 `json:"rehearsed_logloss"` // by which candidates are chosen
	Model     metrics.Scores          `json:"scores"`
	Intervals *metrics.ScoreIntervals `json:"intervals,omitempty"`
}

// tested is what the candidates predict at the test cutoff.
type tested struct {
	sample metrics.Sample
	raw    map[string][]float64 // by candidate, before calibration
	rules  []metrics.Rule
	facts  facts
}

// predictTest predicts the customers of the test cutoff, whom nothing has
// learned from.
func (t *trainer) predictTest(ctx context.Context, all []judged, plan features.Plan) (*tested, error) {
	out := &tested{raw: map[string][]float64{}}
	inputs, at, err := t.ruleInputs()
	if err != nil {
		return nil, err
	}
	var ruleValues []float64
	collect, err := newFactCollector(t.state)
	if err != nil {
		return nil, err
	}
	err = t.state.eachFrame(ctx, plan.Test, t.names, func(f *Frame) error {
		var known []int
		for i, label := range f.Labels {
			if label == features.LabelUnknown {
				continue
			}
			known = append(known, i)
			out.sample.Y, out.sample.Keys = append(out.sample.Y, float64(label)), append(out.sample.Keys, f.Keys[i])
			row := f.X.RawRowView(i)
			for _, k := range at {
				ruleValues = append(ruleValues, row[k])
			}
			collect.add(&out.facts, row, &f.Profiles[i])
		}
		for k := range all {
			p := all[k].Predictor.PredictProba(nil, f.X)
			for _, i := range known {
				out.raw[all[k].Name] = append(out.raw[all[k].Name], p[i])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	n := len(out.sample.Y)
	if n == 0 {
		return nil, &Problem{Kind: ErrGate, Text: "no customer is eligible at the test cutoff " + cutoffName(plan.Test), Remedy: "choose another test cutoff, or a longer churn.lookback_days"}
	}
	simple, err := rules.All(mat.NewDense(n, len(inputs), ruleValues), inputs, ruleColumns())
	if err != nil {
		return nil, fmt.Errorf("computing the simple rules: %w", err)
	}
	for _, r := range simple {
		out.rules = append(out.rules, metrics.Rule{Name: r.Name, Score: r.Values})
	}
	return out, nil
}

// ruleInputs gives the features that the simple rules read, and their columns.
func (t *trainer) ruleInputs() (inputs []string, at []int, err error) {
	columns := ruleColumns()
	inputs = []string{columns.Recency, columns.Frequency, columns.UsualGap}
	for _, name := range inputs {
		k := t.state.Schema.Index(name)
		if k < 0 {
			return nil, nil, &Problem{Kind: ErrData, Text: fmt.Sprintf("the simple rules need the feature %s, which features.families leaves out", name), Remedy: "add the families recency, frequency and rhythm"}
		}
		at = append(at, k)
	}
	return inputs, at, nil
}

// evaluate judges the chosen candidate at the test cutoff, beside the simple
// rules and the other candidates.
func (t *trainer) evaluate(ctx context.Context, r *rehearsal, all []judged, test *tested, plan features.Plan) (*Evaluation, error) {
	s := t.state
	out := &Evaluation{
		Train: cutoffNames(plan.Train), Test: cutoffName(plan.Test), Horizon: s.Config.Churn.HorizonDays,
		Algorithm: r.chosen, Recipe: r.recipe, Features: len(t.names), Tuning: s.Tuning,
	}
	if r.at != features.NoTime {
		out.Calibrated = cutoffName(r.at)
	}
	o := t.metricOptions()
	for k := range all {
		j := &all[k]
		choice := r.calibrations[j.Name]
		p := apply(j.calibrator, test.raw[j.Name])
		var simple []metrics.Rule
		if j.Name == r.chosen {
			simple = test.rules
		}
		report, err := metrics.Evaluate(ctx, test.sample, p, simple, o)
		if errors.Is(err, models.ErrOneClass) || errors.Is(err, models.ErrEmpty) {
			return nil, &Problem{Kind: ErrGate, Cause: err, Text: fmt.Sprintf("the model cannot be judged on the %d customers at the test cutoff %s", len(p), cutoffName(plan.Test)), Remedy: "choose another test cutoff, churn.definition or horizon_days, so that some customers churn and some stay"}
		}
		if err != nil {
			return nil, fmt.Errorf("evaluating at %s: %w", cutoffName(plan.Test), err)
		}
		out.Candidates = append(out.Candidates, CandidateFigures{
			Name: j.Name, Chosen: j.Name == r.chosen, Rounds: j.Rounds, Weight: r.recipe.Weights[j.Name], Rows: j.Rows,
			Rehearsed: r.losses[j.Name], Model: report.Model, Intervals: report.Intervals,
		})
		if j.Name != r.chosen {
			continue
		}
		out.Scores, out.TrainRows, out.Season = report, j.Rows, j.season
		out.Curve = gainCurve(test.sample.Y, p)
		out.Calibrator = &CalibrationNote{Kind: choice.Kind, Losses: choice.Losses, Note: choice.Fallback}
		if out.Groups, err = metrics.Groups(ctx, test.sample, p, test.rules, test.facts.groups(), groupOptions(o)); err != nil {
			return nil, err
		}
		if out.Confusion, err = confusions(s.Config.Score.Tiers, test.sample.Y, p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// metricOptions are those of intervals.
func (t *trainer) metricOptions() metrics.Options {
	e := t.state.Config.Evaluation
	return metrics.Options{Replicates: e.Bootstrap, Level: e.Confidence, Seed: uint64(t.state.Config.Model.Seed), Bins: 10, Workers: t.state.Workers()}
}

// groupOptions takes fewer resamples: the intervals of groups are wide and there
// are many groups.
func groupOptions(o metrics.Options) metrics.Options {
	o.Replicates = min(o.Replicates, 100)
	return o
}

// confusions cuts the list at each tier.
func confusions(tiers configs.Tiers, y, p []float64) ([]golearn.ConfusionFigures, error) {
	var out []golearn.ConfusionFigures
	for _, threshold := range []float64{tiers.High, tiers.Medium} {
		c, err := golearn.Confusion(y, p, threshold)
		if err != nil {
			return nil, fmt.Errorf("counting right and wrong at %v: %w", threshold, err)
		}
		out = append(out, c)
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
