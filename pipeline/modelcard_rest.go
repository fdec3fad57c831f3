package pipeline

import (
	"fmt"
	"strings"
	"time"
)

// mostCarded is the number of features that a card names.
const mostCarded = 15

// importances tells what the model looks at.
func (c *card) importances(m *Model) {
	list := m.artifact.Importances
	if len(list) == 0 {
		return
	}
	c.heading("What counts")
	var rows [][]string
	for _, f := range familyShares(list) {
		rows = append(rows, []string{markup(strings.ReplaceAll(f.Family, "_", " ")), fmt.Sprintf("%.1f %%", 100*f.Share)})
	}
	c.table([]string{"Family", "Share"}, rows)
	c.line("")
	rows = nil
	for _, i := range list[:min(len(list), mostCarded)] {
		rows = append(rows, []string{"`" + markup(i.Feature) + "`", markup(strings.ReplaceAll(i.Family, "_", " ")), fmt.Sprintf("%.1f %%", 100*i.Share)})
	}
	c.table([]string{"Feature", "Family", "Share"}, rows)
	c.line("\nA share says how much a feature moves the model, not that it causes churn.")
}

// promotion tells what the gate said and what became of the model.
func (c *card) promotion(m *Model, history []HistoryEntry) {
	c.heading("Gate and promotion")
	switch v := m.verdict; {
	case v == nil:
		c.line("The gate was not asked.")
	default:
		c.line("The gate %s it.\n", map[bool]string{true: "let it pass", false: "**refused**"}[v.Passed])
		var rows [][]string
		for _, check := range v.Checks {
			outcome := "refused"
			switch {
			case check.Note:
				outcome = "not known"
			case check.Passed:
				outcome = "passed"
			}
			rows = append(rows, []string{check.Name, outcome, check.Text})
		}
		c.table([]string{"Check", "Outcome", "Why"}, rows)
	}
	if wasForced(history, m.ID) {
		c.line("\n**It was promoted by force, against the gate.**")
	}
	if len(history) == 0 {
		c.line("\nIt has not been promoted.")
		return
	}
	c.line("")
	var rows [][]string
	for _, e := range history {
		what := strings.ReplaceAll(e.Action, "_", " ")
		if e.Action == ActionRolledBack {
			what = "rolled back to " + e.Model
		}
		if e.Previous != "" {
			what += ", in place of " + e.Previous
		}
		rows = append(rows, []string{e.When.Format(time.DateTime), what, markup(e.Reason)})
	}
	c.table([]string{"When (UTC)", "What", "Reason"}, rows)
}

// modelLimits say what a model cannot do.
func modelLimits(horizonDays int) []string {
	return []string{
		"It knows the past only. Where prices, products or the market change, it is wrong until it is trained again; every score measures how far the customers have drifted from those of training.",
		fmt.Sprintf("It answers for the horizon of %d days, and for customers who are eligible: those with a purchase in the look-back. About all others it says nothing.", horizonDays),
		"Customers with a single purchase have little history; their figures are told by themselves where there are enough of them.",
		"Customers who were made offers behave as people do who were made offers. Treated customers are in the training data as configured.",
		"What counts in it is correlation.",
	}
}

// limits tells what the model cannot do.
func (c *card) limits(m *Model) {
	c.heading("Limits")
	for _, limit := range modelLimits(m.artifact.Churn.HorizonDays) {
		c.line("- %s", limit)
	}
	if len(m.artifact.Reference) == 0 || string(m.artifact.Reference) == "null" {
		c.line("- It does not hold how its customers were distributed: drift cannot be measured.")
	}
}

// reproduction tells how to get the same model again.
func (c *card) reproduction(m *Model) {
	a := m.artifact
	c.heading("How to make it again")
	c.line("The same exports, config and program give the same model, with the same id, on any machine: `predict train --as-of %s`.\n", dateOr(a.AsOf, "DATE"))
	rows := [][]string{
		{"program", orNone(a.Program)},
		{"config hash", a.ConfigHash},
		{"seed", fmt.Sprint(a.Seed)},
		{"exports, hash of their checksums", a.Data.Fingerprint},
		{"hash of the features", a.SchemaHash},
		{"parameters", "`" + strings.ReplaceAll(string(a.Parameters), "`", "'") + "`"},
	}
	if a.Text != nil {
		rows = append(rows, []string{a.Text.Name + ", for LightGBM", "SHA-256 " + a.Text.SHA256})
	}
	c.table([]string{"What", "Value"}, rows)
	if a.Text != nil {
		c.line("\n`%s` holds the trees without the calibration: `lightgbm.Booster(model_file=\"%s\")` predicts the raw probability.", a.Text.Name, a.Text.Name)
	}
}
