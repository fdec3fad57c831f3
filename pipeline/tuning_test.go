package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/models/logistic"
	"predict/pipeline"
)

// ticking is a clock that goes on by a step whenever it is read.
func ticking(step time.Duration) func() time.Time {
	now := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(step)
		return now
	}
}

// tuneOn trains with tuned settings on the exports of a folder, with a new state
// folder.
func tuneOn(t *testing.T, exports string, tuning pipeline.TuningSettings, workers int, now func() time.Time) (*pipeline.State, error) {
	t.Helper()
	c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c.SetState(t.TempDir())
	c.Resources.Workers, c.Evaluation.Bootstrap = workers, 0
	c.Model.Candidates, c.Model.Boosted.NumIterations = []string{configs.Boosted, configs.Logistic}, 40
	s := pipeline.NewState(c, pipeline.Settings{Version: "test", Now: now, Tuning: tuning, Force: true})
	return s, pipeline.Locked(t.Context(), s, pipeline.TrainStages())
}

// TestTuningRepeats: the clock stops a search after some of its trials. So many
// trials by number give the same trials, the same choice and the same model, byte
// for byte, with any number of workers.
func TestTuningRepeats(t *testing.T) {
	exports := demo(t, 150)
	stopped, err := tuneOn(t, exports, pipeline.TuningSettings{Budget: 30 * time.Minute}, 2, ticking(5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	note := stopped.Training.Evaluation.Tuning
	if !note.Stopped || note.Trials < 2 || note.Trials >= note.Planned || len(note.Tried) != note.Trials || len(note.Folds) != 3 {
		t.Fatalf("stopped %v after %d of %d trials, %d told, in %d folds", note.Stopped, note.Trials, note.Planned, len(note.Tried), len(note.Folds))
	}
	if last := note.Folds[len(note.Folds)-1].Held; last >= stopped.Training.Evaluation.Test {
		t.Errorf("trials are judged at %s, the test is at %s", last, stopped.Training.Evaluation.Test)
	}
	for _, workers := range []int{1, 3} {
		again, err := tuneOn(t, exports, pipeline.TuningSettings{Trials: note.Trials}, workers, ticking(24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		got := again.Training.Evaluation.Tuning
		if got.Stopped {
			t.Error("the clock has a say in a number of trials that is given")
		}
		if diff := cmp.Diff(note.Tried, got.Tried); diff != "" {
			t.Errorf("%d workers: trials (-stopped +repeated):\n%s", workers, diff)
		}
		if diff := cmp.Diff(note.Results, got.Results); diff != "" {
			t.Errorf("%d workers: results (-stopped +repeated):\n%s", workers, diff)
		}
		model := func(s *pipeline.State) string { return content(t, s.Dir, "models", "champion", "model.json") }
		if model(stopped) != model(again) {
			t.Errorf("%d workers: another model", workers)
		}
	}
}

// TestTunedSettingsTrain: settings that are poor give way to those of a trial, with
// which every algorithm is then trained.
func TestTunedSettingsTrain(t *testing.T) {
	exports := demo(t, 150)
	c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c.SetState(t.TempDir())
	c.Evaluation.Bootstrap, c.Model.Candidates = 0, []string{configs.Boosted, configs.Logistic}
	c.Model.Boosted.LearningRate, c.Model.Boosted.NumLeaves, c.Model.Boosted.MinDataInLeaf, c.Model.Boosted.NumIterations = 0.9, 60, 1, 12
	c.Model.Logistic.L2, c.Model.Logistic.Knots = 0, 6 // without a penalty it learns the noise
	s := pipeline.NewState(c, pipeline.Settings{Version: "test", Tuning: pipeline.TuningSettings{Trials: 4}, Force: true})
	if err := pipeline.Locked(t.Context(), s, pipeline.TrainStages()); err != nil {
		t.Fatal(err)
	}
	if s.Tuned == nil || s.Tuned.Boosted == nil || s.Tuned.Logistic == nil {
		t.Fatalf("tuned %+v, results %+v", s.Tuned, s.Tuning.Results)
	}
	for _, r := range s.Tuning.Results {
		p := s.Tuning.Tried[r.Trial-1].Parameters
		switch r.Algorithm {
		case configs.Boosted:
			if s.Tuned.Boosted.NumLeaves != p["num_leaves"] || s.Tuned.Boosted.LearningRate != p["learning_rate"] {
				t.Errorf("trees of %+v, the best trial has %v", s.Tuned.Boosted, p)
			}
		case configs.Logistic:
			if s.Tuned.Logistic.L2 != p["l2"] || s.Tuned.Logistic.Knots != p["knots"] {
				t.Errorf("regression of %+v, the best trial has %v", s.Tuned.Logistic, p)
			}
		}
	}
	var stored struct {
		Payload struct {
			Parameters struct {
				Tuned    *pipeline.Tuned  `json:"tuned"`
				Logistic logistic.Options // as configured
			} `json:"parameters"`
		} `json:"payload"`
	}
	if err := json.Unmarshal([]byte(content(t, s.Dir, "models", "champion", "model.json")), &stored); err != nil {
		t.Fatal(err)
	}
	p := stored.Payload.Parameters
	if p.Tuned == nil || p.Tuned.Logistic == nil || p.Tuned.Logistic.L2 != s.Tuned.Logistic.L2 || p.Logistic.L2 != 0 {
		t.Errorf("stored %+v, tuned %+v", p, s.Tuned)
	}
}

// TestTuningIsInterrupted: a search ends when it is told to.
func TestTuningIsInterrupted(t *testing.T) {
	exports := demo(t, 150)
	ctx, cancel := context.WithCancel(t.Context())
	c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c.SetState(t.TempDir())
	p := &stopper{what: "tune", stop: cancel}
	s := pipeline.NewState(c, pipeline.Settings{Version: "test", Progress: p, Tuning: pipeline.TuningSettings{Trials: 20}})
	if err := pipeline.Locked(ctx, s, pipeline.TrainStages()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if s.Training != nil || p.total < 20 {
		t.Errorf("trained %v, progress of %d", s.Training != nil, p.total)
	}
}

// stopper interrupts a run with the first progress of a piece of work.
type stopper struct {
	what, now string
	total     int64
	stop      func()
}

func (p *stopper) Start(what string, total int64) {
	if p.now = what; what == p.what {
		p.total = total
	}
}

func (p *stopper) Add(int64) {
	if p.now == p.what {
		p.stop()
	}
}

func (p *stopper) Done() { p.now = "" }
