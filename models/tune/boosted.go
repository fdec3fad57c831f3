package tune

import (
	"math"
	"slices"

	"predict/models/gbdt"
)

// BoostedSpace is what is searched for boosted trees that learn from so many
// rows: leaves of fewer rows than a thousandth of them are left out where there
// are many.
func BoostedSpace(rows int) Space {
	least := max(5, float64(rows)/5000)
	return Space{
		{Name: "num_leaves", Low: 4, High: max(16, min(127, math.Floor(float64(rows)/50))), Log: true, Whole: true},
		{Name: "min_data_in_leaf", Low: math.Floor(least), High: math.Floor(max(40, min(500, float64(rows)/20))), Log: true, Whole: true},
		{Name: "learning_rate", Low: 0.015, High: 0.12, Log: true},
		{Name: "feature_fraction", Low: 0.2, High: 1},
		{Name: "feature_fraction_bynode", Low: 0.3, High: 1},
		{Name: "lambda_l1", Low: 0.01, High: 10, Log: true, Zero: true},
		{Name: "lambda_l2", Low: 0.1, High: 100, Log: true},
		{Name: "max_bin", Low: 31, High: 255, Log: true, Whole: true},
		choice("data_sample_strategy", gbdt.SampleNone, gbdt.SampleBagging, gbdt.SampleMVS),
		{Name: "sample_fraction", Low: 0.3, High: 0.9},
	}
}

// BoostedPoint is the point of settings of boosted trees that learn from so many
// rows. Values outside the space are moved to its bounds.
func BoostedPoint(s Space, o gbdt.Options, rows int) []float64 {
	strategy, fraction := o.DataSampleStrategy, o.MVSFraction
	if strategy == gbdt.SampleBagging {
		fraction = o.BaggingFraction
	}
	if rows < o.SampleFromRows {
		strategy = gbdt.SampleNone
	}
	at := float64(max(0, slices.Index(s[8].Choices, strategy)))
	return []float64{
		float64(o.NumLeaves), float64(o.MinDataInLeaf), o.LearningRate, o.FeatureFraction, o.FeatureFractionByNode,
		o.LambdaL1, o.LambdaL2, float64(o.MaxBin), at, fraction,
	}
}

// Boosted gives the settings at a point; all that is not searched stays as in o.
// The number of rounds, which early stopping bounds, follows the learning rate:
// half the rate may take twice the rounds.
func Boosted(s Space, o gbdt.Options, values []float64) gbdt.Options {
	rounds := float64(o.NumIterations) * o.LearningRate / values[2]
	o.NumIterations = int(min(max(rounds, 100), 3000))
	o.NumLeaves, o.MinDataInLeaf, o.LearningRate = int(values[0]), int(values[1]), values[2]
	o.FeatureFraction, o.FeatureFractionByNode = values[3], values[4]
	o.LambdaL1, o.LambdaL2, o.MaxBin = values[5], values[6], int(values[7])
	o.DataSampleStrategy, o.SampleFromRows = s[8].Choices[int(values[8])], 0
	switch o.DataSampleStrategy {
	case gbdt.SampleBagging:
		o.BaggingFraction = values[9]
	case gbdt.SampleMVS:
		o.MVSFraction = values[9]
	}
	return o
}

// histogramRows is how many rows cost as much as the histograms of a tree, whose
// size does not depend on the rows.
const histogramRows = 1000

// boostedRounds is the number of rounds that a plan counts on: early stopping
// mostly ends before.
const boostedRounds = 300

// BoostedWork is the work of boosted trees on rows of so many features.
func BoostedWork(rows, features int) float64 {
	return float64(rows+histogramRows) * float64(features) * boostedRounds
}
