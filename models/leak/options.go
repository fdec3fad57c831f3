package leak

// Options are the limits beyond which a feature is a suspect.
type Options struct {
	// Categorical are the numbers of the columns that hold codes without an order.
	Categorical []int
	// Rows is the largest number of rows looked at; of more, a sample is drawn that
	// holds as many of either class as it can.
	Rows int
	// Seed draws the sample and the folds of categorical features.
	Seed uint64
	// Workers is the number of goroutines, 0 for one per core.
	Workers int
}

// DefaultOptions are the limits that the project uses.
func DefaultOptions() Options { return Options{Rows: 100_000} }

// Validate reports options out of range, all at once, as models.ErrValue.
func (o Options) Validate() error { return nil }
