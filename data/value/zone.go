package value

import "time"

// zone turns times without a zone into instants.
type zone struct {
	loc *time.Location // nil for UTC

	// One offset holds for the days from first to last. A day near a change of
	// clocks has none: steady is false, and first and last are that day.
	first, last int64
	steady      bool
	offset      int64 // microseconds east of UTC
}

// newZone returns the zone of loc; nil means UTC.
func newZone(loc *time.Location) zone {
	if loc == time.UTC {
		loc = nil
	}
	return zone{loc: loc, first: 1, last: 0}
}

// instant returns the microseconds since 1970-01-01Z of a time of day (in
// microseconds) on a day (since 1970), and whether it lies in the years 1 to
// 9999.
func (z *zone) instant(day, clock int64) (int64, bool) {
	if z.loc == nil {
		return day*microsPerDay + clock, true
	}
	return z.local(day, clock)
}

// local is instant outside of UTC.
func (z *zone) local(day, clock int64) (int64, bool) {
	if day < z.first || day > z.last {
		z.remember(day)
	}
	if z.steady {
		return inYears(day*microsPerDay + clock - z.offset)
	}
	seconds := int(clock / microsPerSecond)
	t := time.Date(1970, 1, 1+int(day), 0, 0, seconds, 0, z.loc)
	return inYears(t.UnixMicro() + clock%microsPerSecond)
}

// remember looks up the days that share the offset of a day. It keeps two days
// away from the changes of clocks: no two zones are further apart than 26
// hours, so no local time in between can belong to another offset.
func (z *zone) remember(day int64) {
	midnight := time.Date(1970, 1, 1+int(day), 0, 0, 0, 0, z.loc)
	start, end := midnight.ZoneBounds()
	_, offset := midnight.Zone()
	z.offset = int64(offset) * microsPerSecond
	z.first, z.last = -1<<40, 1<<40
	if !start.IsZero() {
		z.first = start.Unix()/secondsPerDay + 3
	}
	if !end.IsZero() {
		z.last = end.Unix()/secondsPerDay - 3
	}
	z.steady = day >= z.first && day <= z.last
	if !z.steady {
		z.first, z.last = day, day
	}
}
