package models

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Artifact is a trained model with all that is needed to use it and to know
// where it comes from. It holds data, never code.
type Artifact struct {
	// Algorithm is the Estimator's name.
	Algorithm string `json:"algorithm"`
	// Parameters are the hyperparameters, as JSON.
	Parameters json.RawMessage `json:"parameters"`
	// Features are the names of the columns of X in order.
	Features []string `json:"features"`
	// SchemaHash is the hash of the feature schema.
	SchemaHash string `json:"schema_hash"`
	// Seed is that of the training run.
	Seed uint64 `json:"seed"`
	// AsOf is the date up to which data were known at training, in UTC.
	AsOf time.Time `json:"as_of,omitzero"`
	// TrainCutoffs, CalibrateCutoff and TestCutoff say what the model has seen, in
	// UTC; a zero time means that there was none.
	TrainCutoffs    []time.Time `json:"train_cutoffs"`
	CalibrateCutoff time.Time   `json:"calibrate_cutoff,omitzero"`
	TestCutoff      time.Time   `json:"test_cutoff,omitzero"`
	// Churn says what the label of a cutoff reads.
	Churn Label `json:"churn"`
	// Data are the data that the model was trained on.
	Data DataNote `json:"data"`
	// Program is the name and version of the program that trained; ConfigHash the
	// hash of its config.
	Program    string `json:"program,omitempty"`
	ConfigHash string `json:"config_hash,omitempty"`
	// Rows is the number of rows that the model learned from.
	Rows int `json:"rows"`
	// Predictor and Calibrator are their JSON.
	Predictor  json.RawMessage `json:"predictor"`
	Calibrator json.RawMessage `json:"calibrator"`
	// Metrics is the evaluation at the test cutoff, as JSON; null where there was
	// none.
	Metrics json.RawMessage `json:"metrics"`
	// Importances say how much each feature counts, the most first; empty where
	// the algorithm cannot say.
	Importances []Importance `json:"importances,omitempty"`
	// Verdict is the gate's, as JSON; null where there was none.
	Verdict json.RawMessage `json:"verdict,omitempty"`
	// Reference holds the distributions of the features and of the score at
	// training, as JSON; null where there are none.
	Reference json.RawMessage `json:"reference,omitempty"`
	// Text is the same model in another program's format, in a file beside this
	// one; nil where there is none.
	Text *TextFile `json:"text,omitempty"`
	// Twin is the model as it was judged, before its last fit with the newest
	// cutoff, in a file beside this one; nil where there is none.
	Twin *TextFile `json:"twin,omitempty"`
}

// Label says which part of the future the label of a cutoff c reads:
// [c+gap, c+gap+horizon), and who counts as churned there.
type Label struct {
	Definition  string `json:"definition"`
	GapDays     int    `json:"gap_days"`
	HorizonDays int    `json:"horizon_days"`
	// AdaptiveFactor and DeclineShare belong to definitions of their own, and are 0
	// for the others.
	AdaptiveFactor float64 `json:"adaptive_factor,omitempty"`
	DeclineShare   float64 `json:"decline_share,omitempty"`
}

// String says what a model foresees: inactivity within 90 days.
func (l Label) String() string {
	text := fmt.Sprintf("%s within %d days", l.Definition, l.HorizonDays)
	if l.GapDays > 0 {
		text += fmt.Sprintf(" after %d", l.GapDays)
	}
	if l.AdaptiveFactor > 0 {
		text += fmt.Sprintf(" (%g usual gaps)", l.AdaptiveFactor)
	}
	if l.DeclineShare > 0 {
		text += fmt.Sprintf(" (spend down by %g)", l.DeclineShare)
	}
	return text
}

// DataNote identifies the data behind a model.
type DataNote struct {
	// Fingerprint is a hash of the exports, whatever their order.
	Fingerprint string `json:"fingerprint,omitempty"`
	// Rows are the rows kept, by table.
	Rows map[string]int64 `json:"rows,omitempty"`
}

// Importance is how much a feature counts in a model.
type Importance struct {
	Feature string `json:"feature"`
	Family  string `json:"family"`
	// Share is the feature's share of the total, 0 to 1.
	Share float64 `json:"share"`
}

// TextFile names a file beside the artifact.
type TextFile struct {
	// Name is the file's name without a folder.
	Name string `json:"name"`
	// SHA256 is its checksum in hexadecimal.
	SHA256 string `json:"sha256"`
}

// KnownFrom is the first moment at which everything that the model has learned
// from had happened: the end of the label window of its newest cutoff. A score
// as of an earlier moment would know the future. It is the zero time for a
// model without cutoffs.
func (a *Artifact) KnownFrom() time.Time {
	newest := a.CalibrateCutoff
	for _, cutoff := range append([]time.Time{a.TestCutoff}, a.TrainCutoffs...) {
		if cutoff.After(newest) {
			newest = cutoff
		}
	}
	if newest.IsZero() {
		return newest
	}
	return newest.UTC().AddDate(0, 0, a.Churn.GapDays+a.Churn.HorizonDays)
}

func (a *Artifact) check() error {
	switch {
	case a.Algorithm == "":
		return fmt.Errorf("no algorithm: %w", ErrValue)
	case len(a.Features) == 0:
		return fmt.Errorf("no features: %w", ErrEmpty)
	case len(a.Predictor) == 0 || len(a.Calibrator) == 0:
		return fmt.Errorf("no predictor or no calibrator: %w", ErrEmpty)
	case a.Churn.GapDays < 0 || a.Churn.HorizonDays < 0 || a.Churn.GapDays > mostDays || a.Churn.HorizonDays > mostDays:
		return fmt.Errorf("gap of %d and horizon of %d days: %w", a.Churn.GapDays, a.Churn.HorizonDays, ErrValue)
	case a.Rows < 0:
		return fmt.Errorf("%d rows: %w", a.Rows, ErrValue)
	case !a.Twin.plain():
		return fmt.Errorf("the twin %q is not the name of a file: %w", a.Twin.Name, ErrValue)
	case !a.Text.plain():
		return fmt.Errorf("%q is no name of a file: %w", a.Text.Name, ErrValue)
	}
	for _, i := range a.Importances {
		if math.IsNaN(i.Share) || i.Share < 0 || i.Share > 1 {
			return fmt.Errorf("the feature %s counts %v, not from 0 to 1: %w", i.Feature, i.Share, ErrValue)
		}
	}
	return nil
}

// mostDays bounds gaps and horizons: a century.
const mostDays = 36_525

// plainName keeps what a file's name in the model's own folder may hold: no
// separators, so that it leads nowhere else.
func plainName(name string) string {
	kept := make([]rune, 0, len(name))
	for _, c := range name {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' && len(kept) > 0 {
			kept = append(kept, c)
		}
	}
	return string(kept)
}

// payload is the canonical JSON: fields in the order of the struct, no white
// space, times in UTC.
func (a *Artifact) payload() ([]byte, error) {
	b := *a
	b.TrainCutoffs = make([]time.Time, len(a.TrainCutoffs))
	for i, cutoff := range a.TrainCutoffs {
		b.TrainCutoffs[i] = cutoff.UTC()
	}
	b.AsOf, b.CalibrateCutoff, b.TestCutoff = a.AsOf.UTC(), a.CalibrateCutoff.UTC(), a.TestCutoff.UTC()
	return json.Marshal(b)
}

// plain reports whether the file, where there is one, is named without a folder.
func (f *TextFile) plain() bool {
	return f == nil || f.Name != "" && f.Name == plainName(f.Name)
}
