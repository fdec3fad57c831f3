package pipeline

import (
	"context"
	"errors"

	"predict/data/lake"
)

// compactStage merges small parts of the lake once the list is out: nobody waits
// for it. What goes wrong with it is a warning, because the list stands and the
// lake reads as before.
type compactStage struct{}

// leftToDo are the stages that a run that has loaded exports still goes through
// where a guard kept its list back, or the list could not be delivered: many such
// nights in a row must not fill the state. None follow other errors.
func (s *State) leftToDo(err error) Stages {
	switch {
	case s.Load == nil:
		return nil
	case errors.Is(err, errDelivery):
		return Stages{tidyStage{}, compactStage{}, refusalStage{}}
	case errors.Is(err, ErrGuard):
		return Stages{compactStage{}}
	}
	return nil
}

func (compactStage) Name() string { return "compact" }

func (compactStage) Run(ctx context.Context, s *State) error {
	l, err := s.openLake()
	s.committed = nil // what follows finds the merged segments
	var report lake.CompactReport
	if err == nil {
		report, err = l.Compact(ctx, lake.CompactOptions{Workers: s.Workers()})
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		s.Settings.Log.Warn("compact", "warning", err)
	case report.Merged():
		s.note("segments_before", report.Before, "segments", report.After, "rows_out", report.Rows,
			"bytes", report.Bytes)
	}
	return nil
}
