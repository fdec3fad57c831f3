package pipeline

import (
	"context"
	"slices"

	"predict/models"
)

// flatCheckStage finds out whether a run on a flat table would make again what
// stands.
type flatCheckStage struct{}

func (flatCheckStage) Name() string { return "check" }

func (flatCheckStage) Run(_ context.Context, s *State) error {
	table := flatSum(s.Config.FlatFile())
	if table == "" {
		return nil
	}
	whole := s.mendChampion()
	if refused := s.flatRefused(table, whole); refused != nil && !s.Settings.Force {
		return refused
	}
	m, err := s.flatStands(table)
	if err != nil {
		return err
	}
	if s.Skipped = whole && m != nil; s.Skipped {
		s.Output = s.path("outputs", s.flatDate())
		s.Manifest = m
		if err := replaceLink(s.flatDate(), s.path("outputs", "latest")); err != nil {
			return err
		}
	}
	s.note("nothing_new", s.Skipped)
	return nil
}

// flatSum is the checksum of a table, empty where it cannot be read: whoever needs
// its rows says so.
func flatSum(path string) string {
	f, err := describe(path)
	if err != nil {
		return ""
	}
	return f.SHA256
}

// madeOf reports whether a model was trained on a flat table with this checksum,
// by this config and program.
func (s *State) madeOf(a *models.Artifact, table string) bool {
	return a.Data.Fingerprint == table && a.ConfigHash == s.Manifest.ConfigHash && a.Program == s.Manifest.Program
}

// flatStands is the manifest of the list that stands, where this run would make
// it again: the champion was trained on this very table and has scored these very
// customers.
func (s *State) flatStands(table string) (*Manifest, error) {
	id, err := s.championID()
	if err != nil || id == "" {
		return nil, err
	}
	a, err := s.readArtifact(id)
	if err != nil || !s.madeOf(a, table) {
		return nil, nil //nolint:nilerr // a damaged champion is trained anew
	}
	if path := s.Config.FlatScoreFile(); path != "" {
		table = flatSum(path)
	}
	m := s.publishedUnder(s.flatDate())
	if m == nil || m.ConfigHash != s.Manifest.ConfigHash || m.BookHash != s.Manifest.BookHash || m.Program != s.Manifest.Program || m.Model == nil || m.Model.ID != id {
		return nil, nil
	}
	if !slices.ContainsFunc(m.Inputs, func(in Input) bool { return in.SHA256 == table }) {
		return nil, nil
	}
	return m, nil
}

// flatRefused is the refusal of the model that this run would train again: what
// happened last to any model is that it was refused. A champion that was damaged
// since is no rival any more, so that the gate has to be asked again.
func (s *State) flatRefused(table string, whole bool) *Problem {
	history, err := s.history()
	if err != nil || len(history) == 0 {
		return nil
	}
	last := history[len(history)-1]
	champion, err := s.championID()
	if err != nil || last.Action != ActionRefused || champion != "" && !whole {
		return nil
	}
	a, err := s.readArtifact(last.Model)
	if err != nil || !s.madeOf(a, table) {
		return nil
	}
	p := s.refusalOf(last.Model, last.Reason)
	p.Text += "; table, config and program are the same since, so nothing was trained"
	return p
}
