package rules

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Names of the rules in reports.
const (
	Recency     = "recency"
	Frequency   = "frequency"
	ChurnFactor = "churn_factor"
)

// ErrColumn means that a rule's column is not in the feature table.
var ErrColumn = errors.New("column not in the feature table")

// Columns names the columns that the rules read. A rule whose columns are empty
// is left out.
type Columns struct {
	// Recency holds the days since the last purchase.
	Recency string
	// Frequency holds the number of purchases.
	Frequency string
	// Silence holds the days since the last purchase, for the churn factor.
	Silence string
	// UsualGap holds the customer's usual days between purchases.
	UsualGap string
}

// Score is one rule's ordering of the customers.
type Score struct {
	Name string
	// Values has one number per row, higher for higher risk, never NaN.
	Values []float64
}

// All computes every rule whose columns are named, in the order recency,
// frequency, churn factor. names are the columns of x, in order. A column that
// is not among them is reported as ErrColumn, all at once.
func All(x *mat.Dense, names []string, c Columns) ([]Score, error) {
	if _, p := x.Dims(); p != len(names) {
		return nil, fmt.Errorf("computing rules: %d names for %d columns", len(names), p)
	}
	var problems []error
	column := func(name string) []float64 {
		j := slices.Index(names, name)
		if j < 0 {
			problems = append(problems, fmt.Errorf("computing rules: column %q: %w", name, ErrColumn))
			return nil
		}
		return mat.Col(nil, j, x)
	}
	var out []Score
	if c.Recency != "" {
		out = append(out, Score{Recency, ByRecency(column(c.Recency))})
	}
	if c.Frequency != "" {
		out = append(out, Score{Frequency, ByFrequency(column(c.Frequency))})
	}
	if c.Silence != "" && c.UsualGap != "" {
		silence, gap := column(c.Silence), column(c.UsualGap)
		if len(problems) == 0 {
			out = append(out, Score{ChurnFactor, ByChurnFactor(silence, gap)})
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return out, nil
}

// ByRecency scores by the days since the last purchase: the longer, the
// riskier. A missing value means that no purchase is known and scores highest,
// +Inf.
func ByRecency(days []float64) []float64 {
	out := slices.Clone(days)
	for i, v := range out {
		if math.IsNaN(v) {
			out[i] = math.Inf(1)
		}
	}
	return out
}

// ByFrequency scores by the number of purchases: the fewer, the riskier. The
// score is the negative number; a missing value counts as none.
func ByFrequency(purchases []float64) []float64 {
	out := make([]float64, len(purchases))
	for i, v := range purchases {
		if !math.IsNaN(v) && v != 0 {
			out[i] = -v
		}
	}
	return out
}

const (
	// leastGap keeps the churn factor finite for customers who buy several times a
	// day.
	leastGap = 1
	// beyondAnyFactor is above any silence in days over a gap of at least one.
	beyondAnyFactor = 1e6
)

// ByChurnFactor scores by the silence in usual gaps: days since the last
// purchase over the customer's usual days between purchases (at least 1). A
// customer whose usual gap is missing, for want of a second purchase, has no
// rhythm to come back to and scores above all who have one, by the silence. (On
// Online Retail 60 % of them leave and 28 % of the others; the middle of the
// list would make the rule too easy to beat.) A missing silence scores highest,
// +Inf. The two slices are of equal length.
func ByChurnFactor(silence, usualGap []float64) []float64 {
	out := make([]float64, len(silence))
	for i, days := range silence {
		switch gap := usualGap[i]; {
		case math.IsNaN(days):
			out[i] = math.Inf(1)
		case math.IsNaN(gap):
			out[i] = beyondAnyFactor + days
		default:
			out[i] = days / math.Max(gap, leastGap)
		}
	}
	return out
}
