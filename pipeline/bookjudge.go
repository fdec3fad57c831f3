package pipeline

import (
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
func (s *State) judgeBook(book *Book, c *counted, names bookNames) (err error) {
	book.histories = c.histories
	told, recent := s.parted(c.retention.Tally())
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
	book.WhatIf, err = s.whatIf(recent, told.Has, names.segments)
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
// data reach: the one over which the churn of the what-if is measured. Where they
// reach no look-back of a start, it is the last month; ok is false where they reach
// that of its end no more, because nobody can be lost yet, and where there is none.
func (s *State) yearPeriod() (p retention.Period, months int, ok bool) {
	all, err := retention.Newest(retention.Month, 12, s.dataBegin(), s.AsOf)
	if err != nil || len(all) == 0 {
		return p, 0, false
	}
	reach := s.dataBegin() + int64(s.Config.Churn.LookbackDays)*features.Day
	last := len(all) - 1
	for i, from := range all {
		if from.From >= reach {
			return retention.Period{From: from.From, To: all[last].To}, len(all) - i, true
		}
	}
	cancels := s.Config.Churn.Definition == features.Cancellation // who cancels is lost at once
	return all[last], 1, cancels || all[last].To > reach
}

// recent is what the what-if starts from: the year, or as much of it as there is,
// and the customers of today; nil where the data are shorter than a month.
type recent struct{ year, today *retention.PeriodTally }

// parted parts the tallies of the what-if, the last two, from those that are told.
func (s *State) parted(t *retention.Tally) (told *retention.Tally, r recent) {
	if _, _, ok := s.yearPeriod(); !ok {
		return t, r
	}
	n := len(t.Periods) - 2
	cut := *t
	cut.Options.Periods, cut.Periods = t.Options.Periods[:n], t.Periods[:n]
	return &cut, recent{&t.Periods[n], &t.Periods[n+1]}
}

// whatIf says what less churn would bring, and whom it pays to keep.
func (s *State) whatIf(r recent, has retention.Has, segments []string) (*whatif.Result, error) {
	var measured []whatif.Measured
	if _, months, ok := s.yearPeriod(); ok {
		measured = append(measured, s.measured("", &r.today.All, &r.year.All, months, has))
		for code := range r.today.Segments {
			name := ""
			if code > 0 && code <= len(segments) {
				name = segments[code-1]
			}
			if g := &r.today.Segments[code]; name != "" && g.Start > 0 {
				measured = append(measured, s.measured(name, g, &r.year.Segments[code], months, has))
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

// measured is what a group of customers brings today, and how many of it were lost
// and won in the year.
func (s *State) measured(name string, today, year *retention.Group, months int, has retention.Has) whatif.Measured {
	window := float64(s.Config.Churn.LookbackDays)
	m := whatif.Measured{Segment: name, Customers: today.Start, Months: months}
	m.Yearly = today.Sales.Start.Float64() / features.MoneyScale * 365 / window
	if has.Margin {
		profit := today.Profit.Start.Float64() / features.MoneyScale / window // 365 times the profit of the window
		m.YearlyProfit = &profit
	}
	if year.Start > 0 {
		kept, joined := float64(year.Retained)/float64(year.Start), year.New+year.Reactivated
		added := year.Joined.Float64() / features.MoneyScale
		m.CustomersKept, m.Joined, m.Added = &kept, &joined, &added
	}
	if all := year.Sales.Start.Float64(); all > 0 {
		kept := min(1, max(0, year.Sales.Retained.Float64()/all))
		m.SalesKept = &kept
	}
	return m
}

// money gives money units in units of currency; 0 where the amount is not known.
func money(units int64) float64 {
	if units == features.NoMoney {
		return 0
	}
	return float64(units) / features.MoneyScale
}
