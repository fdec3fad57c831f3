package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"predict/configs"
	"predict/pipeline"
)

const bookExits = `

Nothing is loaded: the state folder is read as it is. Exit codes: 0 shown; 2 wrong
use; 3 nothing is loaded yet, or the data cannot be used; 4 no model that may be
used; 6 features must be computed first and another run is using the state folder.`

// bookCommand is a command that shows a part of the retention book. Options are
// those of the command line, to be put into the config; nil for none.
func (a *app) bookCommand(use, short, long, example string, list pipeline.Listing, options func(*cobra.Command, *configs.Config) error, show func(*pipeline.State, *pipeline.Book) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long + bookExits, Example: example, Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			if s.Config.IsFlat() {
				return &usageError{fmt.Errorf("%s needs exports of events with dates; %s names a flat table, which has none", cmd.Name(), a.config)}
			}
			if options != nil {
				if err := options(cmd, s.Config); err != nil {
					return err
				}
				if err := s.Config.Validate(); err != nil {
					return &usageError{err}
				}
			}
			book, err := pipeline.ReadBook(cmd.Context(), s, list)
			if err != nil {
				return err
			}
			return show(s, book)
		},
	}
}

// kpiCommand shows retention figures by period.
func (a *app) kpiCommand() *cobra.Command {
	var by, out, dimension string
	var periods int
	cmd := a.bookCommand("kpi", "Show retention figures by month, quarter or year",
		`kpi tells, for each complete period, who was retained, lost, won and won back, the
same weighed by sales and by profit, what keeping customers cost, the share of their
wallet, churn by segment, region, channel and category, and what each tactic
brought against its control group; each with an interval, beside the band of the
industry. Figures that cannot be told say which export would tell them. docs/kpi.md
defines them all. --out writes every row as kpi.csv holds it.`,
		"  predict kpi --by quarter\n  predict kpi --by month --out kpi.csv\n  predict kpi --dimension segment --json", pipeline.Unlisted,
		func(cmd *cobra.Command, c *configs.Config) error {
			if cmd.Flags().Changed("by") {
				c.Book.By = by
			}
			if cmd.Flags().Changed("periods") {
				c.Book.Periods = periods
			}
			return nil
		},
		func(s *pipeline.State, b *pipeline.Book) error { return a.showKPI(s, b, dimension, out) })
	cmd.Flags().StringVar(&by, "by", "", "month, quarter or year; default: as the config says (book.by)")
	cmd.Flags().IntVar(&periods, "periods", 0, "number of periods, the newest ones; default: book.periods")
	cmd.Flags().StringVar(&dimension, "dimension", "", "show the newest period by segment, region, channel, category or tactic in place of all customers over time")
	cmd.Flags().StringVar(&out, "out", "", "write all rows to this file, as CSV")
	return cmd
}

// causesCommand shows where churn comes from.
func (a *app) causesCommand() *cobra.Command {
	var top int
	cmd := a.bookCommand("causes", "Show where churn comes from, and how much is at stake",
		`causes holds every group of customers (segment, region, channel, product category,
product, reason of complaint, time as a customer, and pairs of them) against the
rest: how often each left after the newest cutoff that is over, how sure that is
among so many groups, and how many customers and how much money there is to win. It
finds months in which unusually many complained for one reason about one product,
and says which families of features drive the risk of each segment. Groups go along
with churn; that they cause it is for people to judge. docs/causes.md defines it.`,
		"  predict causes --top 20\n  predict causes --json", pipeline.ListedIfPossible, nil,
		func(s *pipeline.State, b *pipeline.Book) error { return a.showCauses(s, b, top) })
	cmd.Flags().IntVar(&top, "top", 10, "number of causes to show")
	return cmd
}

// signalsCommand shows what warning signals are worth.
func (a *app) signalsCommand() *cobra.Command {
	return a.bookCommand("signals", "Judge the warning signals: whom they warn of, how early, how often for nothing",
		`signals judges each warning signal at the newest cutoff that is over: how many
customers showed it, how often those left and the others, how many days before their
last purchase it showed, how many leavers it warned of in time and missed, how many
alarms were false, and what it tells given all others. docs/signals.md defines them.`,
		"  predict signals\n  predict signals --json", pipeline.Unlisted, nil, a.showSignals)
}

// reportCommand writes the page of the list.
func (a *app) reportCommand() *cobra.Command {
	var out, language string
	cmd := a.bookCommand("report", "Write the page of the list to a file",
		`report scores the customers at as_of with the champion and writes the page that
"predict run" publishes as report.html: one file that needs no network, for the
retention team, for managers and for data scientists. Where no model scores yet, it
says so in place of the list. Nothing is published.`,
		"  predict report --out report.html\n  predict report --out report.html --language fa", pipeline.Listed,
		func(cmd *cobra.Command, c *configs.Config) error {
			if cmd.Flags().Changed("language") {
				c.Book.Language = language
			}
			return nil
		},
		func(s *pipeline.State, _ *pipeline.Book) error {
			if err := s.WritePage(out); err != nil {
				return err
			}
			fmt.Fprintf(a.out, "The page: %s\n", out)
			return nil
		})
	cmd.Flags().StringVar(&out, "out", "report.html", "file to write")
	cmd.Flags().StringVar(&language, "language", "", "en, fa or lt; default: as the config says (book.language)")
	return cmd
}
