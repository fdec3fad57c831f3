package pipeline

import (
	"errors"
	"time"
)

// Condition is what `predict status` tells: how the last runs ended, what stands
// there, and what to do next.
type Condition struct {
	// State is the state folder; Now the moment of looking.
	State string    `json:"state"`
	Now   time.Time `json:"now"`
	// Running says that a run is at work: it holds the lock.
	Running bool `json:"running"`
	// Runs are the last runs, the newest first; Damaged says what is wrong with the
	// ledger, where lines of it could not be read.
	Runs    []LedgerEntry `json:"runs"`
	Damaged string        `json:"ledger_damaged,omitempty"`
	// List is the newest list, nil where there is none.
	List *ListCondition `json:"list,omitempty"`
	// Champion is the model that scores, nil where there is none.
	Champion *ChampionCondition `json:"champion,omitempty"`
	// Folders are the sizes of the state folder's parts.
	Folders []FolderSize `json:"folders"`
	// Next says what to do, in a sentence.
	Next string `json:"next"`
}

// ListCondition is the list in outputs/latest.
type ListCondition struct {
	AsOf    string `json:"as_of"`
	RunID   string `json:"run_id"`
	ModelID string `json:"model_id"`
	// AgeDays is the time since as_of.
	AgeDays float64 `json:"age_days"`
	// Fresh says that it is not older than guards.freshness.warn allows.
	Fresh bool      `json:"fresh"`
	List  *ListNote `json:"figures,omitempty"`
}

// ChampionCondition is the model that scores.
type ChampionCondition struct {
	ID   string `json:"model_id"`
	AsOf string `json:"trained_as_of"`
	// AgeDays is the time from its as_of to that of the newest list; Due is the
	// as_of from which a run trains a new one.
	AgeDays int    `json:"age_days"`
	Due     string `json:"training_due"`
	// Problem says why it cannot be used; empty where it can.
	Problem string `json:"problem,omitempty"`
}

// FolderSize is the size of a folder of the state.
type FolderSize struct {
	Name  string `json:"name"`
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
}

// Condition looks at the state folder without changing or locking anything. It
// works while a run is at work, on an empty folder, and with a damaged ledger.
// last is the number of runs to tell.
func (s *State) Condition(last int) (*Condition, error) {
	return nil, errors.New("looking at the state: not done yet")
}
