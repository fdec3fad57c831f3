package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"predict/pipeline"
	"predict/pipeline/kpi"
)

// shownPeriods is how many periods stand beside each other on a terminal.
const shownPeriods = 6

// showKPI prints retention figures: of all customers over time, or of the newest
// period by a dimension.
func (a *app) showKPI(_ *pipeline.State, b *pipeline.Book, dimension, out string) error {
	known := []string{kpi.Segment, kpi.Region, kpi.Channel, kpi.Category, kpi.Tactic}
	if dimension != "" && !slices.Contains(known, dimension) {
		return &usageError{fmt.Errorf("--dimension %s is not known; choose of %s", dimension, strings.Join(known, ", "))}
	}
	if out != "" {
		if err := pipeline.WriteKPI(out, b.KPI); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(b.KPI)
	}
	if dimension == "" {
		a.printKPIs(b.KPI)
	} else {
		a.printDimension(b.KPI, dimension)
	}
	told := map[string]bool{}
	for _, m := range b.KPI.Missing {
		if text := m.Text + " " + m.Remedy; !told[text] {
			fmt.Fprintf(a.out, "\nMissing: %s\n", text)
			told[text] = true
		}
	}
	if out != "" {
		fmt.Fprintf(a.out, "\nAll %d rows: %s\n", len(b.KPI.Rows)+len(b.KPI.Tactics), out)
	}
	return nil
}

// printKPIs prints the figures of all customers, the newest periods beside each
// other.
func (a *app) printKPIs(b *kpi.Book) {
	var periods, names []string
	cells := map[[2]string]kpi.Row{}
	for _, r := range b.Rows {
		if r.Dimension != kpi.All {
			continue
		}
		if !slices.Contains(periods, r.Period) {
			periods = append(periods, r.Period)
		}
		if !slices.Contains(names, r.KPI) {
			names = append(names, r.KPI)
		}
		cells[[2]string{r.KPI, r.Period}] = r
	}
	if len(periods) == 0 {
		fmt.Fprintf(a.out, "No %s is complete yet.\n", b.By)
		return
	}
	slices.Sort(periods)
	newest := periods[len(periods)-1]
	periods = periods[max(0, len(periods)-shownPeriods):]
	header := []any{"figure"}
	for _, p := range periods {
		header = append(header, p)
	}
	t := newTable(a.out, append(header, "interval of "+newest)...)
	alignRight(t, len(periods)+2)
	for _, name := range names {
		row := table.Row{strings.ReplaceAll(name, "_", " ")}
		for _, p := range periods {
			row = append(row, kpiValue(cells[[2]string{name, p}]))
		}
		t.AppendRow(append(row, kpiInterval(cells[[2]string{name, newest}])))
	}
	t.Render()
	for _, band := range b.Bands[:min(1, len(b.Bands))] {
		fmt.Fprintf(a.out, "Usual in %s: %.0f to %.0f %% churn a year.\n", band.Industry, 100*band.Low, 100*band.High)
	}
}

// printDimension prints the figures of the newest period by group; those of tactics
// over all periods together, because a month has few offers.
func (a *app) printDimension(b *kpi.Book, dimension string) {
	rows := b.Rows
	if dimension == kpi.Tactic {
		rows = b.Tactics
	}
	newest := ""
	for _, r := range rows {
		if r.Dimension == dimension {
			newest = max(newest, r.Period)
		}
	}
	if newest == "" {
		fmt.Fprintf(a.out, "There are no figures by %s.\n", dimension)
		return
	}
	var notes []string
	t := newTable(a.out, dimension, "figure", newest, "interval", "note")
	alignRight(t, 4)
	for _, r := range rows {
		if r.Dimension == dimension && r.Period == newest {
			notes = append(notes, strings.Fields(r.Note)...)
			t.AppendRow(table.Row{groupName(r.Group), strings.ReplaceAll(r.KPI, "_", " "), kpiValue(r), kpiInterval(r), strings.Join(noteTexts(r.Note), ", ")})
		}
	}
	t.Render()
	a.explainNotes(notes)
}

// explainNotes says in a sentence what each note of a table means.
func (a *app) explainNotes(notes []string) {
	slices.Sort(notes)
	for _, note := range slices.Compact(notes) {
		fmt.Fprintf(a.out, "%s: %s\n", strings.ReplaceAll(note, "_", " "), kpi.Notes(note))
	}
}

// noteTexts are the notes of a row, in words.
func noteTexts(note string) []string {
	notes := strings.Fields(note)
	for i := range notes {
		notes[i] = strings.ReplaceAll(notes[i], "_", " ")
	}
	return notes
}

// groupName names a group; customers of whom none is known have none.
func groupName(name string) string {
	if name == "" {
		return "(unknown)"
	}
	return name
}

// alignRight aligns all columns but the first to the right.
func alignRight(t table.Writer, columns int) {
	var configs []table.ColumnConfig
	for i := 2; i <= columns; i++ {
		configs = append(configs, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
}

// kpiValue writes the value of a row in its unit.
func kpiValue(r kpi.Row) string {
	if r.Value == nil {
		if r.Note == "" {
			return ""
		}
		return "-"
	}
	return inUnit(*r.Value, r.Unit)
}

func kpiInterval(r kpi.Row) string {
	if r.Low == nil || r.High == nil {
		return ""
	}
	return inUnit(*r.Low, r.Unit) + " to " + inUnit(*r.High, r.Unit)
}

// inUnit writes a number in the unit of a figure.
func inUnit(v float64, unit string) string {
	p := message.NewPrinter(language.English)
	switch unit {
	case kpi.ShareUnit:
		return p.Sprintf("%.1f %%", 100*v)
	case kpi.MoneyUnit:
		return p.Sprintf("%.2f", v)
	}
	return p.Sprintf("%.0f", v)
}
