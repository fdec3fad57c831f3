package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"predict/configs"
	"predict/pipeline"
)

// mostShown is the number of features that show names.
const mostShown = 10

// showModel prints all that is known of a model.
func (a *app) showModel(d *pipeline.ModelDetails) error {
	if a.json {
		return a.printJSON(d)
	}
	mark := ""
	if d.Champion {
		mark = ", the champion"
	}
	fmt.Fprintf(a.out, "Model %s%s\n\n", d.ID, mark)
	a.printModelFacts(d)
	if d.Evaluation != nil && d.Evaluation.Scores != nil {
		fmt.Fprintln(a.out)
		a.printEvaluation(d.Evaluation)
	}
	if v := d.Verdict; v != nil {
		fmt.Fprintf(a.out, "\nGate: %s\n", gateText(d.ModelSummary))
		for _, c := range v.Checks {
			fmt.Fprintf(a.out, "  %s %s\n", checkMark(c.Passed, c.Note), c.Text)
		}
	}
	a.printImportances(d)
	fmt.Fprintln(a.out, "\nHistory")
	for _, e := range d.History {
		fmt.Fprintf(a.out, "  %s\n", historyText(e))
	}
	fmt.Fprintf(a.out, "\nCard: %s\n", d.Card)
	if d.Text != "" {
		fmt.Fprintf(a.out, "For LightGBM: %s\n", d.Text)
	}
	return nil
}

func checkMark(passed, note bool) string {
	switch {
	case note:
		return "note   "
	case passed:
		return "passed "
	}
	return "REFUSED"
}

// printModelFacts prints where a model comes from.
func (a *app) printModelFacts(d *pipeline.ModelDetails) {
	t := newTable(a.out, "what", "")
	fact := func(name, value string) {
		if value != "" {
			t.AppendRow(table.Row{name, value})
		}
	}
	fact("algorithm", d.Algorithm)
	fact("as of", d.AsOf)
	if !d.Trained.IsZero() {
		fact("trained", d.Trained.Format(time.DateTime)+" UTC")
	}
	fact("learned at", strings.Join(d.Cutoffs, ", "))
	fact("calibrated at", d.Calibrated)
	fact("judged at", d.Test)
	fact("may score from", d.KnownFrom)
	fact("churned", fmt.Sprintf("%s, %d days after a gap of %d", d.Churn.Definition, d.Churn.HorizonDays, d.Churn.GapDays))
	fact("rows", number(int64(d.Rows)))
	fact("features", fmt.Sprint(len(d.Features)))
	fact("seed", fmt.Sprint(d.Seed))
	for _, p := range parameterLines(d.Parameters, d.Algorithm) {
		fact(p[0], p[1])
	}
	fact("program", d.Program)
	fact("config", d.ConfigHash)
	fact("data", d.Data.Fingerprint)
	fact("features' hash", d.Schema)
	t.Render()
}

// parameterLines writes the parameters of the algorithm, and of an average those
// of its members, a few to a line; where they are not grouped by algorithm, all
// of them. A line is a name and a text.
func parameterLines(raw json.RawMessage, algorithm string) [][2]string {
	var groups map[string]json.RawMessage
	if json.Unmarshal(raw, &groups) != nil {
		return [][2]string{{"parameters", string(raw)}}
	}
	names := []string{algorithm}
	if algorithm == configs.Average {
		_ = json.Unmarshal(groups["average"], &names) // an artifact without members has no such line
	}
	var lines [][2]string
	for _, name := range names {
		var group map[string]json.RawMessage
		if json.Unmarshal(groups[name], &group) == nil {
			lines = append(lines, wrapped(name, group)...)
		}
	}
	if len(lines) == 0 {
		return wrapped("parameters", groups)
	}
	return lines
}

// parameterWidth is how wide a line of parameters grows before the next begins.
const parameterWidth = 90

