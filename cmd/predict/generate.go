package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"predict/data/generate"
)

// generateCommand writes demo exports.
func (a *app) generateCommand() *cobra.Command {
	o := generate.DefaultOptions()
	cmd := &cobra.Command{
		Use: "generate FOLDER", Short: "Write realistic demo exports of all nine tables, and a config for them",
		Long: `generate writes exports of all nine tables for any number of made-up customers,
the same ones for the same seed, and predict.yaml, a config that reads them.
Churn follows a hidden dissatisfaction that shows in late payments, contacts, a
falling share of wallet and offers left unanswered; some leave without a sign, and
some signs are false.`,
		Example: "  predict generate demo --customers 2000 --seed 1 --force\n  predict generate messy --customers 1000 --messy --daily",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("generate takes one argument, the folder to write into, and got %d; see `%s --help`", len(args), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.Validate(); err != nil {
				return &usageError{err}
			}
			summary, err := generate.Run(cmd.Context(), args[0], o)
			if errors.Is(err, generate.ErrNotEmpty) {
				return &usageError{fmt.Errorf("%w; name a new folder, or give --force to replace what generate wrote there", err)}
			}
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(summary)
			}
			t := newTable(a.out, "table", "records", "path")
			for _, s := range summary.Tables {
				t.AppendRow(table.Row{s.Name, number(int64(s.Records)), filepath.Join(args[0], s.Path)})
			}
			t.SetColumnConfigs(rightAligned(2, 2))
			t.Render()
			fmt.Fprintf(a.out, "\nNow: predict run -c %s\n", filepath.Join(args[0], "predict.yaml"))
			return nil
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&o.Customers, "customers", o.Customers, "number of customers")
	flags.Uint64Var(&o.Seed, "seed", o.Seed, "seed; the same one gives the same bytes")
	flags.IntVar(&o.Months, "months", o.Months, "months of history")
	flags.BoolVar(&o.Daily, "daily", o.Daily, "write transactions as one file a day")
	flags.BoolVar(&o.Messy, "messy", o.Messy, "add damaged records of every sort")
	flags.BoolVar(&o.Force, "force", o.Force, "write into a folder that is not empty")
	return cmd
}
