package whatif

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
