package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/configs"
	"predict/data/flat"
	"predict/models"
	"predict/models/blend"
	"predict/models/candidates"
	"predict/models/gate"
	"predict/models/gbdt"
	"predict/models/golearn"
	"predict/models/logistic"
)

// flatParameters are what the artifact of a flat model keeps beside the model:
// all that is needed to turn another table into the same columns.
type flatParameters struct {
	Flat    *flat.Schema      `json:"flat"`
	ID      string            `json:"id"`
	Label   string            `json:"label"`
	Left    string            `json:"left"` // the label of those who left
	Recipe  candidates.Recipe `json:"recipe"`
	Options any               `json:"options,omitempty"` // chosen settings by algorithm
}

// undated stands for the date of what has none.
const undated = "undated"

// flatDate is the date that the config gives the table, or undated.
func (s *State) flatDate() string {
	if s.Config.AsOf == configs.Latest {
		return undated
	}
	return s.Config.AsOf
}

// storeFlat fits the chosen candidate on all rows, asks the gate, stores the
// model and makes it the one that scores where the gate lets it pass.
func (s *State) storeFlat(ctx context.Context, f *flatTable, r *flatRehearsal, found *FlatTraining) error {
	m, err := s.finalFlat(ctx, f, r, found)
	if err != nil {
		return err
	}
	if m.ID, err = modelID(m.artifact); err != nil {
		return err
	}
	known, err := s.stored(m)
	switch {
	case err == nil && known:
		err = s.recordTrained(m)
	case err == nil:
		err = s.putFlat(m)
	}
	if err != nil {
		return err
	}
	found.ModelID = m.ID
	s.Manifest.Model = m.note()
	if err := s.promote(m.ID, "trained", s.Settings.Force); err != nil {
		return err
	}
	champion, err := s.championID()
	found.Promoted = champion == m.ID
	return err
}

// putFlat puts a model among the stored ones.
func (s *State) putFlat(m *Model) error {
	var whole bytes.Buffer
	if err := m.artifact.Write(&whole); err != nil {
		return err
	}
	history, err := s.history()
	if err != nil {
		return err
	}
	if err := s.putModel(m.ID, map[string][]byte{modelFile: whole.Bytes(), cardFile: sealedCard(m, history)}); err != nil {
		return err
	}
	return s.record(HistoryEntry{Action: ActionTrained, Model: m.ID, AsOf: asOfName(m.artifact)})
}

// finalFlat fits the chosen candidate for good.
func (s *State) finalFlat(ctx context.Context, f *flatTable, r *flatRehearsal, found *FlatTraining) (*Model, error) {
	all, err := s.flatCandidates(f)
	if err != nil {
		return nil, err
	}
	best := r.best()
	trainer, recipe, err := s.flatRecipe(ctx, all, f.rows)
	if err != nil {
		return nil, flatFit(err, 0)
	}
	recipe.Weights = r.weights
	if best.Name == blend.Name {
		trainer.Average = slices.Sorted(maps.Keys(r.weights))
	}
	fitted, err := trainer.Fit(ctx, f.rows, recipe, []string{best.Name})
	if err != nil {
		return nil, fmt.Errorf("fitting %s: %w", best.Name, err)
	}
	calibrator, err := s.flatCalibrator(r.of(best.Name), f.rows.Y, f.rows.Keys)
	if err != nil {
		return nil, err
	}
	verdict, err := s.judgeGate(f, best, found)
	if err != nil {
		return nil, err
	}
	found.Verdict = verdict
	e := &Evaluation{Algorithm: best.Name, Recipe: recipe, Features: len(f.schema.Features), TrainRows: f.coded.N, Scores: best.Scores, Curve: best.Curve}
	for _, c := range r.figures {
		e.Candidates = append(e.Candidates, CandidateFigures{
			Name: c.Name, Chosen: c.Name == best.Name, Rounds: recipe.Rounds[c.Name], Weight: recipe.Weights[c.Name],
			Rows: f.coded.N, Rehearsed: c.Model.LogLoss, Model: c.Model, Intervals: c.Intervals,
		})
	}
	a, err := s.flatArtifact(f, trainer, recipe, e, verdict)
	if err != nil {
		return nil, err
	}
	if err := a.SetModel(fitted[0].Predictor, calibrator); err != nil {
		return nil, err
	}
	m := &Model{calibrated: models.Calibrated{Predictor: fitted[0].Predictor, Calibrator: calibrator}, artifact: a, evaluation: e, verdict: verdict}
	a.Importances = flatImportances(m, f)
	return m, nil
}

