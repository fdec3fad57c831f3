package pipeline

import (
	"fmt"

	"predict/models/drift"
	"predict/pipeline/report"
)

// pageModel is what the page says about the model behind the list: its evaluation,
// the drift of the scored customers, the verdict of the gate and what its card warns
// of. It reads the manifest, which a run with nothing new takes from the list that
// stands. It is nil where the run has no model.
func (s *State) pageModel() *report.Model {
	note := s.Manifest.Model
	if note == nil {
		return nil
	}
	m := &report.Model{
		ID: note.ID, Algorithm: note.Algorithm, Features: note.Features, Rows: note.Rows,
		Train: append([]string{}, note.Cutoffs...), Gate: note.Gate,
	}
	if e := s.Manifest.Evaluation; e != nil {
		m.Test, m.Gains = e.Test, gains(e)
		if e.Scores != nil {
			m.Report = e.Scores
		}
	}
	if d := s.Manifest.Drift; d != nil {
		if d.Score != nil {
			m.Drift = append(m.Drift, driftOf(*d.Score))
		}
		for _, f := range d.Worst {
			m.Drift = append(m.Drift, driftOf(f))
		}
	}
	m.Notes = s.modelNotes(note)
	return m
}

func driftOf(d drift.Shift) report.Drift {
	return report.Drift{Feature: d.Feature, PSI: d.PSI, Level: string(d.Level), Text: d.Text}
}

// modelNotes are what to know before the figures are believed: first what is odd
// about this model and list, then the limits that its card tells.
func (s *State) modelNotes(note *ModelNote) []string {
	var notes []string
	add := func(is bool, format string, values ...any) {
		if is {
			notes = append(notes, fmt.Sprintf(format, values...))
		}
	}
	add(note.Gate == gateRefused, "The gate refused it.")
	if m := s.scoredBy(note.ID); m != nil && m.verdict != nil {
		for _, c := range m.verdict.Checks {
			add(!c.Passed || c.Note, "%s", c.Text)
		}
	}
	add(note.Forced, "It was promoted by force, against the gate.")
	add(note.SeesFuture, "It has learned from what happened after the list: the list must not be judged by what came true.")
	add(note.External != "", "It comes from a file, not from this program's own training.")
	add(note.Uncalibrated, "Its probabilities are not calibrated.")
	e := s.Manifest.Evaluation
	if e == nil || e.Scores == nil {
		add(true, "It was not judged on customers that it had not seen: nothing is known of how good it is.")
	} else {
		add(e.Calibrator != nil && e.Calibrator.Note != "", "%s", calibrationNote(e))
		if n := e.Season; n != nil {
			add(true, "The log odds were moved by %+.3f, because at %s the model expected %.1f %% to churn and %.1f %% did.", n.Shift, n.Cutoff, 100*n.Expected, 100*n.Observed)
		}
		add(e.Test != "", "The figures are of the recipe: they were measured on a model that had learned before %s, and then the recipe was fitted once more with the newest cutoff.", e.Test)
	}
	if d := s.Manifest.Drift; d != nil {
		add(d.Unknown != "", "Drift cannot be measured: %s.", d.Unknown)
		add(d.Forced, "The list was published in spite of drift beyond the limit.")
	}
	if s.Config.IsFlat() {
		return append(notes, flatLimits()...)
	}
	return append(notes, modelLimits(s.Config.Churn.HorizonDays)...)
}

// calibrationNote is what is told of the calibration; empty for nothing.
func calibrationNote(e *Evaluation) string {
	if e.Calibrator == nil {
		return ""
	}
	return e.Calibrator.Note
}

// scoredBy is the model that the run has at hand, where it is that of an id.
func (s *State) scoredBy(id string) *Model {
	if s.Training == nil || s.Training.Model == nil || s.Training.Model.ID != id {
		return nil
	}
	return s.Training.Model
}
