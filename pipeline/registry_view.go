package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"predict/models"
	"predict/models/gate"
	"predict/models/metrics"
)

// What can be said of a folder of models.
const (
	StatusOK      = "ok"
	StatusDamaged = "damaged" // cut short, changed, or without its file
	StatusForeign = "foreign" // not written by this program
	StatusVersion = "other version"
)

// ModelSummary is one line of the list of models.
type ModelSummary struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	// Problem says what is wrong, and Remedy what helps, where Status is not ok; the
	// other fields are then empty but for Champion.
	Problem   string `json:"problem,omitempty"`
	Algorithm string `json:"algorithm,omitempty"`
	AsOf      string `json:"as_of,omitempty"`
	// Trained is when the model was stored, UTC; zero where the history does not say.
	Trained  time.Time `json:"trained,omitzero"`
	Test     string    `json:"test_cutoff,omitempty"`
	AUC      *Figure   `json:"auc,omitempty"`
	BestRule string    `json:"best_rule,omitempty"`
	// Gain is the AUC above that of the best simple rule.
	Gain *Figure `json:"gain,omitempty"`
	// Gate is passed or refused; empty where the gate was not asked.
	Gate     string `json:"gate,omitempty"`
	Forced   bool   `json:"forced,omitempty"`
	Champion bool   `json:"champion"`
}

// Figure is a metric with its interval.
type Figure struct {
	Value    float64           `json:"value"`
	Interval *metrics.Interval `json:"interval,omitempty"`
}

// ModelDetails is all that is known of a model but its trees or coefficients.
type ModelDetails struct {
	ModelSummary
	Churn       models.Label        `json:"churn"`
	Cutoffs     []string            `json:"train_cutoffs"`
	Calibrated  string              `json:"calibrated_at,omitempty"`
	KnownFrom   string              `json:"known_from,omitempty"` // the first as_of that it may score
	Rows        int                 `json:"rows"`
	Seed        uint64              `json:"seed"`
	Program     string              `json:"program,omitempty"`
	ConfigHash  string              `json:"config_hash,omitempty"`
	Data        models.DataNote     `json:"data"`
	Schema      string              `json:"schema"`
	Features    []string            `json:"features"`
	Parameters  json.RawMessage     `json:"parameters"`
	Evaluation  *Evaluation         `json:"evaluation,omitempty"`
	Verdict     *gate.Verdict       `json:"verdict,omitempty"`
	Families    []FamilyShare       `json:"families,omitempty"`
	Importances []models.Importance `json:"importances,omitempty"`
	History     []HistoryEntry      `json:"history"`
	Card        string              `json:"card"`                // path
	Text        string              `json:"model_txt,omitempty"` // path
}

// FamilyShare is what the features of a family count together, 0 to 1.
type FamilyShare struct {
	Family string  `json:"family"`
	Share  float64 `json:"share"`
}

