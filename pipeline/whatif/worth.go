package whatif

// Valued is a customer of the list.
type Valued struct {
	Segment string
	Tier    string  // high, medium or low
	Risk    float64 // probability of leaving, 0 to 1
	// Yearly is the spend of the last 365 days, or the margin of it less the cost to
	// serve where margins are known: the same for all customers.
	Yearly float64
}

// Worths groups n customers by segment, tier and value, and says whom it pays to
// keep. Segments come in alphabetical order, tiers and values from high to low.
func Worths(n int, customer func(i int) Valued) []Worth { return nil }
