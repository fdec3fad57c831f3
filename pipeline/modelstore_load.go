package pipeline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"predict/features"
	"predict/models"
	"predict/models/registry"
)

// readArtifact reads a stored model and checks that it is whole.
func (s *State) readArtifact(id string) (*models.Artifact, error) {
	text, err := os.ReadFile(s.path("models", id, modelFile))
	if err != nil {
		return nil, fmt.Errorf("reading model %s: %w", id, err)
	}
	a, err := models.ReadArtifact(bytes.NewReader(text))
	if err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " cannot be used", Cause: err, Remedy: "train again"}
	}
	return a, nil
}

// openModel makes an artifact ready to score.
func openModel(id string, a *models.Artifact) (*Model, error) {
	opened, err := a.Open(registry.Loaders())
	if err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " cannot be used", Cause: err, Remedy: "train again"}
	}
	m := &Model{ID: id, calibrated: opened, artifact: a}
	if len(a.Metrics) > 0 {
		if err := json.Unmarshal(a.Metrics, &m.evaluation); err != nil {
			return nil, &Problem{Kind: ErrGate, Text: "the figures of model " + id + " cannot be read", Cause: err, Remedy: "train again"}
		}
	}
	return m, nil
}

// usableModel opens a stored model for scoring at as_of with the features of
// this run.
func (s *State) usableModel(id string) (*Model, error) {
	a, err := s.readArtifact(id)
	if err != nil {
		return nil, err
	}
	if err := a.CheckSchema(s.Schema.Names(), s.Schema.Hash()); err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " does not fit the features", Cause: err, Remedy: "train again, or give the tables and families it was trained with"}
	}
	if known := a.KnownFrom(); known.UnixMicro() > s.AsOf && !known.IsZero() {
		newest := known.AddDate(0, 0, -a.Churn.GapDays-a.Churn.HorizonDays)
		return nil, &Problem{
			Kind:   ErrGate,
			Text:   fmt.Sprintf("model %s learned from the %d days after %s, some of which lie after %s", id, a.Churn.GapDays+a.Churn.HorizonDays, cutoffName(newest.UnixMicro()), cutoffName(s.AsOf)),
			Remedy: fmt.Sprintf("train with --as-of %s first: a list of the past must not know the future", cutoffName(s.AsOf)),
		}
	}
	return openModel(id, a)
}

// loadModel loads the model that scores.
func (s *State) loadModel() (*Model, error) {
	m, err := s.championModel()
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, &Problem{Kind: ErrGate, Text: "there is no model in " + s.path("models"), Remedy: "run `predict train` first"}
	}
	return m, nil
}

// instantOrNone is the time of a cutoff, the zero time for none.
func instantOrNone(t int64) time.Time {
	if t == features.NoTime {
		return time.Time{}
	}
	return instant(t)
}
