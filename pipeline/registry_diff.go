package pipeline

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"sort"
	"strings"

	"predict/models"
)

// ModelDiff is how two models differ.
type ModelDiff struct {
	A ModelSummary `json:"a"`
	B ModelSummary `json:"b"`
	// Settings are the parameters and other settings that differ.
	Settings []SettingDiff `json:"settings"`
	// Added are features that only B has, Removed those that only A has.
	Added   []string `json:"features_added"`
	Removed []string `json:"features_removed"`
	// Metrics are the figures at the test cutoffs of either. Comparable says that
	// both were tested at the same cutoff, on the same data and label; else Note says
	// why the figures must not be compared.
	Metrics    []MetricDiff `json:"metrics"`
	Comparable bool         `json:"comparable"`
	Note       string       `json:"note,omitempty"`
	// Moved are the features whose share of the importance changed most.
	Moved []ShareDiff `json:"importances_moved"`
}

// SettingDiff is a setting that differs; a missing one is empty.
type SettingDiff struct {
	Name string `json:"name"`
	A    string `json:"a"`
	B    string `json:"b"`
}

// MetricDiff is a metric of both models.
type MetricDiff struct {
	Name string  `json:"name"`
	A    *Figure `json:"a"`
	B    *Figure `json:"b"`
}

// ShareDiff is the share of the importance that a feature has in both models.
type ShareDiff struct {
	Feature string  `json:"feature"`
	A       float64 `json:"a"`
	B       float64 `json:"b"`
}

// mostMoved is the number of features that a comparison names.
const mostMoved = 10

// DiffModels compares two stored models.
func (s *State) DiffModels(refA, refB string) (*ModelDiff, error) {
	a, err := s.ShowModel(refA)
	if err != nil {
		return nil, err
	}
	b, err := s.ShowModel(refB)
	if err != nil {
		return nil, err
	}
	d := &ModelDiff{A: a.ModelSummary, B: b.ModelSummary, Settings: settingDiffs(a, b), Added: without(b.Features, a.Features), Removed: without(a.Features, b.Features)}
	d.Metrics = metricDiffs(a.Evaluation, b.Evaluation)
	d.Note = notComparable(a, b)
	d.Comparable = d.Note == ""
	d.Moved = sharesMoved(a.Importances, b.Importances)
	return d, nil
}

// notComparable says why the figures of two models do not compare; empty where
// they do.
func notComparable(a, b *ModelDetails) string {
	switch {
	case a.Evaluation == nil || b.Evaluation == nil:
		return "one of them was not judged at all"
	case a.Churn != b.Churn:
		return "they predict different things: another definition of churn, gap or horizon"
	case a.Test != b.Test:
		return "they were judged at different cutoffs, on other customers: a difference may come from the time of the year"
	case a.Data.Fingerprint != b.Data.Fingerprint:
		return "they were judged at the same cutoff, on different exports"
	}
	return ""
}

// settingDiffs compares parameters, cutoffs and where the models come from.
func settingDiffs(a, b *ModelDetails) []SettingDiff {
	flat := func(d *ModelDetails) map[string]string {
		out := map[string]string{
			"algorithm": d.Algorithm, "as_of": d.AsOf, "train_cutoffs": strings.Join(d.Cutoffs, ", "), "test_cutoff": d.Test,
			"calibrated_at": d.Calibrated, "program": d.Program, "config_hash": short(d.ConfigHash), "data": short(d.Data.Fingerprint), "schema": short(d.Schema),
		}
		for name, v := range map[string]any{"rows": d.Rows, "seed": d.Seed, "churn": d.Churn, "parameters": d.Parameters} {
			text, _ := json.Marshal(v) // plain values
			flatten(name, text, out)
		}
		return out
	}
	x, y := flat(a), flat(b)
	names := map[string]bool{}
	for name := range x {
		names[name] = true
	}
	for name := range y {
		names[name] = true
	}
	list := []SettingDiff{}
	for name := range names {
		if x[name] != y[name] {
			list = append(list, SettingDiff{name, x[name], y[name]})
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// flatten gives every value in JSON its path.
func flatten(path string, text json.RawMessage, into map[string]string) {
	var object map[string]json.RawMessage
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && json.Unmarshal(text, &object) == nil {
		for name, v := range object {
			flatten(path+"."+name, v, into)
		}
		return
	}
	into[path] = strings.Trim(string(text), `"`)
}

// short is the beginning of a hash, enough to tell hashes apart.
func short(hash string) string { return hash[:min(len(hash), 12)] }

func without(all, some []string) []string {
	list := []string{}
	for _, name := range all {
		if !slices.Contains(some, name) {
			list = append(list, name)
		}
	}
	return list
}

// metricDiffs lists the figures of both.
func metricDiffs(a, b *Evaluation) []MetricDiff {
	x, y := figuresOf(a), figuresOf(b)
	var list []MetricDiff
	for i, name := range figureNames() {
		list = append(list, MetricDiff{name, x[i], y[i]})
	}
	return list
}

// figureNames are the metrics in the order in which they are shown.
func figureNames() []string {
	return []string{"AUC", "average precision", "lift in the top tenth", "log loss", "Brier", "calibration error"}
}

// figuresOf gives the figures of an evaluation in the order of figureNames; nil
// where there is none.
func figuresOf(e *Evaluation) []*Figure {
	list := make([]*Figure, len(figureNames()))
	if e == nil || e.Scores == nil {
		return list
	}
	m := e.Model
	for i, v := range []float64{m.AUC, m.AveragePrecision, m.LiftTopDecile, m.LogLoss, m.Brier, m.ECE} {
		list[i] = &Figure{Value: v}
	}
	if w := e.Intervals; w != nil {
		list[0].Interval, list[1].Interval, list[2].Interval = &w.AUC, &w.AveragePrecision, &w.LiftTopDecile
		list[3].Interval, list[4].Interval, list[5].Interval = &w.LogLoss, &w.Brier, &w.ECE
	}
	return list
}

// sharesMoved lists the features whose share changed most, at most mostMoved.
func sharesMoved(a, b []models.Importance) []ShareDiff {
	at := map[string]int{}
	list := []ShareDiff{}
	place := func(name string) *ShareDiff {
		i, ok := at[name]
		if !ok {
			i = len(list)
			at[name] = i
			list = append(list, ShareDiff{Feature: name})
		}
		return &list[i]
	}
	for _, i := range a {
		place(i.Feature).A = i.Share
	}
	for _, i := range b {
		place(i.Feature).B = i.Share
	}
	list = slices.DeleteFunc(list, func(d ShareDiff) bool { return d.A == d.B })
	if len(a) == 0 || len(b) == 0 { // nothing to compare with
		return []ShareDiff{}
	}
	slices.SortStableFunc(list, func(x, y ShareDiff) int {
		switch dx, dy := math.Abs(x.A-x.B), math.Abs(y.A-y.B); {
		case dx > dy:
			return -1
		case dx < dy:
			return 1
		}
		return strings.Compare(x.Feature, y.Feature)
	})
	return list[:min(len(list), mostMoved)]
}
