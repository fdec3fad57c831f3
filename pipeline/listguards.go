package pipeline

import (
	"context"
	"fmt"
	"slices"

	"predict/configs"
	"predict/models/drift"
	"predict/pipeline/guard"
)

// listGuardStage holds the new list against earlier ones before it is
// published. What the exports were like is told with it.
type listGuardStage struct{}

func (listGuardStage) Name() string { return "guard list" }

func (listGuardStage) Run(ctx context.Context, s *State) error {
	if s.Skipped || s.Risk == nil {
		return nil
	}
	h, err := s.guardHistory()
	if err != nil {
		return err
	}
	s.Manifest.List = s.listNote(s.Risk)
	now := listFigures(cutoffName(s.AsOf), s.Risk.ModelID, *s.Manifest.List)
	var earlier []guard.List
	for _, p := range h.before(now.AsOf, s.Manifest.List.Basis) {
		earlier = append(earlier, p.figures())
	}
	found := guard.Customers(now, earlier, s.Config.Guards.Customers)
	found = append(found, s.driftFindings()...)
	found = append(found, guard.HighRisk(now, earlier, s.Config.Guards.HighRisk)...)
	more, err := s.realised(ctx, h)
	if err != nil {
		return err
	}
	found = append(found, more...)
	s.Manifest.Guards = append(s.Manifest.Guards, found...)
	s.settleGuards()
	own := slices.DeleteFunc(s.guardFindings(), func(f guard.Finding) bool { // those of exports were told before
		return !slices.ContainsFunc(found, func(n guard.Finding) bool { return n.Guard == f.Guard && n.Text == f.Text })
	})
	s.noteGuards(own)
	err = s.guardsRefusal(fmt.Sprintf("the list as of %s looks wrong and is not published; the one as of %s stays", now.AsOf, s.lastListName(h)))
	s.tellGuards(slices.DeleteFunc(own, func(f guard.Finding) bool {
		return f.Guard == configs.GuardDrift && f.Level != guard.Hard // told when it was measured
	}))
	if d := s.Manifest.Drift; d != nil && d.Level == drift.Hard && err == nil {
		d.Forced = s.Settings.Force
	}
	return err
}

// driftFindings turn the drift of the manifest into a finding: hard beyond the
// limits, a warning where the score has drifted. Features drift with the year;
// that alone is told in the manifest only.
func (s *State) driftFindings() []guard.Finding {
	d := s.Manifest.Drift
	switch {
	case d == nil:
		return nil
	case d.Level == drift.Hard:
		return []guard.Finding{{
			Guard: configs.GuardDrift, Level: guard.Hard,
			Text:   fmt.Sprintf("the customers as of %s differ too much from those that model %s learned from: %s", cutoffName(s.AsOf), s.Training.Model.ID, d.reasons()),
			Remedy: "look whether the exports are whole, then train again; or raise model.drift, or publish all the same with --force, which is recorded",
		}}
	case d.Score != nil && d.Score.Level != drift.Stable:
		return []guard.Finding{{
			Guard: configs.GuardDrift, Level: guard.Warning,
			Text:   fmt.Sprintf("the probabilities have drifted from those of training (%.2f, as population stability index)", d.Score.PSI),
			Remedy: "look at what drifted in the manifest; for many nights in a row, train again",
		}}
	}
	return nil
}
