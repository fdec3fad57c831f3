package main

import (
	"fmt"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"predict/configs"
	"predict/pipeline"
	"predict/pipeline/kpi"
	"predict/pipeline/whatif"
)

const whatifLong = `whatif projects the revenue, and where margins are known the profit, of each
segment over some months: as things go now, with less churn, and with a higher
retention, and takes off what that costs. It says which customers are worth keeping,
by risk and value. A projection goes on from what was measured and foresees nothing.

With --revenue, --growth and --churn it only calculates: revenue a month, what new
customers add to it each month, and the share that is lost each month, billed at the
end of the month. docs/whatif.md has the formulas.`

// whatifFlags are those of the command line.
type whatifFlags struct {
	settings               configs.WhatIf
	revenue, growth, churn float64
}

// whatifCommand says what less churn would bring.
func (a *app) whatifCommand() *cobra.Command {
	var f whatifFlags
	cmd := a.bookCommand("whatif", "Say what less churn would bring, and whom it pays to keep", whatifLong,
		"  predict whatif --months 24 --churn-down 0.1\n  predict whatif --revenue 15000 --growth 2000 --churn 0.03 --months 60", pipeline.ListedIfPossible,
		func(cmd *cobra.Command, c *configs.Config) error {
			f.into(cmd, &c.Book.WhatIf)
			return nil
		}, a.showWhatIf)
	fromData := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if cmd.Flags().Changed("revenue") {
			return a.calculate(cmd, f)
		}
		for _, name := range []string{"growth", "churn"} {
			if cmd.Flags().Changed(name) {
				return &usageError{fmt.Errorf("--%s goes with --revenue only; without it everything is measured", name)}
			}
		}
		return fromData(cmd, args)
	}
	flags := cmd.Flags()
	flags.IntVar(&f.settings.Months, "months", 0, "how far to look; default: book.whatif.months")
	flags.Float64Var(&f.settings.ChurnDown, "churn-down", 0, "share by which churn falls, such as 0.1; default: book.whatif.churn_down")
	flags.Float64Var(&f.settings.RetentionUp, "retention-up", 0, "share added to the retention of a year, such as 0.05; default: book.whatif.retention_up")
	flags.Float64Var(&f.settings.CostPerMonth, "cost", 0, "cost of that for each customer and month; default: book.whatif.cost_per_month")
	flags.Float64Var(&f.revenue, "revenue", 0, "calculate from this revenue a month")
	flags.Float64Var(&f.growth, "growth", 0, "what new customers add to the revenue each month")
	flags.Float64Var(&f.churn, "churn", 0, "share of the revenue that is lost each month, such as 0.03")
	return cmd
}

// into puts what was given on the command line into the settings.
func (f whatifFlags) into(cmd *cobra.Command, w *configs.WhatIf) {
	given := cmd.Flags().Changed
	if given("months") {
		w.Months = f.settings.Months
	}
	if given("churn-down") {
		w.ChurnDown = f.settings.ChurnDown
	}
	if given("retention-up") {
		w.RetentionUp = f.settings.RetentionUp
	}
	if given("cost") {
		w.CostPerMonth = f.settings.CostPerMonth
	}
}

// calculate projects what the command line says, without data.
func (a *app) calculate(cmd *cobra.Command, f whatifFlags) error {
	c := configs.Default()
	f.into(cmd, &c.Book.WhatIf)
	w := c.Book.WhatIf
	switch {
	case f.churn < 0 || f.churn > 1:
		return &usageError{fmt.Errorf("--churn %v: give a share from 0 to 1", f.churn)}
	case f.revenue < 0 || f.revenue > 1e15 || f.growth < -1e15 || f.growth > 1e15:
		return &usageError{fmt.Errorf("--revenue %v --growth %v: give amounts up to 1e15, revenue not negative", f.revenue, f.growth)}
	case w.Months < 1 || w.Months > 600:
		return &usageError{fmt.Errorf("--months %d: give a number of months from 1 to 600", w.Months)}
	case w.ChurnDown < 0 || w.ChurnDown > 1 || w.RetentionUp < 0 || w.RetentionUp > 1:
		return &usageError{fmt.Errorf("--churn-down %v --retention-up %v: give shares from 0 to 1", w.ChurnDown, w.RetentionUp)}
	}
	start := whatif.Start{Revenue: f.revenue, Growth: f.growth, Churn: f.churn}
	result, err := whatif.Judge([]whatif.Start{start}, whatif.Scenarios(w.ChurnDown, w.RetentionUp, w.CostPerMonth), w.Months)
	if err != nil {
		return &usageError{err}
	}
	return a.showProjection(result)
}

// showWhatIf prints the projections and whom it pays to keep.
func (a *app) showWhatIf(_ *pipeline.State, b *pipeline.Book) error {
	return a.showProjection(b.WhatIf)
}

func (a *app) showProjection(r *whatif.Result) error {
	if a.json {
		return a.printJSON(r)
	}
	if len(r.Outcomes) > 0 {
		t := newTable(a.out, "segment", "change", "churn a month", fmt.Sprintf("revenue of %d months", r.Months), "more than now", "profit", "more than now", "cost")
		alignRight(t, 8)
		for _, o := range r.Outcomes {
			t.AppendRow(table.Row{
				segmentTitle(o.Segment), o.Change, fmt.Sprintf("%.2f %%", 100*o.Churn), inUnit(o.Revenue, kpi.CountUnit), inUnit(o.Gain, kpi.CountUnit),
				amountText(o.Profit), amountText(o.ProfitGain), inUnit(o.Cost, kpi.CountUnit),
			})
		}
		t.Render()
	}
	if len(r.Worth) > 0 {
		fmt.Fprintln(a.out)
		t := newTable(a.out, "segment", "tier", "value", "customers", "a year", "at risk", "verdict")
		alignRight(t, 6)
		title := segmentTitle // where no customer has a segment, the empty one is all
		if slices.ContainsFunc(r.Worth, func(w whatif.Worth) bool { return w.Segment != "" }) {
			title = groupName
		}
		for _, w := range r.Worth {
			t.AppendRow(table.Row{title(w.Segment), w.Tier, w.Value, inUnit(float64(w.Customers), kpi.CountUnit), inUnit(w.Yearly, kpi.CountUnit), inUnit(w.AtRisk, kpi.CountUnit), w.Verdict})
		}
		t.Render()
	}
	for _, m := range r.Missing {
		fmt.Fprintf(a.out, "\nMissing: %s %s\n", m.Text, m.Remedy)
	}
	return nil
}

// segmentTitle names a segment; the empty one stands for all customers.
func segmentTitle(name string) string {
	if name == "" {
		return "all"
	}
	return name
}

func amountText(v *float64) string {
	if v == nil {
		return "-"
	}
	return inUnit(*v, kpi.CountUnit)
}
