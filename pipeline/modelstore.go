package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"predict/features"
	"predict/models"
	"predict/models/drift"
	"predict/models/gate"
	"predict/models/gbdt/tree"
)

// The files of a model's folder.
const (
	modelFile = "model.json" // the model
	textFile  = "model.txt"  // the same boosted trees in LightGBM's format
	cardFile  = "card.md"    // what people should know of it; it seals itself
	filesFile = "files.json" // the checksums of the others
)

// trained is a model before it is stored.
type trained struct {
	algorithm  string
	parameters json.RawMessage // nil where it has none
	predictor  models.Predictor
	calibrator models.Calibrator
	rows       int     // it learned from
	cutoffs    []int64 // it learned from
	// calibrated is the cutoff of the calibrator and test that of the evaluation;
	// features.NoTime where there is none.
	calibrated, test int64
	evaluation       *Evaluation      // may be nil
	verdict          *gate.Verdict    // may be nil: never judged
	reference        *drift.Reference // may be nil: drift is not watched
	// importances are by feature, in any order and on any scale: storeModel fills
	// in families and shares. Nil takes those of the predictor, where it has some.
	importances []models.Importance
	// twin is the judged twin, nil where there is none.
	twin *twinModel
}

// storeModel stores a model as a candidate: it is used for no list before
// promote has made it the champion. Its id follows from its content, so that
// the same training gives the same id. The verdict is no part of that: it
// depends on the champion of the day. Trained again, the champion stays as it is
// stored, verdict and all.
func (s *State) storeModel(t trained) (*Model, error) {
	a, err := s.artifactOf(t)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if trees, ok := t.predictor.(interface{ Ensemble() *tree.Ensemble }); ok {
		if err := trees.Ensemble().WriteText(&text); err != nil {
			return nil, fmt.Errorf("writing %s: %w", textFile, err)
		}
		a.Text = &models.TextFile{Name: textFile, SHA256: checksumOf(text.Bytes())}
	}
	var twin []byte
	if t.twin != nil {
		if twin, err = twinText(a, t.twin); err != nil {
			return nil, err
		}
		a.Twin = &models.TextFile{Name: twinFile, SHA256: checksumOf(twin)}
	}
	var whole bytes.Buffer
	if err := a.Write(&whole); err != nil {
		return nil, err
	}
	id, err := modelID(a)
	if err != nil {
		return nil, err
	}
	m := &Model{
		ID: id, calibrated: models.Calibrated{Predictor: t.predictor, Calibrator: t.calibrator}, artifact: a,
		evaluation: t.evaluation, verdict: t.verdict, forced: t.verdict != nil && t.verdict.Forced,
	}
	known, err := s.stored(m)
	if err != nil {
		return m, err
	}
	if known {
		return m, s.recordTrained(m)
	}
	history, err := s.history()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{modelFile: whole.Bytes(), cardFile: sealedCard(m, history)}
	if a.Text != nil {
		files[textFile] = text.Bytes()
	}
	if a.Twin != nil {
		files[twinFile] = twin
	}
	if err := s.putModel(id, files); err != nil {
		return nil, err
	}
	return m, s.record(HistoryEntry{Action: ActionTrained, Model: id, AsOf: asOfName(a)})
}

// recordTrained writes down that a stored model was trained, where the run that
// stored it was killed before it could.
func (s *State) recordTrained(m *Model) error {
	history, err := s.history()
	if err != nil {
		return err
	}
	for _, e := range history {
		if e.Action == ActionTrained && e.Model == m.ID {
			return nil
		}
	}
	return s.record(HistoryEntry{Action: ActionTrained, Model: m.ID, AsOf: asOfName(m.artifact)})
}

// stored reports whether a model with the same content is stored already: with
// the same verdict, or as the champion, whose verdict it then takes.
func (s *State) stored(m *Model) (bool, error) {
	before, err := s.readArtifact(m.ID)
	if err != nil {
		return false, nil //nolint:nilerr // what is missing or damaged is written anew
	}
	champion, err := s.championID()
	if err != nil {
		return false, err
	}
	if id, err := modelID(before); err != nil || id != m.ID {
		return false, err
	}
	if m.ID != champion {
		return bytes.Equal(before.Verdict, m.artifact.Verdict), nil
	}
	m.artifact, m.forced = before, s.forced(m.ID)
	m.verdict, err = verdictOf(before)
	return true, err
}

// modelID is the date as of which a model was trained, and the beginning of the
// checksum of all that it is but for the gate's verdict.
func modelID(a *models.Artifact) (string, error) {
	plain := *a
	plain.Verdict = json.RawMessage("null")
	sum, err := plain.Checksum()
	if err != nil {
		return "", err
	}
	return asOfName(a) + "-" + sum[:8], nil
}

// asOfName is the date as of which a model was trained.
func asOfName(a *models.Artifact) string { return dateOr(a.AsOf, undated) }

