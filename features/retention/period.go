package retention

import (
	"fmt"
	"slices"
	"time"
)

// Period is [From, To), microseconds UTC.
type Period struct{ From, To int64 }

// Lengths of a period of Newest.
const (
	Month   = "month"
	Quarter = "quarter"
	Year    = "year"
)

// months returns how many months a length has; 0 for one that is unknown.
func months(by string) time.Month {
	switch by {
	case Month:
		return 1
	case Quarter:
		return 3
	case Year:
		return 12
	}
	return 0
}

// Newest returns the newest n periods of the calendar (UTC) of a length that have
// ended at until, the oldest first: fewer where the data, which begin at first, do
// not go back so far. The oldest may begin before first, but does not end before it.
func Newest(by string, n int, first, until int64) ([]Period, error) {
	length := months(by)
	if length == 0 {
		return nil, fmt.Errorf("retention: making periods: %q is no length of a period; it is %s, %s or %s", by, Month, Quarter, Year)
	}
	year, month, _ := time.UnixMicro(until).UTC().Date()
	to := time.Date(year, (month-1)/length*length+1, 1, 0, 0, 0, 0, time.UTC)
	var all []Period
	for len(all) < n && to.UnixMicro() > first {
		from := to.AddDate(0, -int(length), 0)
		all = append(all, Period{from.UnixMicro(), to.UnixMicro()})
		to = from
	}
	slices.Reverse(all)
	return all, nil
}

// Name names a period of Newest: 2026-03, 2026-Q1 or 2026. Other periods are named
// by their first day and the day after the last.
func (p Period) Name() string {
	from, to := time.UnixMicro(p.From).UTC(), time.UnixMicro(p.To).UTC()
	switch {
	case from.AddDate(0, 1, 0).Equal(to):
		return from.Format("2006-01")
	case from.AddDate(0, 3, 0).Equal(to):
		return fmt.Sprintf("%d-Q%d", from.Year(), (from.Month()+2)/3)
	case from.AddDate(1, 0, 0).Equal(to):
		return from.Format("2006")
	}
	return from.Format(time.DateOnly) + "/" + to.Format(time.DateOnly)
}
