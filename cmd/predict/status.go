package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"predict/configs"
	"predict/pipeline"
	"predict/pipeline/guard"
)

const statusLong = `status tells how the last runs ended and what their guards said, whether the newest
list is fresh, which model scores and when the next one is due, how large the state
is, whether a run is at work, and what to do next. It changes nothing and waits for
nobody.`

// statusCommand tells how things stand.
func (a *app) statusCommand() *cobra.Command {
	var last int
	cmd := &cobra.Command{
		Use: "status", Short: "Show the last runs, what the guards said, and what to do next", Long: statusLong,
		Example: "  predict status\n  predict status --last 30 --json", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if last < 1 {
				return &usageError{fmt.Errorf("--last %d: give a number of runs from 1", last)}
			}
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			c, err := s.Condition(last)
			if err != nil {
				return err
			}
			return a.showStatus(c)
		},
	}
	cmd.Flags().IntVar(&last, "last", 7, "number of runs to show")
	return cmd
}

// showStatus prints how things stand.
func (a *app) showStatus(c *pipeline.Condition) error {
	if a.json {
		return a.printJSON(c)
	}
	a.printRuns(c)
	a.printStanding(c)
	fmt.Fprintf(a.out, "\n%s\n", c.Next)
	return nil
}

// printRuns prints a line for each of the last runs, and below what the guards
// said of the newest.
func (a *app) printRuns(c *pipeline.Condition) {
	if c.Damaged != "" {
		fmt.Fprintf(a.out, "The ledger of runs is damaged, what can be read of it follows: %s\n\n", c.Damaged)
	}
	if len(c.Runs) == 0 {
		fmt.Fprintf(a.out, "No run is on record in %s.\n", c.State)
		return
	}
	t := newTable(a.out, "begun (UTC)", "command", "ended", "exit", "took", "as of", "new rows", "customers", "high risk", "guards")
	for _, e := range c.Runs {
		customers, high := "", ""
		if e.List != nil {
			customers, high = number(int64(e.List.Customers)), number(int64(e.List.High))
		}
		t.AppendRow(table.Row{
			e.Started.Format("2006-01-02 15:04"), e.Command, strings.ReplaceAll(string(e.Status), "_", " "), e.ExitCode,
			tookText(e.Ended.Sub(e.Started)), e.AsOf, number(newRows(e)), customers, high, guardsText(e),
		})
	}
	t.SetColumnConfigs(rightAligned(4, 9))
	t.Render()
	newest := c.Runs[0]
	if newest.Problem != "" && len(newest.Guards) == 0 {
		fmt.Fprintf(a.out, "The newest: %s\n", newest.Problem)
	}
	for _, f := range newest.Guards {
		level := string(f.Level)
		if f.Forced {
			level += ", forced"
		}
		fmt.Fprintf(a.out, "%s (%s): %s\n", f.Guard, level, f.Text)
	}
}

// newRows is the number of rows that a run brought into the lake.
func newRows(e pipeline.LedgerEntry) int64 {
	n := int64(0)
	for _, kept := range e.Kept {
		n += kept
	}
	return n
}

// guardsText sums up what the guards said of a run.
func guardsText(e pipeline.LedgerEntry) string {
	counts := map[guard.Level]int{}
	for _, f := range e.Guards {
		counts[f.Level]++
	}
	var parts []string
	for _, l := range []guard.Level{guard.Hard, guard.Warning, guard.Note} {
		if n := counts[l]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, l))
		}
	}
	if e.Forced {
		parts = append(parts, "forced")
	}
	return strings.Join(parts, ", ")
}

// tookText writes how long a run took.
func tookText(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// printStanding prints list, champion and state.
func (a *app) printStanding(c *pipeline.Condition) {
	fmt.Fprintln(a.out)
	list := "none"
	if l := c.List; l != nil {
		fresh := "fresh"
		if !l.Fresh {
			fresh = "not fresh"
		}
		list = fmt.Sprintf("as of %s, %s ago, %s; made by model %s", l.AsOf, daysText(int(l.AgeDays)), fresh, l.ModelID)
	}
	champion := "none"
	switch m := c.Champion; {
	case m == nil:
	case m.Problem != "":
		champion = fmt.Sprintf("%s, which cannot be used: %s", m.ID, m.Problem)
	default:
		champion = fmt.Sprintf("%s, trained as of %s, %s before the list; the next training is due as of %s", m.ID, m.AsOf, daysText(m.AgeDays), m.Due)
		if m.Damaged != "" {
			champion += "; " + m.Damaged
		}
	}
	lock := "no run is at work"
	if c.Running {
		lock = "a run is at work"
	}
	var parts []string
	total := int64(0)
	for _, f := range c.Folders {
		total += f.Bytes
		parts = append(parts, fmt.Sprintf("%s %s", f.Name, sizeText(f.Bytes)))
	}
	fmt.Fprintf(a.out, "The list:   %s\nChampion:   %s\nState:      %s in %s", list, champion, sizeText(total), c.State)
	if len(parts) > 0 {
		fmt.Fprintf(a.out, " (%s)", strings.Join(parts, ", "))
	}
	fmt.Fprintf(a.out, "\nLock:       %s\n", lock)
}

// daysText writes a number of whole days.
func daysText(n int) string {
	if n == 1 {
		return "1 day"
	}
	return number(int64(n)) + " days"
}

// sizeText writes a number of bytes.
func sizeText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
}

// guardNotes say what the guards found odd about a list; drift has its own notes.
func guardNotes(m *pipeline.Manifest) []string {
	found := m.Guards
	if m.Clock != nil {
		found = append(slices.Clone(found), m.Clock.Guards...)
	}
	var lines []string
	for _, f := range found {
		switch {
		case f.Guard == configs.GuardDrift || f.Level == guard.Note:
		case f.Forced:
			lines = append(lines, fmt.Sprintf("Published by force, although %s says: %s.", f.Guard, f.Text))
		default:
			lines = append(lines, fmt.Sprintf("Look at this (%s): %s.", f.Guard, f.Text))
		}
	}
	return lines
}
