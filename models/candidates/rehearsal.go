package candidates

import (
	"context"
	"fmt"
	"math"

	"predict/models"
	"predict/models/blend"
)

// Rehearsal is what the candidates predict for rows that they have not learned
// from.
type Rehearsal struct {
	Recipe
	// OutOfTime says that the rows lie at a later cutoff than those learned from.
	OutOfTime bool
	// Names are the candidates in order; P[k][i] is the probability of candidate k
	// for row i.
	Names []string
	P     [][]float64
	// Y, W and Keys belong to the rows; W may be nil.
	Y, W []float64
	Keys []uint64
}

// OutOfTime rehearses: the candidates learn from rows and predict later rows,
// which lie at a later cutoff; boosters find their rounds there. It reports
// models.ErrOneClass where rows or later hold one class.
func (t Trainer) OutOfTime(ctx context.Context, rows, later Rows) (*Rehearsal, error) {
	if err := models.CheckLabels(later.Y, later.W); err != nil {
		return nil, fmt.Errorf("rehearsing: %w", err)
	}
	r := &Rehearsal{OutOfTime: true, Y: later.Y, W: later.W, Keys: later.Keys}
	r.Rounds = map[string]int{}
	for _, c := range t.Candidates {
		f, err := t.fit(ctx, c, rows, &later.Labelled, 0)
		if err != nil {
			return nil, err
		}
		r.Names, r.P = append(r.Names, c.Name), append(r.P, Predict(f.Predictor, later.X))
		if f.Rounds > 0 {
			r.Rounds[c.Name] = f.Rounds
		}
	}
	return r, t.addAverage(r)
}

// OutOfFold rehearses where there is no later cutoff: in each of so many folds
// the candidates learn from the customers of the others and predict its own.
// The rounds of a booster are the mean of the folds' rounds. It reports
// models.ErrOneClass where a fold leaves one class to learn from.
func (t Trainer) OutOfFold(ctx context.Context, rows Rows, folds int) (*Rehearsal, error) {
	if folds < 2 {
		return nil, fmt.Errorf("rehearsing: %d folds, must be 2 or more: %w", folds, models.ErrValue)
	}
	r := &Rehearsal{Y: rows.Y, W: rows.W, Keys: rows.Keys}
	r.Rounds = map[string]int{}
	sums := map[string]int{}
	for _, c := range t.Candidates {
		r.Names, r.P = append(r.Names, c.Name), append(r.P, make([]float64, rows.X.N))
	}
	used := 0
	for fold := range folds {
		var learn, held []int
		for i, k := range rows.Keys {
			if t.Fold(k, folds) == fold {
				held = append(held, i)
			} else {
				learn = append(learn, i)
			}
		}
		if len(held) == 0 {
			continue
		}
		used++
		from, later := rows.Take(learn), rows.Take(held)
		watch := &later.Labelled
		if models.CheckLabels(later.Y, later.W) != nil { // rounds cannot be found on one class
			watch = nil
		}
		for k, c := range t.Candidates {
			f, err := t.fit(ctx, c, from, watch, 0)
			if err != nil {
				return nil, fmt.Errorf("rehearsing fold %d of %d: %w", fold+1, folds, err)
			}
			sums[c.Name] += f.Rounds
			for h, p := range Predict(f.Predictor, later.X) {
				r.P[k][held[h]] = p
			}
		}
	}
	for name, sum := range sums {
		if sum > 0 {
			r.Rounds[name] = max(1, int(math.Round(float64(sum)/float64(used))))
		}
	}
	return r, t.addAverage(r)
}

// addAverage adds the average, with the weights that do best, unless one member
// has all the weight.
func (t Trainer) addAverage(r *Rehearsal) error {
	if !t.averages() {
		return nil
	}
	var names []string
	var members [][]float64
	for k, name := range r.Names {
		if t.member(name) {
			names, members = append(names, name), append(members, r.P[k])
		}
	}
	weights, err := blend.Weights(members, r.Y, r.W)
	if err != nil {
		return err
	}
	r.Weights = map[string]float64{}
	mixed := make([]float64, len(r.Y))
	for k, name := range names {
		r.Weights[name] = weights[k]
		for i, p := range members[k] {
			mixed[i] += float64(weights[k] * blend.Logit(p))
		}
	}
	if r.alone() {
		return nil
	}
	for i, m := range mixed {
		mixed[i] = 1 / (1 + math.Exp(-m))
	}
	r.Names, r.P = append(r.Names, blend.Name), append(r.P, mixed)
	return nil
}
