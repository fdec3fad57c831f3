package retention

import (
	"slices"
	"time"

	"predict/features"
)

// maxCells is how many groups of all periods of a dimension are counted apart: more
// codes than that are no segments or categories, but names or numbers of things.
const maxCells = 100_000

// dimension says how the codes of a kind become groups.
type dimension struct {
	codes  int32
	folded bool
}

// newDimension folds the codes where they would be too many.
func newDimension(codes, periods int) dimension {
	return dimension{codes: int32(max(0, codes)), folded: codes >= maxCells/max(1, periods)}
}

// group returns the group of a code.
func (d dimension) group(code int32) int {
	switch {
	case code < 0 || code >= d.codes:
		return 0
	case d.folded:
		return 1
	}
	return int(code) + 1
}

// groups is the number of groups.
func (d dimension) groups() int {
	if d.folded {
		return 2
	}
	return int(d.codes) + 1
}

// span is a period with the places of its ends among the edges.
type span struct {
	Period
	from, to int
}

// walletMonth is a month of the calendar, and the periods that hold all of it.
type walletMonth struct {
	Period
	periods []int32
}

// layout is what a counter derives from its options once.
type layout struct {
	lookback, horizon int64 // microseconds
	// edges are the distinct ends of periods, rising.
	edges []int64
	spans []span
	// months are those of the calendar that lie within a period, rising.
	months []walletMonth
	// cohorts are the edges of the months whose new customers are followed; one more
	// than there are months.
	cohorts []int64

	segments, regions, categories, channels, tactics dimension
}

func newLayout(o *Options) layout {
	n := len(o.Periods)
	l := layout{
		lookback: int64(o.Churn.LookbackDays) * features.Day, horizon: int64(o.Churn.HorizonDays) * features.Day,
		segments: newDimension(o.Segments, n), regions: newDimension(o.Regions, n),
		categories: newDimension(o.Categories, n), channels: newDimension(o.Channels, n),
		tactics: newDimension(o.Tactics, n),
	}
	for _, p := range o.Periods {
		l.edges = append(l.edges, p.From, p.To)
	}
	slices.Sort(l.edges)
	l.edges = slices.Compact(l.edges)
	for _, p := range o.Periods {
		from, _ := slices.BinarySearch(l.edges, p.From)
		to, _ := slices.BinarySearch(l.edges, p.To)
		l.spans = append(l.spans, span{p, from, to})
	}
	l.walletMonths()
	if o.CohortMonths > 0 {
		year, month, _ := time.UnixMicro(o.Until).UTC().Date()
		for back := o.CohortMonths; back >= 0; back-- {
			l.cohorts = append(l.cohorts, time.Date(year, month-time.Month(back), 1, 0, 0, 0, 0, time.UTC).UnixMicro())
		}
	}
	return l
}

// walletMonths finds the months within the periods.
func (l *layout) walletMonths() {
	if len(l.edges) == 0 {
		return
	}
	year, month, _ := time.UnixMicro(l.edges[0]).UTC().Date()
	end := l.edges[len(l.edges)-1]
	for at := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC); at.UnixMicro() < end; at = at.AddDate(0, 1, 0) {
		m := walletMonth{Period: Period{at.UnixMicro(), at.AddDate(0, 1, 0).UnixMicro()}}
		for k, p := range l.spans {
			if p.From <= m.From && m.To <= p.To {
				m.periods = append(m.periods, int32(k))
			}
		}
		if len(m.periods) > 0 {
			l.months = append(l.months, m)
		}
	}
}

// newTally makes room for what is counted.
func (l *layout) newTally(o Options) *Tally {
	t := &Tally{Options: o, Periods: make([]PeriodTally, len(o.Periods))}
	for k := range t.Periods {
		t.Periods[k] = PeriodTally{
			Segments: make([]Group, l.segments.groups()), Regions: make([]Flow, l.regions.groups()),
			Categories: make([]Flow, l.categories.groups()), Channels: make([]Flow, l.channels.groups()),
			Tactics: make([]Tactic, l.tactics.groups()),
		}
	}
	for k := range max(0, len(l.cohorts)-1) {
		t.Cohorts = append(t.Cohorts, Cohort{Month: l.cohorts[k], Bought: make([]int64, len(l.cohorts)-1-k)})
	}
	return t
}

// before returns how many of the sorted times lie before t.
func before(times []int64, t int64) int {
	low, high := 0, len(times)
	for low < high {
		if mid := int(uint(low+high) >> 1); times[mid] < t {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}
