package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"predict/configs"
	"predict/models"
	"predict/models/blend"
	"predict/models/calibrate"
	"predict/models/candidates"
	"predict/models/metrics"
)

// flatRehearsal is what the candidates predicted for the customers of a flat
// table, each by models that had not learned from that customer.
type flatRehearsal struct {
	names   []string
	p       [][]float64 // before calibration, by candidate and row
	weights map[string]float64
	figures []FlatCandidate // the best first
	wanted  string          // the candidate that the config names; empty for the best
}

// best is the chosen candidate: the one with the lowest log loss, unless the
// config wants the average.
func (r *flatRehearsal) best() FlatCandidate {
	if r.wanted != "" {
		return r.figures[slices.IndexFunc(r.figures, func(c FlatCandidate) bool { return c.Name == r.wanted })]
	}
	return r.figures[0]
}

// of gives the predictions of a candidate.
func (r *flatRehearsal) of(name string) []float64 { return r.p[slices.Index(r.names, name)] }

// rehearseFlat cross-validates: in every fold the candidates choose their
// settings, learn from the customers of the other folds and predict its own.
// Weights of the average and calibration of a fold are found on the others.
func (s *State) rehearseFlat(ctx context.Context, f *flatTable) (*flatRehearsal, error) {
	k := s.Config.Flat.Folds
	t, err := s.flatCandidates(f)
	if err != nil {
		return nil, err
	}
	folds := s.flatFolds(f.rows, k)
	s.Settings.Progress.Start("cross-validate", int64(k))
	defer s.Settings.Progress.Done()
	r := &flatRehearsal{}
	for _, c := range t {
		r.names, r.p = append(r.names, c.name), append(r.p, make([]float64, len(folds)))
	}
	for fold := range k {
		if err := s.rehearseFold(ctx, f, t, r, folds, fold); err != nil {
			return nil, flatFit(err, fold)
		}
		s.Settings.Progress.Add(1)
	}
	if err := r.average(s.Config.Model.Average, f.rows.Y, folds, k); err != nil {
		return nil, err
	}
	if s.Config.Model.Algorithm == configs.Average && slices.Contains(r.names, blend.Name) {
		r.wanted = blend.Name
	}
	return r, s.judgeFlat(ctx, r, f.rows, folds, k)
}

// flatFit says which fold could not be fitted.
func flatFit(err error, fold int) error {
	if errors.Is(err, models.ErrOneClass) {
		return &Problem{Kind: ErrGate, Cause: err, Text: fmt.Sprintf("fold %d leaves one label only to learn from", fold+1), Remedy: "set flat.stratify: true, give fewer flat.folds, or more customers of the rarer label"}
	}
	return fmt.Errorf("cross-validating fold %d: %w", fold+1, err)
}

// rehearseFold fills in the predictions of one fold.
func (s *State) rehearseFold(ctx context.Context, f *flatTable, all []flatCandidate, r *flatRehearsal, folds []int, fold int) error {
	var learn, held []int
	for i, at := range folds {
		if at == fold {
			held = append(held, i)
		} else {
			learn = append(learn, i)
		}
	}
	rows, later := f.rows.Take(learn), f.rows.Take(held)
	trainer, recipe, err := s.flatRecipe(ctx, all, rows)
	if err != nil {
		return err
	}
	fitted, err := trainer.Fit(ctx, rows, recipe, nil)
	if err != nil {
		return err
	}
	for k, m := range fitted {
		for h, p := range candidates.Predict(m.Predictor, later.X) {
			r.p[k][held[h]] = p
		}
	}
	return nil
}

// flatFolds deals the rows to k folds by a hash of the customer and the seed.
// Stratified, each class is dealt by itself, so that every fold has its share.
func (s *State) flatFolds(rows candidates.Rows, k int) []int {
	seed := uint64(s.Config.Model.Seed) //nolint:gosec // Validate allows no negative seed
	folds := make([]int, len(rows.Y))
	if !s.Config.Flat.Stratify {
		t := candidates.Trainer{Seed: seed}
		for i, key := range rows.Keys {
			folds[i] = t.Fold(key, k)
		}
		return folds
	}
	order := make([]int, len(rows.Y))
	for i := range order {
		order[i] = i
	}
	draw := func(i int) float64 { return uniform(rows.Keys[i], seed^foldSalt) }
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rows.Y[a], rows.Y[b]), cmp.Compare(draw(a), draw(b)), cmp.Compare(rows.Keys[a], rows.Keys[b]))
	})
	for place, i := range order {
		folds[i] = place % k
	}
	return folds
}

