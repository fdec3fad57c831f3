package whatif

// Start is where a segment stands: what the projection starts from. Money is in
// units of currency a month.
type Start struct {
	Segment   string  `json:"segment"` // empty for all customers
	Customers int64   `json:"customers"`
	Revenue   float64 `json:"revenue"` // of these customers
	// Profit is margin less cost to serve; nil where no margin is known.
	Profit *float64 `json:"profit,omitempty"`
	// Growth is the revenue that new and returned customers add each month.
	Growth float64 `json:"growth"`
	// Churn is the share of revenue that is lost each month, 0 to 1.
	Churn float64 `json:"churn"`
}

// Change is a scenario.
type Change struct {
	Name string `json:"name"`
	// ChurnFactor multiplies the monthly churn: .9 is a tenth less. 0 stands for 1.
	ChurnFactor float64 `json:"churn_factor,omitempty"`
	// RetentionPoints is added to the yearly retention: .05 is five points.
	RetentionPoints float64 `json:"retention_points,omitempty"`
	// CostPerMonth is what it costs for each customer and month.
	CostPerMonth float64 `json:"cost_per_month,omitempty"`
}

// Outcome is what a scenario brings over all months, beside going on as now.
type Outcome struct {
	Segment string  `json:"segment"`
	Change  string  `json:"change"`
	Months  int     `json:"months"`
	Churn   float64 `json:"churn"`   // monthly, after the change
	Revenue float64 `json:"revenue"` // in all
	Gain    float64 `json:"gain"`    // revenue beyond going on as now
	// Profit and ProfitGain are nil where no margin is known; the cost of the tactic
	// is taken off.
	Profit     *float64 `json:"profit,omitempty"`
	ProfitGain *float64 `json:"profit_gain,omitempty"`
	Cost       float64  `json:"cost"`
}

// Worth is how many customers of a segment lie in each field of risk and value, and
// what they are worth.
type Worth struct {
	Segment string `json:"segment"`
	Tier    string `json:"tier"`
	// Value is top, middle or low: a fifth, the next two and the last two fifths of
	// all customers by what they are worth in a year.
	Value     string  `json:"value"`
	Customers int64   `json:"customers"`
	Yearly    float64 `json:"yearly"`  // spend, or profit where margins are known
	AtRisk    float64 `json:"at_risk"` // probability × what they are worth
	Verdict   string  `json:"verdict"` // keep_first, keep, watch or let_go
}

// Missing says what cannot be told, and what would tell it.
type Missing struct {
	Text   string `json:"text"`
	Remedy string `json:"remedy"`
}

// Result is what the page and the command show.
type Result struct {
	Months   int       `json:"months"`
	Starts   []Start   `json:"starts"` // all customers first
	Changes  []Change  `json:"changes"`
	Outcomes []Outcome `json:"outcomes"`
	Worth    []Worth   `json:"worth,omitempty"`
	Missing  []Missing `json:"missing,omitempty"`
}
