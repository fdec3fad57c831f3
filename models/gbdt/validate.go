package gbdt

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"predict/models"
)

// maxLeaves bounds the memory of the histograms that are kept while a tree grows.
const maxLeaves = 4096

// Validate reports every option out of range, each as models.ErrValue.
func (o Options) Validate() error {
	var problems []error
	check := func(ok bool, name string, value any, allowed string) {
		if !ok {
			problems = append(problems, fmt.Errorf("checking %s: %v, must be %s: %w", name, value, allowed, models.ErrValue))
		}
	}
	finite := func(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }
	share := func(name string, v float64) { check(v > 0 && v <= 1, name, v, "above 0 and at most 1") }
	check(o.NumIterations >= 1 && o.NumIterations <= 1e6, "num_iterations", o.NumIterations, "1 to 1000000")
	share("learning_rate", o.LearningRate)
	check(o.NumLeaves >= 2 && o.NumLeaves <= maxLeaves, "num_leaves", o.NumLeaves, "2 to 4096")
	check(o.MinDataInLeaf >= 0, "min_data_in_leaf", o.MinDataInLeaf, "0 or more")
	check(finite(o.MinSumHessianInLeaf), "min_sum_hessian_in_leaf", o.MinSumHessianInLeaf, "0 or more")
	check(finite(o.LambdaL1), "lambda_l1", o.LambdaL1, "0 or more")
	check(finite(o.LambdaL2), "lambda_l2", o.LambdaL2, "0 or more")
	check(finite(o.MinGainToSplit), "min_gain_to_split", o.MinGainToSplit, "0 or more")
	check(o.MaxBin >= 2 && o.MaxBin <= 255, "max_bin", o.MaxBin, "2 to 255")
	check(o.MinDataInBin >= 1, "min_data_in_bin", o.MinDataInBin, "1 or more")
	check(o.BinConstructSampleCnt >= 1000, "bin_construct_sample_cnt", o.BinConstructSampleCnt, "1000 or more")
	share("feature_fraction", o.FeatureFraction)
	share("feature_fraction_bynode", o.FeatureFractionByNode)
	check(slices.Contains([]string{SampleNone, SampleBagging, SampleMVS}, o.DataSampleStrategy),
		"data_sample_strategy", strconv.Quote(o.DataSampleStrategy), "none, bagging or mvs")
	share("bagging_fraction", o.BaggingFraction)
	share("mvs_fraction", o.MVSFraction)
	check(o.SampleFromRows >= 0, "sample_from_rows", o.SampleFromRows, "0 or more")
	check(o.EarlyStoppingRound >= 0, "early_stopping_round", o.EarlyStoppingRound, "0 or more")
	check(o.MaxCatToOnehot >= 1, "max_cat_to_onehot", o.MaxCatToOnehot, "1 or more")
	check(o.MaxCatThreshold >= 1, "max_cat_threshold", o.MaxCatThreshold, "1 or more")
	check(finite(o.CatSmooth), "cat_smooth", o.CatSmooth, "0 or more")
	check(finite(o.CatL2), "cat_l2", o.CatL2, "0 or more")
	check(o.MinDataPerGroup >= 1, "min_data_per_group", o.MinDataPerGroup, "1 or more")
	for j, c := range o.Monotone {
		check(c >= -1 && c <= 1, fmt.Sprintf("monotone constraint of column %d", j), c, "-1, 0 or 1")
	}
	return errors.Join(problems...)
}

// check reports what in the options does not fit p columns, and tells which of
// them hold categories (nil for none).
func (o Options) check(p int) (categorical []bool, err error) {
	var problems []error
	if o.Features != nil && len(o.Features) != p {
		problems = append(problems, fmt.Errorf("checking features: %d names for %d columns: %w", len(o.Features), p, models.ErrShape))
	}
	if o.Monotone != nil && len(o.Monotone) != p {
		problems = append(problems, fmt.Errorf("checking monotone constraints: %d for %d columns: %w", len(o.Monotone), p, models.ErrShape))
	}
	for _, name := range o.CategoricalFeature {
		j := slices.Index(o.Features, name)
		if j < 0 {
			number, err := strconv.Atoi(name)
			if err != nil || number < 0 || number >= p {
				problems = append(problems, fmt.Errorf("checking categorical_feature: %q is neither a feature's name nor a column from 0 to %d: %w",
					name, p-1, models.ErrValue))
				continue
			}
			j = number
		}
		if categorical == nil {
			categorical = make([]bool, p)
		}
		categorical[j] = true
		if o.Monotone != nil && j < len(o.Monotone) && o.Monotone[j] != 0 {
			problems = append(problems, fmt.Errorf("checking monotone constraints: feature %q is categorical, so nothing rises with it: %w",
				name, models.ErrValue))
		}
	}
	return categorical, errors.Join(problems...)
}
