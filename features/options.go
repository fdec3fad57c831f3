package features

// Options say what is computed and what churn means.
type Options struct {
	// Families are the names of the families to compute; empty means all whose
	// tables are there.
	Families []string      `yaml:"families"`
	Churn    ChurnOptions  `yaml:"churn"`
	Cutoffs  CutoffOptions `yaml:"cutoffs"`
}

// The churn definitions.
const (
	Inactivity   = "inactivity"   // no purchase in the horizon
	Adaptive     = "adaptive"     // silent for AdaptiveFactor times the customer's own usual gap
	Cancellation = "cancellation" // a row in cancellations within the horizon
	Decline      = "decline"      // spend in the horizon down by DeclineShare against the customer's own rate
)

// ChurnOptions define the label and who is eligible for it.
type ChurnOptions struct {
	Definition     string  `yaml:"definition"`
	HorizonDays    int     `yaml:"horizon_days"`    // length of the label window, days
	GapDays        int     `yaml:"gap_days"`        // days between the cutoff and the label window
	LookbackDays   int     `yaml:"lookback_days"`   // a purchase within these days makes a customer eligible
	MinPurchases   int     `yaml:"min_purchases"`   // purchases before the cutoff that eligibility takes
	AdaptiveFactor float64 `yaml:"adaptive_factor"` // k of the adaptive definition
	DeclineShare   float64 `yaml:"decline_share"`   // 0.5: spend halved
}

// CutoffOptions choose the cutoffs.
type CutoffOptions struct {
	Max            int      `yaml:"max"`              // most past cutoffs chosen automatically
	MinHistoryDays int      `yaml:"min_history_days"` // days of data needed before the first cutoff
	Train          []string `yaml:"train"`            // given cutoffs (yyyy-mm-dd); empty: automatic
	Test           string   `yaml:"test"`             // given test cutoff; empty: automatic
}

// DefaultOptions returns the options for which nothing is said.
func DefaultOptions() Options {
	return Options{
		Churn: ChurnOptions{
			Definition: Inactivity, HorizonDays: 90, GapDays: 0, LookbackDays: 180,
			MinPurchases: 1, AdaptiveFactor: 3, DeclineShare: 0.5,
		},
		Cutoffs: CutoffOptions{Max: 6, MinHistoryDays: 90},
	}
}
