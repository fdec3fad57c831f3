package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"predict/models/tune"
	"predict/pipeline"
)

// printTuning prints the trials, the best first, and what was chosen of them.
func (a *app) printTuning(n *pipeline.TuningNote) {
	if n == nil {
		return
	}
	if n.KeptFrom != "" {
		fmt.Fprintf(a.out, "Settings as tuned for model %s; `predict train --tune` searches anew.\n\n", n.KeptFrom)
		return
	}
	if n.Stopped {
		fmt.Fprintf(a.out, "Tuning was stopped by the clock after %d of %d trials: repeat with --trials %d for the same result.\n", n.Trials, n.Planned, n.Trials)
	} else {
		fmt.Fprintf(a.out, "Tuning made %d trials; --trials %d repeats them on any machine.\n", n.Trials, n.Trials)
	}
	for _, f := range n.Folds {
		where := fmt.Sprintf("on %s customers at %s", number(int64(f.HeldRows)), f.Held)
		if f.Held == "" {
			where = "on customers held back there in turn"
		}
		fmt.Fprintf(a.out, "Trials learned from %s rows at %s, and were judged %s.\n", number(int64(f.Rows)), strings.Join(f.Learned, ", "), where)
	}
	t := newTable(a.out, "settings", "with a quarter of the rows", "log loss", "gain", "standard error")
	for _, r := range n.Results {
		t.AppendRow(table.Row{r.Algorithm + " as configured", "", fmt.Sprintf("%.5f", r.Configured), "", ""})
		for _, trial := range bestTrials(n.Tried, r.Algorithm) {
			t.AppendRow(trialRow(trial))
		}
	}
	columns := rightAligned(2, 5)
	columns[0].Hidden = !slices.ContainsFunc(n.Tried, func(t pipeline.TuningTrial) bool { return t.Few != nil })
	t.SetColumnConfigs(columns)
	t.Render()
	for _, r := range n.Results {
		fmt.Fprintln(a.out, tuningResult(r))
		if r.Chosen {
			fmt.Fprintln(a.out, "  "+settingsText(n.Tried[r.Trial-1].Parameters))
		}
	}
	fmt.Fprintln(a.out)
}

// mostTrials is the number of trials that are shown of each algorithm.
const mostTrials = 5

// bestTrials gives the trials of an algorithm that were tried on all rows, the
// lowest loss first.
func bestTrials(all []pipeline.TuningTrial, algorithm string) []pipeline.TuningTrial {
	full := slices.DeleteFunc(slices.Clone(all), func(t pipeline.TuningTrial) bool { return t.Algorithm != algorithm || t.LogLoss == nil })
	slices.SortStableFunc(full, func(a, b pipeline.TuningTrial) int {
		switch {
		case *a.LogLoss < *b.LogLoss:
			return -1
		case *a.LogLoss > *b.LogLoss:
			return 1
		}
		return 0
	})
	return full[:min(len(full), mostTrials)]
}

// trialRow is a trial on a line of the table.
func trialRow(t pipeline.TuningTrial) table.Row {
	few := ""
	if t.Few != nil {
		few = fmt.Sprintf("%.5f", *t.Few)
	}
	name := fmt.Sprintf("%s trial %d", t.Algorithm, t.Number)
	if t.Chosen {
		name = "* " + name
	}
	return table.Row{name, few, fmt.Sprintf("%.5f", *t.LogLoss), fmt.Sprintf("%+.5f", t.Gain.Mean), fmt.Sprintf("%.5f", t.Gain.Error)}
}

// settingsText writes settings in the order of their names.
func settingsText(p map[string]any) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(p)) {
		parts = append(parts, fmt.Sprintf("%s=%v", name, p[name]))
	}
	return strings.Join(parts, " ")
}

// tuningResult says what became of the best trial of an algorithm, and why.
func tuningResult(r pipeline.TuningResult) string {
	gain := func(g *tune.Gain) string { return fmt.Sprintf("%+.5f, standard error %.5f", g.Mean, g.Error) }
	switch {
	case r.Gain == nil:
		return fmt.Sprintf("%s stays as configured: no trial got as far as all rows.", r.Algorithm)
	case r.Chosen && r.EveryRow != nil:
		return fmt.Sprintf("%s takes trial %d, which does better with every row, too (%s).", r.Algorithm, r.Trial, gain(r.EveryRow))
	case r.Chosen:
		return fmt.Sprintf("%s takes trial %d.", r.Algorithm, r.Trial)
	case r.EveryRow != nil:
		return fmt.Sprintf("%s stays as configured: with every row, trial %d is not better by more than a standard error (%s).", r.Algorithm, r.Trial, gain(r.EveryRow))
	}
	return fmt.Sprintf("%s stays as configured: no trial is better by more than a standard error (the best, %d: %s).", r.Algorithm, r.Trial, gain(r.Gain))
}
