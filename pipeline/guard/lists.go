package guard

import (
	"fmt"
	"math"
	"slices"

	"predict/configs"
)

// List is what a list holds, for comparison with others.
type List struct {
	AsOf      string // yyyy-mm-dd
	Model     string
	Customers int
	High      int
	Expected  float64 // customers expected to leave
	Distinct  int     // different probabilities
}

// What lists are compared by.
const (
	fewCustomers = 30 // customers below which shares say nothing
	fewLists     = 5  // lists of which the middle is taken
)

// Customers judges the number of scored customers against the median of the five
// lists before, newest first. A difference that two samples of these sizes show
// by chance (four standard errors of counts) is none.
func Customers(now List, earlier []List, b configs.Bounds) []Finding {
	if len(earlier) == 0 {
		return nil
	}
	var sizes []float64
	for _, l := range earlier[:min(fewLists, len(earlier))] {
		sizes = append(sizes, float64(l.Customers))
	}
	usual := median(sizes)
	if usual < fewCustomers {
		return nil
	}
	size := math.Abs(math.Log(max(float64(now.Customers), 0.5) / usual))
	l := factorLevel(size, 4*math.Sqrt(1/usual+1/max(float64(now.Customers), 1)), b)
	if l == "" {
		return nil
	}
	return []Finding{{
		Guard: configs.GuardCustomers, Level: l,
		Text:   fmt.Sprintf("%d customers were scored, in the lists before were %.0f", now.Customers, usual),
		Remedy: "look at the exclusions of the cohort, and whether ids of customers are written as before; if the customers are really so many, publish with --force once",
	}}
}

// HighRisk judges the share of customers at high risk, as odds, against the
// median of the lists before, newest first. Chance counts as in Customers, and
// so does the largest step between two of these lists. The first list of a model
// can only be warned of: the gate has let the model pass, and models draw the
// line elsewhere. A list whose customers all have the same probability is hard in
// any case.
func HighRisk(now List, earlier []List, b configs.Bounds) []Finding {
	if now.Customers >= fewCustomers && now.Distinct == 1 {
		return []Finding{{
			Guard: configs.GuardHighRisk, Level: Hard,
			Text:   fmt.Sprintf("all %d customers have the same probability", now.Customers),
			Remedy: "the model no longer tells customers apart: look at `predict models show champion`, roll back or train again",
		}}
	}
	earlier = earlier[:min(fewLists, len(earlier))]
	if len(earlier) == 0 || now.Customers < fewCustomers {
		return nil
	}
	var logits, shares []float64
	largest := 0.0 // step between two lists
	for i, l := range earlier {
		logits = append(logits, logOdds(l.High, l.Customers))
		shares = append(shares, 100*float64(l.High)/float64(max(l.Customers, 1)))
		if i > 0 {
			largest = max(largest, math.Abs(logits[i]-logits[i-1]))
		}
	}
	usual := median(logits)
	size := math.Abs(logOdds(now.High, now.Customers) - usual)
	l := factorLevel(size, max(4*chanceOfOdds(usual, now.Customers), 1.25*largest), b)
	if l == "" {
		return nil
	}
	if l == Hard && !slices.ContainsFunc(earlier, func(e List) bool { return e.Model == now.Model }) {
		l = Warning
	}
	return []Finding{{
		Guard: configs.GuardHighRisk, Level: l,
		Text:   fmt.Sprintf("%.1f %% of the customers are at high risk, in the lists before were %.1f %%", 100*float64(now.High)/float64(now.Customers), median(shares)),
		Remedy: "look at the drift in the manifest and at the newest exports; if so many are really about to leave, publish with --force once",
	}}
}

// Outcome is what a list foresaw and what came true.
type Outcome struct {
	AsOf      string
	Expected  float64 // rate
	Observed  float64 // rate
	Customers int64   // over whom it was observed
	// SameModel says that the model of that list still scores.
	SameModel bool
}

// Realised judges what came true of an earlier list, as odds. What a sample of
// this size misses by chance, at 99.99 %, is no difference. A list of a model
// that no longer scores can only warn: the model that does has learned since.
func Realised(o Outcome, b configs.Bounds) []Finding {
	if o.Customers < fewCustomers {
		return nil
	}
	n := int(o.Customers)
	e := min(max(o.Expected, 1e-6), 1-1e-6)
	expected := math.Log(e / (1 - e))
	size := math.Abs(logOdds(int(math.Round(o.Observed*float64(n))), n) - expected)
	l := factorLevel(size, 3.89*chanceOfOdds(expected, n), b) // Φ⁻¹(.99995)
	if l == "" {
		return nil
	}
	if !o.SameModel && l == Hard {
		l = Warning
	}
	return []Finding{{
		Guard: configs.GuardRealised, Level: l,
		Text:   fmt.Sprintf("the list as of %s expected %.1f %% of its customers to leave, %.1f %% of %d did", o.AsOf, 100*o.Expected, 100*o.Observed, o.Customers),
		Remedy: "the probabilities are not what happens: look whether the newest exports are whole, then train again",
	}}
}

// factorLevel is the level of a difference in logarithms, where it is beyond
// chance.
func factorLevel(size, chance float64, b configs.Bounds) Level {
	if size < chance {
		return ""
	}
	return level(math.Exp(size), b)
}

// logOdds of a share; half a customer is added on either side, so that none and
// all have finite odds.
func logOdds(k, n int) float64 {
	return math.Log((float64(k) + 0.5) / (float64(n-k) + 0.5))
}

// chanceOfOdds is the standard error of the log odds of a share among n
// customers where the true log odds are those given.
func chanceOfOdds(logit float64, n int) float64 {
	p := 1 / (1 + math.Exp(-logit))
	return 1 / math.Sqrt(float64(n)*p*(1-p))
}
