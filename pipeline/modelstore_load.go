package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"predict/models"
	"predict/models/gate"
	"predict/models/registry"
)

// errFuture is the kind of problem of a model that has seen what happened after
// as_of.
var errFuture = fmt.Errorf("the model knows the future: %w", ErrGate)

// readArtifact reads a stored model and checks that it and the file beside it
// are whole. The error names the cause and the remedy.
func (s *State) readArtifact(id string) (*models.Artifact, error) {
	path := s.path("models", id, modelFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Problem{Kind: ErrGate, Text: "there is no model " + id + " in " + s.path("models"), Cause: err, Remedy: "`predict models list` names those that are there"}
	}
	if err != nil {
		return nil, fmt.Errorf("reading model %s: %w", id, err)
	}
	a, err := models.ReadArtifact(bytes.NewReader(text))
	if err == nil {
		err = s.checkText(id, a)
	}
	if err != nil {
		return nil, unusable(id, path, err)
	}
	return a, nil
}

// unusable tells that a model file cannot be used, and what helps.
func unusable(id, path string, err error) error {
	remedy := "train again"
	switch {
	case errors.Is(err, models.ErrForeign):
		return &Problem{Kind: ErrGate, Text: path + " is not a model of this program", Cause: err, Remedy: "name another file, or move this one away"}
	case errors.Is(err, models.ErrVersion):
		// The reader's own text says what helps against this version.
		remedy = ""
	case errors.Is(err, models.ErrDamaged):
		remedy = "restore " + path + ", or train again"
	}
	return &Problem{Kind: ErrGate, Text: "model " + id + " cannot be used", Cause: err, Remedy: remedy}
}

// verdictOf reads what the gate said of a model; nil where it was not asked.
func verdictOf(a *models.Artifact) (*gate.Verdict, error) {
	var v *gate.Verdict
	if len(a.Verdict) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(a.Verdict, &v); err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "the gate's verdict in the model cannot be read", Cause: err, Remedy: "train again"}
	}
	return v, nil
}

// openModel makes an artifact ready to score.
func openModel(id string, a *models.Artifact) (*Model, error) {
	opened, err := a.Open(registry.Loaders())
	if err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " cannot be used", Cause: err, Remedy: "train again"}
	}
	m, err := describedModel(id, a)
	if err != nil {
		return nil, err
	}
	m.calibrated = opened
	return m, nil
}

// describedModel is a model with its figures, not ready to score.
func describedModel(id string, a *models.Artifact) (*Model, error) {
	m := &Model{ID: id, artifact: a}
	if len(a.Metrics) > 0 {
		if err := json.Unmarshal(a.Metrics, &m.evaluation); err != nil {
			return nil, &Problem{Kind: ErrGate, Text: "the figures of model " + id + " cannot be read", Cause: err, Remedy: "train again"}
		}
	}
	var err error
	m.verdict, err = verdictOf(a)
	return m, err
}

// storedModel reads a stored model with its figures, not ready to score.
func (s *State) storedModel(id string) (*Model, error) {
	a, err := s.readArtifact(id)
	if err != nil {
		return nil, err
	}
	m, err := describedModel(id, a)
	if err != nil {
		return nil, err
	}
	if m.forced = s.forced(id); m.verdict != nil {
		m.verdict.Forced = m.forced
	}
	return m, nil
}

// forced reports whether a model was promoted against the gate. A history that
// cannot be read stands in the way of changes, not of scoring.
func (s *State) forced(id string) bool {
	history, err := s.history()
	if err != nil {
		s.Settings.Log.Warn("history of models not read", "why", err.Error())
	}
	return wasForced(history, id)
}

// usableModel opens a stored model for scoring at as_of with the features of
// this run.
func (s *State) usableModel(id string) (*Model, error) {
	a, err := s.readArtifact(id)
	if err != nil {
		return nil, err
	}
	return s.fitted(id, a)
}

// fitted opens a model that is whole, where it fits the features and as_of of
// this run.
func (s *State) fitted(id string, a *models.Artifact) (*Model, error) {
	if err := a.CheckSchema(s.Schema.Names(), s.Schema.Hash()); err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " does not fit the features", Cause: err, Remedy: "train again, or give the tables and families it was trained with"}
	}
	if wanted := labelOf(s.Config.Churn); a.Churn != wanted {
		return nil, &Problem{Kind: ErrGate, Text: fmt.Sprintf("model %s foresees %s, and the config asks for %s", id, a.Churn, wanted), Remedy: "train again, or set churn back to what it was"}
	}
	future := s.knowsFuture(id, a)
	if future != nil && !s.Settings.AllowFutureModel {
		return nil, future
	}
	m, err := openModel(id, a)
	if err != nil {
		return nil, err
	}
	m.forced, m.future = s.forced(id), future != nil
	return m, nil
}

// knowsFuture is an error of kind errFuture where a model has learned from what
// happened at as_of or later.
func (s *State) knowsFuture(id string, a *models.Artifact) error {
	known := a.KnownFrom()
	if known.IsZero() || known.UnixMicro() <= s.AsOf {
		return nil
	}
	reach := a.Churn.GapDays + a.Churn.HorizonDays
	return &Problem{
		Kind:   errFuture,
		Text:   fmt.Sprintf("model %s learned from the %d days after %s, some of which lie after %s", id, reach, cutoffName(known.AddDate(0, 0, -reach).UnixMicro()), cutoffName(s.AsOf)),
		Remedy: fmt.Sprintf("train with --as-of %s first: a list of the past must not know the future; --allow-future-model scores all the same and marks the list", cutoffName(s.AsOf)),
	}
}

// scoringModel is the model for the list: the one that was asked for, or the
// champion. For a past as_of that the champion knows the future of, it is the
// newest stored model that does not, if there is one: former champions first,
// then candidates that the gate did not refuse.
func (s *State) scoringModel() (*Model, error) {
	if s.Settings.Model != "" {
		return s.chosenModel(s.Settings.Model)
	}
	m, err := s.championModel()
	switch {
	case err == nil && m == nil:
		return nil, &Problem{Kind: ErrGate, Text: "there is no champion in " + s.path("models"), Remedy: "run `predict train` first, or promote a stored model: `predict models list` names them"}
	case errors.Is(err, errFuture):
		if old := s.olderModel(); old != nil {
			s.note("older_model", true) // the champion knows what happened after as_of
			return old, nil
		}
	}
	return m, err
}

// olderModel is the newest usable model that knows nothing after as_of, nil
// where there is none.
func (s *State) olderModel() *Model {
	ids, err := s.modelIDs()
	if err != nil {
		return nil
	}
	history, err := s.history()
	if err != nil {
		history = nil // then all are candidates alike
	}
	slices.SortStableFunc(ids, func(a, b string) int { return strings.Compare(b, a) }) // ids begin with as_of
	var candidate *Model
	for _, id := range ids {
		if id > cutoffName(s.AsOf)+"-~" {
			continue
		}
		m, err := s.usableModel(id)
		switch {
		case err != nil:
			continue
		case everPromoted(history, id):
			return m
		case candidate == nil && gateWord(m.verdict) != gateRefused:
			candidate = m
		}
	}
	return candidate
}

// championModel is the model that scores, checked and ready: nil where there is
// none. It is refused where it is damaged, was trained on other features, or has
// seen what happened after as_of.
func (s *State) championModel() (*Model, error) {
	id, err := s.championID()
	if err != nil || id == "" {
		return nil, err
	}
	return s.usableModel(id)
}
