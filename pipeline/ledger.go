package pipeline

import (
	"time"

	"predict/pipeline/guard"
)

// LedgerEntry is a line of the ledger of runs, state/runs/ledger.jsonl: how one
// run ended, with its figures. It holds no id or amount of a customer.
type LedgerEntry struct {
	// Version is that of the form of the line.
	Version int `json:"v"`
	Outcome
	RunID      string `json:"run_id,omitempty"`
	ModelID    string `json:"model_id,omitempty"`
	ConfigHash string `json:"config_hash,omitempty"`
	AsOf       string `json:"as_of,omitempty"`
	// Newest is the time of the newest transaction that was known; nil where the
	// run did not come so far.
	Newest *time.Time `json:"newest_transaction,omitempty"`
	// Loads is the number of loads of the lake.
	Loads int `json:"loads,omitempty"`
	// Rows are the rows in the lake by table, Kept those that this run added, and
	// Quarantined those that it could not use.
	Rows        map[string]int64 `json:"lake_rows,omitempty"`
	Kept        map[string]int64 `json:"rows_kept,omitempty"`
	Quarantined map[string]int64 `json:"rows_quarantined,omitempty"`
	// List is what the list holds; nil where the run made none.
	List *ListNote `json:"list,omitempty"`
	// Guards are the findings, Forced says that the list was published in spite of
	// hard ones.
	Guards []guard.Finding `json:"guards,omitempty"`
	Forced bool            `json:"forced,omitempty"`
	// Realised is what this run found out about an earlier list.
	Realised *RealisedNote `json:"realised,omitempty"`
	// Timings are seconds by stage.
	Timings map[string]float64 `json:"timings_seconds,omitempty"`
}

// ListNote sums up a list, for those who compare it with others.
type ListNote struct {
	// Basis is a hash of the settings that make lists comparable: the definition of
	// churn, who is eligible, and the tiers.
	Basis     string `json:"basis"`
	Customers int    `json:"customers"`
	High      int    `json:"high"`
	Medium    int    `json:"medium"`
	Low       int    `json:"low"`
	// Expected is the number of customers expected to leave: the sum of the
	// probabilities.
	Expected float64 `json:"expected_churners"`
	// JudgedTo is the first day whose exports were not judged for this list, because
	// they were not whole; empty where none were judged.
	JudgedTo string `json:"exports_judged_to,omitempty"`
	// Distinct is the number of different probabilities, counted up to 1,000.
	Distinct int `json:"distinct_probabilities"`
}

// RealisedNote holds what a list foresaw against what came true.
type RealisedNote struct {
	// AsOf and ModelID are those of the list.
	AsOf    string `json:"as_of"`
	ModelID string `json:"model_id"`
	// By is the as_of of the run that looked.
	By string `json:"looked_up_as_of"`
	// Expected and Observed are rates of churn, over Customers of the list.
	Expected  float64 `json:"expected_rate"`
	Observed  float64 `json:"observed_rate"`
	Customers int64   `json:"customers"`
}
