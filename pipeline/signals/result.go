package signals

// Signal is one warning signal, judged on the customers of a past cutoff.
type Signal struct {
	Name string `json:"name"` // such as late_payment
	// Coverage is the share of the customers who showed it.
	Customers int64   `json:"customers"`
	Coverage  float64 `json:"coverage"`
	// With and Without are the rates of churn of those who showed it and of the
	// others, nil where there are none.
	With    *float64 `json:"with,omitempty"`
	Without *float64 `json:"without,omitempty"`
	// Lift is With over Without, with its interval.
	Lift *float64 `json:"lift,omitempty"`
	Low  *float64 `json:"low,omitempty"`
	High *float64 `json:"high,omitempty"`
	// LeadDays is the median number of days from the first sign to the last purchase
	// of those who churned and were warned of in time; nil without any.
	LeadDays *float64 `json:"lead_days,omitempty"`
	// Churned is how many churned with the signal, InTime of them how many showed it
	// before their last purchase, and Missed how many churned without it.
	Churned int64 `json:"churned"`
	InTime  int64 `json:"in_time"`
	Missed  int64 `json:"missed"`
	// FalseAlarms are those who showed it and stayed.
	FalseAlarms int64 `json:"false_alarms"`
	// Odds is the ratio of the odds of churn given all other signals, with its
	// interval; nil where it cannot be told.
	Odds     *float64 `json:"odds,omitempty"`
	OddsLow  *float64 `json:"odds_low,omitempty"`
	OddsHigh *float64 `json:"odds_high,omitempty"`
	P        float64  `json:"p"`
	Q        float64  `json:"q"`
	// Note says what limits it, such as few_customers; empty for none.
	Note string `json:"note,omitempty"`
}

// Missing says which signal cannot be told, and which export would tell it.
type Missing struct {
	Name   string `json:"name"`
	Text   string `json:"text"`
	Remedy string `json:"remedy"`
}

// Result is every signal that could be judged.
type Result struct {
	Cutoff    string `json:"cutoff"`
	Horizon   int    `json:"horizon_days"`
	Customers int64  `json:"customers"`
	Churned   int64  `json:"churned"`
	// Warned is how many of those who churned had shown any signal, and InTime of
	// them how many before their last purchase.
	Warned  int64     `json:"warned"`
	InTime  int64     `json:"in_time"`
	Signals []Signal  `json:"signals"` // the best at telling first
	Missing []Missing `json:"missing,omitempty"`
}
