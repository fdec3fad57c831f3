package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"predict/models/metrics"
	"predict/pipeline"
)

// printCandidates prints what competed, how the best was chosen, and how its
// probabilities were corrected.
func (a *app) printCandidates(e *pipeline.Evaluation) {
	if len(e.Candidates) == 0 {
		return
	}
	t := newTable(a.out, "candidate", "rehearsed log loss", "AUC", "average precision", "log loss", "calibration error")
	for _, c := range e.Candidates {
		within := c.Intervals
		if within == nil {
			within = &metrics.ScoreIntervals{}
		}
		t.AppendRow(table.Row{
			candidateName(c), fmt.Sprintf("%.4f", c.Rehearsed), figure(c.Model.AUC, within.AUC), figure(c.Model.AveragePrecision, within.AveragePrecision),
			figure(c.Model.LogLoss, within.LogLoss), figure(c.Model.ECE, within.ECE),
		})
	}
	t.Render()
	where := "customers held back at the training cutoffs"
	if e.Calibrated != "" {
		where = "customers at " + e.Calibrated
	}
	fmt.Fprintf(a.out, "* chosen, by the rehearsed log loss: on %s, whom it had not learned from.\n", where)
	if e.Calibrator != nil {
		fmt.Fprintf(a.out, "Calibrated there: %s.", e.Calibrator.Kind)
	}
	if s := e.Season; s != nil {
		fmt.Fprintf(a.out, " Season: %+.2f in log odds, because %.1f %% churned at %s where %.1f %% were expected.", s.Shift, 100*s.Observed, s.Cutoff, 100*s.Expected)
	}
	fmt.Fprint(a.out, "\n\n")
}

// candidateName tells a candidate with what the rehearsal found for it.
func candidateName(c pipeline.CandidateFigures) string {
	var parts []string
	if c.Rounds > 0 {
		parts = append(parts, fmt.Sprintf("%d trees", c.Rounds))
	}
	if c.Weight > 0 && c.Weight < 1 {
		parts = append(parts, fmt.Sprintf("%.0f %% of the average", 100*c.Weight))
	}
	name := c.Name
	if c.Chosen {
		name = "* " + name
	}
	if len(parts) > 0 {
		name += " (" + strings.Join(parts, ", ") + ")"
	}
	return name
}

// printGroups prints the figures of parts of the customers, beside the best
// simple rule on each.
func (a *app) printGroups(e *pipeline.Evaluation) {
	if len(e.Groups) == 0 {
		return
	}
	t := newTable(a.out, "customers", "number", "churned", "expected", "AUC", "best simple rule")
	for _, g := range e.Groups {
		row := table.Row{g.Name, number(int64(g.N)), fmt.Sprintf("%.1f %%", 100*g.ChurnRate), fmt.Sprintf("%.1f %%", 100*g.MeanProbability)}
		if g.Scores == nil {
			t.AppendRow(append(row, g.Reason, ""))
			continue
		}
		within := g.Intervals
		if within == nil {
			within = &metrics.ScoreIntervals{}
		}
		best, name := 0.0, ""
		for _, rule := range ruleNames() {
			if r, ok := g.Rules[rule]; ok && r.AUC > best {
				best, name = r.AUC, strings.ReplaceAll(rule, "_", " ")
			}
		}
		t.AppendRow(append(row, figure(g.Scores.AUC, within.AUC), fmt.Sprintf("%.4f (%s)", best, name)))
	}
	t.SetColumnConfigs(rightAligned(2, 4))
	fmt.Fprintln(a.out)
	t.Render()
}

// printGains prints what each tenth of the list holds, the riskiest first.
func (a *app) printGains(e *pipeline.Evaluation) {
	t := newTable(a.out, "tenth", "churned", "lift", "leavers caught so far", "lift so far")
	for _, d := range e.Gains {
		t.AppendRow(table.Row{d.Decile, fmt.Sprintf("%.1f %%", 100*d.Rate), share(d.Lift, d.LiftInterval, 1, "%.2f"), share(d.Gain, d.Interval, 100, "%.1f %%"), fmt.Sprintf("%.2f", d.CumulativeLift)})
	}
	t.SetColumnConfigs(rightAligned(1, 5))
	fmt.Fprintln(a.out)
	t.Render()
}

// printReliability prints expected against observed churn.
func (a *app) printReliability(e *pipeline.Evaluation) {
	t := newTable(a.out, "customers by probability", "expected to churn", "churned")
	for _, b := range e.Reliability {
		t.AppendRow(table.Row{number(int64(b.Weight + 0.5)), fmt.Sprintf("%.1f %%", 100*b.Predicted), share(b.Observed, b.Interval, 100, "%.1f %%")})
	}
	t.SetColumnConfigs(rightAligned(1, 3))
	fmt.Fprintln(a.out)
	t.Render()
}

// printConfusion prints what a list cut at each tier gets right and wrong.
func (a *app) printConfusion(e *pipeline.Evaluation) {
	t := newTable(a.out, "listed from", "customers", "right", "false alarms", "missed", "precision", "recall", "F1")
	optional := func(v *float64) string {
		if v == nil {
			return "undefined"
		}
		return fmt.Sprintf("%.3f", *v)
	}
	for _, c := range e.Confusion {
		t.AppendRow(table.Row{
			fmt.Sprintf("%.2f", c.Threshold), number(int64(c.TruePositives + c.FalsePositives)), number(int64(c.TruePositives)), number(int64(c.FalsePositives)),
			number(int64(c.FalseNegatives)), optional(c.Precision), optional(c.Recall), optional(c.F1),
		})
	}
	t.SetColumnConfigs(rightAligned(1, 8))
	fmt.Fprintln(a.out)
	t.Render()
}

// share writes a figure times scale with its interval, where it has one.
func share(v float64, within *metrics.Interval, scale float64, format string) string {
	text := fmt.Sprintf(format, scale*v)
	if within == nil {
		return text
	}
	return text + fmt.Sprintf(" ["+format+", "+format+"]", scale*within.Low, scale*within.High)
}
