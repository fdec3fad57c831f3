package whatif

import "math"

// Project returns the revenue of so many months in all, billed at the end of each:
// every month it shrinks by churn, a share of 0 to 1, and then grows by growth.
func Project(revenue, growth, churn float64, months int) float64 {
	total := 0.0
	for range months {
		revenue = float64(revenue*(1-churn)) + growth
		total += revenue
	}
	return total
}

// monthsInYear turns what is told of a year into months.
const monthsInYear = 12

// mostKept caps the yearly retention that a change leads to: nobody keeps all.
const mostKept = 0.999

// Churn returns the monthly churn that a change makes of one: first ChurnFactor
// multiplies it, up to 1; then RetentionPoints are added to the retention of a year,
// which is that of twelve such months. The sum is capped at 0.999, or at what it was
// where that is more.
func (c Change) Churn(churn float64) float64 {
	if c.ChurnFactor != 0 {
		churn = min(churn*c.ChurnFactor, 1)
	}
	if c.RetentionPoints == 0 {
		return churn
	}
	yearly := math.Pow(1-churn, monthsInYear)
	yearly = max(0, min(yearly+c.RetentionPoints, max(mostKept, yearly)))
	return monthlyChurn(yearly, monthsInYear)
}

// monthlyChurn is the churn of a month, of as many of which the share kept remains.
func monthlyChurn(kept float64, months int) float64 {
	return max(0, min(1, -math.Expm1(math.Log(kept)/float64(months))))
}

// project follows a start through so many months at a churn. What growth brings has
// the margin, and each customer the revenue, of those at the start. The cost is paid
// at the end of each month for the customers who are there then.
func (s Start) project(churn, cost float64, months int) (revenue float64, profit *float64, paid float64) {
	revenue = Project(s.Revenue, s.Growth, churn, months)
	joining := 0.0 // customers a month
	if s.Revenue > 0 {
		joining = float64(s.Customers) * s.Growth / s.Revenue
	}
	paid = cost * Project(float64(s.Customers), joining, churn, months)
	if s.Profit == nil {
		return revenue, nil, paid
	}
	margin := 0.0
	if s.Revenue > 0 {
		margin = *s.Profit / s.Revenue
	}
	sum := Project(*s.Profit, margin*s.Growth, churn, months) - paid
	return revenue, &sum, paid
}
