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
	// ComplaintSpikes and RiskDrivers name parts of a result, for Missing.
	ComplaintSpikes = "complaint_spikes"
	RiskDrivers     = "risk_drivers"
)

// Notes of causes: what limits them.
const (
	FewCustomers = "few_customers" // in the group, or of them who churned: never sure
	FewOthers    = "few_others"    // in the rest: never sure
	NearlyAll    = "nearly_all"    // more than four in five customers are in the group: the few others are what is special
	AsOthers     = "as_others"     // a complaint reason whose customers leave no more often than those who complain of something else
	ThroughPair  = "through_pair"  // without the customers of a sure pair the group leaves no more often than the rest
)

// AnyReason is the group of all who complained, in the dimension ComplaintReason.
const AnyReason = "any"

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
	// PrizeLow and PrizeHigh are the ends of the interval of Prize, 0 or more.
	PrizeLow  float64 `json:"prize_low"`
	PrizeHigh float64 `json:"prize_high"`
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
	Times     float64 `json:"times"` // customers over usual; over one a month where that is 0
	Q         float64 `json:"q"`
	Text      string  `json:"text"` // "31 customers, product A, \"stuck\", 3.1 times the usual in May 2026"
	// Last is the last of the months in a row that were such, yyyy-mm, and Peak the
	// customers of the one with most. Product or Reason is empty where the spike is
	// one of all products or of all reasons.
	Last string `json:"last"`
	Peak int64  `json:"peak"`
}

// Bar is a bar of a Pareto chart: the customers that a group lost.
type Bar struct {
	Dimension  string  `json:"dimension"`
	Group      string  `json:"group"`
	Lost       int64   `json:"lost"`       // customers
	Money      float64 `json:"money"`      // what they had spent in the year before
	Cumulative float64 `json:"cumulative"` // share of all lost in this bar and those before
	Vital      bool    `json:"vital"`      // up to the 80 % line
	// Others is the number of groups in the last bar, which stands for all that have
	// none of their own; 0 for a bar of one group.
	Others int `json:"others,omitempty"`
}

// Line is the 80:20 line of a dimension: few groups hold most of those lost.
type Line struct {
	Dimension string  `json:"dimension"`
	Groups    int     `json:"groups"` // that lost somebody
	Vital     int     `json:"vital"`  // of them, those up to the line
	Share     float64 `json:"share"`  // of all lost, what these hold
	// Overlapping says that a customer can be in several groups: shares are of
	// memberships, and Lost adds up to more than the customers lost.
	Overlapping bool `json:"overlapping,omitempty"`
}

// LeftOut says which groups did not take part in pairs of two dimensions, because
// there would be too many.
type LeftOut struct {
	Dimensions []string `json:"dimensions"`
	Text       string   `json:"text"`
}

// Driver says how often a family of features drives the risk of the customers at
// risk of a segment: the largest contribution to their probability.
type Driver struct {
	Segment   string  `json:"segment"`
	Family    string  `json:"family"`
	Customers int64   `json:"customers"` // of the tiers high and medium
	Share     float64 `json:"share"`
	// All is the share of the family among the customers at risk of all segments: what
	// is special about a segment is told by Share against it.
	All float64 `json:"all"`
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

	Lines []Line `json:"lines,omitempty"` // the 80:20 line of each dimension of Pareto
	// Tested and TestedPairs are how many groups and pairs of groups were large
	// enough to be judged: those among which Q counts false discoveries.
	Tested      int `json:"tested"`
	TestedPairs int `json:"tested_pairs"`
	// CausesLeftOut and SpikesLeftOut are how many more there are than are told.
	CausesLeftOut int `json:"causes_left_out,omitempty"`
	SpikesLeftOut int `json:"spikes_left_out,omitempty"`
	// Cancelled are the customers with a cancellation in the label window, and
	// Unstated those of them without a reason.
	Cancelled int64     `json:"cancelled,omitempty"`
	Unstated  int64     `json:"unstated,omitempty"`
	LeftOut   []LeftOut `json:"left_out,omitempty"`
}