// wrapped writes parameters in the order of their names over as many lines as
// they need.
func wrapped(name string, group map[string]json.RawMessage) [][2]string {
	lines := [][2]string{{name, ""}}
	for _, key := range slices.Sorted(maps.Keys(group)) {
		part := key + "=" + string(group[key])
		last := &lines[len(lines)-1][1]
		switch {
		case *last == "":
			*last = part
		case len(*last)+len(part) > parameterWidth:
			lines = append(lines, [2]string{"", part})
		default:
			*last += " " + part
		}
	}
	return lines
}

// printImportances prints what counts most.
func (a *app) printImportances(d *pipeline.ModelDetails) {
	if len(d.Importances) == 0 {
		return
	}
	var families []string
	for _, f := range d.Families {
		families = append(families, fmt.Sprintf("%s %.0f %%", strings.ReplaceAll(f.Family, "_", " "), 100*f.Share))
	}
	fmt.Fprintf(a.out, "\nWhat counts, by family: %s\n", strings.Join(families, ", "))
	t := newTable(a.out, "feature", "family", "share")
	for _, i := range d.Importances[:min(len(d.Importances), mostShown)] {
		t.AppendRow(table.Row{i.Feature, i.Family, fmt.Sprintf("%.1f %%", 100*i.Share)})
	}
	t.SetColumnConfigs(rightAligned(3, 3))
	t.Render()
}

// historyText is a line of the history in words.
func historyText(e pipeline.HistoryEntry) string {
	text := map[string]string{
		pipeline.ActionTrained: "trained", pipeline.ActionPromoted: "promoted", pipeline.ActionForced: "promoted by force",
		pipeline.ActionRefused: "refused", pipeline.ActionRolledBack: "made the champion again", pipeline.ActionRemoved: "removed", pipeline.ActionBegun: "champion when the history began anew",
	}[e.Action]
	if text == "" {
		text = e.Action
	}
	if e.Previous != "" {
		text += " in place of " + e.Previous
	}
	if e.Action == pipeline.ActionRolledBack {
		text = e.Model + " " + text
	}
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return e.When.Format(time.DateTime) + " " + text
}

// showModelDiff prints how two models differ.
func (a *app) showModelDiff(d *pipeline.ModelDiff) error {
	if a.json {
		return a.printJSON(d)
	}
	if len(d.Settings) == 0 {
		fmt.Fprintln(a.out, "Settings, cutoffs and data are the same.")
	} else {
		t := newTable(a.out, "setting", d.A.ID, d.B.ID)
		for _, s := range d.Settings {
			t.AppendRow(table.Row{strings.ToLower(s.Name), s.A, s.B})
		}
		t.Render()
	}
	for _, side := range []struct {
		id    string
		names []string
	}{{d.A.ID, d.Removed}, {d.B.ID, d.Added}} {
		if len(side.names) > 0 {
			fmt.Fprintf(a.out, "Features only in %s: %s\n", side.id, strings.Join(side.names, ", "))
		}
	}
	fmt.Fprintln(a.out)
	t := newTable(a.out, "", d.A.ID, d.B.ID)
	for _, m := range d.Metrics {
		t.AppendRow(table.Row{m.Name, modelFigure(m.A, false), modelFigure(m.B, false)})
	}
	t.AppendRow(table.Row{"gate", gateText(d.A), gateText(d.B)})
	t.Render()
	if d.Note != "" {
		fmt.Fprintf(a.out, "Do not compare these figures: %s.\n", d.Note)
	}
	if len(d.Moved) > 0 {
		fmt.Fprintln(a.out)
		t := newTable(a.out, "share of the importance", d.A.ID, d.B.ID)
		for _, m := range d.Moved {
			t.AppendRow(table.Row{m.Feature, fmt.Sprintf("%.1f %%", 100*m.A), fmt.Sprintf("%.1f %%", 100*m.B)})
		}
		t.SetColumnConfigs(rightAligned(2, 3))
		t.Render()
	}
	return nil
}
