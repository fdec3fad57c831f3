package pipeline

import (
	"context"
	"fmt"
	"slices"

	"predict/data"
	"predict/data/lake"
	"predict/features"
	"predict/features/causes"
	"predict/features/history"
	"predict/features/retention"
	"predict/features/signals"
	causebook "predict/pipeline/causes"
	"predict/pipeline/kpi"
	"predict/pipeline/report"
	signalbook "predict/pipeline/signals"
	"predict/pipeline/whatif"
)

// Book is the retention book of a run: what is told beside the list.
type Book struct {
	KPI     *kpi.Book          `json:"kpi"`
	Causes  *causebook.Result  `json:"causes"`
	Signals *signalbook.Result `json:"signals"`
	WhatIf  *whatif.Result     `json:"whatif"`
	Changes *report.Changes    `json:"changes,omitempty"`

	tally     *retention.Tally
	histories *history.Counter
	late      bool // the data begin too late for a list
}

// bookStage counts what the retention book tells, in one pass over the lake, and
// holds the list against the one before.
type bookStage struct{}

func (bookStage) Name() string { return "book" }

func (bookStage) Run(ctx context.Context, s *State) error {
	if s.Skipped {
		return nil
	}
	book := &Book{}
	if s.Risk != nil {
		var err error
		if book.Changes, err = s.compareLists(ctx, s.Risk); err != nil {
			return err
		}
	}
	names, err := s.bookNames()
	if err != nil {
		return err
	}
	counted, err := s.countBook(ctx, names)
	if err != nil {
		return err
	}
	if err := s.judgeBook(book, counted, names); err != nil {
		return err
	}
	s.Book = book
	s.note("customers", book.tally.Customers, "periods", len(book.tally.Periods))
	return nil
}

// counted are the counters of the book of one worker.
type counted struct {
	retention *retention.Counter
	causes    *causes.Counter
	signals   *signals.Counter
	histories *history.Counter
}

func (c *counted) all() []counter {
	return []counter{c.retention, c.causes, c.signals, c.histories}
}

func (c *counted) merge(other bookCounters) error {
	o, ok := other.(*counted)
	if !ok {
		return fmt.Errorf("merging counts of another kind: %T", other)
	}
	c.retention.Merge(o.retention)
	c.causes.Merge(o.causes)
	c.signals.Merge(o.signals)
	c.histories.Merge(o.histories)
	return nil
}

// countBook leads the counters of the book through the lake.
func (s *State) countBook(ctx context.Context, names bookNames) (*counted, error) {
	periods, err := s.bookPeriods()
	if err != nil {
		return nil, err
	}
	if year, _, ok := s.yearPeriod(); ok {
		periods = append(periods, year, retention.Period{From: s.AsOf, To: s.AsOf + features.Day})
	}
	ids, cutoff := s.pagedIDs(), s.bookCutoff()
	groups := causes.Options{Churn: s.Config.Churn, Until: s.AsOf, Cutoff: cutoff, Codes: names.byDimension()}
	s.Settings.Progress.Start("book", int64(s.Lake.Buckets()))
	defer s.Settings.Progress.Done()
	if groups.Weights, err = s.groupWeights(ctx, groups); err != nil {
		return nil, err
	}
	var sets []bookCounters
	for range s.Workers() {
		sets = append(sets, &counted{
			retention: retention.NewCounter(retention.Options{
				Churn: s.Config.Churn, First: s.dataBegin(), Until: s.AsOf, Periods: periods, CohortMonths: cohortMonths,
				Segments: len(names.segments), Regions: len(names.regions), Categories: len(names.categories),
				Channels: len(names.channels), Tactics: len(names.tactics),
			}),
			causes:    causes.NewCounter(groups),
			signals:   signals.NewCounter(signals.Options{Churn: s.Config.Churn, Until: s.AsOf, Cutoff: cutoff}),
			histories: history.NewCounter(history.Options{IDs: ids, Cutoff: s.AsOf, Months: historyMonths}),
		})
	}
	if err := s.eachCustomer(ctx, sets, s.AsOf); err != nil {
		return nil, err
	}
	return sets[0].(*counted), nil //nolint:forcetypeassert // made above
}

