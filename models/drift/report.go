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
// population has not changed, above .25 a scorecard is developed anew. With ten
// equal bins, .1 is a normal feature that moved by a third of its standard
// deviation, .25 by half of it.
type Options struct {
	// Warn is the PSI beyond which a shift is told. Default .1.
	Warn float64
	// Limit is the PSI beyond which a feature has drifted too far. Default 1, where
	// two populations hardly overlap (a normal feature moved by its standard
	// deviation): one feature among a hundred that moves by .25 changes few
	// probabilities, and seasons move many; what it does to the scores is what
	// ScoreLimit holds.
	Limit float64
	// ScoreLimit is the same for the score. Default .25: the score is what all
	// features together come to.
	ScoreLimit float64
	// Watched are features that are told and never Hard: those that grow with the
	// calendar or the length of the history, such as tenure and counts since the
	// first purchase. Names of no feature are ignored.
	Watched []string
	// MinRows is the number of rows below which nothing is Hard. Default 200, where
	// the PSI of ten bins by chance is .05.
	MinRows int
}

// DefaultOptions are the limits that the project uses.
func DefaultOptions() Options {
	return Options{Warn: 0.1, Limit: 1, ScoreLimit: 0.25, MinRows: 200}
}

// Validate reports options out of range, all at once, as models.ErrValue.
func (o Options) Validate() error {
	var problems []error
	check := func(name string, v, least float64) {
		if !(v >= least) || v == 0 || math.IsInf(v, 0) {
			problems = append(problems, fmt.Errorf("checking drift options: %s is %v, must be above 0 and at least %v: %w", name, v, least, models.ErrValue))
		}
	}
	check("warn", o.Warn, 0)
	check("limit", o.Limit, max(o.Warn, 0))
	check("score limit", o.ScoreLimit, max(o.Warn, 0))
	if o.MinRows < 0 {
		problems = append(problems, fmt.Errorf("checking drift options: min rows is %d, must be 0 or more: %w", o.MinRows, models.ErrValue))
	}
	return errors.Join(problems...)
}

// worst orders shifts by their excess, the largest first, then by PSI.
func worst(a, b Shift) int {
	return cmp.Or(cmp.Compare(b.Excess, a.Excess), cmp.Compare(b.PSI, a.PSI))
}

// sure is the number of standard deviations that chance does not reach in a
// hundred features.
const sure = 5

// compare makes the Shift of a feature or, without a name, of the score.
func compare(d *distribution, counts []int64, rows int64, watched bool, o Options) Shift {
	x := stability(d.counts, counts)
	s := Shift{Feature: d.name, PSI: x.psi, Noise: x.noise, Excess: max(x.psi-x.noise, 0), Level: Stable, Watched: watched}
	limit, what := o.Limit, fmt.Sprintf("%q", d.name)
	if d.name == "" {
		limit, what = o.ScoreLimit, "The score"
	}
	certain := s.Excess > sure*x.spread
	switch {
	case certain && s.Excess > limit && !watched && rows >= int64(o.MinRows):
		s.Level = Hard
	case certain && s.Excess > o.Warn:
		s.Level = Warning
	}
	figures := fmt.Sprintf("PSI %.3f, by chance %.3f", x.psi, x.noise)
	if s.Level == Stable {
		s.Text = fmt.Sprintf("%s is as in training: %s.", what, figures)
		return s
	}
	moved := fmt.Sprintf("%.1f %% of the customers %s, %.1f %% in training", 100*x.is, d.describe(x.moved), 100*x.was)
	switch {
	case s.Level == Hard:
		s.Text = fmt.Sprintf("%s has drifted beyond the limit of %g: %s; %s. Look at its source, or train again.", what, limit, figures, moved)
	case watched:
		s.Text = fmt.Sprintf("%s has drifted, as it is expected to: %s; %s.", what, figures, moved)
	case s.Excess > limit:
		s.Text = fmt.Sprintf("%s has drifted beyond the limit of %g, on only %d customers: %s; %s.", what, limit, rows, figures, moved)
	default:
		s.Text = fmt.Sprintf("%s has drifted: %s; %s.", what, figures, moved)
	}
	return s
}
