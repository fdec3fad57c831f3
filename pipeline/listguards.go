package pipeline

import "context"

// listGuardStage holds the new list against earlier ones before it is
// published.
type listGuardStage struct{}

func (listGuardStage) Name() string { return "guard list" }

func (listGuardStage) Run(context.Context, *State) error { return nil }
