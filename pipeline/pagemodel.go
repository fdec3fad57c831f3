package pipeline

import "predict/pipeline/report"

// pageModel is what the page says about the model behind the list: its evaluation,
// the drift of the scored customers, the verdict of the gate and what its card warns
// of. It is nil where the run has no model.
func (s *State) pageModel() *report.Model { return nil }
