package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Model is a stored model, ready to score.
type Model struct {
	ID         string
	calibrated models.Calibrated
	artifact   *models.Artifact
	evaluation *Evaluation
	forced     bool // promoted although the gate refused it
	future     bool // used for a time before the end of what it learned from
	external   bool // trained elsewhere; uncalibrated
}

// predict gives calibrated probabilities.
func (m *Model) predict(x *mat.Dense) []float64 { return m.calibrated.PredictProba(nil, x) }

// note names the model in manifests.
func (m *Model) note() *ModelNote {
	n := &ModelNote{
		ID: m.ID, Algorithm: m.artifact.Algorithm, Rows: m.artifact.Rows, Features: len(m.artifact.Features),
		Schema: m.artifact.SchemaHash, Seed: int64(m.artifact.Seed), Cutoffs: timeNames(m.artifact.TrainCutoffs),
	}
	return n
}

// timeNames writes cutoffs as in the names of folders.
func timeNames(times []time.Time) []string {
	var names []string
	for _, t := range times {
		names = append(names, cutoffName(t.UnixMicro()))
	}
	return names
}

// The files of a model's folder.
const (
	modelFile = "model.json" // the model
	cardFile  = "card.md"    // what people should know of it
)

// trained is a model before it is stored.
type trained struct {
	algorithm  string
	parameters json.RawMessage // null where it has none
	predictor  models.Predictor
	calibrator models.Calibrator
	rows       int     // it learned from
	cutoffs    []int64 // it learned from
	// calibrated is the cutoff of the calibrator and test that of the evaluation;
	// features.NoTime where there is none.
	calibrated, test int64
	evaluation       *Evaluation // may be nil
	verdict          json.RawMessage
	reference        json.RawMessage
	importances      []models.Importance
}

// storeModel stores a model as a candidate: it is used for no list before
// promote has made it the champion. Its id follows from its content, so that
// the same training gives the same id and the same bytes.
func (s *State) storeModel(t trained) (*Model, error) {
	a, err := s.artifactOf(t)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := a.Write(&text); err != nil {
		return nil, err
	}
	sum, err := a.Checksum()
	if err != nil {
		return nil, err
	}
	id := cutoffName(s.AsOf) + "-" + sum[:8]
	m := &Model{ID: id, calibrated: models.Calibrated{Predictor: t.predictor, Calibrator: t.calibrator}, artifact: a, evaluation: t.evaluation}
	if err := s.putModel(id, map[string][]byte{modelFile: text.Bytes()}); err != nil {
		return nil, err
	}
	return m, nil
}

// putModel puts the files of a model into a folder of its own, all or none.
func (s *State) putModel(id string, files map[string][]byte) error {
	target := s.path("models", id)
	tmp := s.path("models", "."+id+".tmp")
	if err := os.RemoveAll(tmp); err != nil {
		return fmt.Errorf("clearing an unfinished model: %w", err)
	}
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return fmt.Errorf("making the model's folder: %w", err)
	}
	defer os.RemoveAll(tmp)
	for name, text := range files {
		if err := writeFile(filepath.Join(tmp, name), text); err != nil {
			return err
		}
	}
	return replaceFolder(tmp, target)
}

// artifactOf is what is kept of a training.
func (s *State) artifactOf(t trained) (*models.Artifact, error) {
	measured, err := json.Marshal(t.evaluation)
	if err != nil {
		return nil, fmt.Errorf("storing the model: %w", err)
	}
	parameters := t.parameters
	if len(parameters) == 0 {
		parameters = json.RawMessage("null")
	}
	churn := s.Config.Churn
	a := &models.Artifact{
		Algorithm: t.algorithm, Parameters: parameters, Features: s.Schema.Names(), SchemaHash: s.Schema.Hash(),
		Seed: uint64(s.Config.Model.Seed), AsOf: instant(s.AsOf), //nolint:gosec // Validate allows no negative seed
		CalibrateCutoff: instantOrNone(t.calibrated), TestCutoff: instantOrNone(t.test),
		Churn:   models.Label{Definition: churn.Definition, GapDays: churn.GapDays, HorizonDays: churn.HorizonDays},
		Data:    s.dataNote(),
		Program: s.Manifest.Program, ConfigHash: s.Manifest.ConfigHash, Rows: t.rows,
		Metrics: measured, Verdict: t.verdict, Reference: t.reference, Importances: t.importances,
	}
	for _, c := range t.cutoffs {
		a.TrainCutoffs = append(a.TrainCutoffs, instant(c))
	}
	if err := a.SetModel(t.predictor, t.calibrator); err != nil {
		return nil, err
	}
	return a, nil
}

// dataNote identifies the data in the lake by the exports that went in, in
// however many loads and buckets they lie.
func (s *State) dataNote() models.DataNote {
	var exports []string
	for _, f := range s.Lake.Files() {
		exports = append(exports, f.Table+" "+f.SHA256)
	}
	slices.Sort(exports)
	h := sha256.New()
	for _, e := range exports {
		_, _ = fmt.Fprintln(h, e) // a hash never fails
	}
	note := models.DataNote{Fingerprint: hex.EncodeToString(h.Sum(nil)), Rows: map[string]int64{}}
	for _, table := range s.Lake.Tables() {
		note.Rows[table] = s.Lake.Rows(table)
	}
	return note
}

func instant(t int64) time.Time { return time.UnixMicro(t).UTC() }
