package gbdt

import (
	"fmt"
	"strconv"

	"predict/models/gbdt/bins"
	"predict/models/gbdt/grow"
)

// params are the options as package grow takes them, for n training rows.
func (o Options) params(n int) grow.Params {
	p := grow.Params{
		Rounds: o.NumIterations, LearningRate: o.LearningRate,
		Leaves: o.NumLeaves, Depth: max(o.MaxDepth, 0),
		MinRows: o.MinDataInLeaf, MinHessian: o.MinSumHessianInLeaf,
		L1: o.LambdaL1, L2: o.LambdaL2, MinGain: o.MinGainToSplit,
		FeatureShare: o.FeatureFraction, FeatureShareOfNode: o.FeatureFractionByNode,
		Share: 1, Renew: o.RenewLeaves, StopAfter: o.EarlyStoppingRound,
		MaxOneHot: o.MaxCatToOnehot, MaxSet: o.MaxCatThreshold,
		CategorySmooth: o.CatSmooth, SetL2: o.CatL2, MinRowsPerGroup: o.MinDataPerGroup,
		Monotone: o.Monotone, Seed: o.Seed, Workers: bins.Workers(o.Workers),
	}
	if n >= o.SampleFromRows {
		switch o.DataSampleStrategy {
		case SampleBagging:
			p.Sampling, p.Share = grow.Bagging, o.BaggingFraction
		case SampleMVS:
			p.Sampling, p.Share = grow.MVS, o.MVSFraction
		}
	}
	return p
}

// names are those of the columns, made up where there are none.
func (o Options) names(p int) []string {
	names := make([]string, p)
	for j := range names {
		names[j] = "Column_" + strconv.Itoa(j)
	}
	copy(names, o.Features)
	return names
}

// parameters are what a reader of model.txt may want to know.
func (o Options) parameters() []string {
	line := func(name string, value any) string { return fmt.Sprintf("[%s: %v]", name, value) }
	return []string{
		line("boosting", "gbdt"),
		line("objective", "binary"),
		line("data_sample_strategy", SampleBagging), // the only one of ours that LightGBM knows
		line("num_iterations", o.NumIterations),
		line("learning_rate", o.LearningRate),
		line("num_leaves", o.NumLeaves),
		line("max_depth", o.MaxDepth),
		line("min_data_in_leaf", o.MinDataInLeaf),
		line("min_sum_hessian_in_leaf", o.MinSumHessianInLeaf),
		line("lambda_l1", o.LambdaL1),
		line("lambda_l2", o.LambdaL2),
		line("min_gain_to_split", o.MinGainToSplit),
		line("max_bin", o.MaxBin),
		line("feature_fraction", o.FeatureFraction),
		line("feature_fraction_bynode", o.FeatureFractionByNode),
		line("seed", o.Seed),
	}
}
