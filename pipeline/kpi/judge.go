package kpi

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"predict/configs"
	"predict/features"
	"predict/features/retention"
)

// Names are the texts of codes, by code: as many as the tally had codes.
type Names struct {
	Segments, Regions, Categories, Channels, Tactics []string
}

// Options say how tallies are judged.
type Options struct {
	// Book holds the length of the periods and the band of the industry.
	Book configs.Book
	// Realised are the lists whose horizon is over, in any order.
	Realised []Realised
	// Level is that of intervals, between 0 and 1; 0 stands for 0.95.
	Level float64
}

// Realised is a list of the past and what became of it.
type Realised struct {
	AsOf      int64   // its date, microseconds UTC
	Customers int64   // those whose outcome was looked up
	Expected  float64 // sum of their probabilities
	Left      int64   // those of them who left
}

// told is a period that is told: one that has ended.
type told struct {
	retention.Period
	name, from, to string
	tally          *retention.PeriodTally
	// notes hold for every figure of customers at the start.
	notes []string
	// early tells that nobody can be lost yet: all who ever bought have bought in the
	// look-back of the end.
	early bool
}

// judge makes the rows of a book.
type judge struct {
	tally   *retention.Tally
	o       Options
	z       float64 // half the width of an interval, in standard errors
	periods []told
	rows    []Row
}

// Judge turns a tally into figures of the periods that have ended. It reports
// options and names that do not fit the tally.
func Judge(t *retention.Tally, names Names, o Options) (*Book, error) {
	if o.Level == 0 {
		o.Level = 0.95
	}
	if o.Level < 0 || o.Level >= 1 || yearly(o.Book.By) == 0 {
		return nil, fmt.Errorf("kpi: judging the tally: level %v and book.by %q, which must be between 0 and 1, and a length of a period", o.Level, o.Book.By)
	}
	if err := names.check(&t.Options); err != nil {
		return nil, err
	}
	j := &judge{tally: t, o: o, z: math.Sqrt2 * math.Erfinv(o.Level), periods: tell(t)}
	j.flows()
	j.dimensions(names)
	j.money()
	j.wallet()
	j.tactics(names.Tactics)
	j.realised()
	all, rows := inOrder(j.rows)
	return &Book{
		By: o.Book.By, Rows: rows, Tactics: all, Bands: bands(o.Book), Missing: j.gaps(), Cohorts: cohorts(t),
	}, nil
}

// inOrder parts the rows of all periods together from the others, in the order of
// kpi.csv.
func inOrder(rows []Row) (all, others []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(
			cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To),
			cmp.Compare(rank(a.KPI), rank(b.KPI)), cmp.Compare(place(a.Dimension), place(b.Dimension)),
		)
	})
	for _, r := range rows {
		if r.Period == AllPeriods {
			all = append(all, r)
		} else {
			others = append(others, r)
		}
	}
	return all, others
}

// check reports names that are not as many as the codes.
func (n *Names) check(o *retention.Options) error {
	for _, d := range []struct {
		kind         string
		names, codes int
	}{
		{"segments", len(n.Segments), o.Segments},
		{"regions", len(n.Regions), o.Regions},
		{"categories", len(n.Categories), o.Categories},
		{"channels", len(n.Channels), o.Channels},
		{"tactics", len(n.Tactics), o.Tactics},
	} {
		if d.names != max(0, d.codes) {
			return fmt.Errorf("kpi: judging the tally: %d names of %s for %d codes", d.names, d.kind, d.codes)
		}
	}
	return nil
}

// yearly returns how many periods a year has; 0 for a length that is unknown.
func yearly(by string) float64 {
	switch by {
	case configs.ByMonth:
		return 12
	case configs.ByQuarter:
		return 4
	case configs.ByYear:
		return 1
	}
	return 0
}

// tell returns the periods that have ended, the oldest first.
func tell(t *retention.Tally) []told {
	var all []told
	lookback := int64(t.Options.Churn.LookbackDays) * features.Day
	for k, p := range t.Options.Periods {
		if p.To > t.Options.Until {
			continue
		}
		one := told{Period: p, name: p.Name(), from: date(p.From), to: date(p.To), tally: &t.Periods[k]}
		if p.From-lookback < t.Options.First {
			one.notes = append(one.notes, ShortHistory)
			one.early = p.To-lookback <= t.Options.First && t.Options.Churn.Definition != features.Cancellation
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b told) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	return all
}

func date(t int64) string { return time.UnixMicro(t).UTC().Format(time.DateOnly) }

// bands returns what is usual, that of the business first.
func bands(b configs.Book) []Band {
	var all []Band
	if low, high, ok := b.ChurnBand(); ok {
		all = append(all, Band{b.Industry, low, high})
	}
	for _, industry := range []string{configs.IndustrySaaS, configs.IndustryRetail, configs.IndustryFinance, configs.IndustryServices} {
		low, high, _ := configs.Book{Industry: industry}.ChurnBand()
		if band := (Band{industry, low, high}); !slices.Contains(all, band) {
			all = append(all, band)
		}
	}
	return all
}

// cohorts returns the cohorts from the first that has customers on.
func cohorts(t *retention.Tally) []Cohort {
	var all []Cohort
	for _, c := range t.Cohorts {
		if c.Customers > 0 || len(all) > 0 {
			all = append(all, Cohort{Month: time.UnixMicro(c.Month).UTC().Format("2006-01"), Customers: c.Customers, Bought: c.Bought})
		}
	}
	return all
}
