package metrics

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"predict/models"
)

// GroupLeast is the number of customers from which a group gets figures beyond
// counts and rates.
const GroupLeast = 20

// Group is a part of a sample, such as a segment or the customers who bought
// within 30 days. Groups may overlap.
type Group struct {
	// Name is unique among the groups of a call.
	Name string
	// Rows are places in the sample, each at most once, in any order.
	Rows []int
}

// GroupReport is how good a model is within a group.
type GroupReport struct {
	Name string `json:"name"`
	// N is the number of rows and Churned how many of them churned.
	N       int `json:"n"`
	Churned int `json:"churned"`
	// ChurnRate and MeanProbability are weighted; both 0 where the group has no
	// rows or no weight, as Reason then says.
	ChurnRate       float64 `json:"churn_rate"`
	MeanProbability float64 `json:"mean_probability"`
	// Scores are nil where Reason says why.
	Scores *Scores `json:"scores,omitempty"`
	// Intervals are nil where Scores are, and without replicates.
	Intervals *ScoreIntervals `json:"intervals,omitempty"`
	// Rules are the simple rules on the same customers, by name; nil where Scores
	// are.
	Rules map[string]RuleReport `json:"rules,omitempty"`
	// Replicates and Undefined are those of Report.
	Replicates int `json:"replicates"`
	Undefined  int `json:"undefined_replicates"`
	// Reason says why there are no Scores, empty where there are.
	Reason string `json:"reason,omitempty"`
}

// Groups measures the probabilities p within each group of a sample, next to
// simple rules (nil for none), with bootstrap intervals as Evaluate does. The
// reports have the order of the groups. A group with one class, or with fewer
// than GroupLeast customers, gets counts and rates and a reason. What is wrong
// with the sample as a whole, rows outside it or listed twice, and names that
// repeat, are errors; a sample of one class is not.
func Groups(ctx context.Context, s Sample, p []float64, rules []Rule, groups []Group, o Options) ([]GroupReport, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := checkSample(s, p, rules); err != nil {
		return nil, fmt.Errorf("measuring groups: %w", err)
	}
	var problems []error
	for i, g := range groups {
		if slices.ContainsFunc(groups[:i], func(other Group) bool { return other.Name == g.Name }) {
			problems = append(problems, fmt.Errorf("measuring groups: two are named %q: %w", g.Name, models.ErrValue))
		}
		if err := checkRows(g.Rows, len(s.Y)); err != nil {
			problems = append(problems, fmt.Errorf("measuring group %q: %w", g.Name, err))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	reports := make([]GroupReport, len(groups))
	for i, g := range groups {
		var err error
		if reports[i], err = measureGroup(ctx, s, p, rules, g, o); err != nil {
			return nil, fmt.Errorf("measuring group %q: %w", g.Name, err)
		}
	}
	return reports, nil
}

func measureGroup(ctx context.Context, s Sample, p []float64, rules []Rule, g Group, o Options) (GroupReport, error) {
	part := Sample{Y: pick(s.Y, g.Rows), W: pick(s.W, g.Rows), Keys: pick(s.Keys, g.Rows)}
	if s.Keys == nil {
		part.Keys = pick(rowKeys(len(s.Y)), g.Rows)
	}
	probabilities := pick(p, g.Rows)
	report := GroupReport{Name: g.Name, N: len(g.Rows)}
	var total, churned, sum float64
	for i, y := range part.Y {
		weight := 1.0
		if part.W != nil {
			weight = part.W[i]
		}
		report.Churned += int(y)
		total += weight
		churned += float64(weight * y)
		sum += float64(weight * probabilities[i])
	}
	if total > 0 {
		report.ChurnRate, report.MeanProbability = churned/total, sum/total
	}
	switch {
	case len(g.Rows) == 0:
		report.Reason = "no customers"
	case total == 0:
		report.Reason = "no customer has any weight"
	case !atLeast(part.Keys, GroupLeast):
		report.Reason = fmt.Sprintf("fewer than %d customers", GroupLeast)
	case churned == 0:
		report.Reason = "nobody churned"
	case churned == total:
		report.Reason = "everybody churned"
	}
	if report.Reason != "" {
		return report, nil
	}
	within := make([]Rule, len(rules))
	for i, rule := range rules {
		within[i] = Rule{Name: rule.Name, Score: pick(rule.Score, g.Rows)}
	}
	full, err := Evaluate(ctx, part, probabilities, within, o)
	if errors.Is(err, models.ErrOneClass) {
		report.Reason = "hardly any customer of one class"
		return report, nil
	}
	if err != nil {
		return GroupReport{}, err
	}
	report.Scores, report.Intervals, report.Rules = &full.Model, full.Intervals, full.Rules
	report.Replicates, report.Undefined = full.Replicates, full.Undefined
	return report, nil
}

// checkSample reports what is wrong with a sample and its scores.
func checkSample(s Sample, p []float64, rules []Rule) error {
	if err := models.CheckLabels(s.Y, s.W); err != nil && !errors.Is(err, models.ErrOneClass) {
		return err
	}
	if s.Keys != nil && len(s.Keys) != len(s.Y) {
		return fmt.Errorf("checking keys: %d keys for %d labels: %w", len(s.Keys), len(s.Y), models.ErrShape)
	}
	if err := checkScore(p, len(s.Y), true); err != nil {
		return err
	}
	for _, rule := range rules {
		if err := checkScore(rule.Score, len(s.Y), false); err != nil {
			return fmt.Errorf("ranking by rule %s: %w", rule.Name, err)
		}
	}
	return nil
}

// checkRows reports a row outside a sample of n, or one listed twice.
func checkRows(rows []int, n int) error {
	seen := make([]bool, n)
	for _, row := range rows {
		if row < 0 || row >= n {
			return fmt.Errorf("row %d of a sample of %d: %w", row, n, models.ErrValue)
		}
		if seen[row] {
			return fmt.Errorf("row %d is listed twice: %w", row, models.ErrValue)
		}
		seen[row] = true
	}
	return nil
}

// atLeast says whether there are n different keys.
func atLeast(keys []uint64, n int) bool {
	seen := make(map[uint64]struct{}, n)
	for _, key := range keys {
		if seen[key] = struct{}{}; len(seen) == n {
			return true
		}
	}
	return false
}

// pick gives the values at the rows; nil stays nil.
func pick[T any](values []T, rows []int) []T {
	if values == nil {
		return nil
	}
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = values[row]
	}
	return out
}
