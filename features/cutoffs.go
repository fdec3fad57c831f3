package features

import (
	"errors"
	"fmt"
	"slices"
)

// Plan is which cutoffs serve for what.
type Plan struct {
	// Train are the past cutoffs to learn from, rising. The label window of each
	// ends at or before Test.
	Train []int64
	// Test is the past cutoff to judge by.
	Test int64
	// Score is the cutoff whose customers are ranked: the end of the data.
	Score int64
}

// All returns every cutoff of the plan in rising order.
func (p Plan) All() []int64 {
	all := append(slices.Clone(p.Train), p.Test, p.Score)
	slices.Sort(all)
	return slices.Compact(all)
}

// CutoffError says which cutoff cannot be used, and what helps.
type CutoffError struct {
	Cutoff         int64 // NoTime where the fault is not that of one cutoff
	Reason, Remedy string
}

// Error implements error.
func (e *CutoffError) Error() string {
	which := ""
	if e.Cutoff != NoTime {
		which = formatTime(e.Cutoff) + " "
	}
	return "features: choosing cutoffs: " + which + e.Reason + "; " + e.Remedy
}

// AutoCutoffs plans the cutoffs for data from the instant first on and known up
// to, and without, the instant end. Customers are scored at end. The label
// windows of the past cutoffs end at end, and each at the next cutoff: as many
// as leave MinHistoryDays of data before them, Max at most; the newest is for
// the test, the others to learn from. Cutoffs that the options give are kept
// as they are, and the rest is planned around them. Errors are *CutoffError or
// *OptionError, joined.
func AutoCutoffs(first, end int64, o Options) (Plan, error) {
	if err := o.Validate(); err != nil {
		return Plan{}, fmt.Errorf("features: choosing cutoffs: %w", err)
	}
	reach := int64(o.Churn.GapDays+o.Churn.HorizonDays) * Day
	plan := Plan{Score: end, Test: end - reach}
	if o.Cutoffs.Test != "" {
		plan.Test, _ = ParseCutoff(o.Cutoffs.Test) // Validate parsed it
	}
	for _, text := range o.Cutoffs.Train {
		cutoff, _ := ParseCutoff(text)
		plan.Train = append(plan.Train, cutoff)
	}
	if len(plan.Train) == 0 {
		oldest := first + int64(o.Cutoffs.MinHistoryDays)*Day
		for t := plan.Test - reach; t >= oldest && len(plan.Train) < o.Cutoffs.Max-1; t -= reach {
			plan.Train = append(plan.Train, t)
		}
		if len(plan.Train) == 0 {
			return Plan{}, tooShort(first, end, plan.Test, o)
		}
	}
	slices.Sort(plan.Train)
	if err := plan.check(first, end, reach); err != nil {
		return Plan{}, err
	}
	return plan, nil
}

// tooShort says by how much the data miss a training cutoff.
func tooShort(first, end, test int64, o Options) error {
	c := o.Churn
	needed := o.Cutoffs.MinHistoryDays + 2*(c.GapDays+c.HorizonDays)
	remedy := fmt.Sprintf("give data of at least %d days, shorten churn.horizon_days, or lower cutoffs.min_history_days", needed)
	if o.Cutoffs.Test != "" {
		remedy = "give a later cutoffs.test, shorten churn.horizon_days, or lower cutoffs.min_history_days"
	}
	return &CutoffError{
		Cutoff: NoTime, Remedy: remedy,
		Reason: fmt.Sprintf("fewer than two past cutoffs fit: the data go from %s to %s (%d days), the test is at %s, and a cutoff to learn from takes %d days of history before it and a label window of %d + %d days (gap and horizon) after it",
			formatTime(first), formatTime(end), (end-first)/Day, formatTime(test), o.Cutoffs.MinHistoryDays, c.GapDays, c.HorizonDays),
	}
}

// check holds the plan to the rules that no cutoff may break.
func (p Plan) check(first, end, reach int64) error {
	var problems []error
	fault := func(cutoff int64, reason, remedy string) {
		problems = append(problems, &CutoffError{cutoff, reason, remedy})
	}
	days := reach / Day
	for i, t := range append(slices.Clone(p.Train), p.Test) {
		isTest := i == len(p.Train)
		switch {
		case t <= first || t > end:
			fault(t, fmt.Sprintf("lies outside the data, which go from %s to %s", formatTime(first), formatTime(end)), "give a cutoff within them")
		case isTest && t+reach > end:
			fault(t, fmt.Sprintf("cannot be tested: its label window of %d days ends after the data, at %s", days, formatTime(t+reach)),
				fmt.Sprintf("give cutoffs.test at or before %s, or shorten churn.horizon_days", formatTime(end-reach)))
		case !isTest && t+reach > p.Test:
			fault(t, fmt.Sprintf("cannot be learned from: its label window ends at %s, after the test cutoff %s, so that the test would be known beforehand", formatTime(t+reach), formatTime(p.Test)),
				fmt.Sprintf("give a cutoff at or before %s", formatTime(p.Test-reach)))
		}
		if !isTest && i > 0 && p.Train[i-1] == t {
			fault(t, "is given twice", "name each cutoff once")
		}
	}
	return errors.Join(problems...)
}
