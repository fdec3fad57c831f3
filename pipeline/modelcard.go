package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"predict/features"
	"predict/models/metrics"
)

// card writes Markdown.
type card struct{ strings.Builder }

// line writes a line, from a format.
func (c *card) line(format string, a ...any) { fmt.Fprintf(c, format+"\n", a...) }

// heading begins a section.
func (c *card) heading(text string) { c.line("\n## %s\n", text) }

// table writes rows of cells under a header.
func (c *card) table(header []string, rows [][]string) {
	c.row(header)
	c.row(slices.Repeat([]string{"---"}, len(header)))
	for _, r := range rows {
		c.row(r)
	}
}

func (c *card) row(cells []string) {
	escaped := make([]string, len(cells))
	for i, cell := range cells {
		escaped[i] = strings.NewReplacer("|", `\|`, "\n", " ").Replace(cell)
	}
	c.line("| %s |", strings.Join(escaped, " | "))
}

// modelCard tells people what they should know of a model, as Markdown: what it
// is for, how good it is, where it fails, and what became of it. The same model
// and history give the same text.
func modelCard(m *Model, history []HistoryEntry) string {
	if text, ok := flatCard(m, history); ok {
		return text
	}
	c := &card{}
	a := m.artifact
	c.line("# Model %s\n", m.ID)
	c.line("Trained as of %s by %s. Algorithm: %s.", dateOr(a.AsOf, "an unknown date"), orNone(a.Program), a.Algorithm)
	c.heading("What it is for")
	after := "after a cutoff"
	if gap := a.Churn.GapDays; gap > 0 {
		after = fmt.Sprintf("that begin %d days after a cutoff", gap)
	}
	c.line("It estimates for each customer the probability of churn in the %d days %s, so that a retention team knows whom to turn to first. Churned is %s.", a.Churn.HorizonDays, after, churnWords(a.Churn.Definition))
	c.line("\nIt is not for deciding about customers to their disadvantage, such as credit or prices, and says nothing of whether acting helps: that is what the holdout of the risk list is for.")
	c.data(m)
	if e := m.evaluation; e != nil && e.Scores != nil {
		c.figures(e)
		c.calibration(e)
		c.groups(e)
	} else {
		c.heading("Figures")
		c.line("It was not judged on customers that it had not seen: nothing is known of how good it is.")
	}
	c.importances(m)
	c.promotion(m, history)
	c.limits(m)
	c.reproduction(m)
	return c.String()
}

// data tells what the model learned from.
func (c *card) data(m *Model) {
	a := m.artifact
	c.heading("Data and cutoffs")
	rows := [][]string{
		{"learned at", strings.Join(timeNames(a.TrainCutoffs), ", ")},
		{"customers learned from", fmt.Sprint(a.Rows)},
		{"calibrated at", dateOr(a.CalibrateCutoff, "not calibrated")},
		{"judged at", dateOr(a.TestCutoff, "not judged")},
		{"may score as of", dateOr(a.KnownFrom(), "any date") + " or later: what it learned from was known then"},
		{"features", fmt.Sprint(len(a.Features))},
	}
	for _, table := range slices.Sorted(maps.Keys(a.Data.Rows)) {
		rows = append(rows, []string{"rows of " + table, fmt.Sprint(a.Data.Rows[table])})
	}
	c.table([]string{"What", "Value"}, rows)
	if e := m.evaluation; e != nil && e.Scores != nil {
		c.line("\nThe figures below are of the recipe, not of this very model: they were measured at %s on a model that had learned at %s, and then the recipe was fitted once more with the newest cutoff.", e.Test, strings.Join(e.Train, ", "))
	}
}

