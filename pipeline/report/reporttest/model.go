package reporttest

import (
	"math"

	"predict/models/metrics"
	"predict/pipeline/report"
)

// model makes the card of the model behind the list.
func (m *maker) model() *report.Model {
	const customers, churned = 42_160, 3680
	out := &report.Model{
		ID: "2026-06-24-0370dd90", Algorithm: "gbdt", Features: 202, Rows: 121_873,
		Train: []string{"2025-09-19", "2025-12-20", "2026-01-03"}, Test: "2026-03-26", Gate: "passed",
		Report: m.scores(customers, churned),
		Drift: []report.Drift{
			{PSI: .041, Level: "stable", Text: "The score is as in training: PSI 0.041, by chance 0.002."},
			{Feature: "billing_questions_90d", PSI: .27, Level: "hard", Text: "\"billing_questions_90d\" has drifted beyond the limit of 0.25: PSI 0.270, by chance 0.002; 12.1 % of the customers lie above 1, 6.0 % in training. Look at its source, or train again."},
			{Feature: "spend_90d", PSI: .13, Level: "warning", Text: "\"spend_90d\" has drifted: PSI 0.130, by chance 0.002; 14.2 % of the customers lie below 12.5, 10.0 % in training."},
			{Feature: "days_since_last_purchase", PSI: .06, Level: "stable", Text: "\"days_since_last_purchase\" is as in training: PSI 0.060, by chance 0.002."},
		},
		Notes: []string{
			"The figures are of the recipe: they were measured on a model that had learned before 2026-03-26, and then the recipe was fitted once more with the newest cutoff.",
			"It answers for the horizon of 90 days, and for customers who are eligible: those with a purchase in the look-back. About all others it says nothing.",
			"What counts in it is correlation.",
		},
	}
	for i := range 101 {
		x := float64(i) / 100
		caught := 1 - math.Pow(1-x, 5.5)
		out.Gains = append(out.Gains, report.Gain{Listed: int(x * customers), Caught: min(int(caught*churned), int(x*customers))})
	}
	out.Gains[100].Caught = churned
	return out
}

// scores makes the figures of the test.
func (m *maker) scores(customers, churned float64) *metrics.Report {
	around := func(x, by float64) metrics.Interval {
		return metrics.Interval{Low: share(x - by), High: share(x + by)}
	}
	r := &metrics.Report{
		N: int(customers), ChurnRate: share(churned / customers), Replicates: 500, Level: .95,
		Model: metrics.Scores{AUC: .891, AveragePrecision: .472, LogLoss: .2013, Brier: .0561, ECE: .0042, LiftTopDecile: 4.4, LiftCap: 10},
		Intervals: &metrics.ScoreIntervals{
			AUC: around(.891, .006), AveragePrecision: around(.472, .018), LogLoss: around(.2013, .004),
			Brier: around(.0561, .0011), ECE: around(.0042, .0015), LiftTopDecile: around(4.4, .19),
		},
		Rules: map[string]metrics.RuleReport{},
	}
	for name, auc := range map[string]float64{"recency": .823, "frequency": .764, "own_rhythm": .846} {
		rule, gain := metrics.RankScores{AUC: auc, AveragePrecision: share(auc - .5), LiftTopDecile: cents(auc * 4)}, share(.891-auc)
		r.Rules[name] = metrics.RuleReport{
			RankScores: rule,
			Intervals:  &metrics.RankIntervals{AUC: around(auc, .007), AveragePrecision: around(rule.AveragePrecision, .02), LiftTopDecile: around(rule.LiftTopDecile, .2)},
			Gain:       metrics.RankScores{AUC: gain, AveragePrecision: share(.472 - rule.AveragePrecision), LiftTopDecile: cents(4.4 - rule.LiftTopDecile)},
		}
	}
	before := 0.0
	for k := range 10 {
		p := share(.004 * math.Pow(1.75, float64(k)))
		observed := share(p * m.between(.9, 1.1))
		low, high := wilson(observed*customers/10, customers/10)
		r.Reliability = append(r.Reliability, metrics.Bin{Weight: customers / 10, Predicted: p, Observed: observed, Interval: &metrics.Interval{Low: low, High: high}})
		gain := share(1 - math.Pow(1-float64(k+1)/10, 5.5))
		i, l := around(gain, .01), around(cents((gain-before)*10), .15)
		r.Gains = append(r.Gains, metrics.Decile{
			Decile: k + 1, Rate: share((gain - before) * 10 * r.ChurnRate), Lift: cents((gain - before) * 10),
			Gain: gain, CumulativeLift: cents(gain * 10 / float64(k+1)), Interval: &i, LiftInterval: &l,
		})
		before = gain
	}
	return r
}
