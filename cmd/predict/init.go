package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"predict/pipeline"
)

// initCommand writes a config for a folder of exports.
func (a *app) initCommand() *cobra.Command {
	o := pipeline.InitOptions{}
	cmd := &cobra.Command{
		Use: "init EXPORTS", Short: "Look at a folder of exports and write a config for them",
		Long: `init looks at the files in a folder and in the folders directly in it, guesses
which tables and columns they hold by their names (English, German, Lithuanian,
Persian) and by what stands in them, and writes predict.yaml beside the folder: a
config with a comment on every guess. It says what it could not guess. It changes
nothing but that file, and does not replace one that is there. With it, the list is
one command away: predict run -c predict.yaml.`,
		Example: "  predict init exports --output first.yaml\n  predict init exports --output first.yaml --force --json",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("init takes one argument, the folder of exports, and got %d; see `%s --help`", len(args), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Exports = args[0]
			o.Settings = pipeline.Settings{Command: cmd.Name(), Version: versionText(), Log: a.logger(cmd.Name()), Progress: a.progress(), Now: time.Now}
			report, err := pipeline.Init(cmd.Context(), o)
			if report != nil && a.json {
				if e := a.printJSON(report); e != nil {
					return e
				}
			} else if report != nil {
				a.showInit(report, err == nil)
			}
			return err
		},
	}
	cmd.Flags().StringVarP(&o.Config, "output", "o", "", "config to write (default predict.yaml beside the folder of exports)")
	cmd.Flags().BoolVar(&o.Force, "force", false, "replace a config that is there")
	return cmd
}

// showInit prints what was recognised and what was not.
func (a *app) showInit(r *pipeline.InitReport, written bool) {
	t := newTable(a.out, "files", "rows, about", "table", "sure", "why")
	for _, x := range r.Tables {
		t.AppendRow(table.Row{cell(x.Files), number(x.Rows), x.Table, x.Confidence, x.Reason})
	}
	if r.Flat != nil {
		t.AppendRow(table.Row{cell(r.Flat.File), "", "flat", "confident", "one row per customer, with a label"})
	}
	t.SetColumnConfigs(rightAligned(2, 2))
	t.Render()
	a.showInitColumns(r)
	if len(r.Unused) > 0 {
		fmt.Fprintln(a.out, "\nNot used:")
		for _, u := range r.Unused {
			fmt.Fprintf(a.out, "- %s: %s\n", cell(u.Files), shown(u.Reason))
		}
	}
	if len(r.Open) > 0 {
		fmt.Fprintln(a.out, "\nNot guessed:")
		for _, m := range r.Open {
			fmt.Fprintf(a.out, "- %s: %s\n", m.Where, shown(m.Text))
		}
	}
	if len(r.Findings) > 0 {
		fmt.Fprintln(a.out, "\nSeen in all rows (predict doctor says more):")
		for _, m := range r.Findings {
			fmt.Fprintf(a.out, "- %s: %s\n", m.Where, shown(m.Text))
		}
	}
	if !written {
		return
	}
	if r.Reason != "" {
		fmt.Fprintln(a.out, "\nHorizon and look-back:", r.Reason)
	}
	urgent := func(m pipeline.InitMissing) bool { return m.Urgent }
	next := "Now"
	switch {
	case slices.ContainsFunc(r.Open, urgent):
		next = "Complete it where it says so, then"
	case slices.ContainsFunc(r.Findings, urgent):
		next = "A run would end with what is said above. When that is settled"
	}
	fmt.Fprintf(a.out, "\nThe config:  %s\n%s: predict run -c %s\n", r.Config, next, r.Config)
}

// showInitColumns prints which column feeds which.
func (a *app) showInitColumns(r *pipeline.InitReport) {
	if len(r.Tables) == 0 {
		if r.Flat != nil {
			fmt.Fprintf(a.out, "\nThe id is %s, the label %s; who left has %s.\n", shown(r.Flat.ID), shown(r.Flat.Label), shown(r.Flat.Positive))
		}
		return
	}
	fmt.Fprintln(a.out)
	t := newTable(a.out, "column", "from", "sure")
	for _, x := range r.Tables {
		for _, c := range x.Columns {
			if c.From != "" {
				t.AppendRow(table.Row{x.Table + "." + c.Column, cell(c.From), c.Confidence})
			}
		}
	}
	t.Render()
}

// shown makes a text of an export fit for a terminal: one line, not too long,
// without characters that steer it.
func shown(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	const most = 500
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + " …"
	}
	return text
}

// cell is what is shown of a text in a table.
func cell(text string) string {
	const most = 70
	if r := []rune(shown(text)); len(r) > most {
		return string(r[:most]) + " …"
	}
	return shown(text)
}
