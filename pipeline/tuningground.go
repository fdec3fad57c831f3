package pipeline

import (
	"context"
	"errors"

	"predict/configs"
	"predict/features"
	"predict/models"
	"predict/models/calibrate"
	"predict/models/candidates"
	"predict/models/gbdt"
	"predict/models/logistic"
	"predict/models/tune"
)

type (
	boostedOptions  = gbdt.Options
	logisticOptions = logistic.Options
)

const (
	// tuningFolds is the most cutoffs on which trials are judged, the latest.
	tuningFolds = 3
	// tuningRows is the most rows that a trial learns from in a fold, and heldRows
	// the most that it is judged on.
	tuningRows, heldRows = 100_000, 50_000
	// fewShare is the share of the rows with which trials begin, and fewLeast the
	// number below which they begin with all.
	fewShare, fewLeast = 4, 5000
)

// tuningFold is a rehearsal of trials: it learns at some cutoffs and is judged at
// a later one, or where held is features.NoTime, among its own customers.
type tuningFold struct {
	learn []int64
	held  int64
}

// tuningFolds are the latest training cutoffs before which something was known
// that can be learned from. The test cutoff is in none of them, and every label
// in them was known before it.
func (t *trainer) tuningFolds(plan features.Plan) ([]tuningFold, error) {
	var out []tuningFold
	reach := int64(t.state.Config.Churn.GapDays+t.state.Config.Churn.HorizonDays) * features.Day
	for _, held := range plan.Train {
		f := tuningFold{held: held}
		for _, c := range plan.Train {
			if c+reach <= held {
				f.learn = append(f.learn, c)
			}
		}
		if len(f.learn) > 0 {
			out = append(out, f)
		}
	}
	return out[max(0, len(out)-tuningFolds):], nil
}

// ground is the rows of a fold.
type ground struct {
	fold  tuningFold
	learn candidates.Rows
	held  candidates.Rows // none where customers of learn are held back in turn
}

// usable reports whether a model can be learned and judged on the rows.
func (g ground) usable() bool {
	ok := models.CheckLabels(g.learn.Y, g.learn.W) == nil
	if g.fold.held == features.NoTime {
		return ok
	}
	return ok && models.CheckLabels(g.held.Y, g.held.W) == nil
}

// rehearse gives what a candidate predicts for customers that it has not learned
// from.
func (g ground) rehearse(ctx context.Context, set candidates.Trainer) (*candidates.Rehearsal, error) {
	if g.fold.held == features.NoTime {
		return set.OutOfFold(ctx, g.learn, customerFolds)
	}
	return set.OutOfTime(ctx, g.learn, g.held)
}

// gather reads the rows of the folds. Where no cutoff is late enough to be
// judged at, customers of the training cutoffs are held back in turn, as in the
// rehearsal.
func (u *tuner) gather(ctx context.Context) error {
	var usable []tuningFold
	for _, f := range u.folds {
		g, err := u.ground(ctx, f, tuningRows, heldRows)
		if err != nil {
			return err
		}
		if g.usable() {
			u.all, usable = append(u.all, g), append(usable, f)
		}
	}
	if len(u.all) == 0 {
		f := tuningFold{u.state.Plan.Train, features.NoTime}
		g, err := u.ground(ctx, f, tuningRows, 0)
		if err != nil {
			return err
		}
		if !g.usable() {
			return u.oneClass(f.learn, append(g.learn.Y, 0))
		}
		u.all, usable = []ground{g}, []tuningFold{f}
	}
	u.folds = usable
	for _, g := range u.all {
		u.note.Folds = append(u.note.Folds, g.note())
	}
	u.few = u.fewer(u.all)
	return nil
}

// ground reads the rows of one fold, at most so many.
func (u *tuner) ground(ctx context.Context, f tuningFold, most, held int) (ground, error) {
	m := u.state.Config.Model
	g := ground{fold: f}
	var err error
	if g.learn, err = u.state.labelled(ctx, f.learn, u.names, min(most, m.MaxRows), true); err != nil || f.held == features.NoTime {
		return g, err
	}
	g.held, err = u.state.labelled(ctx, []int64{f.held}, u.names, min(held, m.MaxRows), true)
	return g, err
}

