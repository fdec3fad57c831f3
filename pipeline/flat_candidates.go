package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"

	"predict/configs"
	"predict/models"
	"predict/models/blend"
	"predict/models/candidates"
	"predict/models/gbdt"
	"predict/models/golearn"
	"predict/models/logistic"
)

// flatCandidate is an algorithm with the settings that it may choose from. What
// suits a hundred behavioural features of several 100,000 customers does not
// suit a flat table of some thousands, and nobody should have to know.
type flatCandidate struct {
	name     string
	settings []models.Estimator
	maxRows  int
}

// flatPenalties are those that the logistic regression chooses from, unless the
// config sets one.
func flatPenalties() []float64 { return []float64{1, 10, 100, 1000} }

// flatLeaves are the sizes of trees that boosting chooses from, unless the
// config sets one: small ones suit few rows.
func flatLeaves() []int { return []int{4, 8, 16, 31} }

const (
	// flatFraction is the share of the columns that a tree chooses from, unless the
	// config sets one. On IBM's Telco tables it gave .0005 more AUC than all of them
	// (means of two seeds), and as much as a third of them.
	flatFraction = 0.5
	// flatRounds is the largest number of trees, unless the config sets one; how
	// many there are is found with the size.
	flatRounds = 1000
)

// flatCandidates sets up the candidates of the config.
func (s *State) flatCandidates(f *flatTable) ([]flatCandidate, error) {
	m := s.Config.Model
	names := []string{m.Algorithm}
	switch m.Algorithm {
	case configs.Best:
		names = m.Candidates
	case configs.Average:
		names = m.Average
	}
	var columns []string
	for _, part := range f.schema.Parts() {
		columns = append(columns, part.Name)
	}
	var out []flatCandidate
	for _, name := range names {
		c := flatCandidate{name: name}
		var err error
		switch name {
		case configs.Boosted:
			c.settings, err = flatBoosted(m, columns, s.Workers())
		case configs.Forest:
			c.maxRows = forestRows
			var e models.Estimator
			e, err = golearn.New(m.Forest.Options(m.Seed))
			c.settings = []models.Estimator{e}
		default:
			c.maxRows = m.Logistic.MaxRows
			c.settings, err = flatLogistic(m.Logistic, s.Workers())
		}
		if err != nil {
			return nil, fmt.Errorf("setting up %s: %w", name, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// flatLogistic gives the logistic regression at every penalty.
func flatLogistic(o logistic.Options, workers int) ([]models.Estimator, error) {
	o.Workers = workers
	penalties := []float64{o.L2}
	if o.L2 == logistic.DefaultOptions().L2 {
		penalties = flatPenalties()
	}
	var out []models.Estimator
	for _, o.L2 = range penalties {
		e, err := logistic.New(o)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// flatBoosted gives boosted trees of every size.
func flatBoosted(m configs.Model, columns []string, workers int) ([]models.Estimator, error) {
	o := m.Boosted
	o.Workers, o.Seed, o.Features, o.Monotone = workers, uint64(m.Seed), columns, nil //nolint:gosec // Validate allows no negative seed
	sizes, d := []int{o.NumLeaves}, gbdt.DefaultOptions()
	if o.NumLeaves == d.NumLeaves {
		sizes = flatLeaves()
	}
	if o.FeatureFraction == d.FeatureFraction {
		o.FeatureFraction = flatFraction
	}
	if o.NumIterations == d.NumIterations {
		o.NumIterations = flatRounds
	}
	var out []models.Estimator
	for _, o.NumLeaves = range sizes {
		e, err := gbdt.New(o)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

const (
	// settingFolds is the number of folds in which settings are chosen.
	settingFolds = 3
	// settingRows is the most rows that settings are chosen on.
	settingRows = 50_000
)

// flatRecipe chooses the settings of each candidate by the log loss of a small
// cross-validation within the rows.
func (s *State) flatRecipe(ctx context.Context, all []flatCandidate, rows candidates.Rows) (candidates.Trainer, candidates.Recipe, error) {
	seed := uint64(s.Config.Model.Seed) //nolint:gosec // Validate allows no negative seed
	trainer := candidates.Trainer{Seed: seed}
	recipe := candidates.Recipe{Rounds: map[string]int{}}
	trial := candidates.Trainer{Seed: seed ^ settingSalt}
	variant := func(c flatCandidate, k int) string { return fmt.Sprintf("%s %d", c.name, k) }
	for _, c := range all {
		_, boosts := c.settings[0].(models.Booster)
		if len(c.settings) == 1 && !boosts {
			continue // nothing to choose
		}
		for k, e := range c.settings {
			trial.Candidates = append(trial.Candidates, candidates.Candidate{Name: variant(c, k), Estimator: e, MaxRows: settingRows})
		}
	}
	var tried *candidates.Rehearsal
	if len(trial.Candidates) > 0 {
		var err error
		if tried, err = trial.OutOfFold(ctx, rows, settingFolds); err != nil {
			return trainer, recipe, err
		}
	}
	for _, c := range all {
		best, lowest := 0, math.Inf(1)
		for k := range c.settings {
			if tried == nil {
				break
			}
			if at := slices.Index(tried.Names, variant(c, k)); at >= 0 {
				if loss := meanLogLoss(tried.P[at], rows.Y); loss < lowest {
					best, lowest = k, loss
				}
				if r := tried.Rounds[variant(c, k)]; best == k && r > 0 {
					recipe.Rounds[c.name] = r
				}
			}
		}
		trainer.Candidates = append(trainer.Candidates, candidates.Candidate{Name: c.name, Estimator: c.settings[best], MaxRows: c.maxRows})
	}
	return trainer, recipe, nil
}

// settingSalt keeps the folds of settings apart from those of the figures.
const settingSalt = 0x73657474

// meanLogLoss is the mean log loss of probabilities p on labels y.
func meanLogLoss(p, y []float64) float64 {
	sum := 0.0
	for i, v := range p {
		margin := blend.Logit(v)
		if y[i] == 1 {
			margin = -margin
		}
		sum += math.Max(margin, 0) + math.Log1p(math.Exp(-math.Abs(margin)))
	}
	return sum / float64(len(p))
}