// putModel puts the files of a model into a folder of its own, all or none.
func (s *State) putModel(id string, files map[string][]byte) error {
	target := s.path("models", id)
	tmp := s.path("models", "."+id+tmpSuffix)
	if err := clearLeft(s.path("models"), tmpSuffix); err != nil {
		return fmt.Errorf("clearing an unfinished model: %w", err)
	}
	if err := makeFolder(tmp); err != nil {
		return fmt.Errorf("making the model's folder: %w", err)
	}
	defer os.RemoveAll(tmp)
	list := modelFiles{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := writeFile(filepath.Join(tmp, name), files[name]); err != nil {
			return err
		}
		if name != cardFile { // which is written anew when something becomes of the model
			list.Files = append(list.Files, OutputFile{Name: name, Bytes: int64(len(files[name])), SHA256: checksumOf(files[name])})
		}
	}
	if err := writeJSON(filepath.Join(tmp, filesFile), list); err != nil {
		return err
	}
	return replaceFolder(tmp, target)
}

// modelFiles lists the files of a model.
type modelFiles struct {
	Files []OutputFile `json:"files"`
}

// sealedCard is a model's card as it is stored.
func sealedCard(m *Model, history []HistoryEntry) []byte {
	return sealLines([]byte(modelCard(m, historyOf(history, m.ID))), sealCard, sealCardAfter)
}

// artifactOf is what is kept of a training.
func (s *State) artifactOf(t trained) (*models.Artifact, error) {
	churn := s.Config.Churn
	a := &models.Artifact{
		Algorithm: t.algorithm, Parameters: t.parameters, Features: s.Schema.Names(), SchemaHash: s.Schema.Hash(),
		Seed: uint64(s.Config.Model.Seed), AsOf: instant(s.AsOf), //nolint:gosec // Validate allows no negative seed
		CalibrateCutoff: instantOrNone(t.calibrated), TestCutoff: instantOrNone(t.test),
		Churn:   labelOf(churn),
		Data:    s.dataNote(),
		Program: s.Manifest.Program, ConfigHash: s.Manifest.ConfigHash, Rows: t.rows,
		Importances: s.importances(t),
	}
	if t.verdict != nil { // what is done about it is in the history, not in the model
		told := *t.verdict
		told.Forced = false
		t.verdict = &told
	}
	for _, c := range t.cutoffs {
		a.TrainCutoffs = append(a.TrainCutoffs, instant(c))
	}
	if len(a.Parameters) == 0 {
		a.Parameters = json.RawMessage("null")
	}
	for _, part := range []struct {
		into *json.RawMessage
		of   any
		none bool
	}{{&a.Metrics, t.evaluation, t.evaluation == nil}, {&a.Verdict, t.verdict, t.verdict == nil}, {&a.Reference, t.reference, t.reference == nil}} {
		*part.into = json.RawMessage("null")
		if part.none {
			continue
		}
		var err error
		if *part.into, err = json.Marshal(part.of); err != nil {
			return nil, fmt.Errorf("storing the model: %w", err)
		}
	}
	if err := a.SetModel(t.predictor, t.calibrator); err != nil {
		return nil, err
	}
	return a, nil
}

// labelOf is what a model of these options foresees.
func labelOf(o features.ChurnOptions) models.Label {
	l := models.Label{Definition: o.Definition, GapDays: o.GapDays, HorizonDays: o.HorizonDays}
	switch o.Definition {
	case features.Adaptive:
		l.AdaptiveFactor = o.AdaptiveFactor
	case features.Decline:
		l.DeclineShare = o.DeclineShare
	}
	return l
}

// dataNote identifies the data in the lake by the exports that went in, in
// however many loads and buckets they lie.
func (s *State) dataNote() models.DataNote {
	if s.Lake == nil {
		return models.DataNote{}
	}
	note := models.DataNote{Fingerprint: checksumOf([]byte(strings.Join(countingExports(s.Lake), "\n"))), Rows: map[string]int64{}}
	for _, table := range s.Lake.Tables() {
		note.Rows[table] = s.Lake.Rows(table)
	}
	return note
}

// checkText compares the files beside a model with the checksums that the model
// holds of them.
func (s *State) checkText(id string, a *models.Artifact) error {
	return errors.Join(s.checkFile(id, a.Text), s.checkFile(id, a.Twin))
}

// checkFile compares a file beside a model, where there is one, with its
// checksum.
func (s *State) checkFile(id string, want *models.TextFile) error {
	if want == nil {
		return nil
	}
	f, err := os.Open(s.path("models", id, want.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing: %w", want.Name, models.ErrDamaged)
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", want.Name, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("reading %s: %w", want.Name, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want.SHA256 {
		return fmt.Errorf("%s has the checksum %.12s, the model says %.12s: %w", want.Name, got, want.SHA256, models.ErrDamaged)
	}
	return nil
}

func checksumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func instant(t int64) time.Time { return time.UnixMicro(t).UTC() }

// instantOrNone is the time of a cutoff, the zero time for none.
func instantOrNone(t int64) time.Time {
	if t == features.NoTime {
		return time.Time{}
	}
	return instant(t)
}
