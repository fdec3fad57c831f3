package pipeline

import (
	"bytes"
	"encoding/json"
	"fmt"

	"predict/configs"
	"predict/models/candidates"
	"predict/models/gbdt"
	"predict/models/logistic"
)

// Tuned are the settings that tuning has chosen, in place of those of the
// config; nil where those have stayed.
type Tuned struct {
	Boosted  *gbdt.Options     `json:"gbdt,omitempty"`
	Logistic *logistic.Options `json:"logistic,omitempty"`
}

// apply puts tuned settings in the place of configured ones.
func (t *Tuned) apply(set *candidates.Trainer, s *State) error {
	if t == nil {
		return nil
	}
	for k := range set.Candidates {
		var err error
		c := &set.Candidates[k]
		switch {
		case c.Name == configs.Boosted && t.Boosted != nil:
			*c, err = boostedCandidate(*t.Boosted, s.Config.Model, s.Schema, s.Workers())
		case c.Name == configs.Logistic && t.Logistic != nil:
			*c, err = logisticCandidate(*t.Logistic, s.Workers())
		}
		if err != nil {
			return fmt.Errorf("setting up %s as tuned: %w", c.Name, err)
		}
	}
	return nil
}

// modelParameters are what a stored model keeps of its settings: those of the
// config, and what tuning put in their place.
type modelParameters struct {
	configs.Model
	Tuned *Tuned `json:"tuned,omitempty"`
}

// parameters writes down the settings of this run with tuned ones.
func (s *State) parameters(t *Tuned) (json.RawMessage, error) {
	text, err := json.Marshal(modelParameters{s.Config.Model, t})
	if err != nil {
		return nil, fmt.Errorf("writing down the parameters: %w", err)
	}
	return text, nil
}

// sameSettings reports whether a model was trained with the settings of this
// config, tuned or not.
func (s *State) sameSettings(parameters json.RawMessage) bool {
	stored, err := readParameters(parameters)
	if err != nil {
		return false
	}
	now, err := s.parameters(stored.Tuned)
	return err == nil && bytes.Equal(now, parameters)
}

func readParameters(text json.RawMessage) (*modelParameters, error) {
	var p modelParameters
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("reading the parameters of a model: %w", err)
	}
	return &p, nil
}

// keepTuned makes a run that trains again keep the tuned settings of the
// champion, where those of the config are what they were. Where they are not, the
// tuning was for others, and is dropped.
func (s *State) keepTuned() {
	id, err := s.championID()
	if err != nil || id == "" {
		return
	}
	a, err := s.readArtifact(id)
	if err != nil {
		return
	}
	stored, err := readParameters(a.Parameters)
	if err != nil || stored.Tuned == nil {
		return
	}
	if !s.sameSettings(a.Parameters) {
		s.Settings.Log.Warn("tuned settings dropped: the config has changed since; tune again", "model_id", id)
		return
	}
	s.Tuned, s.Tuning = stored.Tuned, &TuningNote{KeptFrom: id}
	s.note("tuned_settings_of", id)
}
