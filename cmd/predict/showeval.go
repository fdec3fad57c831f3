package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"predict/models/metrics"
	"predict/models/rules"
	"predict/pipeline"
)

// showTrain prints the figures and the stored model.
func (a *app) showTrain(s *pipeline.State) error {
	if a.json {
		return a.printJSON(map[string]any{"model": s.Manifest.Model, "evaluation": s.Training.Evaluation})
	}
	a.printEvaluation(s.Training.Evaluation)
	what := "Champion is now model"
	if s.Refused != nil {
		what = "Refused: model"
	}
	fmt.Fprintf(a.out, "\n%s %s, learned from %s customers at %s\n", what, s.Manifest.Model.ID, number(int64(s.Manifest.Model.Rows)), strings.Join(s.Manifest.Model.Cutoffs, ", "))
	return nil
}

// showEvaluation prints the figures.
func (a *app) showEvaluation(s *pipeline.State) error {
	if a.json {
		return a.printJSON(s.Evaluation)
	}
	a.printEvaluation(s.Evaluation)
	a.printGroups(s.Evaluation)
	a.printGains(s.Evaluation)
	a.printReliability(s.Evaluation)
	a.printConfusion(s.Evaluation)
	return nil
}

func (a *app) printEvaluation(e *pipeline.Evaluation) {
	a.printTuning(e.Tuning)
	fmt.Fprintf(a.out, "Learned at %s, judged at %s on %s customers, of whom %.1f %% churned within %d days.\n",
		strings.Join(e.Train, ", "), e.Test, number(int64(e.N)), 100*e.ChurnRate, e.Horizon)
	lines := []table.Row{{"AUC"}, {"average precision"}, {"lift in the top tenth"}, {"log loss"}, {"Brier"}, {"calibration error"}}
	header := []any{""}
	column := func(name string, cells ...string) {
		header = append(header, name)
		for i, cell := range cells {
			lines[i] = append(lines[i], cell)
		}
	}
	m, within := e.Model, e.Intervals
	if within == nil {
		within = &metrics.ScoreIntervals{}
	}
	a.printCandidates(e)
	column(e.Algorithm, figure(m.AUC, within.AUC), figure(m.AveragePrecision, within.AveragePrecision), figure(m.LiftTopDecile, within.LiftTopDecile),
		figure(m.LogLoss, within.LogLoss), figure(m.Brier, within.Brier), figure(m.ECE, within.ECE))
	for _, name := range ruleNames() {
		r, ok := e.Rules[name]
		if !ok {
			continue
		}
		within := r.Intervals
		if within == nil {
			within = &metrics.RankIntervals{}
		}
		column("rule: "+strings.ReplaceAll(name, "_", " "), // it gives an order, no probabilities
			figure(r.AUC, within.AUC), figure(r.AveragePrecision, within.AveragePrecision), figure(r.LiftTopDecile, within.LiftTopDecile))
	}
	t := newTable(a.out, header...)
	t.AppendRows(lines)
	t.Render()
	fmt.Fprintf(a.out, "The largest lift possible is %.2f; intervals hold %.0f %% of %d resamples of the customers.\n", m.LiftCap, 100*e.Level, e.Replicates)
}

// figure writes a metric with its interval, where it has one.
func figure(v float64, within metrics.Interval) string {
	if within == (metrics.Interval{}) {
		return fmt.Sprintf("%.4f", v)
	}
	return fmt.Sprintf("%.4f [%.4f, %.4f]", v, within.Low, within.High)
}

// ruleNames are the simple rules in the order in which they are shown.
func ruleNames() []string { return []string{rules.Recency, rules.Frequency, rules.ChurnFactor} }
