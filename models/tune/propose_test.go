package tune_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models/gbdt"
	"predict/models/logistic"
	"predict/models/tune"
)

// searches are the searches of both algorithms from their default settings.
func searches(seed uint64) map[string]tune.Search {
	trees := tune.BoostedSpace(100_000)
	return map[string]tune.Search{
		"trees":      {Space: trees, Start: tune.BoostedPoint(trees, gbdt.DefaultOptions(), 100_000), StartLoss: 5, Seed: seed},
		"regression": {Space: tune.LogisticSpace(), Start: tune.LogisticPoint(logistic.DefaultOptions()), StartLoss: 5, Seed: seed},
	}
}

// loss is the squared distance from where seven tenths of each setting's range,
// or of its logarithm's, lie below.
func loss(s tune.Space, values []float64) float64 {
	sum := 0.0
	for j, d := range s {
		u := (values[j] - d.Low) / (d.High - d.Low)
		if d.Log {
			u = math.Log(max(values[j], d.Low)/d.Low) / math.Log(d.High/d.Low)
		}
		sum += (u - 0.7) * (u - 0.7)
	}
	return sum
}

// search makes n trials.
func search(s tune.Search, n int) []tune.Trial {
	var history []tune.Trial
	for range n {
		values := s.Next(history)
		history = append(history, tune.Trial{Values: values, Loss: loss(s.Space, values)})
	}
	return history
}

func TestProposalsLieInTheSpace(t *testing.T) {
	for name, s := range searches(7) {
		t.Run(name, func(t *testing.T) {
			seen := map[string]bool{}
			for k, trial := range search(s, 60) {
				for j, d := range s.Space {
					v := trial.Values[j]
					if zero := d.Zero && v == 0; !zero && !(v >= d.Low && v <= d.High) {
						t.Errorf("trial %d: %s is %v, not in [%v, %v]", k, d.Name, v, d.Low, d.High)
					}
					if d.Whole && v != math.Trunc(v) {
						t.Errorf("trial %d: %s is %v, not a whole number", k, d.Name, v)
					}
				}
				text := cmp.Diff(nil, trial.Values)
				if seen[text] {
					t.Errorf("trial %d repeats an earlier one: %v", k, trial.Values)
				}
				seen[text] = true
			}
		})
	}
}

// TestProposalsAreValidSettings: every proposal is one that the estimators take.
func TestProposalsAreValidSettings(t *testing.T) {
	for _, rows := range []int{10, 2000, 100_000} {
		space := tune.BoostedSpace(rows)
		s := tune.Search{Space: space, Start: tune.BoostedPoint(space, gbdt.DefaultOptions(), rows), Seed: 3}
		for k, trial := range search(s, 40) {
			if err := tune.Boosted(space, gbdt.DefaultOptions(), trial.Values).Validate(); err != nil {
				t.Errorf("%d rows, trial %d: %v", rows, k, err)
			}
		}
	}
	for k, trial := range search(searches(3)["regression"], 40) {
		if err := tune.Logistic(logistic.DefaultOptions(), trial.Values).Validate(); err != nil {
			t.Errorf("regression, trial %d: %v", k, err)
		}
	}
}

func TestProposalsFollowSeedAndHistoryAlone(t *testing.T) {
	for name, s := range searches(1) {
		long, short := search(s, 30), search(s, 13)
		if diff := cmp.Diff(long[:13], short); diff != "" {
			t.Errorf("%s: the number of trials to come changes them (-30 +13):\n%s", name, diff)
		}
		if cmp.Equal(search(searches(2)[name], 13), short) {
			t.Errorf("%s: the seed changes nothing", name)
		}
		other := tune.Search{Space: s.Space, Start: s.Start, StartLoss: s.StartLoss, Seed: s.Seed}
		if diff := cmp.Diff(short[12].Values, other.Next(short[:12])); diff != "" {
			t.Errorf("%s: a search remembers more than its history:\n%s", name, diff)
		}
	}
}

// TestSearchComesNear: looks around the best do better than looks everywhere.
func TestSearchComesNear(t *testing.T) {
	for name, s := range searches(5) {
		best := func(n int) float64 {
			lowest := math.Inf(1)
			for _, trial := range search(s, n) {
				lowest = min(lowest, trial.Loss)
			}
			return lowest
		}
		first, last := best(6), best(80)
		if !(last < first*0.5) {
			t.Errorf("%s: loss %v after 6 trials, %v after 80", name, first, last)
		}
	}
}

// TestStartIsFound: a point lies in the space where it was taken from, and
// values outside it move to the bounds.
func TestStartIsFound(t *testing.T) {
	space := tune.BoostedSpace(100_000)
	o := gbdt.DefaultOptions()
	want := []float64{31, 45, 0.05, 1, 1, 0, o.LambdaL2, 255, 2, 0.3} // DefaultOptions, MVS being the third strategy
	if diff := cmp.Diff(want, tune.BoostedPoint(space, o, 100_000)); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
	if few := tune.BoostedPoint(space, o, 5000); few[8] != 0 {
		t.Errorf("below sample_from_rows all rows are taken, not %v", space[8].Choices[int(few[8])])
	}
	got := tune.Boosted(space, o, []float64{15, 20, 0.025, 0.5, 0.6, 0, 2, 63, 1, 0.7})
	want2 := o
	want2.NumLeaves, want2.MinDataInLeaf, want2.LearningRate, want2.NumIterations = 15, 20, 0.025, 500 // half the rate, twice the rounds
	want2.FeatureFraction, want2.FeatureFractionByNode, want2.LambdaL1, want2.LambdaL2, want2.MaxBin = 0.5, 0.6, 0, 2, 63
	want2.DataSampleStrategy, want2.BaggingFraction, want2.SampleFromRows = gbdt.SampleBagging, 0.7, 0
	if diff := cmp.Diff(want2, got); diff != "" {
		t.Errorf("settings of a point (-want +got):\n%s", diff)
	}
	o.LearningRate, o.NumLeaves = 0.9, 2000
	s := tune.Search{Space: space, Start: tune.BoostedPoint(space, o, 100_000), Seed: 1}
	for k, trial := range search(s, 20) {
		if trial.Values[2] > 0.12 || trial.Values[0] > 127 {
			t.Errorf("trial %d leaves the space: %v", k, trial.Values)
		}
	}
}

func TestDescribe(t *testing.T) {
	space := tune.BoostedSpace(100_000)
	got := space.Describe([]float64{15, 20, 0.025, 0.5, 0.6, 0, 2, 63, 1, 0.7})
	want := map[string]any{
		"num_leaves": 15, "min_data_in_leaf": 20, "learning_rate": 0.025, "feature_fraction": 0.5, "feature_fraction_bynode": 0.6,
		"lambda_l1": 0.0, "lambda_l2": 2.0, "max_bin": 63, "data_sample_strategy": "bagging", "sample_fraction": 0.7,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
