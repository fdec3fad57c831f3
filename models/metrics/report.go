package metrics

// Options say how intervals are computed.
type Options struct {
	// Replicates is the number of bootstrap replicates; 0 gives no intervals.
	Replicates int
	// Seed makes the intervals repeatable.
	Seed uint64
	// Level is the coverage of the intervals, between 0 and 1.
	Level float64
	// Bins is the number of bins of equal count of the reliability table.
	Bins int
	// Workers is the number of goroutines, 0 for one per core. It does not change
	// the result.
	Workers int
}

// DefaultOptions are 500 replicates, 95 % intervals and 10 bins.
func DefaultOptions() Options {
	return Options{Replicates: 500, Seed: 1, Level: 0.95, Bins: 10}
}

// Sample is what the predictions are held against: customers at a cutoff that
// is later than anything the model has seen.
type Sample struct {
	// Y is 1 for churned and 0 for stayed.
	Y []float64
	// W are weights of the rows, nil for ones.
	W []float64
	// Keys are stable hashes of the customers. Rows with the same key are drawn
	// together. Nil makes every row its own customer.
	Keys []uint64
}

// Scores are the metrics of a model, one number each.
type Scores struct {
	AUC              float64 `json:"auc"`
	AveragePrecision float64 `json:"ap"`
	LogLoss          float64 `json:"logloss"`
	Brier            float64 `json:"brier"`
	ECE              float64 `json:"ece"`
	LiftTopDecile    float64 `json:"lift_top_decile"`
	LiftCap          float64 `json:"lift_cap"`
}

// Interval holds the percentiles of the bootstrap between which a metric lies.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ScoreIntervals are the intervals of Scores.
type ScoreIntervals struct {
	AUC              Interval `json:"auc"`
	AveragePrecision Interval `json:"ap"`
	LogLoss          Interval `json:"logloss"`
	Brier            Interval `json:"brier"`
	ECE              Interval `json:"ece"`
	LiftTopDecile    Interval `json:"lift_top_decile"`
}

// RankScores are the metrics that look at the order of the customers alone.
type RankScores struct {
	AUC              float64 `json:"auc"`
	AveragePrecision float64 `json:"ap"`
	LiftTopDecile    float64 `json:"lift_top_decile"`
}

// RankIntervals are the intervals of RankScores.
type RankIntervals struct {
	AUC              Interval `json:"auc"`
	AveragePrecision Interval `json:"ap"`
	LiftTopDecile    Interval `json:"lift_top_decile"`
}

// RuleReport is how a simple rule does on the same customers, and by how much
// the model is better.
type RuleReport struct {
	RankScores
	// Intervals are nil without replicates.
	Intervals *RankIntervals `json:"intervals,omitempty"`
	// Gain is the model's metric minus the rule's.
	Gain RankScores `json:"gain"`
	// GainIntervals come from the same replicates for both (a paired bootstrap);
	// nil without replicates.
	GainIntervals *RankIntervals `json:"gain_intervals,omitempty"`
}

// Bin is a row of the reliability table: customers of similar probability.
type Bin struct {
	Weight    float64 `json:"n"`
	Predicted float64 `json:"predicted"`
	Observed  float64 `json:"observed"`
	// Interval is that of Observed, nil without replicates.
	Interval *Interval `json:"interval,omitempty"`
}

// Decile is a row of the gains table, the riskiest customers first.
type Decile struct {
	Decile int     `json:"decile"`
	Rate   float64 `json:"churn_rate"`
	Lift   float64 `json:"lift"`
	// Gain is the share of all churned customers in this decile and those above.
	Gain float64 `json:"cumulative_gain"`
	// CumulativeLift is the churn rate in this decile and those above over the
	// churn rate of all.
	CumulativeLift float64 `json:"cumulative_lift"`
	// Interval is that of Gain, LiftInterval that of Lift and
	// CumulativeLiftInterval that of CumulativeLift; nil without replicates.
	Interval               *Interval `json:"interval,omitempty"`
	LiftInterval           *Interval `json:"lift_interval,omitempty"`
	CumulativeLiftInterval *Interval `json:"cumulative_lift_interval,omitempty"`
}

// Report is how good a model's probabilities are on a sample.
type Report struct {
	N         int     `json:"n"`
	ChurnRate float64 `json:"churn_rate"`
	Model     Scores  `json:"model"`
	// Intervals are nil without replicates.
	Intervals *ScoreIntervals `json:"intervals,omitempty"`
	// Rules are the simple rules by name.
	Rules       map[string]RuleReport `json:"rules,omitempty"`
	Reliability []Bin                 `json:"reliability"`
	Gains       []Decile              `json:"gains"`
	// Replicates is the number of bootstrap replicates used. Replicates that hold
	// one class only have no AUC and are left out; Undefined counts them.
	Replicates int     `json:"replicates"`
	Undefined  int     `json:"undefined_replicates"`
	Level      float64 `json:"level"`
}

// Rule is a score to compare a model with.
type Rule struct {
	Name  string
	Score []float64
}
