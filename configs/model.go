package configs

import (
	"predict/models/blend"
	"predict/models/gbdt"
	"predict/models/golearn"
	"predict/models/logistic"
)

// The algorithms of Model, by the names of their estimators.
const (
	Best     = "best"        // the candidate that does best in a rehearsal
	Boosted  = gbdt.Name     // gradient-boosted trees
	Logistic = logistic.Name // logistic regression
	Forest   = golearn.Name  // random forest
	Average  = blend.Name    // the average of candidates
)

// The calibrations of Model.
const (
	AutoCalibration = "auto"     // the one with the lowest log loss on customers it was not fitted on
	Platt           = "platt"    // a logistic curve: for few rows
	Beta            = "beta"     // a logistic curve with its own slope at either end
	Isotonic        = "isotonic" // any rising curve: for many rows
	NoCalibration   = "none"
)

// What becomes of treated customers in training.
const (
	KeepTreated       = "keep"
	DownWeightTreated = "down_weight"
	ExcludeTreated    = "exclude"
)

// Model chooses the classifier and its hyperparameters.
type Model struct {
	// Algorithm is best, average, or the name of an algorithm.
	Algorithm string `yaml:"algorithm" json:"algorithm"`
	// Candidates are the algorithms that compete.
	Candidates []string `yaml:"candidates" json:"candidates"`
	// Average are the candidates whose average competes, too.
	Average []string `yaml:"average" json:"average"`
	// Seed fixes every random choice; at least 0.
	Seed int64 `yaml:"seed" json:"seed"`
	// MaxRows is the most rows that are learned from, whatever the algorithm; more
	// are sampled down by customer.
	MaxRows int `yaml:"max_rows" json:"max_rows"`
	// Calibration is auto, platt, beta, isotonic or none.
	Calibration string `yaml:"calibration" json:"calibration"`
	// Season corrects the rate of churn by what the model missed 52 weeks before.
	Season bool `yaml:"season" json:"season"`
	// Treated says what becomes of customers who were made an offer in the 90 days
	// before a cutoff and were no control: keep, down_weight or exclude.
	Treated string `yaml:"treated" json:"treated"`
	// TreatedWeight is the weight (0 to 1) of a treated customer where they are
	// weighed down.
	TreatedWeight float64 `yaml:"treated_weight" json:"treated_weight"`
	// RetrainDays is the age (days) at which a run trains a new model; 0 trains in
	// every run.
	RetrainDays int `yaml:"retrain_days" json:"retrain_days"`
	// Boosted holds the settings of the boosted trees.
	Boosted gbdt.Options `yaml:"gbdt" json:"gbdt"`
	// Monotone keeps the boosted trees to the directions of risk that features
	// declare: more overdue invoices never lower the risk.
	Monotone bool `yaml:"monotone" json:"monotone"`
	// Logistic holds the settings of the logistic regression.
	Logistic logistic.Options `yaml:"logistic" json:"logistic"`
	// Forest holds the settings of the random forest.
	Forest ForestOptions `yaml:"random_forest" json:"random_forest"`
	// Gate says what a model must reach before it may score.
	Gate Gate `yaml:"gate" json:"gate"`
	// Drift bounds how far the customers may drift from those of training.
	Drift Drift `yaml:"drift" json:"drift"`
}

// ForestOptions are the settings of the random forest: those of golearn.Options
// that a run does not set itself.
type ForestOptions struct {
	// Trees is the number of trees; a probability is their share of votes.
	Trees int `yaml:"trees" json:"trees"`
	// MaxRows is the number of rows that each tree draws, because growing is slow.
	MaxRows int `yaml:"max_rows" json:"max_rows"`
	// Features is the number of features that each node chooses from, drawn anew;
	// 0 is the square root of all, at least 3.
	Features int `yaml:"features" json:"features"`
	// MaxDepth is the largest number of questions on a path.
	MaxDepth int `yaml:"max_depth" json:"max_depth"`
	// MinLeaf is the smallest number of rows in a leaf.
	MinLeaf int `yaml:"min_leaf" json:"min_leaf"`
}

// Options returns the options of the estimator; seed is that of the model.
func (o ForestOptions) Options(seed int64) golearn.Options {
	return golearn.Options{
		Trees: o.Trees, MaxRows: o.MaxRows, Features: o.Features,
		MaxDepth: o.MaxDepth, MinLeaf: o.MinLeaf, Seed: uint64(seed), //nolint:gosec // Validate allows no negative seed
	}
}
