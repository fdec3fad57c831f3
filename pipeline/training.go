package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"predict/configs"
	"predict/features"
	"predict/models"
	"predict/models/calibrate"
	"predict/models/candidates"
)

// Training is what `train` found: the model for scoring, and how the same
// recipe did on a cutoff that it had not seen.
type Training struct {
	Model      *Model
	Evaluation *Evaluation
}

// trainer fits models on the feature tables of cutoffs.
type trainer struct {
	state *State
	names []string
	set   candidates.Trainer
}

// newTrainer sets up the configured candidates.
func newTrainer(s *State) (*trainer, error) {
	known, err := s.knownLabels(s.Plan.Train)
	if err != nil {
		return nil, err
	}
	set, err := candidateTrainer(s.Config.Model, s.Schema, known, s.Workers())
	if err != nil {
		return nil, err
	}
	if err := s.Tuned.apply(&set, s); err != nil {
		return nil, err
	}
	return &trainer{state: s, names: s.Schema.Names(), set: set}, nil
}

// fits is the number of fits that train makes, for its progress.
func (t *trainer) fits(folds int) int64 { return int64(len(t.set.Candidates) * (folds + 2)) }

// customerFolds is in how many parts the customers of a single cutoff are
// divided for the rehearsal.
const customerFolds = 5

// rows gathers what is learned from at cutoffs.
func (t *trainer) rows(ctx context.Context, cutoffs []int64) (candidates.Rows, error) {
	rows, err := t.state.labelled(ctx, cutoffs, t.names, t.state.Config.Model.MaxRows, true)
	if err != nil {
		return rows, err
	}
	if len(rows.Y) == 0 {
		return rows, &Problem{Kind: ErrGate, Text: fmt.Sprintf("there is no customer to learn from at %s", strings.Join(cutoffNames(cutoffs), ", ")), Remedy: "look at the exclusions of these cohorts, and give a longer look-back or more data"}
	}
	return rows, nil
}

