package pipeline

import (
	"time"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gate"
)

// Model is a stored model, ready to score.
type Model struct {
	ID         string
	calibrated models.Calibrated
	artifact   *models.Artifact
	evaluation *Evaluation
	verdict    *gate.Verdict
	forced     bool // promoted although the gate refused it
	future     bool // used for a time before the end of what it learned from
	// external is the file that it was read from, and sum its checksum; both are
	// empty for a model of the registry.
	external, sum string
	uncalibrated  bool
}

// predict gives calibrated probabilities.
func (m *Model) predict(x *mat.Dense) []float64 { return m.calibrated.PredictProba(nil, x) }

// ModelNote names the model behind a list.
type ModelNote struct {
	ID        string   `json:"id"`
	Algorithm string   `json:"algorithm"`
	Cutoffs   []string `json:"cutoffs"` // it learned from
	Rows      int      `json:"rows"`    // it learned from
	Features  int      `json:"features"`
	Schema    string   `json:"schema"`
	Seed      int64    `json:"seed"`
	// Gate is what the gate said: passed or refused; empty where it was not asked.
	Gate string `json:"gate,omitempty"`
	// Forced says that the model scores although the gate refused it.
	Forced bool `json:"forced,omitempty"`
	// SeesFuture says that the model has learned from what happened after as_of: the
	// list must not be judged by what came true.
	SeesFuture bool `json:"sees_future,omitempty"`
	// External is the file that a model from elsewhere was read from, and SHA256 its
	// checksum.
	External string `json:"external,omitempty"`
	SHA256   string `json:"sha256,omitempty"`
	// Uncalibrated says that the probabilities are the model's own.
	Uncalibrated bool `json:"uncalibrated,omitempty"`
}

// note names the model in manifests.
func (m *Model) note() *ModelNote {
	n := &ModelNote{
		ID: m.ID, Algorithm: m.artifact.Algorithm, Rows: m.artifact.Rows, Features: len(m.artifact.Features),
		Schema: m.artifact.SchemaHash, Seed: int64(m.artifact.Seed), Cutoffs: timeNames(m.artifact.TrainCutoffs), //nolint:gosec // written from an int64
		Gate: gateWord(m.verdict), Forced: m.forced, SeesFuture: m.future, External: m.external, SHA256: m.sum, Uncalibrated: m.uncalibrated,
	}
	return n
}

// What the gate said of a model, in a word.
const (
	gatePassed  = "passed"
	gateRefused = "refused"
)

func gateWord(v *gate.Verdict) string {
	switch {
	case v == nil:
		return ""
	case v.Passed:
		return gatePassed
	}
	return gateRefused
}

// timeNames writes cutoffs as in the names of folders.
func timeNames(times []time.Time) []string {
	var names []string
	for _, t := range times {
		names = append(names, cutoffName(t.UnixMicro()))
	}
	return names
}