// groupWeights says how large groups are where there are so many that not all can
// be paired: a light pass counts them.
func (s *State) groupWeights(ctx context.Context, o causes.Options) (weights [causes.NumDimensions][]int64, err error) {
	columns, known := map[string][]string{}, features.AllColumns(s.Lake.Tables())
	for _, d := range o.Crowded() {
		table, column := groupColumn(d)
		if _, there := known[table]; there {
			columns[table] = append(columns[table], column)
		}
	}
	if len(columns) == 0 {
		return weights, nil
	}
	var work []func(*features.Batch) error
	var counts []*causes.Census
	for range s.Workers() {
		c := causes.NewCensus(o.Codes)
		counts = append(counts, c)
		work = append(work, func(b *features.Batch) error {
			c.Add(b)
			return nil
		})
	}
	if err := s.eachBatch(ctx, columns, work); err != nil {
		return weights, err
	}
	for _, other := range counts[1:] {
		counts[0].Merge(other)
	}
	return counts[0].Weights(), nil
}

// groupColumn is the table and the column that the groups of a dimension come from.
func groupColumn(d causes.Dimension) (table, column string) {
	switch d {
	case causes.Segment:
		return data.Customers, "segment"
	case causes.Region:
		return data.Customers, "region"
	case causes.Channel:
		return data.Transactions, "channel"
	case causes.Category:
		return data.Transactions, "category"
	case causes.Product:
		return data.Transactions, "product"
	case causes.ComplaintReason:
		return data.Contacts, "reason"
	}
	return "", ""
}

// How far back cohorts and the small timelines of customers go, in months.
const (
	cohortMonths  = 24
	historyMonths = 24
)

// bookPeriods are those that the figures are told of.
func (s *State) bookPeriods() ([]retention.Period, error) {
	return retention.Newest(s.Config.Book.By, s.Config.Book.Periods, s.dataBegin(), s.AsOf)
}

// dataBegin is the first instant of the transactions.
func (s *State) dataBegin() int64 {
	first, _, _ := s.Lake.Span(data.Transactions)
	return first
}

// bookCutoff is the newest cutoff whose outcome is known: where causes and signals
// are judged. Where the data are too short for one it lies before them, and nobody
// is counted.
func (s *State) bookCutoff() int64 {
	if s.Plan.Test != 0 {
		return s.Plan.Test
	}
	return s.AsOf - int64(s.Config.Churn.GapDays+s.Config.Churn.HorizonDays)*features.Day
}

// bookNames are the texts behind codes.
type bookNames struct {
	segments, regions, categories, channels, products []string
	contactReasons, contactProducts                   []string
	tactics, cancellationReasons                      []string
}

func (s *State) bookNames() (bookNames, error) {
	var n bookNames
	for _, d := range []struct {
		to            *[]string
		table, column string
	}{
		{&n.segments, data.Customers, "segment"},
		{&n.regions, data.Customers, "region"},
		{&n.categories, data.Transactions, "category"},
		{&n.channels, data.Transactions, "channel"},
		{&n.products, data.Transactions, "product"},
		{&n.contactReasons, data.Contacts, "reason"},
		{&n.contactProducts, data.Contacts, "product"},
		{&n.tactics, data.Offers, "tactic"},
		{&n.cancellationReasons, data.Cancellations, "reason"},
	} {
		texts, err := s.symbolsOf(s.Lake, d.table, d.column)
		if err != nil {
			return n, err
		}
		*d.to = texts
	}
	return n, nil
}

// byDimension are the numbers of codes of the groups of causes.
func (n bookNames) byDimension() (codes [causes.NumDimensions]int) {
	codes[causes.Segment], codes[causes.Region] = len(n.segments), len(n.regions)
	codes[causes.Channel], codes[causes.Category], codes[causes.Product] = len(n.channels), len(n.categories), len(n.products)
	codes[causes.ComplaintReason] = len(n.contactReasons)
	return codes
}

// symbolsOf are the texts of a column by the codes that the counters see: those of
// categories and channels are ranks.
func (s *State) symbolsOf(l *lake.Lake, table, column string) ([]string, error) {
	texts, err := l.Symbols(table, column)
	if err != nil {
		return nil, fmt.Errorf("reading the dictionary of %s.%s: %w", table, column, err)
	}
	if table == data.Transactions && column != "product" {
		slices.Sort(texts)
	}
	return texts, nil
}

// pagedIDs are the customers whom the page lists.
func (s *State) pagedIDs() []string {
	if s.Risk == nil {
		return nil
	}
	rows := s.Risk.Rows[:min(len(s.Risk.Rows), s.Config.Book.Customers)]
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].CustomerID
	}
	return ids
}
