package gbdt_test

import (
	"testing"

	"predict/models"
	"predict/models/gbdt"
	"predict/models/modelstest"
)

func mustNew(t testing.TB, o gbdt.Options) *gbdt.Estimator {
	t.Helper()
	e, err := gbdt.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// few are options for tests: few trees, every row in each.
func few() gbdt.Options {
	o := gbdt.DefaultOptions()
	o.NumIterations, o.LearningRate = 20, 0.2
	return o
}

func TestConformance(t *testing.T) {
	small := few()
	small.MinDataInLeaf, small.MinDataInBin, small.NumLeaves = 1, 1, 7
	small.LambdaL1, small.LambdaL2, small.MinSumHessianInLeaf = 0.1, 3, 2
	bagged := small
	bagged.DataSampleStrategy, bagged.BaggingFraction, bagged.SampleFromRows = gbdt.SampleBagging, 0.7, 0
	bagged.FeatureFraction, bagged.FeatureFractionByNode = 0.8, 0.7
	varied := small
	varied.DataSampleStrategy, varied.MVSFraction, varied.SampleFromRows = gbdt.SampleMVS, 0.5, 0
	tests := []struct {
		name    string
		options gbdt.Options
		// Rows, not weights, are counted by min_data_in_leaf; and some options draw.
		tolerance float64
	}{
		{"default", gbdt.DefaultOptions(), -1},
		{"small leaves", small, 1e-4},
		{"bagging", bagged, -1},
		{"mvs", varied, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			modelstest.Run(t, modelstest.Suite{
				New:             func() models.Estimator { return mustNew(t, test.options) },
				Load:            gbdt.Load,
				WeightTolerance: test.tolerance,
			})
		})
	}
}
