package drift

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

// Counter counts customers into the bins of a Reference. It is not safe for
// concurrent use: give each goroutine its own and Merge them.
type Counter struct{}

// NewCounter starts at zero.
func NewCounter(r *Reference) *Counter { return &Counter{} }

// Add counts the rows of x, whose columns are those of the reference, and their
// scores (nil: not counted).
func (c *Counter) Add(x *mat.Dense, scores []float64) error { return errors.New("not done yet") }

// Merge adds the counts of another counter of the same reference. The order of
// merging changes nothing.
func (c *Counter) Merge(other *Counter) error { return errors.New("not done yet") }

// Report compares the counts with the reference.
func (c *Counter) Report(o Options) (*Report, error) { return nil, errors.New("not done yet") }

// Level is how far something has drifted.
type Level string

// Levels of drift, the mildest first.
const (
	Stable  Level = "stable"
	Warning Level = "warning"
	Hard    Level = "hard"
)

// Shift is the drift of one feature, or of the score.
type Shift struct {
	// Feature is its name, empty for the score.
	Feature string `json:"feature,omitempty"`
	// PSI is the population stability index, and Noise what it would be on average
	// by chance alone in samples of these sizes. Excess is PSI minus Noise, not
	// below 0, and is what the limits are held against.
	PSI    float64 `json:"psi"`
	Noise  float64 `json:"noise"`
	Excess float64 `json:"excess"`
	// Level is Stable, Warning or Hard; a watched feature is never Hard.
	Level   Level `json:"level"`
	Watched bool  `json:"watched,omitempty"`
	// Text is a sentence with the figures and the bin that moved most.
	Text string `json:"text"`
}

// Report is the drift of everything against training.
type Report struct {
	// Trained and Rows are the numbers of rows in training and now.
	Trained int64 `json:"trained"`
	Rows    int64 `json:"rows"`
	// Level is the highest of all.
	Level Level `json:"level"`
	// Score is nil where the reference or the counter has no scores.
	Score *Shift `json:"score,omitempty"`
	// Features are the shifts, the worst first (ties: by column).
	Features []Shift `json:"features"`
}

// Beyond are the shifts of at least a level, the score first, then the features
// with the worst first.
func (r *Report) Beyond(level Level) []Shift { return nil }

// Options are the limits of drift.
type Options struct {
	// Warn is the PSI beyond which a shift is told.
	Warn float64
	// Limit is the PSI beyond which a feature has drifted too far.
	Limit float64
	// ScoreLimit is the same for the score.
	ScoreLimit float64
	// Watched are features that are told and never refuse.
	Watched []string
	// MinRows is the number of rows below which nothing is Hard.
	MinRows int
}

// DefaultOptions are the limits that the project uses.
func DefaultOptions() Options {
	return Options{Warn: 0.1, Limit: 0.25, ScoreLimit: 0.25, MinRows: 200}
}

// Validate reports options out of range, all at once, as models.ErrValue.
func (o Options) Validate() error { return nil }
