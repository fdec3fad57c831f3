package main

import (
	"fmt"
	"path/filepath"

	"github.com/jedib0t/go-pretty/v6/table"

	"predict/configs"
	"predict/pipeline"
)

// showRun prints the summary of a run for a manager: how many are at risk, how
// much is at stake, how sure this is, and where the list is.
func (a *app) showRun(s *pipeline.State) error {
	if a.json {
		return a.printJSON(s.Manifest)
	}
	if s.Skipped {
		fmt.Fprintf(a.out, "Nothing to do: no export is new, and the list as of %s is up to date.\n%s\n", s.Manifest.AsOf, filepath.Join(s.Output, "risk.csv"))
		return nil
	}
	if s.Load != nil && s.Load.New() {
		a.printBooks(s.Load)
		fmt.Fprintln(a.out)
	}
	a.printRisk(s)
	if e := s.Manifest.Evaluation; e != nil {
		best, name := 0.0, ""
		for _, rule := range []string{"recency", "frequency", "churn_factor"} {
			if auc := e.Rules[rule].AUC; auc > best {
				best, name = auc, rule
			}
		}
		fmt.Fprintf(a.out, "\nHow sure: on %s customers at %s whom it had never seen, the model ranks a leaver above a stayer in %.1f %% of pairs (AUC);\nthe best simple rule (%s) does in %.1f %%. Its most urgent tenth holds %.1f times as many leavers as the average (at most %.1f is possible).\n",
			number(int64(e.N)), e.Test, 100*e.Model.AUC, name, 100*best, e.Model.LiftTopDecile, e.Model.LiftCap)
	}
	fmt.Fprintf(a.out, "\nThe list:  %s\nAs data:   %s\nManifest:  %s\n", filepath.Join(s.Output, "risk.csv"), filepath.Join(s.Output, "risk.parquet"), filepath.Join(s.Output, "manifest.json"))
	return nil
}

// printRisk prints tiers and what is at stake in each.
func (a *app) printRisk(s *pipeline.State) {
	r := s.Risk
	fmt.Fprintf(a.out, "As of %s, %s customers were scored for the next %d days.\n\n", s.Manifest.AsOf, number(int64(len(r.Rows))), r.HorizonDays)
	t := newTable(a.out, "tier", "customers", "expected to leave", "value at risk ("+r.Currency+")", "probability from")
	for _, tier := range []string{configs.TierHigh, configs.TierMedium, configs.TierLow} {
		sum := r.Tier(tier)
		t.AppendRow(table.Row{tier, number(int64(sum.Customers)), number(int64(sum.Expected + 0.5)), number(sum.ValueAtRisk / 10_000), fmt.Sprintf("%.2f", sum.From)})
	}
	t.SetColumnConfigs(rightAligned(2, 5))
	t.Render()
}
