package pipeline_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"predict/configs"
	"predict/pipeline"
	"predict/pipeline/guard"
)

// night runs everything on a config at a moment.
func night(t *testing.T, c *configs.Config, now time.Time, force bool) (*pipeline.State, error) {
	t.Helper()
	s := pipeline.NewState(c, pipeline.Settings{Version: "test", Command: "run", Now: func() time.Time { return now }, Force: force, ExitCode: func(err error) int {
		if errors.Is(err, pipeline.ErrGuard) {
			return 5
		}
		return 0
	}})
	return s, pipeline.Locked(t.Context(), s, pipeline.RunStages())
}

// smallConfig reads the config of a folder of exports, for training in no time.
func smallConfig(t *testing.T, exports string) *configs.Config {
	t.Helper()
	c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c.SetState(t.TempDir())
	c.AsOf = configs.Latest
	c.Model.Candidates = []string{configs.Logistic}
	c.Model.Average = nil
	c.Model.Logistic.Knots, c.Model.Logistic.MaxIterations = 0, 5
	c.Model.Gate = configs.Gate{MinCustomers: 1, MinChurned: 1, MinGain: -1, ChampionTie: 1, ChampionLogLossTie: 10, MaxECE: 1}
	c.Evaluation.Bootstrap = 20
	return c
}

// TestNothingNewIsNoNewsForeverLong: exports that were fresh once and stop are
// told, although there is nothing to do.
func TestNothingNewIsNoNewsForeverLong(t *testing.T) {
	c := smallConfig(t, demo(t, 200)) // the newest transaction is of 2025-12-31
	at := func(day int) time.Time { return time.Date(2026, 1, day, 3, 0, 0, 0, time.UTC) }
	if s, err := night(t, c, at(100), false); err != nil || s.Manifest.Clock.Guards[0].Level != guard.Note {
		t.Fatalf("data of the past: %v", err)
	}
	if err := os.RemoveAll(c.StatePath()); err != nil {
		t.Fatal(err)
	}
	for _, day := range []int{1, 3} {
		if s, err := night(t, c, at(day), false); err != nil || s.Manifest.Clock != nil {
			t.Errorf("on day %d: %v, clock %+v", day, err, s.Manifest.Clock)
		}
	}
	if s, err := night(t, c, at(4), false); err != nil || guard.Worst(s.Manifest.Clock.Guards) != guard.Warning {
		t.Errorf("on day 4: %v", err)
	}
	s, err := night(t, c, at(6), false)
	if !errors.Is(err, pipeline.ErrGuard) || !strings.Contains(err.Error(), "the newest transaction is of 2025-12-31") {
		t.Errorf("on day 6: %v", err)
	}
	condition, err := s.Condition(1)
	if err != nil || condition.Runs[0].Status != pipeline.Refused || !strings.HasPrefix(condition.Next, "Look at what the guards") {
		t.Errorf("status: %+v, %v", condition, err)
	}
	if _, err := night(t, c, at(6), true); err != nil {
		t.Errorf("forced: %v", err)
	}
	c.Guards.WarnOnly = []string{configs.GuardFreshness}
	if _, err := night(t, c, at(7), false); err != nil {
		t.Errorf("with warnings only: %v", err)
	}
}

// TestPausesHideNoStop: a pause of twelve days, half a year ago, hides no exports
// that have stopped: a warning comes by the ordinary wait, without a new list, and
// only the refusal waits for longer than that pause.
func TestPausesHideNoStop(t *testing.T) {
	exports := demo(t, 200) // the newest transaction is of 2025-12-31
	path := filepath.Join(exports, "transactions.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(string(text)) {
		if f := strings.Split(line, ","); f[2] < "2025-06-02" || f[2] >= "2025-06-14" {
			kept = append(kept, line)
		}
	}
	if err := os.WriteFile(path, []byte(strings.Join(kept, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	c := smallConfig(t, exports)
	for _, test := range []struct {
		day  int
		want guard.Level
	}{{1, ""}, {3, ""}, {4, guard.Warning}, {17, guard.Warning}, {18, guard.Hard}} {
		s, err := night(t, c, time.Date(2026, 1, test.day, 3, 0, 0, 0, time.UTC), false)
		var got guard.Level
		if s.Manifest.Clock != nil {
			got = guard.Worst(s.Manifest.Clock.Guards)
		}
		if got != test.want || errors.Is(err, pipeline.ErrGuard) != (test.want == guard.Hard) || err != nil && test.want != guard.Hard {
			t.Errorf("on day %d: %q, want %q: %v", test.day, got, test.want, err)
		}
		if s.Skipped != (test.day > 1) {
			t.Errorf("on day %d: up to date: %v", test.day, s.Skipped)
		}
	}
}

// TestWhatCameTrue: a list of a past date whose horizon is over is held against
// what its customers did since.
func TestWhatCameTrue(t *testing.T) {
	c := smallConfig(t, demo(t, 300))
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	c.AsOf = "2025-09-20"
	past, err := night(t, c, now, false)
	if err != nil {
		t.Fatal(err)
	}
	c.AsOf = configs.Latest
	s, err := night(t, c, now, false)
	if err != nil {
		t.Fatal(err)
	}
	r := s.Manifest.Realised
	if r == nil || r.AsOf != "2025-09-20" || r.By != "2026-01-01" || r.Customers != int64(past.Manifest.List.Customers) {
		t.Fatalf("%+v", r)
	}
	if want := past.Manifest.List.Expected / float64(past.Manifest.List.Customers); r.Expected != want {
		t.Errorf("expected %v, want %v", r.Expected, want)
	}
	// The same by the feature table of that date, whose labels are known by now.
	c.Cutoffs.Test = "2025-09-20"
	s = pipeline.NewState(c, pipeline.Settings{Version: "test", Now: func() time.Time { return now }})
	if err := pipeline.Locked(t.Context(), s, pipeline.FeatureStages()); err != nil {
		t.Fatal(err)
	}
	for _, cohort := range s.Cohorts {
		if cohort.Cutoff.Format(time.DateOnly) == r.AsOf {
			if want := float64(cohort.Churned) / float64(cohort.Rows); r.Observed != want || r.Customers != cohort.Rows {
				t.Errorf("observed %v of %d, want %v of %d", r.Observed, r.Customers, want, cohort.Rows)
			}
			return
		}
	}
	t.Error("there is no cohort of that date")
}
