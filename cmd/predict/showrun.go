package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"predict/configs"
	"predict/data/ingest"
	"predict/pipeline"
)

// runResult is what run and score give as JSON: the manifest of the published
// list.
type runResult struct {
	*pipeline.Manifest
	UpToDate bool `json:"up_to_date"` // the list was there already; nothing was done
}

// showRun prints the summary of a run for a manager: how many are at risk, how
// much is at stake, how sure this is, and where the list is.
func (a *app) showRun(s *pipeline.State) error {
	if a.json {
		return a.printJSON(runResult{s.Manifest, s.Skipped})
	}
	if s.Skipped {
		a.printNothingNew(s)
		return nil
	}
	if s.Load != nil && s.Load.New() {
		a.printBooks(s.Load)
		fmt.Fprintln(a.out)
	}
	if err := a.printRisk(s); err != nil {
		return err
	}
	if e := s.Manifest.Evaluation; e != nil {
		a.printSure(e)
	}
	a.printModelNotes(s.Manifest)
	fmt.Fprintf(a.out, "\nThe page:  %s\nThe list:  %s\nAs data:   %s\nManifest:  %s\n", filepath.Join(s.Output, "report.html"), filepath.Join(s.Output, "risk.csv"), filepath.Join(s.Output, "risk.parquet"), filepath.Join(s.Output, "manifest.json"))
	return nil
}

// printNothingNew says that the list stands, why, and what the guards say all
// the same: exports that have stopped are nothing new, too.
func (a *app) printNothingNew(s *pipeline.State) {
	why := "no export is new"
	if s.Load != nil && s.Load.New() {
		why = nothingCounts(s.Load)
	}
	fmt.Fprintf(a.out, "Nothing to do: %s, and the list as of %s is up to date.\n%s\n", why, s.Manifest.AsOf, filepath.Join(s.Output, "risk.csv"))
	if lines := guardNotes(&pipeline.Manifest{Clock: s.Manifest.Clock}); len(lines) > 0 {
		fmt.Fprintf(a.out, "\n%s\n", strings.Join(lines, "\n"))
	}
}

// nothingCounts says why exports that were read changed nothing.
func nothingCounts(r *ingest.Report) string {
	var kept, scoped, rejected, duplicates int64
	for _, b := range r.Books {
		kept, scoped, rejected, duplicates = kept+b.Kept, scoped+b.Scoped(), rejected+b.Rejected(), duplicates+b.Duplicates
	}
	if kept > 0 {
		return "exports were read, but they change nothing of it"
	}
	var parts []string
	for _, p := range []struct {
		rows int64
		what string
	}{{scoped, "out of scope"}, {rejected, "unusable"}, {duplicates, "known already"}} {
		if p.rows > 0 {
			parts = append(parts, number(p.rows)+" "+p.what)
		}
	}
	if len(parts) == 0 {
		return "exports were read, but they hold no row that counts"
	}
	return "exports were read, but no row of them counts (" + strings.Join(parts, ", ") + ")"
}

// printRisk prints tiers and what is at stake in each.
func (a *app) printRisk(s *pipeline.State) error {
	r := s.Risk
	fmt.Fprintf(a.out, "As of %s, %s customers were scored for the next %d days.\n\n", s.Manifest.AsOf, number(int64(len(r.Rows))), r.HorizonDays)
	t := newTable(a.out, "tier", "customers", "expected to leave", "value at risk ("+r.Currency+")", "probability from")
	for _, tier := range []string{configs.TierHigh, configs.TierMedium, configs.TierLow} {
		sum := r.Tier(tier)
		t.AppendRow(table.Row{tier, number(int64(sum.Customers)), number(int64(sum.Expected + 0.5)), number((sum.ValueAtRisk + 5_000) / 10_000), fmt.Sprintf("%.2f", sum.From)})
	}
	t.SetColumnConfigs(rightAligned(2, 5))
	t.Render()
	return a.printSegments(r)
}

// mostSegments is the number of segments that the summary shows.
const mostSegments = 5

// printSegments prints where the value at risk is.
func (a *app) printSegments(r *pipeline.RiskList) error {
	df, err := r.Segments(configs.TierHigh, mostSegments)
	if err != nil || df.Nrow() == 0 {
		return err
	}
	names := df.Names()
	t := newTable(a.out, names[0], names[1], names[2], names[3], names[4]+" ("+r.Currency+")")
	for i := range df.Nrow() {
		t.AppendRow(table.Row{
			df.Elem(i, 0).String(), wholeNumber(df.Elem(i, 1).Float()), wholeNumber(df.Elem(i, 2).Float()),
			wholeNumber(df.Elem(i, 3).Float()), wholeNumber(df.Elem(i, 4).Float()),
		})
	}
	t.SetColumnConfigs(rightAligned(2, 5))
	fmt.Fprintln(a.out)
	t.Render()
	return nil
}

// wholeNumber writes a number that is not negative, rounded, with separators.
func wholeNumber(v float64) string { return number(int64(v + 0.5)) }
