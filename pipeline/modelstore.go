package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gonum.org/v1/gonum/mat"

	"predict/configs"
	"predict/models"
	"predict/models/golearn"
	"predict/models/logistic"
	"predict/models/registry"
)

// Model is a stored model, ready to score.
type Model struct {
	ID         string
	calibrated models.Calibrated
	artifact   *models.Artifact
	rows       int
	evaluation *Evaluation
}

// predict gives calibrated probabilities.
func (m *Model) predict(x *mat.Dense) []float64 { return m.calibrated.PredictProba(nil, x) }

// note names the model in manifests.
func (m *Model) note() *ModelNote {
	n := &ModelNote{
		ID: m.ID, Algorithm: m.artifact.Algorithm, Rows: m.rows, Features: len(m.artifact.Features),
		Schema: m.artifact.SchemaHash, Seed: int64(m.artifact.Seed),
	}
	for _, c := range m.artifact.TrainCutoffs {
		n.Cutoffs = append(n.Cutoffs, cutoffName(c.UnixMicro()))
	}
	return n
}

// modelFile holds the model in its folder; latestModel names the newest one.
const (
	modelFile   = "model.json"
	latestModel = "latest"
)

// storedMetrics is what an artifact keeps of the evaluation.
type storedMetrics struct {
	Rows       int         `json:"rows"`
	Evaluation *Evaluation `json:"evaluation"`
}

// storeModel stores a fitted model under an id that follows from its content,
// so that the same training gives the same id.
func (s *State) storeModel(t *trainer, f *fitted, e *Evaluation) (*Model, error) {
	parameters, err := json.Marshal(s.Config.Model)
	if err != nil {
		return nil, fmt.Errorf("storing the model: %w", err)
	}
	measured, err := json.Marshal(storedMetrics{f.rows, e})
	if err != nil {
		return nil, fmt.Errorf("storing the model: %w", err)
	}
	a := &models.Artifact{
		Algorithm: t.estimator.Name(), Parameters: parameters, Features: t.names, SchemaHash: s.Schema.Hash(),
		Seed: uint64(s.Config.Model.Seed), CalibrateCutoff: instant(s.Plan.Test), TestCutoff: instant(s.Plan.Test), Metrics: measured,
	}
	for _, c := range append(slices.Clone(s.Plan.Train), s.Plan.Test) {
		a.TrainCutoffs = append(a.TrainCutoffs, instant(c))
	}
	if err := a.SetModel(f.predictor, f.calibrator); err != nil {
		return nil, err
	}
	sum, err := a.Checksum()
	if err != nil {
		return nil, err
	}
	id := cutoffName(s.AsOf) + "-" + sum[:8]
	var text bytes.Buffer
	if err := a.Write(&text); err != nil {
		return nil, err
	}
	dir := s.path("models", id)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the model's folder: %w", err)
	}
	if err := writeFile(filepath.Join(dir, modelFile), text.Bytes()); err != nil {
		return nil, err
	}
	if err := s.pointLatestModel(id); err != nil {
		return nil, err
	}
	return &Model{ID: id, calibrated: models.Calibrated{Predictor: f.predictor, Calibrator: f.calibrator}, artifact: a, rows: f.rows, evaluation: e}, nil
}

// pointLatestModel makes models/latest point to a new model. One trained for a
// past as_of leaves it where it is.
func (s *State) pointLatestModel(id string) error {
	link := s.path("models", latestModel)
	if now, err := os.Readlink(link); err == nil && len(now) >= len(time.DateOnly) && now[:len(time.DateOnly)] > id[:len(time.DateOnly)] {
		if _, err := os.Stat(s.path("models", now)); err == nil {
			return nil
		}
	}
	return replaceLink(id, link)
}

func instant(t int64) time.Time { return time.UnixMicro(t).UTC() }

// loadModel loads the newest stored model. It refuses one that is damaged, that
// was trained on other features, or that has seen what happened after as_of.
func (s *State) loadModel() (*Model, error) {
	id, err := os.Readlink(s.path("models", latestModel))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Problem{Kind: ErrGate, Text: "there is no model in " + s.path("models"), Remedy: "run `predict train` first"}
	}
	if err != nil {
		return nil, fmt.Errorf("finding the newest model: %w", err)
	}
	text, err := os.ReadFile(s.path("models", id, modelFile))
	if err != nil {
		return nil, fmt.Errorf("reading model %s: %w", id, err)
	}
	a, err := models.ReadArtifact(bytes.NewReader(text))
	if err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " cannot be used", Cause: err, Remedy: "train again"}
	}
	if err := a.CheckSchema(s.Schema.Names(), s.Schema.Hash()); err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " does not fit the features", Cause: err, Remedy: "train again, or give the tables and families it was trained with"}
	}
	reach := int64(s.Config.Churn.GapDays+s.Config.Churn.HorizonDays) * 24 * int64(time.Hour/time.Microsecond)
	for _, c := range a.TrainCutoffs {
		if c.UnixMicro()+reach > s.AsOf {
			return nil, &Problem{Kind: ErrGate, Text: fmt.Sprintf("model %s learned from the %d days after %s, some of which lie after %s", id, reach/(24*int64(time.Hour/time.Microsecond)), cutoffName(c.UnixMicro()), cutoffName(s.AsOf)), Remedy: fmt.Sprintf("train with --as-of %s first: a list of the past must not know the future", cutoffName(s.AsOf))}
		}
	}
	opened, err := a.Open(registry.Loaders())
	if err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "model " + id + " cannot be used", Cause: err, Remedy: "train again"}
	}
	var measured storedMetrics
	if err := json.Unmarshal(a.Metrics, &measured); err != nil {
		return nil, fmt.Errorf("reading the figures of model %s: %w", id, err)
	}
	return &Model{ID: id, calibrated: opened, artifact: a, rows: measured.Rows, evaluation: measured.Evaluation}, nil
}

// estimatorFor sets up the configured algorithm. Gradient-boosted trees will be
// one more case.
func estimatorFor(m configs.Model, workers int) (models.Estimator, int, error) {
	switch m.Algorithm {
	case configs.Forest:
		e, err := golearn.New(m.Forest.Options(m.Seed))
		return e, m.RowCap(), err
	default:
		o := m.Logistic
		o.Workers = workers
		e, err := logistic.New(o)
		return e, m.RowCap(), err
	}
}
