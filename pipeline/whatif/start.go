package whatif

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
	// is not known.
	Added *float64
}

// Starts turns what was measured into what the projection starts from, in the same
// order. A segment whose churn is not known is left out and told among the missing.
func Starts(measured []Measured) ([]Start, []Missing) { return nil, nil }

// Scenarios are the changes that settings name: churn down by a share of 0 to 1, and
// yearly retention up by points; one that is 0 is left out. The cost is for each
// customer and month.
func Scenarios(churnDown, retentionUp, costPerMonth float64) []Change { return nil }
