package pipeline

import (
	"context"
	"runtime/debug"
)

// upToDateStage finds out whether the published list is what this run would
// make again.
type upToDateStage struct{}

func (upToDateStage) Name() string { return "check" }

func (upToDateStage) Run(_ context.Context, s *State) error {
	m := s.publishedRun()
	whole := s.mendChampion() // a damaged champion has to be trained anew
	s.Skipped = whole && m != nil && m.Lake == s.Lake.Fingerprint() && m.ConfigHash == s.Manifest.ConfigHash && m.BookHash == s.Manifest.BookHash && m.Program == s.Manifest.Program
	if s.Skipped {
		m.Load = s.Manifest.Load // what this run found in the exports: nothing new that counts
		m.Clock = nil            // of the run that made the list
		s.Manifest = m
	}
	s.note("nothing_new", s.Skipped)
	return nil
}

func round4(v float64) float64 { return float64(int(v*10_000+0.5)) / 10_000 }

// evaluateStage judges the recipe.
type evaluateStage struct{}

func (evaluateStage) Name() string { return "evaluate" }

func (evaluateStage) Run(ctx context.Context, s *State) error {
	t, err := newTrainer(s)
	if err != nil {
		return err
	}
	s.Settings.Progress.Start("evaluate", t.fits(0))
	defer s.Settings.Progress.Done()
	t.set.Done = func(string) { s.Settings.Progress.Add(1) }
	l, err := t.learn(ctx, s.Plan)
	if err != nil {
		return err
	}
	s.Evaluation = l.evaluation
	s.note("rows_in", l.evaluation.N, "test_cutoff", l.evaluation.Test, "auc", round4(l.evaluation.Model.AUC))
	return nil
}

// modelStage takes the newest stored model.
type modelStage struct{}

func (modelStage) Name() string { return "model" }

func (modelStage) Run(_ context.Context, s *State) error {
	m, err := s.scoringModel()
	if err != nil {
		return err
	}
	s.Training = &Training{Model: m}
	s.Manifest.Model, s.Manifest.Evaluation = m.note(), m.evaluation
	s.note("model_id", m.ID)
	return nil
}

// lessCollecting lets half as much again of garbage gather, and gives a function
// that ends this. What a list holds grows until it is published: collecting less
// often takes a tenth off the processor time of a score, and the memory stays
// below that of training. Who wants less memory than usual keeps it.
func lessCollecting() (end func()) {
	before := debug.SetGCPercent(scoringGC)
	if before < usualGC {
		debug.SetGCPercent(before)
	}
	return func() { debug.SetGCPercent(before) }
}

const (
	usualGC   = 50 // set by the command
	scoringGC = 100
)

// scoreStage ranks the customers.
type scoreStage struct{}

func (scoreStage) Name() string { return "score" }

func (scoreStage) Run(ctx context.Context, s *State) error {
	if s.Skipped {
		return nil
	}
	defer lessCollecting()()
	var err error
	s.Risk, err = s.score(ctx, s.Training.Model)
	if err != nil {
		return err
	}
	s.note("as_of", cutoffName(s.AsOf), "rows_out", len(s.Risk.Rows))
	return nil
}
