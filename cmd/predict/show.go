package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"predict/data/ingest"
	"predict/pipeline"
)

// printJSON writes v as the command's result.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// newTable gives a plain table: numbers right, no decoration that a log would
// garble.
func newTable(w io.Writer, header ...any) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true, SeparateColumns: false, DrawBorder: false}
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(header)
	return t
}

// showLoad prints the books.
func (a *app) showLoad(s *pipeline.State) error {
	if a.json {
		return a.printJSON(s.Load)
	}
	a.printBooks(s.Load)
	return nil
}

func (a *app) printBooks(r *ingest.Report) {
	if r == nil {
		return
	}
	if !r.New() {
		known := 0
		for _, b := range r.Books {
			known += b.FilesKnown
		}
		fmt.Fprintf(a.out, "Nothing new: %d exports are in the lake already.\n", known)
		a.printNotes(r)
		return
	}
	t := newTable(a.out, "table", "files", "rows read", "= kept", "+ quarantined", "+ duplicates", "+ out of scope")
	for _, b := range r.Books {
		if b.Files > 0 {
			t.AppendRow(table.Row{b.Table, b.Files, number(b.Read), number(b.Kept), number(b.Rejected()), number(b.Duplicates), number(b.Scoped())})
		}
	}
	t.SetColumnConfigs(rightAligned(2, 7))
	t.Render()
	for _, b := range r.Books {
		for _, reason := range ingest.Reasons(b.Quarantined) {
			fmt.Fprintf(a.out, "%s: %s quarantined: %s\n", b.Table, number(b.Quarantined[reason]), reason)
		}
		for _, reason := range ingest.Reasons(b.OutOfScope) {
			fmt.Fprintf(a.out, "%s: %s out of scope: %s\n", b.Table, number(b.OutOfScope[reason]), reason)
		}
	}
	for _, path := range r.Quarantine {
		fmt.Fprintf(a.out, "Quarantined rows are in %s\n", path)
	}
	a.printNotes(r)
}

// printNotes prints which rows came late, which no longer count, and what was
// read again because of it.
func (a *app) printNotes(r *ingest.Report) {
	for _, b := range r.Books {
		if b.Late > 0 {
			fmt.Fprintf(a.out, "%s: %s rows came late: they are more than a day older than the newest row that was there before\n", b.Table, number(b.Late))
		}
	}
	for _, note := range r.Notes {
		fmt.Fprintln(a.out, note)
	}
}

func rightAligned(from, to int) []table.ColumnConfig {
	var configs []table.ColumnConfig
	for n := from; n <= to; n++ {
		configs = append(configs, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	return configs
}

// number writes a whole number with separators of thousands.
func number(n int64) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// showFeatures prints the cohorts.
func (a *app) showFeatures(s *pipeline.State) error {
	if a.json {
		return a.printJSON(map[string]any{"schema": s.Schema.Hash(), "features": s.Schema.Len(), "cohorts": s.Cohorts})
	}
	a.printCohorts(s)
	return nil
}

func (a *app) printCohorts(s *pipeline.State) {
	t := newTable(a.out, "cutoff", "customers", "churned", "rate", "excluded")
	for _, c := range s.Cohorts {
		known := c.Rows - c.Unknown
		churned, rate := "not known yet", ""
		if known > 0 {
			churned, rate = number(c.Churned), fmt.Sprintf("%.1f %%", 100*float64(c.Churned)/float64(known))
		}
		t.AppendRow(table.Row{c.Cutoff.Format("2006-01-02"), number(c.Rows), churned, rate, c.ExcludedText()})
	}
	t.SetColumnConfigs(rightAligned(2, 4))
	t.Render()
	fmt.Fprintf(a.out, "%d features of each customer\n", s.Schema.Len())
}
