package pipeline

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/drift"
)

// mostDrifted is the number of features that a manifest names.
const mostDrifted = 5

// DriftNote says how far the scored customers have drifted from those of
// training.
type DriftNote struct {
	// Level is stable, warning or hard; empty where Unknown says why.
	Level drift.Level `json:"level,omitempty"`
	// Unknown says why nothing can be said: the model holds no reference.
	Unknown string `json:"unknown,omitempty"`
	// Score is the drift of the probability; nil where the model holds none.
	Score *drift.Shift `json:"score,omitempty"`
	// Features is the number of features; Warned how many of them drifted beyond the
	// warning limit, and Broken how many have hardly anything in common with
	// training.
	Features int `json:"features"`
	Warned   int `json:"features_beyond_warning"`
	Broken   int `json:"features_broken"`
	// Worst are the features that drifted most.
	Worst []drift.Shift `json:"worst,omitempty"`
	// Forced says that the list was published in spite of drift beyond the limit.
	Forced bool `json:"forced,omitempty"`
}

// driftWatch counts the customers of a score into the bins of training. It is
// safe for concurrent use, and the order of the frames changes nothing.
type driftWatch struct {
	unknown   string
	reference *drift.Reference

	mu  sync.Mutex
	all *drift.Counter
}

// newDriftWatch takes the reference of a model.
func newDriftWatch(m *Model) (*driftWatch, error) {
	raw := m.artifact.Reference
	if len(raw) == 0 || string(raw) == "null" {
		return &driftWatch{unknown: "the model does not hold how its customers were distributed"}, nil
	}
	w := &driftWatch{reference: &drift.Reference{}}
	if err := json.Unmarshal(raw, w.reference); err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "the distributions in model " + m.ID + " cannot be read", Cause: err, Remedy: "train again"}
	}
	w.all = drift.NewCounter(w.reference)
	return w, nil
}

// add counts the customers of a frame with their probabilities.
func (w *driftWatch) add(x *mat.Dense, p []float64) error {
	if w.reference == nil {
		return nil
	}
	own := drift.NewCounter(w.reference)
	if err := own.Add(x, p); err != nil {
		return fmt.Errorf("counting drift: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.Merge(own)
}

// note compares what was counted with training.
func (w *driftWatch) note(o drift.Options) (*DriftNote, error) {
	if w.reference == nil {
		return &DriftNote{Unknown: w.unknown}, nil
	}
	report, err := w.all.Report(o)
	if err != nil {
		return nil, fmt.Errorf("comparing the customers with those of training: %w", err)
	}
	n := &DriftNote{Level: report.Level, Score: report.Score, Features: len(report.Features)}
	for _, f := range report.Features {
		if f.Level != drift.Stable {
			n.Warned++
		}
		if f.Broken {
			n.Broken++
		}
	}
	// What stops a list is named first, what drifts by nature last.
	rank := func(f drift.Shift) int {
		switch {
		case f.Broken:
			return 0
		case f.Watched:
			return 2
		}
		return 1
	}
	worst := slices.Clone(report.Features)
	slices.SortStableFunc(worst, func(a, b drift.Shift) int { return rank(a) - rank(b) })
	n.Worst = worst[:min(mostDrifted, len(worst))]
	return n, nil
}

// judgeDrift notes the drift in the manifest and warns of it. Whether it stops
// the list is for the guards to say.
func (s *State) judgeDrift(w *driftWatch) error {
	o := s.Config.Model.Drift.Options()
	o.Watched, o.Importance = s.watchedFeatures(), shares(s.Training.Model.artifact.Importances)
	n, err := w.note(o)
	if err != nil {
		return err
	}
	s.Manifest.Drift = n
	if n.Level == drift.Stable || n.Level == "" {
		return nil
	}
	var score float64
	if n.Score != nil {
		score = round4(n.Score.PSI)
	}
	tell := s.Settings.Log.Debug // features drift with the year; that alone is no news
	if n.Level == drift.Hard || n.Score != nil && n.Score.Level != drift.Stable {
		tell = s.Settings.Log.Warn
	}
	s.note("drift", string(n.Level), "score_psi", score, "features_beyond_warning", n.Warned)
	tell("customers differ from those of training", "level", string(n.Level), "score_psi", score, "features_beyond_warning", n.Warned, "features_broken", n.Broken, "worst", strings.Join(n.worstNames(), ", "))
	return nil
}

// worstNames are the names of the worst features.
func (n *DriftNote) worstNames() []string {
	var names []string
	for _, f := range n.Worst {
		if f.Level != drift.Stable {
			names = append(names, f.Feature)
		}
	}
	return names
}

// reasons are the sentences on what lies beyond the limit.
func (n *DriftNote) reasons() string {
	var texts []string
	if n.Score != nil && n.Score.Level == drift.Hard {
		texts = append(texts, n.Score.Text)
	}
	for _, f := range n.Worst {
		if f.Broken {
			texts = append(texts, f.Text)
		}
	}
	if more := n.Broken - mostDrifted; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more.", more))
	}
	all := strings.ReplaceAll(strings.Join(texts, " "), " Look at its source, or train again.", "") // the remedy says it once
	return strings.TrimSuffix(all, ".")
}

// shares are importances by feature, nil where there are none.
func shares(list []models.Importance) map[string]float64 {
	if len(list) == 0 {
		return nil
	}
	by := make(map[string]float64, len(list))
	for _, i := range list {
		by[i.Feature] = i.Share
	}
	return by
}

// watchedFeatures are features that grow with the calendar, because they look at
// all history: they drift by nature, and are told without refusing anything.
func (s *State) watchedFeatures() []string {
	var names []string
	for _, spec := range s.Schema.Specs {
		if spec.Window == 0 {
			names = append(names, spec.Name)
		}
	}
	return names
}
