package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"predict/pipeline"
	"predict/pipeline/doctor"
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Look at the exports and say what will go wrong",
		Long: `doctor reads the exports that the config names, all rows of them, and loads
nothing: no lake, no state folder, no output is made or changed. It prints what
it found, the worst first: where, what was seen, what a run would do with it, and
what helps, with the line of the config where one does. It also says what the
history has room for, and proposes horizon and look-back from the gaps between
the customers' own purchases.

It ends with exit code 0 where a run would go through, be it with warnings, and
with 3 where it would fail.`,
		Example: "  predict doctor -c predict.yaml\n  predict doctor -c predict.yaml --json",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			r, err := pipeline.Doctor(cmd.Context(), s.Config, s.Settings)
			if r == nil {
				return err
			}
			if a.json {
				if e := a.printJSON(r); e != nil {
					return e
				}
				return err
			}
			a.printDoctor(r)
			return err
		},
	}
}

// printDoctor prints the findings for people.
func (a *app) printDoctor(r *pipeline.DoctorReport) {
	t := newTable(a.out, "table", "files", "rows", "refused", "without customer", "customers", "from", "to")
	for _, d := range r.Tables {
		customers := number(d.Customers)
		if d.Sampled {
			customers = "about " + customers
		}
		t.AppendRow(table.Row{d.Table, number(int64(d.Files)), number(d.Rows), number(d.Rejected), number(d.Unnamed), customers, d.First, d.Last})
	}
	t.SetColumnConfigs(rightAligned(2, 6))
	t.Render()
	for _, f := range r.Findings {
		a.printFinding(f)
	}
	a.printOutlook(r.History)
	fmt.Fprintf(a.out, "\n%s, %s, %s.\n", many(r.Errors, "error"), many(r.Warnings, "warning"), many(r.Notes, "note"))
}

func many(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// printFinding prints one finding: a line with severity and kind, and one each
// for place, sight, consequence and remedy.
func (a *app) printFinding(f doctor.Finding) {
	place := f.Table
	if f.File != "" {
		place += ", " + f.File
		if f.Line > 0 {
			place += fmt.Sprintf(":%d", f.Line)
		}
	}
	if f.Column != "" {
		place += ", column " + f.Column
	}
	fmt.Fprintf(a.out, "\n%s  %s\n  where  %s\n  seen   %s\n  then   %s\n  do     %s\n", strings.ToUpper(string(f.Severity)), f.Kind, place, f.Seen, f.Then, f.Do)
	for _, line := range f.Config {
		fmt.Fprintf(a.out, "         %s\n", line)
	}
}

// printOutlook prints what the history has room for.
func (a *app) printOutlook(o *doctor.Outlook) {
	if o == nil {
		return
	}
	fmt.Fprintf(a.out, "\nHistory: %s to %s, %s days.\n", o.First, o.Last, number(int64(o.Days)))
	about := ""
	if o.Sampled {
		about = "about "
	}
	for i, c := range o.Cohorts {
		what := "to learn from"
		if i == len(o.Cohorts)-1 {
			what = "for the test"
		}
		fmt.Fprintf(a.out, "  cutoff %s %s: %s%s customers, %s churn\n", c.Cutoff, what, about, number(c.Eligible), number(c.Churned))
	}
	if o.Proposal == nil {
		fmt.Fprintf(a.out, "No horizon is proposed: %s.\n", o.Why)
		return
	}
	p := o.Proposal
	fmt.Fprintf(a.out, "\nProposal from %s customers with purchases on three days or more: %s.\n", number(int64(p.Customers)), p.Reason)
	fmt.Fprintf(a.out, "  churn:\n    horizon_days: %d\n    lookback_days: %d\n\n", p.HorizonDays, p.LookbackDays)
	t := newTable(a.out, "horizon", "look-back", "customers", "churn")
	for _, r := range p.Rates {
		t.AppendRow(table.Row{r.HorizonDays, r.LookbackDays, number(int64(r.Eligible)), fmt.Sprintf("%.0f %%", 100*r.Share)})
	}
	t.SetColumnConfigs(rightAligned(1, 4))
	t.Render()
}
