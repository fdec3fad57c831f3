package models

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrSplit means that the cutoffs are too few or too close for a fold.
var ErrSplit = errors.New("cutoffs do not make a fold")

// Fold says which cutoffs serve what. Every label window of an earlier role has
// ended when a later role begins: nothing is learned from the future.
type Fold struct {
	// Train are the cutoffs to learn from, in order.
	Train []time.Time
	// Calibrate is the later cutoff on which probabilities are calibrated; zero
	// where there is none, and then the model's own probabilities stand.
	Calibrate time.Time
	// Test is the last cutoff, on which nothing is learned.
	Test time.Time
}

// Splitter makes folds out of time: whole cutoffs, in order, never a random
// division of the customers of one cutoff.
type Splitter struct {
	// Gap and Horizon place the label of a cutoff c at [c+Gap, c+Gap+Horizon).
	Gap, Horizon time.Duration
	// LeastTrain is the number of training cutoffs below which no fold is made;
	// 0 means 1.
	LeastTrain int
}

// Split gives every fold that the cutoffs allow, the earliest test first. The
// training cutoffs of a fold are all those whose labels were known by its
// calibration cutoff (by its test cutoff where there is none to calibrate on);
// the calibration cutoff is the last whose label was known by the test cutoff.
// Cutoffs between that are too close are left out of the fold. It reports
// ErrSplit where there is no fold, cutoffs are equal or the horizon is not
// positive.
func (s Splitter) Split(cutoffs []time.Time) ([]Fold, error) {
	if s.Horizon <= 0 || s.Gap < 0 {
		return nil, fmt.Errorf("splitting cutoffs: gap %v and horizon %v: %w", s.Gap, s.Horizon, ErrSplit)
	}
	sorted := slices.Clone(cutoffs)
	slices.SortFunc(sorted, time.Time.Compare)
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Equal(sorted[i-1]) {
			return nil, fmt.Errorf("splitting cutoffs: %s is given twice: %w", sorted[i].Format(time.RFC3339), ErrSplit)
		}
	}
	var folds []Fold
	for i, test := range sorted {
		if fold, ok := s.fold(sorted[:i], test); ok {
			folds = append(folds, fold)
		}
	}
	if len(folds) == 0 {
		return nil, fmt.Errorf("splitting %d cutoffs: none lies %v (gap and horizon) after another: %w",
			len(cutoffs), s.Gap+s.Horizon, ErrSplit)
	}
	return folds, nil
}

// Last gives the fold with the latest test cutoff.
func (s Splitter) Last(cutoffs []time.Time) (Fold, error) {
	folds, err := s.Split(cutoffs)
	if err != nil {
		return Fold{}, err
	}
	return folds[len(folds)-1], nil
}

// fold tests at test and learns from earlier, which is in order.
func (s Splitter) fold(earlier []time.Time, test time.Time) (Fold, bool) {
	least := max(s.LeastTrain, 1)
	known := s.knownBy(earlier, test)
	if len(known) == 0 {
		return Fold{}, false
	}
	calibrate := known[len(known)-1]
	if train := s.knownBy(known, calibrate); len(train) >= least {
		return Fold{Train: slices.Clone(train), Calibrate: calibrate, Test: test}, true
	}
	return Fold{Train: slices.Clone(known), Test: test}, len(known) >= least
}

// knownBy gives the cutoffs whose label window has ended at the given time.
func (s Splitter) knownBy(cutoffs []time.Time, at time.Time) []time.Time {
	n := 0
	for n < len(cutoffs) && !cutoffs[n].Add(s.Gap+s.Horizon).After(at) {
		n++
	}
	return cutoffs[:n]
}
