package whatif

import (
	"fmt"
	"math"
	"strings"
)

// Measured is what a list and the retention figures tell of a segment, or of all
// customers. Money is in units of currency.
type Measured struct {
	Segment   string // empty for all customers
	Customers int64
	// Yearly is what these customers spent in the last 365 days, and YearlyProfit the
	// margin of it less the cost to serve; nil where it is not known.
	Yearly       float64
	YearlyProfit *float64
	// Months is the length of the last complete period over which the rest was
	// measured; 0 where there is none.
	Months int
	// SalesKept and CustomersKept are the sales-adjusted and the raw retention of that
	// period, 0 to 1. The first counts; the second stands in where it is nil.
	SalesKept, CustomersKept *float64
	// Added is what new and reactivated customers spent in that period; nil where it
	// is not known. Joined is how many these customers were, and stands in for it: they
	// are taken to be worth what the customers of today are.
	Added  *float64
	Joined *int64
}

// fewCustomers is below how many customers the churn of a segment is taken from all
// customers: one who leaves more or less would change it by a third of a tenth.
const fewCustomers = 30

// Starts turns what was measured into what the projection starts from, in the same
// order. A segment of fewer than 30 customers gets the churn of all customers, where
// that is known. A segment whose churn is not known, or without customers, is left
// out. What is left out or not its own is told among the missing, and so is a period
// shorter than a year.
func Starts(measured []Measured) ([]Start, []Missing) {
	var all *float64
	for _, m := range measured {
		if m.Segment == "" {
			all = m.churn()
		}
	}
	starts := []Start{}
	var unknown, small, still []string
	for _, m := range measured {
		if m.Customers <= 0 {
			continue
		}
		churn := m.churn()
		if m.Segment != "" && m.Customers < fewCustomers && all != nil {
			churn = all
			small = append(small, m.Segment)
		}
		if churn == nil {
			unknown = append(unknown, m.Segment)
			continue
		}
		s := Start{Segment: m.Segment, Customers: m.Customers, Revenue: max(0, known(m.Yearly)) / monthsInYear, Churn: *churn}
		if m.YearlyProfit != nil && isNumber(*m.YearlyProfit) {
			profit := *m.YearlyProfit / monthsInYear
			s.Profit = &profit
		}
		if growth, ok := m.growth(s); ok {
			s.Growth = growth
		} else {
			still = append(still, m.Segment)
		}
		starts = append(starts, s)
	}
	missing := missingStarts(unknown, small, still)
	if months := longest(measured); len(starts) > 0 && months < monthsInYear {
		missing = append(missing, Missing{
			Text:   fmt.Sprintf("Churn and growth were measured over %d of the 12 months of a year: the season of these months shows in them.", months),
			Remedy: "Export older transactions: a year beyond the look-back.",
		})
	}
	return starts, missing
}

// longest is the length of the longest period.
func longest(measured []Measured) int {
	months := 0
	for _, m := range measured {
		months = max(months, m.Months)
	}
	return months
}

// growth is what new and reactivated customers add to the revenue of a month; false
// where it is not known. What they spent is that of a projection which begins with
// nothing: who came first has paid for longest.
func (m Measured) growth(s Start) (float64, bool) {
	switch {
	case m.Months <= 0:
		return 0, false
	case m.Added != nil && isNumber(*m.Added):
		return max(0, *m.Added) / Project(0, 1, s.Churn, m.Months), true
	case m.Joined != nil:
		joining := float64(max(0, *m.Joined)) / float64(m.Months)
		return joining * s.Revenue / float64(s.Customers), true
	}
	return 0, false
}

// churn is the monthly churn; nil where it is not known.
func (m Measured) churn() *float64 {
	if m.Months <= 0 {
		return nil
	}
	for _, kept := range []*float64{m.SalesKept, m.CustomersKept} {
		if kept != nil && isNumber(*kept) {
			churn := monthlyChurn(max(0, min(*kept, 1)), m.Months)
			return &churn
		}
	}
	return nil
}

// missingStarts says what segments lack.
func missingStarts(unknown, small, still []string) []Missing {
	var out []Missing
	if len(unknown) > 0 {
		out = append(out, Missing{
			Text:   "The churn of " + named(unknown) + " is not known, so nothing can be projected.",
			Remedy: "Export transactions of at least one complete period before and after its start, and segments in the customers export.",
		})
	}
	if len(small) > 0 {
		out = append(out, Missing{
			Text:   fmt.Sprintf("Of %s there are fewer than %d customers: the churn of all customers stands in for its own.", named(small), fewCustomers),
			Remedy: "Join small segments in the customers export.",
		})
	}
	if len(still) > 0 {
		out = append(out, Missing{
			Text:   "What new and returned customers of " + named(still) + " add is not known: the projection is of the customers of today.",
			Remedy: "Export transactions of at least one complete period.",
		})
	}
	return out
}

// mostNamed is how many segments a sentence names.
const mostNamed = 5

// named lists segments for a sentence.
func named(segments []string) string {
	var names []string
	for _, s := range segments[:min(len(segments), mostNamed)] {
		if s == "" {
			names = append(names, "all customers")
		} else {
			names = append(names, fmt.Sprintf("%q", s))
		}
	}
	text := strings.Join(names, ", ")
	if more := len(segments) - mostNamed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// known gives 0 in the place of what is no number.
func known(v float64) float64 {
	if isNumber(v) {
		return v
	}
	return 0
}

func isNumber(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// noChurn stands for a factor of 0, which stands for 1.
const noChurn = 1e-12

// Scenarios are the changes that settings name: churn down by a share of 0 to 1, and
// yearly retention up by points; one that is 0 is left out. The cost is for each
// customer and month.
func Scenarios(churnDown, retentionUp, costPerMonth float64) []Change {
	var out []Change
	if churnDown > 0 {
		name := fmt.Sprintf("churn down by %s %%", hundredths(churnDown))
		out = append(out, Change{Name: name, ChurnFactor: max(1-churnDown, noChurn), CostPerMonth: costPerMonth})
	}
	if retentionUp > 0 {
		name := fmt.Sprintf("yearly retention up by %s points", hundredths(retentionUp))
		if hundredths(retentionUp) == "1" {
			name = "yearly retention up by 1 point"
		}
		out = append(out, Change{Name: name, RetentionPoints: retentionUp, CostPerMonth: costPerMonth})
	}
	return out
}

// hundredths writes a share in hundredths, with as few digits as it needs.
func hundredths(share float64) string {
	text := fmt.Sprintf("%.2f", 100*share)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
