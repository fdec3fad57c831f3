package causes

// Dimensions by which customers are grouped; pairs are joined by "×".
const (
	Segment            = "segment"
	Region             = "region"
	Channel            = "channel"
	Category           = "category"
	Product            = "product"
	ComplaintReason    = "complaint_reason"
	CancellationReason = "cancellation_reason"
	Tenure             = "tenure"
)

// Cause is a group of customers and how often they left.
type Cause struct {
	Dimensions []string `json:"dimensions"` // one or two
	Groups     []string `json:"groups"`     // the value in each
	Customers  int64    `json:"customers"`
	Churned    int64    `json:"churned"`
	Rate       float64  `json:"rate"`      // churned over customers
	RestRate   float64  `json:"rest_rate"` // of all other customers of known group
	// Lift is Rate over RestRate; nil with its interval where the rest lost nobody.
	Lift *float64 `json:"lift,omitempty"`
	Low  *float64 `json:"low,omitempty"`
	High *float64 `json:"high,omitempty"`
	P    float64  `json:"p"`
	Q    float64  `json:"q"` // share of false discoveries among causes as sure as this
	// Sure says that Q is below the limit and the group leaves more often.
	Sure bool `json:"sure"`
	// Prize is how many customers would have stayed at the rate of the rest, and
	// PrizeMoney what those who left had spent in the year before, in that
	// proportion, in units of currency.
	Prize      float64 `json:"prize"`
	PrizeMoney float64 `json:"prize_money"`
	// Note says what limits it, such as few_customers; empty for none.
	Note string `json:"note,omitempty"`
}

// Reason is a stated reason of cancellation: there is no rate, because only those
// who left have one.
type Reason struct {
	Reason    string  `json:"reason"`
	Customers int64   `json:"customers"`
	Share     float64 `json:"share"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
}

// Spike is a month in which unusually many customers complained for one reason
// about one product.
type Spike struct {
	Month     string  `json:"month"` // yyyy-mm
	Product   string  `json:"product"`
	Reason    string  `json:"reason"`
	Customers int64   `json:"customers"`
	Usual     float64 `json:"usual"` // a month
	Times     float64 `json:"times"` // customers over usual
	Q         float64 `json:"q"`
	Text      string  `json:"text"` // "31 customers, product A, \"stuck\", three times the usual in May 2026"
}

// Bar is a bar of a Pareto chart: customers lost beyond the rate of the rest.
type Bar struct {
	Dimension  string  `json:"dimension"`
	Group      string  `json:"group"`
	Lost       int64   `json:"lost"`       // customers
	Money      float64 `json:"money"`      // what they had spent in the year before
	Cumulative float64 `json:"cumulative"` // share of all lost in this bar and those before
	Vital      bool    `json:"vital"`      // up to the 80 % line
}

// Driver says how often a family of features drives the risk of the customers at
// risk of a segment: the largest contribution to their probability.
type Driver struct {
	Segment   string  `json:"segment"`
	Family    string  `json:"family"`
	Customers int64   `json:"customers"` // of the tiers high and medium
	Share     float64 `json:"share"`
}

// Missing says which dimension cannot be told, and what would tell it.
type Missing struct {
	Dimension string `json:"dimension"`
	Text      string `json:"text"`
	Remedy    string `json:"remedy"`
}

// Result is everything that was found.
type Result struct {
	Cutoff    string           `json:"cutoff"` // yyyy-mm-dd
	Customers int64            `json:"customers"`
	Churned   int64            `json:"churned"`
	Causes    []Cause          `json:"causes"` // most customers to win first
	Reasons   []Reason         `json:"reasons,omitempty"`
	Spikes    []Spike          `json:"spikes,omitempty"`
	Pareto    map[string][]Bar `json:"pareto,omitempty"` // by dimension
	Drivers   []Driver         `json:"drivers,omitempty"`
	Missing   []Missing        `json:"missing,omitempty"`
}
