package signals

import "predict/features/signals"

// Options say how signals are judged.
type Options struct {
	// Level is that of the intervals, between 0 and 1; 0 stands for 0.95.
	Level float64
}

// Judge turns the counts of the customers of a cutoff into figures for each
// signal. Signals of which the exports tell nothing are named in Missing.
func Judge(c *signals.Counts, o Options) *Result { return &Result{} }