// flatArtifact is what is kept of a training on a flat table, without the model.
func (s *State) flatArtifact(f *flatTable, trainer candidates.Trainer, recipe candidates.Recipe, e *Evaluation, verdict *gate.Verdict) (*models.Artifact, error) {
	a := &models.Artifact{
		Algorithm: e.Algorithm, SchemaHash: f.schema.Hash(), Seed: uint64(s.Config.Model.Seed), //nolint:gosec // Validate allows no negative seed
		Data:    models.DataNote{Fingerprint: f.table.SHA256, Rows: map[string]int64{"flat": int64(f.table.Rows())}},
		Program: s.Manifest.Program, ConfigHash: s.Manifest.ConfigHash, Rows: f.coded.N,
	}
	for _, part := range f.schema.Parts() {
		a.Features = append(a.Features, part.Name)
	}
	if t, err := configs.ParseDate(s.Config.AsOf); err == nil {
		a.AsOf = t
	}
	options := map[string]any{}
	for _, c := range trainer.Candidates {
		if c.Name == e.Algorithm || e.Algorithm == blend.Name {
			options[c.Name] = optionsOf(c.Estimator)
		}
	}
	for _, part := range []struct {
		into *json.RawMessage
		of   any
	}{
		{&a.Metrics, e},
		{&a.Verdict, verdict},
		{&a.Reference, nil},
		{&a.Parameters, flatParameters{&f.schema, s.Config.Flat.ID, s.Config.Flat.Label, f.positive(s.Config.Flat), recipe, options}},
	} {
		var err error
		if *part.into, err = json.Marshal(part.of); err != nil {
			return nil, fmt.Errorf("storing the model: %w", err)
		}
	}
	return a, nil
}

// judgeGate holds the figures of the chosen candidate against the limits.
func (s *State) judgeGate(f *flatTable, best FlatCandidate, found *FlatTraining) (*gate.Verdict, error) {
	figures := gate.Figures{
		Customers: f.coded.N, Churned: f.churned, AUC: best.Model.AUC, ECE: best.Model.ECE,
		Reliability: best.Reliability, Suspects: found.Suspects,
	}
	if best.Intervals != nil {
		figures.ECEInterval = &best.Intervals.ECE
	}
	champion, err := s.championID()
	if err != nil {
		return nil, err
	}
	if champion != "" {
		if a, err := s.readArtifact(champion); err == nil { // a damaged champion is no rival
			var e Evaluation
			if json.Unmarshal(a.Metrics, &e) == nil && e.Scores != nil {
				// It learned from these customers, or nobody can tell whether it did.
				figures.Champion = &gate.Comparison{Champion: champion, AUC: best.Model.AUC - e.Model.AUC, SawTest: true}
			}
		}
	}
	verdict := gate.Judge(figures, s.Config.Model.Gate.Limits())
	verdict.Forced = s.Settings.Force && !verdict.Passed
	return &verdict, nil
}

// flatModel opens the model that scores, and checks that it is one of a flat
// table.
func (s *State) flatModel() (*Model, *flatParameters, error) {
	id, err := s.championID()
	if err != nil {
		return nil, nil, err
	}
	if id == "" {
		return nil, nil, &Problem{Kind: ErrGate, Text: "there is no model in " + s.path("models"), Remedy: "run `predict train` first"}
	}
	a, err := s.readArtifact(id)
	if err != nil {
		return nil, nil, err
	}
	var p flatParameters
	if err := json.Unmarshal(a.Parameters, &p); err != nil || p.Flat == nil {
		return nil, nil, &Problem{Kind: ErrGate, Text: "model " + id + " was not trained on a flat table", Cause: err, Remedy: "train again, or give flat tables a state folder of their own"}
	}
	if err := p.check(a); err != nil {
		return nil, nil, &Problem{Kind: ErrGate, Text: "model " + id + " cannot be used", Cause: err, Remedy: "train again"}
	}
	m, err := openModel(id, a)
	if err != nil {
		return nil, nil, err
	}
	m.forced = s.forced(id)
	return m, &p, nil
}

// check holds the schema against the model's columns.
func (p *flatParameters) check(a *models.Artifact) error {
	if err := p.Flat.Check(); err != nil {
		return err
	}
	var names []string
	for _, part := range p.Flat.Parts() {
		names = append(names, part.Name)
	}
	return a.CheckSchema(names, p.Flat.Hash())
}

// predictFlat gives calibrated probabilities of rows, block by block.
func (m *Model) predictFlat(x *models.Matrix32) []float64 {
	p := candidates.Predict(m.calibrated.Predictor, x)
	for i, v := range p {
		p[i] = m.calibrated.Calibrator.Calibrate(v)
	}
	return p
}

// marginsOf are the model's own log odds, before calibration.
func (m *Model) marginsOf(x *mat.Dense) []float64 {
	p := m.calibrated.Predictor.PredictProba(nil, x)
	for i, v := range p {
		p[i] = blend.Logit(v)
	}
	return p
}

// optionsOf gives the settings of an estimator that tells them.
func optionsOf(e models.Estimator) any {
	switch e := e.(type) {
	case interface{ Options() logistic.Options }:
		return e.Options()
	case interface{ Options() gbdt.Options }:
		return e.Options()
	case interface{ Options() golearn.Options }:
		return e.Options()
	}
	return nil
}
