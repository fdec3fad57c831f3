package pipeline

import (
	"context"
	"math"
	"slices"

	"predict/configs"
	"predict/features"
	"predict/features/retention"
	causebook "predict/pipeline/causes"
	"predict/pipeline/kpi"
	signalbook "predict/pipeline/signals"
	"predict/pipeline/whatif"
)

// judgeBook turns what was counted into figures.
func (s *State) judgeBook(_ context.Context, book *Book, c *counted) error {
	names, err := s.bookNames()
	if err != nil {
		return err
	}
	book.histories = c.histories
	told, yearly := c.retention.Tally(), (*retention.PeriodTally)(nil)
	if _, _, ok := s.yearPeriod(); ok {
		told, yearly = withoutYear(told)
	}
	book.tally = told
	book.KPI, err = kpi.Judge(told, kpi.Names{
		Segments: names.segments, Regions: names.regions, Categories: names.categories, Channels: names.channels, Tactics: names.tactics,
	}, kpi.Options{Book: s.Config.Book, Realised: s.cameTrue()})
	if err != nil {
		return err
	}
	book.Causes = causebook.Judge(c.causes.Counts(), causebook.Names{
		Segments: names.segments, Regions: names.regions, Channels: names.channels, Categories: names.categories, Products: names.products,
		ContactProducts: names.contactProducts, ContactReasons: names.contactReasons, CancellationReasons: names.cancellationReasons,
	}, causebook.Options{Drivers: s.drivers()})
	book.Signals = signalbook.Judge(c.signals.Counts(), signalbook.Options{})
	book.WhatIf, err = s.whatIf(yearly, told.Has, names.segments)
	return err
}

// drivers counts, by segment, the families of features that drive the risk of the
// customers at risk.
func (s *State) drivers() []causebook.DriverCount {
	if s.Risk == nil {
		return nil
	}
	at := map[causebook.DriverCount]int64{}
	for i := range s.Risk.Rows {
		r := &s.Risk.Rows[i]
		if family := s.Risk.family(r.Driver); family != "" && r.Tier != configs.TierLow {
			at[causebook.DriverCount{Segment: r.Segment, Family: family}]++
		}
	}
	rows := make([]causebook.DriverCount, 0, len(at))
	for key, n := range at {
		key.Customers = n
		rows = append(rows, key)
	}
	return rows
}

// cameTrue are the lists and rehearsals of which it is known what became of their
// customers: the one that this run looked up, and the test of the model.
func (s *State) cameTrue() []kpi.Realised {
	var all []kpi.Realised
	if n := s.Manifest.Realised; n != nil {
		if at, err := configs.ParseDate(n.AsOf); err == nil {
			rows := float64(n.Customers)
			all = append(all, kpi.Realised{AsOf: at.UnixMicro(), Customers: n.Customers, Expected: n.Expected * rows, Left: int64(math.Round(n.Observed * rows))})
		}
	}
	if e := s.Manifest.Evaluation; e != nil && e.Scores != nil {
		if at, err := configs.ParseDate(e.Test); err == nil {
			r := kpi.Realised{AsOf: at.UnixMicro(), Customers: int64(e.N), Left: int64(math.Round(e.ChurnRate * float64(e.N)))}
			for _, b := range e.Reliability {
				r.Expected += b.Predicted * b.Weight
			}
			all = append(all, r)
		}
	}
	return all
}

// yearPeriod is the newest period of up to a year, whole months, whose look-back the
// data reach: the one over which the churn of the what-if is measured; ok is false
// where there is none.
func (s *State) yearPeriod() (p retention.Period, months int, ok bool) {
	all, err := retention.Newest(retention.Month, 12, s.dataBegin(), s.AsOf)
	if err != nil || len(all) == 0 {
		return p, 0, false
	}
	reach := s.dataBegin() + int64(s.Config.Churn.LookbackDays)*features.Day
	for i, from := range all {
		if from.From >= reach || i == len(all)-1 {
			return retention.Period{From: from.From, To: all[len(all)-1].To}, len(all) - i, true
		}
	}
	return p, 0, false
}

// withoutYear parts the tally of the what-if, the last one, from those that are told.
func withoutYear(t *retention.Tally) (told *retention.Tally, yearly *retention.PeriodTally) {
	n := len(t.Periods)
	cut := *t
	cut.Options.Periods, cut.Periods = t.Options.Periods[:n-1], t.Periods[:n-1]
	return &cut, &t.Periods[n-1]
}

// whatIf says what less churn would bring, and whom it pays to keep.
func (s *State) whatIf(yearly *retention.PeriodTally, has retention.Has, segments []string) (*whatif.Result, error) {
	var measured []whatif.Measured
	if _, months, ok := s.yearPeriod(); ok {
		measured = append(measured, s.measured("", &yearly.All, months, has))
		for code := range yearly.Segments {
			name := ""
			if code > 0 && code <= len(segments) {
				name = segments[code-1]
			}
			if g := &yearly.Segments[code]; name != "" && g.Start > 0 {
				measured = append(measured, s.measured(name, g, months, has))
			}
		}
	}
	starts, missing := whatif.Starts(measured)
	o := s.Config.Book.WhatIf
	result, err := whatif.Judge(starts, whatif.Scenarios(o.ChurnDown, o.RetentionUp, o.CostPerMonth), o.Months, missing...)
	if err != nil || s.Risk == nil {
		return result, err
	}
	margins := slices.ContainsFunc(s.Risk.Rows, func(r RiskRow) bool { return r.Margin365 != features.NoMoney })
	result.Worth = whatif.Worths(len(s.Risk.Rows), func(i int) whatif.Valued {
		r := &s.Risk.Rows[i]
		v := whatif.Valued{Segment: r.Segment, Tier: r.Tier, Risk: r.Probability, Yearly: money(r.Spend365)}
		switch {
		case margins && r.Margin365 != features.NoMoney:
			v.Yearly = money(r.Margin365)
		case margins:
			v.Yearly = 0
		}
		return v
	})
	return result, nil
}

// measured is what a group of customers brought and lost.
func (s *State) measured(name string, g *retention.Group, months int, has retention.Has) whatif.Measured {
	window := float64(s.Config.Churn.LookbackDays)
	m := whatif.Measured{Segment: name, Customers: g.Start, Months: months}
	m.Yearly = g.Sales.Start.Float64() / features.MoneyScale * 365 / window
	if has.Margin {
		profit := g.Profit.Start.Float64() / features.MoneyScale / window // 365 times the profit of the window
		m.YearlyProfit = &profit
	}
	if g.Start > 0 {
		kept := float64(g.Retained) / float64(g.Start)
		m.CustomersKept = &kept
	}
	if all := g.Sales.Start.Float64(); all > 0 {
		kept := min(1, max(0, g.Sales.Retained.Float64()/all))
		m.SalesKept = &kept
	}
	return m
}

// money gives money units in units of currency.
func money(units int64) float64 { return float64(units) / features.MoneyScale }
