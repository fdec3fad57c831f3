package configs

import (
	"predict/models/golearn"
	"predict/models/logistic"
)

// The algorithms of Model, by the names of their estimators.
const (
	Logistic = logistic.Name // logistic regression
	Forest   = golearn.Name  // random forest
)

// The calibrations of Model.
const (
	Platt         = "platt"    // a logistic curve: for few rows
	Isotonic      = "isotonic" // any rising curve: for many rows
	NoCalibration = "none"
)

// Model chooses the classifier and its hyperparameters.
type Model struct {
	// Algorithm is logistic or random_forest.
	Algorithm string `yaml:"algorithm"`
	// Seed fixes every random choice; at least 0.
	Seed int64 `yaml:"seed"`
	// MaxRows is the most rows that are learned from, whatever the algorithm; more
	// are sampled down. See RowCap.
	MaxRows int `yaml:"max_rows"`
	// Calibration is platt, isotonic or none.
	Calibration string `yaml:"calibration"`
	// Logistic holds the settings of the logistic regression.
	Logistic logistic.Options `yaml:"logistic"`
	// Forest holds the settings of the random forest.
	Forest ForestOptions `yaml:"random_forest"`
	// Drift bounds how far the customers may drift from those of training.
	Drift Drift `yaml:"drift"`
}

// RowCap returns the most rows that the chosen algorithm is to learn from. The
// forest has no bound of its own: its trees draw from any number of rows.
func (m Model) RowCap() int {
	if m.Algorithm == Logistic && m.Logistic.MaxRows > 0 {
		return min(m.MaxRows, m.Logistic.MaxRows)
	}
	return m.MaxRows
}

// ForestOptions are the settings of the random forest: those of golearn.Options
// that a run does not set itself.
type ForestOptions struct {
	// Trees is the number of trees; a probability is their share of votes.
	Trees int `yaml:"trees"`
	// MaxRows is the number of rows that each tree draws, because growing is slow.
	MaxRows int `yaml:"max_rows"`
	// Features is the number of features that each node chooses from, drawn anew;
	// 0 is the square root of all, at least 3.
	Features int `yaml:"features"`
	// MaxDepth is the largest number of questions on a path.
	MaxDepth int `yaml:"max_depth"`
	// MinLeaf is the smallest number of rows in a leaf.
	MinLeaf int `yaml:"min_leaf"`
}

// Options returns the options of the estimator; seed is that of the model.
func (o ForestOptions) Options(seed int64) golearn.Options {
	return golearn.Options{
		Trees: o.Trees, MaxRows: o.MaxRows, Features: o.Features,
		MaxDepth: o.MaxDepth, MinLeaf: o.MinLeaf, Seed: uint64(seed), //nolint:gosec // Validate allows no negative seed
	}
}
