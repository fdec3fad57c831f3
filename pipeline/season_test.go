package pipeline_test

import (
	"math"
	"path/filepath"
	"testing"

	"predict/configs"
	"predict/pipeline"
)

// TestSeasonOfTheYearBefore: the made-up business sells more towards the end of
// the year, so a model of the other quarters expects too much churn in the last.
// What it missed a year before brings the expected rate closer to the true one.
func TestSeasonOfTheYearBefore(t *testing.T) {
	exports, state := demo(t, 6000), t.TempDir()
	missed := func(season bool) (float64, *pipeline.Season) {
		c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		c.SetState(state)
		quick(c)
		c.Model.Season, c.Model.Algorithm = season, configs.Logistic
		s := pipeline.NewState(c, pipeline.Settings{Version: "test"})
		if err := pipeline.Locked(t.Context(), s, pipeline.EvaluateStages()); err != nil {
			t.Fatal(err)
		}
		expected := 0.0
		for _, b := range s.Evaluation.Reliability {
			expected += b.Weight * b.Predicted
		}
		return math.Abs(expected/float64(s.Evaluation.N) - s.Evaluation.ChurnRate), s.Evaluation.Season
	}
	without, none := missed(false)
	with, season := missed(true)
	if none != nil || season == nil {
		t.Fatalf("season %+v where it is off, %+v where it is on", none, season)
	}
	// The test cutoff is 2025-10-03; the training cutoff of 2024-10-08 is within ten
	// days of 52 weeks before and serves.
	if season.Cutoff != "2024-10-08" || season.Shift >= 0 || season.Observed >= season.Expected {
		t.Errorf("season %+v, want fewer leavers than expected at 2024-10-08", season)
	}
	if with >= without {
		t.Errorf("the expected rate is off by %.4f with the season and %.4f without", with, without)
	}
}
