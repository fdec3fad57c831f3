package pipeline

import "context"

// compactStage merges small parts of the lake once the list is out.
type compactStage struct{}

func (compactStage) Name() string { return "compact" }

func (compactStage) Run(context.Context, *State) error { return nil }
