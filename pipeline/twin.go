package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"predict/models"
)

// twinFile holds the judged twin of a model: fitted in the same way on all but
// the newest cutoff, so that it has not seen the customers on whom a later
// challenger is judged.
const twinFile = "twin.json"

// twinModel is a judged twin before it is stored.
type twinModel struct {
	predictor  models.Predictor
	calibrator models.Calibrator
	cutoffs    []int64 // it learned from
}

// twinText gives the file of a twin: the artifact of its model with another
// predictor.
func twinText(of *models.Artifact, t *twinModel) ([]byte, error) {
	a := *of
	a.Text, a.Importances = nil, nil
	a.Reference, a.Verdict = json.RawMessage("null"), json.RawMessage("null") // the verdict depends on the champion of the day
	a.TrainCutoffs = nil
	for _, c := range t.cutoffs {
		a.TrainCutoffs = append(a.TrainCutoffs, instant(c))
	}
	if err := a.SetModel(t.predictor, t.calibrator); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := a.Write(&text); err != nil {
		return nil, fmt.Errorf("writing %s: %w", twinFile, err)
	}
	return text.Bytes(), nil
}

// championTwin is the judged twin of the champion: nil where there is none, or
// where it cannot be compared because it learned from other features.
func (s *State) championTwin() (*Model, error) {
	id, err := s.championID()
	if err != nil || id == "" {
		return nil, err
	}
	text, err := os.ReadFile(s.path("models", id, twinFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the twin of the champion %s: %w", id, err)
	}
	a, err := models.ReadArtifact(bytes.NewReader(text))
	if err == nil {
		err = a.CheckSchema(s.Schema.Names(), s.Schema.Hash())
	}
	if err == nil && a.Churn != labelOf(s.Config.Churn) {
		err = fmt.Errorf("it foresees %s, the new one %s", a.Churn, labelOf(s.Config.Churn))
	}
	if err != nil {
		s.Settings.Log.Warn("the new model cannot be compared with the champion", "model_id", id, "why", err)
		return nil, nil
	}
	m, err := openModel(id, a)
	if err != nil {
		s.Settings.Log.Warn("the new model cannot be compared with the champion", "model_id", id, "why", err)
		return nil, nil
	}
	return m, nil
}
