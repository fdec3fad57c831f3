package pipeline

import (
	"context"
	"errors"
	"slices"
	"time"

	"predict/features"
	"predict/models"
	"predict/models/candidates"
)

// trainStage trains, judges and stores a model, and makes it the champion where
// the gate lets it pass. Trained again on the same inputs it is the same model,
// under the same id.
type trainStage struct {
	// whenDue trains only where the champion is too old, unusable or of other
	// settings.
	whenDue bool
}

func (trainStage) Name() string { return "train" }

func (g trainStage) Run(ctx context.Context, s *State) error {
	if s.Skipped || g.whenDue && !s.TrainingDue {
		s.note("due", false)
		return nil
	}
	if g.whenDue {
		s.keepTuned()
	}
	t, err := newTrainer(s)
	if err != nil {
		return err
	}
	s.Settings.Progress.Start("train", t.fits(1))
	defer s.Settings.Progress.Done()
	t.set.Done = func(string) { s.Settings.Progress.Add(1) }
	l, err := t.learn(ctx, s.Plan)
	if err != nil {
		return err
	}
	verdict, err := t.verdict(ctx, l)
	if err != nil {
		return err
	}
	f, err := t.final(ctx, l.rehearsal, l.tested, s.Plan)
	if err != nil {
		return err
	}
	m, err := t.store(ctx, l, f, verdict)
	if err != nil {
		return err
	}
	s.Training = &Training{Model: m, Evaluation: l.evaluation}
	s.note("model_id", m.ID, "algorithm", f.Name, "rows_in", f.Rows, "features", len(t.names), "test_cutoff", l.evaluation.Test, "auc", round4(l.evaluation.Model.AUC), "gate_passed", verdict.Passed)
	return s.admit(m)
}

// admit makes a stored model the champion, or notes why it is refused.
func (s *State) admit(m *Model) error {
	s.Manifest.Model, s.Manifest.Evaluation = m.note(), m.evaluation
	err := s.promote(m.ID, "trained", s.Settings.Force)
	var refused *Problem
	if errors.As(err, &refused) && errors.Is(err, ErrGate) {
		s.Refused = refused
		return nil
	}
	return err
}

// learned is what is known of the candidates before the final fit.
type learned struct {
	rehearsal  *rehearsal
	judged     []judged
	rows       candidates.Rows // that the judged learned from
	tested     *tested
	evaluation *Evaluation
}

// learn rehearses, fits and judges the candidates.
func (t *trainer) learn(ctx context.Context, plan features.Plan) (*learned, error) {
	l := &learned{}
	var err error
	if l.rehearsal, err = t.rehearse(ctx, plan); err != nil {
		return nil, err
	}
	if l.judged, l.rows, err = t.judge(ctx, l.rehearsal, plan); err != nil {
		return nil, err
	}
	if l.tested, err = t.predictTest(ctx, l.judged, plan); err != nil {
		return nil, err
	}
	l.evaluation, err = t.evaluate(ctx, l.rehearsal, l.judged, l.tested, plan)
	return l, err
}

// chosen is the judged twin of the model that is stored.
func (l *learned) chosen() *judged {
	i := slices.IndexFunc(l.judged, func(j judged) bool { return j.Name == l.rehearsal.chosen })
	return &l.judged[i]
}

// listModelStage takes the model with which a run makes its list: the one that
// it has trained, where that was not refused, else the champion.
type listModelStage struct{}

func (listModelStage) Name() string { return "model" }

func (listModelStage) Run(_ context.Context, s *State) error {
	if s.Skipped || s.Training != nil && s.Refused == nil {
		return nil
	}
	m, err := s.championModel()
	if s.Refused != nil && errors.Is(err, models.ErrDamaged) {
		return s.refusal() // it says so of the champion, and what helps
	}
	if err != nil || m == nil {
		return errors.Join(s.refusal(), err)
	}
	s.Training = &Training{Model: m}
	s.Manifest.Model, s.Manifest.Evaluation = m.note(), m.evaluation
	s.note("model_id", m.ID)
	return nil
}

// refusal is the refusal of the model that this run trained, nil where there is
// none.
func (s *State) refusal() error {
	if s.Refused == nil {
		return nil
	}
	return s.Refused
}

// dueStage finds out whether a run has to train.
type dueStage struct{}

func (dueStage) Name() string { return "due" }

func (dueStage) Run(_ context.Context, s *State) error {
	if s.Skipped {
		return nil
	}
	e, err := s.engine([]int64{s.Plan.Score})
	if err != nil {
		return err
	}
	s.Schema = e.Schema()
	s.TrainingDue = s.trainingDue()
	s.note("training_due", s.TrainingDue)
	return nil
}

// trainingDue reports whether the champion is missing, cannot be used, is too
// old, or was trained with other settings.
func (s *State) trainingDue() bool {
	m, err := s.championModel()
	if err != nil {
		s.Settings.Log.Warn("the champion cannot be used, so a model is trained", "reason", err)
		return true
	}
	if m == nil {
		return true
	}
	age := time.Duration(s.AsOf-m.artifact.AsOf.UnixMicro()) * time.Microsecond
	if age >= time.Duration(s.Config.Model.RetrainDays)*24*time.Hour {
		return true
	}
	return !s.sameSettings(m.artifact.Parameters)
}

// refusalStage ends a run whose new model was refused, after the list of the
// champion has been published.
type refusalStage struct{}

func (refusalStage) Name() string { return "gate" }

func (refusalStage) Run(_ context.Context, s *State) error {
	return s.refusal()
}
