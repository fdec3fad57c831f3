package kpi

// Names of the figures, the column kpi of kpi.csv. docs/kpi.md defines them.
const (
	RawRetention      = "raw_retention"            // (E − N) / S
	SalesRetention    = "sales_adjusted_retention" // sales of the retained over sales of all at the start
	ProfitRetention   = "profit_adjusted_retention"
	OffersCost        = "offers_cost"
	ServiceCost       = "service_cost"
	RetentionCost     = "cost_of_retention" // offers and service
	CostPerRetained   = "cost_per_retained_customer"
	WalletShare       = "share_of_wallet_retained"
	ChurnRate         = "churn_rate"          // 1 − raw retention; by category, region and channel as well
	TacticKept        = "tactic_kept"         // share of those offered who stayed
	ControlKept       = "tactic_control_kept" // the same of the control group
	TacticEffect      = "tactic_effect"       // difference to the control group
	TacticCost        = "tactic_cost"
	TacticCostPerKept = "tactic_cost_per_customer_kept" // cost over customers kept beyond the control group
	AtStart           = "customers_at_start"            // S
	AtEnd             = "customers_at_end"              // E
	NewCustomers      = "new_customers"
	Reactivated       = "reactivated_customers"
	Lost              = "lost_customers"
	Growth            = "growth"         // (new + reactivated − lost) / S
	AnnualChurn       = "annual_churn"   // churn rate at this pace over a year, beside the band of the industry
	ExpectedChurn     = "expected_churn" // mean probability of a list whose horizon is over
	RealisedChurn     = "realised_churn" // what became of it
)

// Dimensions of a row; empty stands for all customers.
const (
	All      = ""
	Segment  = "segment"
	Region   = "region"
	Channel  = "channel"
	Category = "category"
	Tactic   = "tactic"
)

// Units of a row.
const (
	ShareUnit = "share" // 0 to 1
	MoneyUnit = "money" // units of currency
	CountUnit = "customers"
)

// Row is one figure of one period: a row of kpi.csv.
type Row struct {
	Period    string   `json:"period"` // 2026-03, 2026-Q1 or 2026; AllPeriods in Book.Tactics
	From      string   `json:"from"`   // first day, yyyy-mm-dd
	To        string   `json:"to"`     // the day after the last
	KPI       string   `json:"kpi"`
	Dimension string   `json:"dimension,omitempty"`
	Group     string   `json:"group,omitempty"`
	Unit      string   `json:"unit"`
	Value     *float64 `json:"value,omitempty"` // nil where Note says why there is none
	Low       *float64 `json:"low,omitempty"`   // of the interval; nil where it has none
	High      *float64 `json:"high,omitempty"`
	// Numerator and Denominator are what the value was made of; money in units of
	// currency, exact to the cent. Empty where it is no ratio.
	Numerator   string `json:"numerator,omitempty"`
	Denominator string `json:"denominator,omitempty"`
	// Note holds short keys of what limits the figure, such as no_margins, not_causal
	// or few_customers, with a blank between; empty for none. Notes says it in words.
	Note string `json:"note,omitempty"`
}

// Band is what is usual in an industry: churn a year, as shares.
type Band struct {
	Industry string  `json:"industry"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Missing says which figures cannot be told, and what would tell them.
type Missing struct {
	KPI    string `json:"kpi"`
	Note   string `json:"note"`   // the key of rows that lack it
	Text   string `json:"text"`   // what is missing, a sentence
	Remedy string `json:"remedy"` // which export or setting would fill it, a sentence
}

// Cohort is the customers who first bought in one month, and how many of them
// bought in each month after.
type Cohort struct {
	Month     string  `json:"month"` // yyyy-mm
	Customers int64   `json:"customers"`
	Bought    []int64 `json:"bought"` // by months since the first, that one first
}

// Book is everything that was counted.
type Book struct {
	By   string `json:"by"` // month, quarter or year
	Rows []Row  `json:"rows"`
	// Tactics are the rows of tactics over all periods together, of the period
	// AllPeriods: a control group is often too small to judge a tactic by one. They
	// come first in kpi.csv.
	Tactics []Row     `json:"tactics,omitempty"`
	Bands   []Band    `json:"bands"` // that of the business first
	Missing []Missing `json:"missing,omitempty"`
	Cohorts []Cohort  `json:"cohorts,omitempty"`
}
