package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"predict/data/lake"
	"predict/features"
)

// Listing says whether a book needs the list.
type Listing uint8

// What ReadBook does about the list.
const (
	// Unlisted scores nobody.
	Unlisted Listing = iota
	// ListedIfPossible scores the customers where there is a model that may score, and
	// warns where there is one that may not.
	ListedIfPossible
	// Listed scores them, and ends where the model may not score.
	Listed
)

// ReadBook makes the retention book as of the run's as_of from what the state
// folder holds; it loads no exports. With a list, the customers are scored, too,
// where there is a model: then the book says which families drive the risk and whom
// it pays to keep, and WritePage lists them. Only where the feature table of as_of is
// missing or out of date does it take the lock of the state folder, to compute it.
func ReadBook(ctx context.Context, s *State, list Listing) (*Book, error) {
	l, err := lake.Open(s.path("lake"))
	if err != nil {
		return nil, err
	}
	if l.Loads() == 0 {
		return nil, &Problem{Kind: ErrData, Text: "there is nothing in " + s.path("lake") + " yet", Remedy: "`predict run` loads the exports and makes the list; `predict load` only loads them"}
	}
	first, err := s.openData()
	if err != nil {
		return nil, err
	}
	var late error // data too short for a list are long enough for figures
	if s.Plan, late = features.AutoCutoffs(first, s.AsOf, s.featureOptions()); late == nil {
		s.Plan.Score = s.AsOf
	}
	if list != Unlisted && late == nil {
		err := s.scoreForBook(ctx)
		if list == ListedIfPossible && errors.Is(err, ErrGate) {
			s.Settings.Log.Warn("nobody is scored, so that parts are missing", "why", err)
			err = nil
		}
		if err != nil {
			return nil, err
		}
	}
	if err := (Stages{bookStage{}}).Run(ctx, s); err != nil {
		return nil, err
	}
	s.Book.late = late != nil
	return s.Book, nil
}

// scoreForBook scores the customers at as_of where there is a model.
func (s *State) scoreForBook(ctx context.Context) error {
	champion, err := s.championID()
	if err != nil || champion == "" && s.Settings.Model == "" {
		return err
	}
	if err := s.ensureFeatures(ctx); err != nil {
		return err
	}
	return (Stages{modelStage{}, scoreStage{}}).Run(ctx, s)
}

// WritePage writes the page of what ReadBook has read to a file, whole or not at
// all, for its owner only. Where nobody could be scored the page says why, and what
// is told beside the list stands.
func (s *State) WritePage(path string) error {
	var page bytes.Buffer
	if err := s.writePage(&page); err != nil {
		return err
	}
	if err := writeFile(path, page.Bytes()); err != nil {
		return fmt.Errorf("%w; name another file with --out", err)
	}
	return nil
}
