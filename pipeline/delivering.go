package pipeline

import "context"

// deliverStage brings the published list to where else it is wanted.
type deliverStage struct{}

func (deliverStage) Name() string { return "deliver" }

func (deliverStage) Run(context.Context, *State) error { return nil }