// fit fits the candidates called names (nil: all).
func (t *trainer) fit(ctx context.Context, cutoffs []int64, recipe candidates.Recipe, names []string) ([]candidates.Fitted, candidates.Rows, error) {
	rows, err := t.rows(ctx, cutoffs)
	if err != nil {
		return nil, rows, err
	}
	fitted, err := t.set.Fit(ctx, rows, recipe, names)
	if errors.Is(err, models.ErrOneClass) {
		return nil, rows, t.oneClass(cutoffs, rows.Y)
	}
	if err != nil {
		return nil, rows, fmt.Errorf("at %s: %w", strings.Join(cutoffNames(cutoffs), ", "), err)
	}
	return fitted, rows, nil
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

// rehearsal is what is decided before the test cutoff is looked at.
type rehearsal struct {
	recipe candidates.Recipe
	chosen string // name of the candidate
	// at is the later cutoff of the rehearsal; NoTime where customers of the training
	// cutoffs were held back instead.
	at           int64
	calibrations map[string]calibrate.Choice
	losses       map[string]float64 // log loss by candidate
}

// rehearse lets the candidates compete on customers that they have not learned
// from: at the newest training cutoff, by models whose own label windows had
// ended there, or, where no cutoff is that early, among the customers of the
// training cutoffs. It finds the rounds, the weights of the average, each
// candidate's calibration, and the candidate with the lowest log loss.
func (t *trainer) rehearse(ctx context.Context, plan features.Plan) (*rehearsal, error) {
	fold, err := t.fold(plan)
	if err != nil {
		return nil, err
	}
	var r *candidates.Rehearsal
	out := &rehearsal{at: features.NoTime}
	if !fold.Calibrate.IsZero() {
		r, err = t.rehearseLater(ctx, micros(fold.Train), fold.Calibrate.UnixMicro())
		if err != nil {
			return nil, err
		}
		if r != nil {
			out.at = fold.Calibrate.UnixMicro()
		}
	}
	if r == nil {
		if r, err = t.rehearseFolds(ctx, plan.Train); err != nil {
			return nil, err
		}
	}
	out.recipe = r.Recipe
	out.calibrations, out.losses = map[string]calibrate.Choice{}, map[string]float64{}
	for k, name := range r.Names {
		choice, err := t.calibration(r.P[k], r.Y, r.W, r.Keys)
		if err != nil {
			return nil, fmt.Errorf("calibrating %s: %w", name, err)
		}
		out.calibrations[name] = choice
		out.losses[name] = rehearsedLoss(choice, r.P[k], r.Y)
		if out.chosen == "" || out.losses[name] < out.losses[out.chosen] {
			out.chosen = name
		}
	}
	out.chosen = preferred(out, r)
	if a := t.state.Config.Model.Algorithm; a != configs.Best && slices.Contains(r.Names, a) {
		out.chosen = a
	}
	return out, nil
}

// rehearseLater rehearses out of time; nil where there is too little for it.
func (t *trainer) rehearseLater(ctx context.Context, train []int64, later int64) (*candidates.Rehearsal, error) {
	rows, err := t.rows(ctx, train)
	var problem *Problem
	if errors.As(err, &problem) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	held, err := t.rows(ctx, []int64{later})
	if errors.As(err, &problem) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := t.set.OutOfTime(ctx, rows, held)
	if errors.Is(err, models.ErrOneClass) {
		return nil, nil
	}
	return r, err
}

// rehearseFolds rehearses among the customers of cutoffs.
func (t *trainer) rehearseFolds(ctx context.Context, cutoffs []int64) (*candidates.Rehearsal, error) {
	rows, err := t.rows(ctx, cutoffs)
	if err != nil {
		return nil, err
	}
	r, err := t.set.OutOfFold(ctx, rows, customerFolds)
	if errors.Is(err, models.ErrOneClass) {
		return nil, t.oneClass(cutoffs, rows.Y)
	}
	return r, err
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

// judged is a candidate as the test cutoff judges it: learned from all training
// cutoffs, with what the rehearsal found.
type judged struct {
	candidates.Fitted
	calibrator models.Calibrator
	season     *Season
}

// judge fits every candidate on the training cutoffs. rows are those they
// learned from.
func (t *trainer) judge(ctx context.Context, r *rehearsal, plan features.Plan) (all []judged, rows candidates.Rows, err error) {
	fitted, rows, err := t.fit(ctx, plan.Train, r.recipe, nil)
	if err != nil {
		return nil, rows, err
	}
	s, err := t.finish(ctx, plan.Train, plan.Test)
	if err != nil {
		return nil, rows, err
	}
	for _, f := range fitted {
		j, err := s.judged(f, r.calibrations[f.Name].Calibrator)
		if err != nil {
			return nil, rows, err
		}
		all = append(all, *j)
	}
	return all, rows, nil
}

// finish is what the probabilities of fitted candidates are finished with: the
// level of the cutoffs they learned from, and the season a year before.
type finish struct {
	level  *levelSample
	season *seasonSample
}

// finish gathers it for models of cutoffs that are used at another.
func (t *trainer) finish(ctx context.Context, cutoffs []int64, at int64) (s finish, err error) {
	if s.level, err = t.levelSample(ctx, cutoffs); err != nil {
		return s, err
	}
	s.season, err = t.seasonSample(ctx, at)
	return s, err
}

// judged is a fitted candidate with its calibrator at the right level and season.
func (s finish) judged(f candidates.Fitted, c models.Calibrator) (*judged, error) {
	c, err := s.level.calibrator(f.Predictor, c)
	if err != nil {
		return nil, err
	}
	season, err := s.season.missed(f.Predictor, c)
	if err != nil {
		return nil, err
	}
	return &judged{Fitted: f, calibrator: inSeason(c, season), season: season}, nil
}

// final fits the chosen candidate for scoring: learned from every mature cutoff,
// with a calibrator from what its judged twin predicted at the test cutoff,
// which that one had not seen.
func (t *trainer) final(ctx context.Context, r *rehearsal, tested *tested, plan features.Plan) (*judged, error) {
	choice, err := t.calibration(tested.raw[r.chosen], tested.sample.Y, nil, tested.sample.Keys)
	if err != nil {
		return nil, fmt.Errorf("calibrating at %s: %w", cutoffName(plan.Test), err)
	}
	cutoffs := append(slices.Clone(plan.Train), plan.Test)
	fitted, _, err := t.fit(ctx, cutoffs, r.recipe, []string{r.chosen})
	if err != nil {
		return nil, err
	}
	s, err := t.finish(ctx, cutoffs, plan.Score)
	if err != nil {
		return nil, err
	}
	return s.judged(fitted[0], choice.Calibrator)
}

func micros(times []time.Time) []int64 {
	out := make([]int64, len(times))
	for i, t := range times {
		out[i] = t.UnixMicro()
	}
	return out
}

func cutoffNames(cutoffs []int64) []string {
	names := make([]string, len(cutoffs))
	for i, c := range cutoffs {
		names[i] = cutoffName(c)
	}
	return names
}
