package drift

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"predict/models"
)

// Level is how far something has drifted.
type Level string

// Levels of drift, the mildest first.
const (
	Stable  Level = "stable"
	Warning Level = "warning"
	Hard    Level = "hard"
)

func (l Level) rank() int {
	switch l {
	case Warning:
		return 1
	case Hard:
		return 2
	}
	return 0
}

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
	// Level is Stable, Warning or Hard; a feature that is watched or hardly used is
	// never Hard.
	Level   Level `json:"level"`
	Watched bool  `json:"watched,omitempty"`
	// Broken says that a Hard feature hardly overlaps with training.
	Broken bool `json:"broken,omitempty"`
	// Text is a sentence with the figures and the bin that moved most.
	Text string `json:"text"`
}

// Report is the drift of everything against training.
type Report struct {
	// Trained and Rows are the numbers of rows in training and now.
	Trained int64 `json:"trained"`
	Rows    int64 `json:"rows"`
	// Level is that of the whole: Hard where the score is Hard or a feature is
	// Broken, Warning where anything else is not Stable.
	Level Level `json:"level"`
	// Score is nil where the reference or the counter has no scores.
	Score *Shift `json:"score,omitempty"`
	// Features are the shifts, the worst first (ties: by column).
	Features []Shift `json:"features"`
}

// Beyond are the shifts of at least a level, the score first, then the features
// with the worst first.
func (r *Report) Beyond(level Level) []Shift {
	var out []Shift
	if r.Score != nil && r.Score.Level.rank() >= level.rank() {
		out = append(out, *r.Score)
	}
	for _, s := range r.Features {
		if s.Level.rank() >= level.rank() {
			out = append(out, s)
		}
	}
	return out
}

// Options are the limits of drift. They are held against the PSI in excess of
// its noise. .1 and .25 are the credit industry's (Siddiqi 2006): below .1 a
// population has not changed, above .25 a scorecard is developed anew. A normal
// feature that moves by d standard deviations has a PSI of about d²: .1 is a
// third of a standard deviation, .25 a half.
type Options struct {
	// Warn is the PSI beyond which a shift is told. Default .1.
	Warn float64
	// Limit is the PSI beyond which a feature is Hard, and ScoreLimit the same for
	// the score. Defaults .25.
	Limit      float64
	ScoreLimit float64
	// Broken is the PSI beyond which a Hard feature makes the whole Hard. A season
	// moves many features a little, and where an export began a year or two ago
	// every window still fills up: from three cutoffs to the one six months later,
	// half of Berka's features and a quarter of Online Retail's lie between .25 and
	// 1.3 (of the generated shop, one of 147). A feature that is suddenly missing
	// has 8 and more. Default 2.
	Broken float64
	// Watched are features that are told and never Hard: those that grow with the
	// calendar or the length of the history, such as tenure, counts since the first
	// purchase and days since a rare event. Names of no feature are ignored.
	Watched []string
	// Importance is the share of each feature in what the model does, of any unit
	// that sums to 1; a feature that is not in it has 0. A feature below
	// MinImportance is told and never Hard. Nil knows no importances.
	Importance map[string]float64
	// MinImportance is .01 by default: below it, even a feature that is gone moves
	// few probabilities.
	MinImportance float64
	// MinRows is the number of rows below which nothing is Hard. Default 200, where
	// the PSI of ten bins by chance is .05.
	MinRows int
}

// DefaultOptions are the limits that the project uses.
func DefaultOptions() Options {
	return Options{Warn: 0.1, Limit: 0.25, ScoreLimit: 0.25, Broken: 2, MinImportance: 0.01, MinRows: 200}
}

// Validate reports options out of range, all at once, as models.ErrValue.
func (o Options) Validate() error {
	var problems []error
	check := func(ok bool, name string, value any, allowed string) {
		if !ok {
			problems = append(problems, fmt.Errorf("checking drift options: %s is %v, must be %s: %w", name, value, allowed, models.ErrValue))
		}
	}
	beyond := func(v float64) bool { return v >= max(o.Warn, 0) && !math.IsInf(v, 0) }
	check(beyond(o.Warn), "warn", o.Warn, "0 or more")
	check(beyond(o.Limit), "limit", o.Limit, "finite and at least the warning")
	check(beyond(o.ScoreLimit), "score limit", o.ScoreLimit, "finite and at least the warning")
	check(o.Broken > 0, "broken", o.Broken, "above 0")
	check(o.MinImportance >= 0 && o.MinImportance <= 1, "min importance", o.MinImportance, "in [0,1]")
	check(o.MinRows >= 0, "min rows", o.MinRows, "0 or more")
	return errors.Join(problems...)
}

// worst orders shifts by their excess, the largest first, then by PSI.
func worst(a, b Shift) int {
	return cmp.Or(cmp.Compare(b.Excess, a.Excess), cmp.Compare(b.PSI, a.PSI))
}
