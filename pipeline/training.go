package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"

	"predict/configs"
	"predict/features"
	"predict/models"
	"predict/models/calibrate"
)

// Training is what `train` found: the model for scoring, and how the same
// recipe did on a cutoff that it had not seen.
type Training struct {
	Model      *Model
	Evaluation *Evaluation
}

// Evaluation is how the recipe does out of time: learned up to the cutoffs of
// Train, judged at Test.
type Evaluation struct {
	Train      []string `json:"train_cutoffs"`
	Calibrated string   `json:"calibrated_at,omitempty"` // empty where no later training cutoff was left for it
	Test       string   `json:"test_cutoff"`
	Horizon    int      `json:"horizon_days"`
	Algorithm  string   `json:"algorithm"`
	Features   int      `json:"features"`
	TrainRows  int      `json:"train_rows"`
	*Scores
}

// fitted is a model before it is stored.
type fitted struct {
	predictor  models.Predictor
	calibrator models.Calibrator
	rows       int
}

// predict gives calibrated probabilities.
func (f *fitted) predict(x *mat.Dense) []float64 {
	p := f.predictor.PredictProba(nil, x)
	for i := range p {
		p[i] = f.calibrator.Calibrate(p[i])
	}
	return p
}

// trainer fits models on the feature tables of cutoffs.
type trainer struct {
	state     *State
	names     []string
	estimator models.Estimator
	most      int    // rows to learn from
	step      func() // called after each fit
}

// newTrainer sets up the configured algorithm.
func newTrainer(s *State) (*trainer, error) {
	estimator, most, err := estimatorFor(s.Config.Model, s.Workers())
	if err != nil {
		return nil, err
	}
	return &trainer{state: s, names: s.Schema.Names(), estimator: estimator, most: most}, nil
}

// fit learns from the labelled customers of the cutoffs.
func (t *trainer) fit(ctx context.Context, cutoffs []int64) (*fitted, error) {
	rows, err := t.state.labelled(ctx, cutoffs, t.names, t.most)
	if err != nil {
		return nil, err
	}
	if len(rows.Y) == 0 {
		return nil, &Problem{Kind: ErrGate, Text: fmt.Sprintf("there is no customer to learn from at %s", strings.Join(cutoffNames(cutoffs), ", ")), Remedy: "look at the exclusions of these cohorts, and give a longer look-back or more data"}
	}
	p, err := t.estimator.Fit(ctx, rows.X, rows.Y, nil)
	if errors.Is(err, models.ErrOneClass) {
		return nil, t.oneClass(cutoffs, rows.Y)
	}
	if err != nil {
		return nil, fmt.Errorf("fitting %s at %v: %w", t.estimator.Name(), cutoffNames(cutoffs), err)
	}
	if t.step != nil {
		t.step()
	}
	return &fitted{predictor: p, rows: len(rows.Y)}, nil
}

func (t *trainer) oneClass(cutoffs []int64, y []float64) error {
	what := "none of them churned"
	if y[0] == 1 {
		what = "all of them churned"
	}
	return &Problem{
		Kind:   ErrGate,
		Text:   fmt.Sprintf("nothing can be learned from the %d customers at %s: %s", len(y), strings.Join(cutoffNames(cutoffs), ", "), what),
		Remedy: "choose another churn.definition, horizon_days or lookback_days, so that some customers churn and some stay",
	}
}

// calibrateAt fits a calibrator on a cutoff that f has not learned from.
// Without both classes there it leaves f as it is.
func (t *trainer) calibrateAt(ctx context.Context, f *fitted, cutoff int64) (models.Calibrator, error) {
	if t.state.Config.Model.Calibration == configs.NoCalibration {
		return uncalibrated(), nil
	}
	var y, p []float64
	err := t.state.eachFrame(ctx, cutoff, t.names, func(frame *Frame) error {
		raw := f.predictor.PredictProba(nil, frame.X)
		for i, label := range frame.Labels {
			if label != features.LabelUnknown {
				y, p = append(y, float64(label)), append(p, raw[i])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c, err := calibrate.Fit(calibrate.Kind(t.state.Config.Model.Calibration), p, y, nil)
	if errors.Is(err, models.ErrOneClass) || errors.Is(err, models.ErrEmpty) {
		return uncalibrated(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("calibrating at %s: %w", cutoffName(cutoff), err)
	}
	return c, nil
}

// uncalibrated leaves probabilities as they are.
func uncalibrated() models.Calibrator {
	c, _ := calibrate.Fit(calibrate.Identity, nil, nil, nil) // needs no data and cannot fail
	return c
}

// judged is the model that is evaluated, and the one that scoring builds on.
type judged struct {
	model      *fitted
	calibrated int64 // cutoff of its calibrator; NoTime where it has none
}

// judge fits the model that the test cutoff judges: learned from all training
// cutoffs. Its calibrator comes from the newest of them, by a model whose own
// label windows had ended there; where no training cutoff is that early there
// is none.
func (t *trainer) judge(ctx context.Context, plan features.Plan) (*judged, error) {
	j := &judged{calibrated: features.NoTime}
	calibrator := uncalibrated()
	fold, err := t.fold(plan)
	if err != nil {
		return nil, err
	}
	if !fold.Calibrate.IsZero() {
		earlier, err := t.fit(ctx, micros(fold.Train))
		var problem *Problem
		switch {
		case errors.As(err, &problem): // too little there; go on without calibration
		case err != nil:
			return nil, err
		default:
			if calibrator, err = t.calibrateAt(ctx, earlier, fold.Calibrate.UnixMicro()); err != nil {
				return nil, err
			}
			if kind, err := calibrate.KindOf(calibrator); err == nil && kind != calibrate.Identity {
				j.calibrated = fold.Calibrate.UnixMicro()
			}
		}
	}
	if j.model, err = t.fit(ctx, plan.Train); err != nil {
		return nil, err
	}
	j.model.calibrator = calibrator
	return j, nil
}

// fold says which cutoffs serve what until the test.
func (t *trainer) fold(plan features.Plan) (models.Fold, error) {
	const day = 24 * time.Hour
	churn := t.state.Config.Churn
	splitter := models.Splitter{Gap: time.Duration(churn.GapDays) * day, Horizon: time.Duration(churn.HorizonDays) * day}
	var cutoffs []time.Time
	for _, c := range append(slices.Clone(plan.Train), plan.Test) {
		cutoffs = append(cutoffs, instant(c))
	}
	return splitter.Last(cutoffs)
}

func micros(times []time.Time) []int64 {
	out := make([]int64, len(times))
	for i, t := range times {
		out[i] = t.UnixMicro()
	}
	return out
}

// final fits the model for scoring: learned from every mature cutoff, with the
// calibrator of the judged model at the test cutoff, which that one had not
// seen.
func (t *trainer) final(ctx context.Context, j *judged, plan features.Plan) (*fitted, error) {
	calibrator, err := t.calibrateAt(ctx, j.model, plan.Test)
	if err != nil {
		return nil, err
	}
	f, err := t.fit(ctx, append(slices.Clone(plan.Train), plan.Test))
	if err != nil {
		return nil, err
	}
	f.calibrator = calibrator
	return f, nil
}

func cutoffNames(cutoffs []int64) []string {
	names := make([]string, len(cutoffs))
	for i, c := range cutoffs {
		names[i] = cutoffName(c)
	}
	return names
}
