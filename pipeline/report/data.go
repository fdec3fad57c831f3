package report

import (
	"predict/models/metrics"
	"predict/pipeline/causes"
	"predict/pipeline/kpi"
	"predict/pipeline/signals"
	"predict/pipeline/whatif"
)

// Data is everything that the page shows. Parts that are nil or empty are told to
// be missing, with what would fill them. Money is in units of currency; dates are
// yyyy-mm-dd in UTC.
type Data struct {
	AsOf     string `json:"as_of"` // empty for a list without a date: one of a flat table
	Horizon  int    `json:"horizon_days"`
	Currency string `json:"currency"`
	Language string `json:"language"` // in which the page opens
	RunID    string `json:"run_id"`
	// Scored is the number of customers on the whole list; Customers are the most
	// urgent of them.
	Scored    int        `json:"scored"`
	Tiers     []Tier     `json:"tiers"`
	Customers []Customer `json:"customers"`
	Changes   *Changes   `json:"changes,omitempty"`
	RFM       []RFMCell  `json:"rfm,omitempty"`

	KPI     *kpi.Book       `json:"kpi,omitempty"`
	Causes  *causes.Result  `json:"causes,omitempty"`
	Signals *signals.Result `json:"signals,omitempty"`
	WhatIf  *whatif.Result  `json:"whatif,omitempty"`
	Model   *Model          `json:"model,omitempty"`
	Guards  []Finding       `json:"guards,omitempty"` // warnings of this run
	// Guarded says that guards have judged exports and list; they do in predict run.
	Guarded bool `json:"guarded,omitempty"`
	// Missing are parts that cannot be shown at all, by name: customers, changes,
	// rfm, kpi, causes, signals, whatif, model.
	Missing []Missing `json:"missing,omitempty"`
}

// Missing says which part cannot be shown, and what would fill it.
type Missing struct {
	Part   string `json:"part"`
	Text   string `json:"text"`
	Remedy string `json:"remedy"`
}

// Tier sums up a tier of the whole list.
type Tier struct {
	Name        string  `json:"name"` // high, medium or low
	From        float64 `json:"from"` // lowest probability
	Customers   int     `json:"customers"`
	Expected    float64 `json:"expected"` // customers expected to leave
	ValueAtRisk float64 `json:"value_at_risk"`
}

// Customer is a listed customer.
type Customer struct {
	Rank        int      `json:"rank"`
	ID          string   `json:"id"`
	Probability float64  `json:"p"`
	Tier        string   `json:"tier"`
	ValueAtRisk float64  `json:"var"`
	Spend       float64  `json:"spend"` // of the last 365 days
	Reasons     []Reason `json:"reasons"`
	Action      string   `json:"action"`
	Segment     string   `json:"segment,omitempty"`
	Region      string   `json:"region,omitempty"`
	Channel     string   `json:"channel,omitempty"` // preferred
	Hour        *int     `json:"hour,omitempty"`    // preferred, 0 to 23
	Holdout     bool     `json:"holdout,omitempty"`
	Last        string   `json:"last,omitempty"` // date of the last purchase
	Gap         *float64 `json:"gap,omitempty"`  // usual days between purchases
	Expected    string   `json:"expected,omitempty"`
	// Change is the probability less that of the list before; nil for who was not on
	// it. Cause says why it moved.
	Change  *float64 `json:"change,omitempty"`
	Cause   string   `json:"cause,omitempty"`
	History *History `json:"history,omitempty"`
}

// Reason is a sentence and the family that it comes from. Key and Args are the same
// for other languages: the phrase of the locale, and what to fill in; Key is empty
// where the sentence is in English only.
type Reason struct {
	Family string   `json:"family"`
	Text   string   `json:"text"`
	Key    string   `json:"key,omitempty"`
	Args   []string `json:"args,omitempty"`
}

// History is the small timeline of a customer: a value for each of the months up to
// as_of, the oldest first. Nil columns are those whose export is missing.
type History struct {
	Spend      []float64 `json:"spend"`
	Late       []int     `json:"late,omitempty"`       // invoices that fell due and were paid late or not
	Complaints []int     `json:"complaints,omitempty"` // made
	Contacts   []int     `json:"contacts,omitempty"`   // of other kinds
	Offers     []int     `json:"offers,omitempty"`     // left unanswered
}

// Changes is what differs from the list before.
type Changes struct {
	Before    string    `json:"before"` // its as_of
	SameModel bool      `json:"same_model"`
	New       int       `json:"new"`       // in high or medium now, and not before
	Recovered int       `json:"recovered"` // in high or medium before, and not now
	Up        int       `json:"up"`        // of the others, those that moved by .05 or more
	Down      int       `json:"down"`
	Moves     []Move    `json:"moves,omitempty"` // the largest, listed or not
	Gone      int       `json:"gone"`            // no longer scored
	Causes    []Counted `json:"causes,omitempty"`
}

// Move is a customer whose probability moved.
type Move struct {
	ID     string  `json:"id"`
	Kind   string  `json:"kind"` // new, recovered, up or down
	Before float64 `json:"before"`
	Now    float64 `json:"now"`
	Cause  string  `json:"cause"`
}

// Counted is a text and how often it came.
type Counted struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
}

// RFMCell is a field of the grid of recency and frequency: fifths of all scored
// customers, 5 being the most recent and the most frequent.
type RFMCell struct {
	Recency   int     `json:"r"` // 1 to 5
	Frequency int     `json:"f"`
	Customers int     `json:"n"`
	Risk      float64 `json:"risk"`  // mean probability
	Spend     float64 `json:"spend"` // mean of the last 365 days
}

// Finding is a warning of a guard.
type Finding struct {
	Guard string `json:"guard"`
	Level string `json:"level"`
	Text  string `json:"text"`
}

// Model is what a data scientist asks of the model behind the list.
type Model struct {
	ID        string   `json:"id"`
	Algorithm string   `json:"algorithm"`
	Features  int      `json:"features"`
	Rows      int      `json:"rows"`
	Train     []string `json:"train"` // cutoffs
	Test      string   `json:"test"`
	// Report holds figures, reliability and gains at the test cutoff, with rules.
	Report *metrics.Report `json:"report,omitempty"`
	// Gains is the share of leavers among the riskiest customers of the test cutoff:
	// how many of the first Listed had left.
	Gains []Gain `json:"gains,omitempty"`
	// Drift is the population stability index of the score and the worst features.
	Drift []Drift  `json:"drift,omitempty"`
	Gate  string   `json:"gate,omitempty"` // passed or refused
	Notes []string `json:"notes,omitempty"`
}

// Gain is a point of the gains curve.
type Gain struct {
	Listed int `json:"listed"` // customers
	Caught int `json:"caught"` // of them, those who left
}

// Drift is the drift of a feature; of the score where Feature is empty.
type Drift struct {
	Feature string  `json:"feature,omitempty"`
	PSI     float64 `json:"psi"`
	Level   string  `json:"level"`
	Text    string  `json:"text,omitempty"`
}
