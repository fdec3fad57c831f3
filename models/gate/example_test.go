package gate_test

import (
	"fmt"

	"predict/models/gate"
	"predict/models/metrics"
)

func ExampleJudge() {
	v := gate.Judge(gate.Figures{
		Customers: 2787, Churned: 1060, OutOfTime: true,
		AUC: .732, ECE: .02,
		Rules: []gate.RuleGain{{Rule: "recency", AUC: .728, Gain: .004, Interval: &metrics.Interval{Low: -.009, High: .017}}},
	}, gate.DefaultLimits())
	fmt.Println(v)
	// Output:
	// The model is refused:
	// - AUC 0.732 against 0.728 of the rule recency: +0.0040, interval -0.0090 to +0.0170; the lower end must exceed 0.0000. Use the rule, or train on more customers, cutoffs or tables.
}
