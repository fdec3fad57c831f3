package pipeline

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"predict/data/flat"
	"predict/models"
)

// flatCard is modelCard for a model of a flat table; false for any other. What
// is said of cutoffs, horizons and eligible customers has no meaning there.
func flatCard(m *Model, history []HistoryEntry) (string, bool) {
	var p flatParameters
	if err := json.Unmarshal(m.artifact.Parameters, &p); err != nil || p.Flat == nil {
		return "", false
	}
	c, a := &card{}, m.artifact
	c.line("# Model %s\n", m.ID)
	c.line("Trained on a flat table by %s. Algorithm: %s.", orNone(a.Program), a.Algorithm)
	c.heading("What it is for")
	c.line("It estimates for each customer the probability of the label \"%s\" in the column `%s`, so that a retention team knows whom to turn to first. When the label was read after the other columns, only whoever made the table knows.", markup(p.Left), markup(p.Label))
	c.line("\nIt is not for deciding about customers to their disadvantage, such as credit or prices, and says nothing of whether acting helps.")
	c.heading("Data")
	c.line("%d customers; SHA-256 of the file: `%s`.\n", a.Rows, a.Data.Fingerprint)
	var rows [][]string
	for _, f := range p.Flat.Features {
		rows = append(rows, []string{"`" + markup(f.Name) + "`", string(f.Kind), flatRange(f)})
	}
	c.table([]string{"Column", "Kind", "Values"}, rows)
	if e := m.evaluation; e != nil && e.Scores != nil {
		judged := *e
		judged.Test = "an unknown time (cross-validated, **not out of time**)"
		c.figures(&judged)
		c.calibration(&judged)
	}
	c.importances(m)
	c.promotion(m, history)
	c.heading("Limits")
	for _, limit := range flatLimits() {
		c.line("- %s", limit)
	}
	c.heading("How to make it again")
	c.line("The same file, config and program give the same model, with the same id, on any machine: `predict train`.\n")
	p.Flat = nil // the columns stand above
	chosen, _ := json.Marshal(p)
	c.table([]string{"What", "Value"}, [][]string{
		{"program", orNone(a.Program)},
		{"config hash", a.ConfigHash},
		{"seed", fmt.Sprint(a.Seed)},
		{"hash of the columns", a.SchemaHash},
		{"settings", "`" + strings.ReplaceAll(string(chosen), "`", "'") + "`"},
	})
	return c.String(), true
}

// flatLimits say what a model of a flat table cannot do.
func flatLimits() []string {
	return []string{
		"The table has no time: how the model does on later customers is not known. Expect less.",
		"A column that was written after the outcome and gives little of it away is not found by the check for leaks.",
		"What counts in it is correlation.",
	}
}

// flatRange tells the values of a column in a few words.
func flatRange(f flat.Feature) string {
	if f.Kind == flat.Numeric {
		return fmt.Sprintf("%s to %s, median %s", formatNumber(f.Hundredths[0]), formatNumber(f.Hundredths[100]), formatNumber(f.Hundredths[50]))
	}
	text := ""
	for k, level := range f.Levels[:min(len(f.Levels), 6)] {
		if k > 0 {
			text += ", "
		}
		text += markup(level)
	}
	if more := len(f.Levels) - 6; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// flatEffectRows is the number of rows from which importances are measured.
const flatEffectRows = 2000

// flatImportances are the mean sizes of the effects of each column on the log
// odds, as shares, the largest first.
func flatImportances(m *Model, f *flatTable) []models.Importance {
	n := min(f.coded.N, flatEffectRows)
	some := &flat.Rows{N: n, P: f.coded.P, Data: f.coded.Data[:n*f.coded.P]}
	explainer := &flatExplainer{model: m, schema: &f.schema, parts: f.schema.Parts()}
	effects := explainer.effects(some, f.schema.Expand(some))
	sums, all := make([]float64, some.P), 0.0
	for i, v := range effects {
		sums[i%some.P] += math.Abs(v)
		all += math.Abs(v)
	}
	if !(all > 0) {
		return nil
	}
	var out []models.Importance
	for j, sum := range sums {
		name := f.schema.Features[j].Name
		out = append(out, models.Importance{Feature: name, Family: name, Share: math.Min(1, sum/all)})
	}
	slices.SortStableFunc(out, func(a, b models.Importance) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return 0
	})
	return out
}