// foldSalt keeps the draw of the folds apart from other draws.
const foldSalt = 0x666c6174

// average adds the average of the named candidates, where there are two or more
// of them. The weights of a fold are those that do best on the other folds; those
// for good, on all of them.
func (r *flatRehearsal) average(named []string, y []float64, folds []int, k int) error {
	var members []string
	var p [][]float64
	for m, name := range r.names {
		if slices.Contains(named, name) {
			members, p = append(members, name), append(p, r.p[m])
		}
	}
	if len(members) < 2 {
		return nil
	}
	mixed := make([]float64, len(y))
	for fold := range k {
		others := make([][]float64, len(p))
		for m := range p {
			others[m] = outside(p[m], folds, fold)
		}
		weights, err := blend.Weights(others, outside(y, folds, fold), nil)
		if err != nil {
			return fmt.Errorf("weighing the average: %w", err)
		}
		for i, at := range folds {
			if at == fold {
				mixed[i] = mix(weights, p, i)
			}
		}
	}
	weights, err := blend.Weights(p, y, nil)
	if err != nil {
		return fmt.Errorf("weighing the average: %w", err)
	}
	r.weights = map[string]float64{}
	for m, name := range members {
		r.weights[name] = weights[m]
	}
	r.names, r.p = append(r.names, blend.Name), append(r.p, mixed)
	return nil
}

// mix gives the probability of the weighted mean of the margins for row i.
func mix(weights []float64, p [][]float64, i int) float64 {
	margin := 0.0
	for m, w := range weights {
		margin += float64(w * blend.Logit(p[m][i]))
	}
	return 1 / (1 + math.Exp(-margin))
}

// outside gives the values of the rows that are not in the fold.
func outside[T any](values []T, folds []int, fold int) []T {
	var out []T
	for i, at := range folds {
		if at != fold {
			out = append(out, values[i])
		}
	}
	return out
}

// judgeFlat measures the calibrated predictions of every candidate.
func (s *State) judgeFlat(ctx context.Context, r *flatRehearsal, rows candidates.Rows, folds []int, k int) error {
	e := s.Config.Evaluation
	sample := metrics.Sample{Y: rows.Y, Keys: rows.Keys}
	o := metrics.Options{Replicates: e.Bootstrap, Level: e.Confidence, Seed: uint64(s.Config.Model.Seed), Bins: 10, Workers: s.Workers()} //nolint:gosec // Validate allows no negative seed
	for m, name := range r.names {
		calibrated := make([]float64, len(rows.Y))
		for fold := range k {
			c, err := s.flatCalibrator(outside(r.p[m], folds, fold), outside(rows.Y, folds, fold), outside(rows.Keys, folds, fold))
			if err != nil {
				return err
			}
			for i, at := range folds {
				if at == fold {
					calibrated[i] = c.Calibrate(r.p[m][i])
				}
			}
		}
		whole, err := s.flatCalibrator(r.p[m], rows.Y, rows.Keys)
		if err != nil {
			return err
		}
		kind, err := calibrate.KindOf(whole)
		if err != nil {
			return fmt.Errorf("naming the calibration of %s: %w", name, err)
		}
		report, err := metrics.Evaluate(ctx, sample, calibrated, nil, o)
		if err != nil {
			return fmt.Errorf("judging %s: %w", name, err)
		}
		r.figures = append(r.figures, FlatCandidate{Name: name, Calibrator: string(kind), Scores: report, Curve: gainCurve(rows.Y, calibrated)})
	}
	slices.SortStableFunc(r.figures, func(a, b FlatCandidate) int { return cmp.Compare(a.Model.LogLoss, b.Model.LogLoss) })
	return nil
}

// flatCalibrator fits the configured calibration on predictions for customers
// that were not learned from.
func (s *State) flatCalibrator(p, y []float64, keys []uint64) (models.Calibrator, error) {
	var kinds []calibrate.Kind
	switch kind := s.Config.Model.Calibration; kind {
	case configs.NoCalibration:
		return uncalibrated(), nil
	case configs.AutoCalibration:
	default:
		kinds = []calibrate.Kind{calibrate.Kind(kind)}
	}
	choice, err := calibrate.Choose(kinds, p, y, nil, keys, 5)
	if err != nil {
		return nil, fmt.Errorf("calibrating: %w", err)
	}
	return choice.Calibrator, nil
}