// modelIDs names the folders of models, in order of their names.
func (s *State) modelIDs() ([]string, error) {
	entries, err := os.ReadDir(s.path("models"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing models: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

// ListModels gives every stored model, the newest as_of first, among equals the
// one trained last. Models that cannot be used are listed with the reason.
func (s *State) ListModels() ([]ModelSummary, error) {
	ids, err := s.modelIDs()
	if err != nil {
		return nil, err
	}
	history, err := s.history()
	if err != nil {
		s.Settings.Log.Warn("history of models not read", "why", err.Error())
	}
	champion, err := s.championID()
	if err != nil {
		s.Settings.Log.Warn("no champion", "why", err.Error())
	}
	list := []ModelSummary{}
	for _, id := range newestFirst(ids, history) {
		sum := ModelSummary{ID: id}
		if m, err := s.storedModel(id); err != nil {
			sum.Status, sum.Problem = statusOf(err), err.Error()
		} else {
			sum = m.summary(history)
		}
		sum.Champion = id == champion
		list = append(list, sum)
	}
	return list, nil
}

// newestFirst orders ids by the date they begin with, and then by when the
// models were stored, as far as the history says.
func newestFirst(ids []string, history []HistoryEntry) []string {
	stored := map[string]int{}
	for i, e := range history {
		if e.Action == ActionTrained {
			stored[e.Model] = i + 1
		}
	}
	date := func(id string) string { return id[:max(0, len(id)-len("-00000000"))] }
	slices.SortStableFunc(ids, func(a, b string) int {
		if c := strings.Compare(date(b), date(a)); c != 0 {
			return c
		}
		return stored[b] - stored[a]
	})
	return ids
}

func statusOf(err error) string {
	switch {
	case errors.Is(err, models.ErrVersion):
		return StatusVersion
	case errors.Is(err, models.ErrForeign), errors.Is(err, fs.ErrNotExist):
		return StatusForeign
	}
	return StatusDamaged
}

// summary is the model's line in the list.
func (m *Model) summary(history []HistoryEntry) ModelSummary {
	sum := ModelSummary{
		ID: m.ID, Status: StatusOK, Algorithm: m.artifact.Algorithm, AsOf: asOfName(m.artifact),
		Gate: gateWord(m.verdict), Forced: m.forced,
	}
	for _, e := range history {
		if e.Model == m.ID && e.Action == ActionTrained {
			sum.Trained = e.When
		}
	}
	if e := m.evaluation; e != nil && e.Scores != nil {
		sum.Test, sum.AUC = e.Test, &Figure{Value: e.Model.AUC}
		if e.Intervals != nil {
			sum.AUC.Interval = &e.Intervals.AUC
		}
		sum.BestRule, sum.Gain = bestRule(e)
	}
	return sum
}

// bestRule is the simple rule with the highest AUC, and the model's AUC above
// it; empty and nil where there is none. Of equals it is the first by name.
func bestRule(e *Evaluation) (string, *Figure) {
	best := ""
	for name, r := range e.Rules {
		if b := e.Rules[best]; best == "" || r.AUC > b.AUC || r.AUC == b.AUC && name < best {
			best = name
		}
	}
	if best == "" {
		return "", nil
	}
	gain := &Figure{Value: e.Rules[best].Gain.AUC}
	if within := e.Rules[best].GainIntervals; within != nil {
		gain.Interval = &within.AUC
	}
	return best, gain
}

// resolveModel finds the id that a person means: champion, latest (the newest
// as_of, of those the one trained last), an id, or a prefix that only one id
// has.
func (s *State) resolveModel(ref string) (string, error) {
	ids, err := s.modelIDs()
	if err != nil {
		return "", err
	}
	none := &Problem{Kind: ErrGate, Text: "there is no model in " + s.path("models"), Remedy: "run `predict train` first"}
	switch ref {
	case championLink:
		id, err := s.championID()
		if err == nil && id == "" {
			return "", &Problem{Kind: ErrGate, Text: "there is no champion in " + s.path("models"), Remedy: "promote a model, or run `predict train`"}
		}
		return id, err
	case formerLink:
		history, _ := s.history() // without it, models of one date are in order of their names
		if len(ids) == 0 {
			return "", none
		}
		return newestFirst(ids, history)[0], nil
	}
	if slices.Contains(ids, ref) {
		return ref, nil
	}
	var found []string
	for _, id := range ids {
		if ref != "" && strings.HasPrefix(id, ref) {
			found = append(found, id)
		}
	}
	switch len(found) {
	case 0:
		if len(ids) == 0 {
			return "", none
		}
		return "", &Problem{Kind: ErrConfig, Text: fmt.Sprintf("no model in %s is called %q", s.path("models"), ref), Remedy: "`predict models list` names them"}
	case 1:
		return found[0], nil
	}
	return "", &Problem{Kind: ErrConfig, Text: fmt.Sprintf("%q may be any of %s", ref, strings.Join(found, ", ")), Remedy: "give more of the id"}
}

// ShowModel tells all that is known of a model.
func (s *State) ShowModel(ref string) (*ModelDetails, error) {
	id, err := s.resolveModel(ref)
	if err != nil {
		return nil, err
	}
	m, err := s.storedModel(id)
	if err != nil {
		return nil, err
	}
	history, err := s.history()
	if err != nil {
		return nil, err
	}
	champion, err := s.championID()
	if err != nil {
		return nil, err
	}
	a := m.artifact
	d := &ModelDetails{
		ModelSummary: m.summary(history), Churn: a.Churn, Cutoffs: timeNames(a.TrainCutoffs), Rows: a.Rows, Seed: a.Seed,
		Program: a.Program, ConfigHash: a.ConfigHash, Data: a.Data, Schema: a.SchemaHash, Features: a.Features, Parameters: a.Parameters,
		Evaluation: m.evaluation, Verdict: m.verdict, Families: familyShares(a.Importances), Importances: a.Importances,
		History: historyOf(history, id), Card: s.path("models", id, cardFile),
	}
	d.Champion = id == champion
	if !a.CalibrateCutoff.IsZero() {
		d.Calibrated = cutoffName(a.CalibrateCutoff.UnixMicro())
	}
	if known := a.KnownFrom(); !known.IsZero() {
		d.KnownFrom = cutoffName(known.UnixMicro())
	}
	if a.Text != nil {
		d.Text = s.path("models", id, a.Text.Name)
	}
	return d, nil
}

// historyOf is what became of one model.
func historyOf(history []HistoryEntry, id string) []HistoryEntry {
	list := []HistoryEntry{}
	for _, e := range history {
		if e.Model == id || e.Action == ActionRolledBack && e.Previous == id {
			list = append(list, e)
		}
	}
	return list
}
