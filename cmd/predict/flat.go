package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"predict/configs"
	"predict/data/flat"
	"predict/models/metrics"
	"predict/pipeline"
)

// runFlat runs a command on a config that names a flat table: the commands are
// the same, what they do is simpler.
func (a *app) runFlat(cmd *cobra.Command, s *pipeline.State) error {
	ctx := cmd.Context()
	switch cmd.Name() {
	case "train":
		found, err := pipeline.TrainFlat(ctx, s)
		return errors.Join(a.showFlatTraining(found), err)
	case "evaluate":
		found, err := pipeline.EvaluateFlat(ctx, s)
		return errors.Join(a.showFlatTraining(found), err)
	case "score":
		found, err := pipeline.ScoreFlat(ctx, s)
		if err != nil {
			return err
		}
		return a.showFlatScoring(found)
	case "run":
		trained, scored, err := pipeline.RunFlat(ctx, s)
		if err != nil {
			return errors.Join(a.showFlatTraining(trained), err)
		}
		if s.Skipped {
			return a.showFlatUpToDate(s)
		}
		if a.json {
			return a.printJSON(map[string]any{"training": trained, "scoring": scored})
		}
		return errors.Join(a.showFlatTraining(trained), a.showFlatScoring(scored))
	}
	return &usageError{fmt.Errorf("the config names a flat table, which has no events: %s has nothing to do; use train, score, run or evaluate", cmd.Name())}
}

// showFlatUpToDate says that there was nothing to do.
func (a *app) showFlatUpToDate(s *pipeline.State) error {
	if a.json {
		return a.printJSON(runResult{s.Manifest, true})
	}
	_, err := fmt.Fprintf(a.out, "Nothing to do: the table, the config and the program are those of the list that stands.\n%s\n", filepath.Join(s.Output, "risk.csv"))
	return err
}

// showFlatTraining prints what a training found; nothing where it found nothing.
func (a *app) showFlatTraining(t *pipeline.FlatTraining) error {
	if t == nil {
		return nil
	}
	if a.json {
		return a.printJSON(t)
	}
	a.printColumns(t)
	if len(t.Candidates) == 0 {
		return nil
	}
	a.printFlatFigures(t)
	switch {
	case t.ModelID == "":
	case t.Promoted:
		fmt.Fprintf(a.out, "Stored as model %s, which scores from now on.\n", t.ModelID)
	default:
		fmt.Fprintf(a.out, "Stored as model %s, which does not score.\n", t.ModelID)
	}
	return nil
}

// printColumns prints what the table holds.
func (a *app) printColumns(t *pipeline.FlatTraining) {
	fmt.Fprintf(a.out, "%s: %s customers, of whom %.1f %% left", t.File, number(int64(t.Customers)), 100*float64(t.Churned)/float64(t.Customers))
	if t.Unknown > 0 {
		fmt.Fprintf(a.out, "; %s more have no label and are not learned from", number(int64(t.Unknown)))
	}
	fmt.Fprintln(a.out, ".")
	if t.Rejected > 0 {
		fmt.Fprintf(a.out, "%s records are broken and left out:\n", number(int64(t.Rejected)))
		for _, r := range t.Examples {
			fmt.Fprintf(a.out, "  %s:%d: %s\n", r.File, r.Line, r.Reason)
		}
	}
	counts := map[flat.Kind]int{}
	for _, c := range t.Columns {
		counts[c.Kind]++
	}
	fmt.Fprintf(a.out, "Learned from: %d numeric, %d yes/no and %d categorical columns.\n", counts[flat.Numeric], counts[flat.YesNo], counts[flat.Categorical])
	if len(t.Excluded) > 0 {
		fmt.Fprintf(a.out, "Excluded: %s.\n", strings.Join(t.Excluded, ", "))
	}
	for _, c := range t.Columns {
		switch {
		case !c.Kind.Used():
			fmt.Fprintf(a.out, "Left out: %s, for %s.\n", c.Name, c.Note)
		case c.Note != "":
			fmt.Fprintf(a.out, "%s: %s.\n", c.Name, c.Note)
		}
	}
}

// printFlatFigures prints the candidates.
func (a *app) printFlatFigures(t *pipeline.FlatTraining) {
	fmt.Fprintf(a.out, "\nCross-validated in %d folds by customer: each customer is predicted by models that learned from the others.\n", t.Folds)
	fmt.Fprintln(a.out, "The table has no time, so these figures are not out of time: on later customers expect less.")
	w := newTable(a.out, "", "AUC", "average precision", "lift in the top tenth", "log loss", "calibration error")
	for _, c := range t.Candidates {
		name, within := c.Name, c.Intervals
		if name == t.Chosen {
			name += " (chosen)"
		}
		if within == nil {
			within = &metrics.ScoreIntervals{}
		}
		w.AppendRow(table.Row{
			name, figure(c.Model.AUC, within.AUC), figure(c.Model.AveragePrecision, within.AveragePrecision), figure(c.Model.LiftTopDecile, within.LiftTopDecile),
			figure(c.Model.LogLoss, within.LogLoss), figure(c.Model.ECE, within.ECE),
		})
	}
	w.Render()
	c := t.Candidates[0] // what is said of the resamples holds for all
	fmt.Fprintf(a.out, "The largest lift possible is %.2f; intervals hold %.0f %% of %d resamples of the customers.\n", c.Model.LiftCap, 100*c.Level, c.Replicates)
}

// showFlatScoring prints the summary of a list.
func (a *app) showFlatScoring(f *pipeline.FlatScoring) error {
	if a.json {
		return a.printJSON(f)
	}
	fmt.Fprintf(a.out, "%s customers of %s were scored by model %s.\n", number(int64(f.Customers)), f.File, f.Risk.ModelID)
	if f.Learned {
		fmt.Fprintln(a.out, "The model learned from these very customers: their probabilities look surer than those of others will. Name the customers to score with flat.score_file.")
	}
	for _, w := range f.Warnings {
		fmt.Fprintf(a.out, "Note: %s.\n", w)
	}
	fmt.Fprintln(a.out)
	t := newTable(a.out, "tier", "customers", "expected to leave", "probability from")
	for _, tier := range []string{configs.TierHigh, configs.TierMedium, configs.TierLow} {
		sum := f.Risk.Tier(tier)
		t.AppendRow(table.Row{tier, number(int64(sum.Customers)), number(int64(sum.Expected + 0.5)), fmt.Sprintf("%.2f", sum.From)})
	}
	t.SetColumnConfigs(rightAligned(2, 4))
	t.Render()
	fmt.Fprintf(a.out, "\nThe page:  %s\nThe list:  %s\nAs data:   %s\nManifest:  %s\n", filepath.Join(f.Output, "report.html"), filepath.Join(f.Output, "risk.csv"), filepath.Join(f.Output, "risk.parquet"), filepath.Join(f.Output, "manifest.json"))
	return nil
}
