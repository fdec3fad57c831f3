package pipeline

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"path/filepath"

	"predict/configs"
	"predict/features"
	"predict/features/history"
	"predict/pipeline/kpi"
	"predict/pipeline/report"
)

// The files of the book, beside those of the list.
const (
	pageFile = "report.html"
	kpiFile  = "kpi.csv"
)

// writeBook writes the page, and where there is a book, kpi.csv.
func (s *State) writeBook(dir string) ([]OutputFile, error) {
	var files []OutputFile
	if s.Book != nil && s.Book.KPI != nil {
		f, err := writeListFile(filepath.Join(dir, kpiFile), func(w io.Writer) error { return s.Book.KPI.WriteCSV(w, harmless) })
		if err != nil {
			return nil, err
		}
		f.Rows = len(s.Book.KPI.Rows) + len(s.Book.KPI.Tactics)
		files = append(files, f)
	}
	page, err := writeListFile(filepath.Join(dir, pageFile), s.writePage)
	if err != nil {
		return nil, err
	}
	return append(files, page), nil
}

// writePage writes report.html.
func (s *State) writePage(w io.Writer) error {
	if err := report.Write(w, s.page()); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

// page is what report.html shows.
func (s *State) page() *report.Data {
	d := &report.Data{
		AsOf: cutoffName(s.AsOf), Horizon: s.Config.Churn.HorizonDays, Currency: s.Config.Currency,
		Language: s.Config.Book.Language, RunID: "–", Model: s.pageModel(), // a page without a list is of no run
	}
	d.Guarded = s.Manifest.List != nil
	for _, f := range s.Manifest.Guards {
		d.Guards = append(d.Guards, report.Finding{Guard: f.Guard, Level: string(f.Level), Text: f.Text})
	}
	var histories *history.Counter
	if b := s.Book; b != nil {
		d.KPI, d.Causes, d.Signals, d.WhatIf, d.Changes, histories = b.KPI, b.Causes, b.Signals, b.WhatIf, b.Changes, b.histories
	}
	if s.Risk == nil {
		d.Missing = s.pageUnlisted()
		return d
	}
	s.pageList(d, histories)
	d.Missing = s.pageMissing(d)
	return d
}

// pageList puts the list onto the page.
func (s *State) pageList(d *report.Data, histories *history.Counter) {
	l := s.Risk
	d.AsOf, d.Horizon, d.Currency, d.RunID = l.date(), l.HorizonDays, l.Currency, l.RunID
	d.Scored, d.RFM = len(l.Rows), l.rfm()
	for _, name := range []string{configs.TierHigh, configs.TierMedium, configs.TierLow} {
		t := l.Tier(name)
		d.Tiers = append(d.Tiers, report.Tier{Name: name, From: t.From, Customers: t.Customers, Expected: t.Expected, ValueAtRisk: money(t.ValueAtRisk)})
	}
	for i := range l.Rows[:min(len(l.Rows), s.Config.Book.Customers)] {
		d.Customers = append(d.Customers, l.pageCustomer(&l.Rows[i], histories))
	}
}

// pageUnlisted says why a page has no list, in each part that comes from it.
func (s *State) pageUnlisted() []report.Missing {
	why := report.Missing{Text: "No model scores yet, so that nobody is listed.", Remedy: "Train one with predict train: it says what it lacks."}
	if s.Book.late {
		why = report.Missing{Text: "The data begin too late to learn from, so that nobody is listed.", Remedy: "Export older transactions."}
	}
	var missing []report.Missing
	for _, part := range []string{"customers", "changes", "rfm", "model"} {
		why.Part = part
		missing = append(missing, why)
	}
	return missing
}

// pageCustomer is a row of the list as the page shows it.
func (l *RiskList) pageCustomer(r *RiskRow, histories *history.Counter) report.Customer {
	c := report.Customer{
		Rank: r.Rank, ID: r.CustomerID, Probability: r.Probability, Tier: r.Tier,
		ValueAtRisk: money(r.ValueAtRisk), Spend: money(r.Spend365), Action: r.Action,
		Segment: r.Segment, Region: r.Region, Channel: r.PreferredChannel, Holdout: r.Holdout,
		Last: formatDate(r.LastPurchase), Expected: formatDate(r.expectedNext()), Cause: r.ScoreCause,
	}
	if r.PreferredHour >= 0 {
		hour := int(r.PreferredHour)
		c.Hour = &hour
	}
	if !math.IsNaN(r.UsualGapDays) {
		c.Gap = &r.UsualGapDays
	}
	if l.Before != "" && !math.IsNaN(r.ScoreChange) {
		c.Change = &r.ScoreChange
	}
	for k, text := range r.Reasons {
		if text != "" {
			c.Reasons = append(c.Reasons, report.NewReason(l.family(r.ReasonFamilies[k]), text))
		}
	}
	if histories != nil {
		if m, ok := histories.Of(r.CustomerID); ok {
			c.History = pageHistory(m)
		}
	}
	return c
}

// family is the family at a place, empty for none.
func (l *RiskList) family(at int8) string {
	if at < 0 || int(at) >= len(l.Families) {
		return ""
	}
	return l.Families[at]
}

func pageHistory(m *history.Months) *report.History {
	h := &report.History{Late: m.Late, Complaints: m.Complaints, Contacts: m.Contacts, Offers: m.Offers}
	for _, spend := range m.Spend {
		h.Spend = append(h.Spend, money(spend))
	}
	return h
}

// pageMissing says which parts of the page cannot be shown, and what would fill
// them.
func (s *State) pageMissing(d *report.Data) []report.Missing {
	var missing []report.Missing
	add := func(absent bool, part, text, remedy string) {
		if absent {
			missing = append(missing, report.Missing{Part: part, Text: text, Remedy: remedy})
		}
	}
	flat := s.AsOf == features.NoTime || s.Book == nil
	remedy := "Map exports of transactions in the config in place of a flat table."
	add(d.Changes == nil && !flat, "changes", "There is no earlier list to compare with.", "It comes with the next night.")
	add(d.Changes == nil && flat, "changes", "A flat table has no dates, so that lists cannot be compared.", remedy)
	add(len(d.RFM) == 0, "rfm", "Recency and frequency need purchases with dates.", remedy)
	add(d.KPI == nil, "kpi", "Retention figures need purchases with dates.", remedy)
	add(d.Causes == nil, "causes", "Causes need purchases with dates.", remedy)
	add(d.Signals == nil, "signals", "Signals need events with dates.", remedy)
	add(d.WhatIf == nil, "whatif", "What-if needs purchases with dates.", remedy)
	add(d.Model == nil, "model", "The model behind the list holds no figures.", "Train it again with predict train.")
	return missing
}

// WriteKPI writes the rows of kpi.csv to a file, whole or not at all, for its owner
// only.
func WriteKPI(path string, b *kpi.Book) error {
	var text bytes.Buffer
	if err := b.WriteCSV(&text, harmless); err != nil {
		return err
	}
	if err := writeFile(path, text.Bytes()); err != nil {
		return fmt.Errorf("%w; name another file with --out", err)
	}
	return nil
}
