package pipeline

import "context"

// notify tells the hooks of the config how the run ended.
func notify(context.Context, *State, Outcome) error { return nil }