// fewer gives the grounds with a quarter of the customers to learn from; nil
// where there are too few for that.
func (u *tuner) fewer(all []ground) []ground {
	var out []ground
	for _, g := range all {
		if len(g.learn.Y)/fewShare < fewLeast {
			return nil
		}
		var rows []int
		for i, k := range g.learn.Keys {
			if uniform(k, u.set.Seed^fewSalt) < 1.0/fewShare {
				rows = append(rows, i)
			}
		}
		some := ground{g.fold, g.learn.Take(rows), g.held}
		if !some.usable() {
			return nil
		}
		out = append(out, some)
	}
	return out
}

// fewSalt keeps the customers of early trials apart from other samples.
const fewSalt = 0x66657772

// outcome judges a candidate: by the mean over the folds of its calibrated log
// loss on customers that neither it nor its calibration has learned from.
func (u *tuner) outcome(ctx context.Context, c candidates.Candidate, grounds []ground) (outcome, error) {
	var out outcome
	for _, g := range grounds {
		r, err := g.rehearse(ctx, candidates.Trainer{Candidates: []candidates.Candidate{c}, Seed: u.set.Seed})
		if err != nil {
			return out, err
		}
		losses, err := u.calibratedLosses(r)
		if err != nil {
			return out, err
		}
		out.folds = append(out.folds, tune.Fold{Losses: losses, Weights: r.W, Keys: r.Keys})
	}
	out.loss = tune.Mean(out.folds)
	return out, nil
}

// calibratedLosses are the log losses of a rehearsal's rows, each calibrated by
// what other customers did. All trials are calibrated alike: by the kind that
// the config names, or by Platt's where it lets the kind be chosen.
func (u *tuner) calibratedLosses(r *candidates.Rehearsal) ([]float64, error) {
	kind := calibrate.Platt
	if setting := u.state.Config.Model.Calibration; setting != configs.AutoCalibration {
		kind = calibrationKinds(setting)[0]
	}
	p := r.P[0]
	losses := make([]float64, len(p))
	for fold := range calibrationFolds {
		var fp, fy, fw []float64
		var inside []int
		for i, k := range r.Keys {
			if u.set.Fold(k, calibrationFolds) == fold {
				inside = append(inside, i)
				continue
			}
			fp, fy = append(fp, p[i]), append(fy, r.Y[i])
			if r.W != nil {
				fw = append(fw, r.W[i])
			}
		}
		c, err := calibrate.Fit(kind, fp, fy, fw)
		if errors.Is(err, models.ErrOneClass) || errors.Is(err, models.ErrEmpty) {
			c = uncalibrated()
		} else if err != nil {
			return nil, err
		}
		for _, i := range inside {
			losses[i] = rowLoss(c.Calibrate(p[i]), r.Y[i])
		}
	}
	return losses, nil
}

// mostRows is the number of rows of the largest fold to learn from.
func mostRows(grounds []ground) int {
	most := 0
	for _, g := range grounds {
		most = max(most, len(g.learn.Y))
	}
	return most
}

// totalRows is the number of rows of all folds to learn from.
func totalRows(grounds []ground) int {
	sum := 0
	for _, g := range grounds {
		sum += len(g.learn.Y)
	}
	return sum
}

// sampled reports whether the latest fold has more rows than trials learn from.
func (u *tuner) sampled() bool { return u.everyRow() > tuningRows }

// known is the number of rows at cutoffs; their tables were read before.
func (u *tuner) known(cutoffs []int64) int {
	n, err := u.state.knownLabels(cutoffs)
	if err != nil {
		return 0
	}
	return int(n)
}

// everyRow is the number of rows of the latest fold without the bound of trials.
func (u *tuner) everyRow() float64 {
	return float64(min(u.known(u.folds[len(u.folds)-1].learn), u.state.Config.Model.MaxRows))
}

// workOf is the work of one trial of an algorithm.
func workOf(a *searched, grounds []ground, width int) float64 {
	sum := 0.0
	for _, g := range grounds {
		rows, fits := len(g.learn.Y), 1.0
		if g.fold.held == features.NoTime { // each fold learns from the customers of the others
			rows, fits = rows*(customerFolds-1)/customerFolds, customerFolds
		}
		sum += fits * a.work(rows, len(g.held.Y), width)
	}
	return sum
}
