package features

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// OptionError says which option is wrong, its value, and what is allowed.
type OptionError struct {
	Option string // path of the option, such as churn.horizon_days
	Reason string
}

// Error implements error.
func (e *OptionError) Error() string { return e.Option + ": " + e.Reason }

// Validate returns an *OptionError for every option that is out of range,
// joined; nil when there is none.
func (o Options) Validate() error {
	var problems []error
	number := func(option string, value, low, high float64) {
		if !(value >= low && value <= high) {
			problems = append(problems, &OptionError{option, fmt.Sprintf("%v is not in %v to %v", value, low, high)})
		}
	}
	c := o.Churn
	if known := []string{Inactivity, Adaptive, Cancellation, Decline}; !slices.Contains(known, c.Definition) {
		problems = append(problems, &OptionError{"churn.definition", fmt.Sprintf("%q is none of %s", c.Definition, strings.Join(known, ", "))})
	}
	number("churn.horizon_days", float64(c.HorizonDays), 1, 3650)
	number("churn.gap_days", float64(c.GapDays), 0, 3650)
	number("churn.lookback_days", float64(c.LookbackDays), 0, 36500)
	number("churn.min_purchases", float64(c.MinPurchases), 0, 1e6)
	if c.Definition == Adaptive {
		number("churn.adaptive_factor", c.AdaptiveFactor, 0.1, 100)
	}
	if c.Definition == Decline {
		number("churn.decline_share", c.DeclineShare, 0.01, 1)
		number("churn.lookback_days (for decline)", float64(c.LookbackDays), 1, 36500)
	}
	number("cutoffs.max", float64(o.Cutoffs.Max), 2, 1000)
	number("cutoffs.min_history_days", float64(o.Cutoffs.MinHistoryDays), 0, 36500)
	for i, text := range o.Cutoffs.Train {
		if _, err := ParseCutoff(text); err != nil {
			problems = append(problems, &OptionError{fmt.Sprintf("cutoffs.train[%d]", i), err.Error()})
		}
	}
	if o.Cutoffs.Test != "" {
		if _, err := ParseCutoff(o.Cutoffs.Test); err != nil {
			problems = append(problems, &OptionError{"cutoffs.test", err.Error()})
		}
	}
	return errors.Join(problems...)
}

// ParseCutoff returns midnight UTC at the beginning of a day written
// yyyy-mm-dd, in microseconds since 1970.
func ParseCutoff(text string) (int64, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%q is no day written yyyy-mm-dd", text)
	}
	return t.UnixMicro(), nil
}

// formatTime writes an instant for people: the day, and the time where it is
// not midnight.
func formatTime(t int64) string {
	u := time.UnixMicro(t).UTC()
	if t%Day == 0 {
		return u.Format(time.DateOnly)
	}
	return u.Format(time.RFC3339)
}