// figures puts the model beside the simple rules and the other candidates.
func (c *card) figures(e *Evaluation) {
	c.heading("Figures")
	c.line("On %d customers at %s, of whom %.1f %% churned.%s\n", e.N, e.Test, 100*e.ChurnRate, intervalWords(e.Scores))
	names := figureNames()
	var rows [][]string
	add := func(who string, figures []*Figure) {
		cells := []string{who}
		for _, f := range figures {
			cells = append(cells, cardFigure(f))
		}
		rows = append(rows, cells)
	}
	add("**"+e.Algorithm+"** (this model)", figuresOf(e))
	for _, other := range e.Candidates {
		if !other.Chosen {
			add(other.Name, figuresOf(&Evaluation{Scores: &metrics.Report{Model: other.Model, Intervals: other.Intervals}}))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Rules)) {
		r := e.Rules[name]
		figures := []*Figure{{Value: r.AUC}, {Value: r.AveragePrecision}, {Value: r.LiftTopDecile}, nil, nil, nil}
		if w := r.Intervals; w != nil {
			figures[0].Interval, figures[1].Interval, figures[2].Interval = &w.AUC, &w.AveragePrecision, &w.LiftTopDecile
		}
		add("rule: "+strings.ReplaceAll(name, "_", " "), figures)
	}
	c.table(append([]string{"Who"}, names...), rows)
	if best, gain := bestRule(e); gain != nil {
		c.line("\nAgainst the best simple rule (%s) the AUC is %s higher.", strings.ReplaceAll(best, "_", " "), cardFigure(gain))
	}
}

// calibration says how probabilities came true.
func (c *card) calibration(e *Evaluation) {
	c.heading("Calibration")
	if n := e.Calibrator; n != nil {
		c.line("Kind: %s.%s", n.Kind, strings.TrimRight(" "+n.Note, " "))
	}
	if n := e.Season; n != nil {
		c.line("The log odds were moved by %+.3f, because at %s the model expected %.1f %% to churn and %.1f %% did.", n.Shift, n.Cutoff, 100*n.Expected, 100*n.Observed)
	}
	c.line("")
	var rows [][]string
	for _, b := range e.Reliability {
		observed := fmt.Sprintf("%.3f", b.Observed)
		if b.Interval != nil {
			observed += fmt.Sprintf(" [%.3f, %.3f]", b.Interval.Low, b.Interval.High)
		}
		rows = append(rows, []string{fmt.Sprintf("%.0f", b.Weight), fmt.Sprintf("%.3f", b.Predicted), observed})
	}
	c.table([]string{"Customers", "Predicted rate", "Observed rate"}, rows)
}

// groups tells where the model is better and worse.
func (c *card) groups(e *Evaluation) {
	if len(e.Groups) == 0 {
		return
	}
	c.heading("Parts of the customers")
	var rows [][]string
	for _, g := range e.Groups {
		cells := []string{markup(g.Name), fmt.Sprint(g.N), fmt.Sprintf("%.3f", g.ChurnRate), fmt.Sprintf("%.3f", g.MeanProbability)}
		if g.Scores == nil {
			rows = append(rows, append(cells, g.Reason, ""))
			continue
		}
		auc, loss := &Figure{Value: g.Scores.AUC}, &Figure{Value: g.Scores.LogLoss}
		if g.Intervals != nil {
			auc.Interval, loss.Interval = &g.Intervals.AUC, &g.Intervals.LogLoss
		}
		rows = append(rows, append(cells, cardFigure(auc), cardFigure(loss)))
	}
	c.table([]string{"Who", "Customers", "Churn rate", "Mean probability", "AUC", "Log loss"}, rows)
}

// cardFigure writes a figure with its interval, nothing for none.
func cardFigure(f *Figure) string {
	switch {
	case f == nil:
		return ""
	case f.Interval == nil:
		return fmt.Sprintf("%.4f", f.Value)
	}
	return fmt.Sprintf("%.4f [%.4f, %.4f]", f.Value, f.Interval.Low, f.Interval.High)
}

func intervalWords(r *Scores) string {
	if r.Replicates == 0 {
		return " No intervals were computed."
	}
	return fmt.Sprintf(" In brackets: what %.0f %% of %d resamples of the customers gave.", 100*r.Level, r.Replicates)
}

func dateOr(t time.Time, other string) string {
	if t.IsZero() {
		return other
	}
	return cutoffName(t.UnixMicro())
}

func orNone(text string) string {
	if text == "" {
		return "an unknown program"
	}
	return text
}

// churnWords says who churned.
func churnWords(definition string) string {
	switch definition {
	case features.Inactivity:
		return "who buys nothing in them"
	case features.Adaptive:
		return "who is silent at their end for much longer than usual for that customer"
	case features.Cancellation:
		return "who cancels in them"
	case features.Decline:
		return "who spends much less in them than before"
	}
	return "defined as " + definition
}
