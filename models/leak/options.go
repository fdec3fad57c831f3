package leak

import (
	"errors"
	"fmt"

	"predict/models"
)

// Options are the limits beyond which a feature is a suspect. They were set
// between the worst honest feature and the mildest leak on the data named with
// each: generated customers (424,456 rows, 94 features), Online Retail, CDNOW,
// Berka, and IBM's two Telco files.
type Options struct {
	// Categorical are the numbers of the columns that hold codes without an order.
	Categorical []int
	// Allowed are names of features that are known to be written before the cutoff,
	// such as a notice of cancellation. They are never suspects.
	Allowed []string
	// MaxAUC is what the AUC of a feature alone may reach: more, beyond its sampling
	// error, separates the classes. Honest features reach .83 (days since the last
	// purchase, generated), .73 (Online Retail), .76 (CDNOW) and .935 (Berka, where
	// accounts fall silent before they are closed); a label under another name has
	// 1. Default .96.
	MaxAUC float64
	// MinCoverage is the share of the churned customers that a value, the presence
	// or one end of a feature must cover to be evidence. Less does little harm, and
	// honest rare events (a notice given) look alike. Default .25.
	MinCoverage float64
	// MinRatio is how many times more often churned customers must be covered than
	// those who stayed. At a coverage of a quarter, honest features reach ratios
	// below 20, Berka's below 50; Telco's Churn Score, whose AUC of .942 is hardly
	// above Berka's best, has 53 % of the churned above every customer who stayed:
	// more than 900. Default 100.
	MinRatio float64
	// ApartAUC and ApartRatio say when a feature is too far ahead of the others: its
	// AUC is above ApartAUC, and the next best feature misses ApartRatio times as
	// much of the AUC of 1. Below .90 a feature that is far ahead is no surprise: a
	// table may hold one good column. Churn Score misses .058 and the next .26, 4.5
	// times as much; the largest gap of an honest feature above .90 is 1.1 times.
	// Defaults .90 and 3.
	ApartAUC   float64
	ApartRatio float64
	// Rows is the largest number of rows looked at; of more, a sample is drawn, half
	// of either class where there are enough. The sampling error of an AUC is then
	// below .002. Default 100,000.
	Rows int
	// Seed draws the sample.
	Seed uint64
	// Workers is the number of goroutines, 0 for one per core. It does not change
	// the result.
	Workers int
}

// DefaultOptions are the limits that the project uses.
func DefaultOptions() Options {
	return Options{
		MaxAUC:      0.96,
		MinCoverage: 0.25,
		MinRatio:    100,
		ApartAUC:    0.90,
		ApartRatio:  3,
		Rows:        100_000,
	}
}

// Validate reports options out of range, all at once, as models.ErrValue.
// Whether Categorical fits the columns is for Find to say.
func (o Options) Validate() error {
	var problems []error
	check := func(ok bool, name string, value any, allowed string) {
		if !ok {
			problems = append(problems, fmt.Errorf("checking leak options: %s is %v, must be %s: %w", name, value, allowed, models.ErrValue))
		}
	}
	check(o.MaxAUC > 0.5 && o.MaxAUC < 1, "max AUC", o.MaxAUC, "between 0.5 and 1")
	check(o.MinCoverage > 0 && o.MinCoverage <= 1, "min coverage", o.MinCoverage, "above 0 and at most 1")
	check(o.MinRatio >= 1, "min ratio", o.MinRatio, "1 or more")
	check(o.ApartAUC > 0.5 && o.ApartAUC < 1, "apart AUC", o.ApartAUC, "between 0.5 and 1")
	check(o.ApartRatio > 1, "apart ratio", o.ApartRatio, "above 1")
	check(o.Rows >= 1000, "rows", o.Rows, "1000 or more")
	check(o.Workers >= 0, "workers", o.Workers, "0 or more")
	return errors.Join(problems...)
}
