package drift

import (
	"fmt"
	"slices"
)

// sure is the number of standard deviations that chance does not reach in a
// hundred features.
const sure = 5

// compare makes the Shift of a feature or, without a name, of the score.
func compare(d *distribution, counts []int64, rows int64, o Options) Shift {
	x := stability(d.counts, counts)
	s := Shift{Feature: d.name, PSI: x.psi, Noise: x.noise, Excess: max(x.psi-x.noise, 0), Level: Stable}
	limit, used := o.ScoreLimit, true
	if d.name != "" {
		limit = o.Limit
		s.Watched = slices.Contains(o.Watched, d.name)
		used = o.Importance == nil || o.Importance[d.name] >= o.MinImportance
	}
	enough := rows >= int64(o.MinRows)
	certain := s.Excess > sure*x.spread
	switch {
	case certain && s.Excess > limit && !s.Watched && used && enough:
		s.Level = Hard
		s.Broken = d.name != "" && s.Excess > o.Broken
	case certain && s.Excess > o.Warn:
		s.Level = Warning
	}
	s.Text = s.sentence(limit, used, enough, rows)
	if s.Level != Stable {
		s.Text += fmt.Sprintf(": PSI %.3f, by chance %.3f; %.1f %% of the customers %s, %.1f %% in training.",
			x.psi, x.noise, 100*x.is, d.describe(x.moved), 100*x.was)
	} else {
		s.Text += fmt.Sprintf(": PSI %.3f, by chance %.3f.", x.psi, x.noise)
	}
	if s.Level == Hard {
		s.Text += " Look at its source, or train again."
	}
	return s
}

// sentence is the first half of the text, up to the figures.
func (s *Shift) sentence(limit float64, used, enough bool, rows int64) string {
	what := "The score"
	if s.Feature != "" {
		what = fmt.Sprintf("%q", s.Feature)
	}
	switch {
	case s.Level == Stable:
		return what + " is as in training"
	case s.Broken:
		return what + " has hardly anything in common with training"
	case s.Level == Hard:
		return fmt.Sprintf("%s has drifted beyond the limit of %g", what, limit)
	case s.Watched:
		return what + " has drifted, as it is expected to"
	case s.Excess > limit && !used:
		return fmt.Sprintf("%s has drifted beyond the limit of %g, and the model hardly uses it", what, limit)
	case s.Excess > limit && !enough:
		return fmt.Sprintf("%s has drifted beyond the limit of %g, on only %d customers", what, limit, rows)
	}
	return what + " has drifted"
}
