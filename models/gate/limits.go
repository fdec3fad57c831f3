package gate

import (
	"errors"
	"fmt"
	"math"

	"predict/models"
)

// Limits are the bounds that a candidate must keep.
type Limits struct {
	// MinCustomers and MinChurned are the smallest sample on which anything is
	// promoted. The customers who stayed must be as many as MinChurned too. With 30
	// of 200, the 95 % interval of an AUC of .80 is about ±.09 wide (Hanley and
	// McNeil 1982): with fewer, no figure below means much. Defaults 200 and 30.
	MinCustomers int
	MinChurned   int
	// MinGain is what the lower end of the interval of the AUC gain over every
	// simple rule must exceed. Default 0: better than the rule, and not by chance.
	MinGain float64
	// ChampionTie is the AUC that a candidate may lose against the champion and
	// still tie with it. It ties where the paired interval reaches zero and the loss
	// itself is at most this. Default .005: a tenth of what a good model gains over
	// the recency rule, and about what two seeds differ by on 2,000 customers.
	ChampionTie float64
	// ChampionLogLossTie is what the whole interval of the log loss above the
	// champion's must exceed to refuse, in nats. Default .01. It is looser than the
	// AUC because calibration has a check of its own, and catches a candidate that
	// orders as well and says worse probabilities.
	ChampionLogLossTie float64
	// MaxECE is the largest expected calibration error that a model may truly have.
	// What is measured is larger on a small sample, by chance: see Calibration.
	// Default .05: of the customers told to leave with 30 %, between a quarter and a
	// third leave. Models here reach .01 to .03.
	MaxECE float64
	// RequireOutOfTime refuses figures that are not out of time, instead of noting
	// it. Default false: a flat table has no time.
	RequireOutOfTime bool
}

// DefaultLimits are the bounds that the project uses.
func DefaultLimits() Limits {
	return Limits{
		MinCustomers:       200,
		MinChurned:         30,
		MinGain:            0,
		ChampionTie:        0.005,
		ChampionLogLossTie: 0.01,
		MaxECE:             0.05,
	}
}

// Validate reports limits out of range, all at once, as models.ErrValue.
func (l Limits) Validate() error {
	var problems []error
	check := func(ok bool, name string, value any, allowed string) {
		if !ok {
			problems = append(problems, fmt.Errorf("checking gate limits: %s is %v, must be %s: %w", name, value, allowed, models.ErrValue))
		}
	}
	check(l.MinCustomers >= 0, "min customers", l.MinCustomers, "0 or more")
	check(l.MinChurned >= 0, "min churned", l.MinChurned, "0 or more")
	check(l.MinGain > -1 && l.MinGain < 1, "min gain", l.MinGain, "between -1 and 1")
	check(l.ChampionTie >= 0 && l.ChampionTie < 1, "champion tie", l.ChampionTie, "in [0,1)")
	check(l.ChampionLogLossTie >= 0 && !math.IsInf(l.ChampionLogLossTie, 0), "champion log loss tie", l.ChampionLogLossTie, "0 or more")
	check(l.MaxECE > 0 && l.MaxECE <= 0.5, "max ECE", l.MaxECE, "above 0 and at most 0.5")
	return errors.Join(problems...)
}
