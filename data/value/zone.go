package value

import "time"

// zone turns times without a zone into instants.
type zone struct {
	loc *time.Location // nil for UTC
	// spans holds what was looked up last for every 32 days of some five years.
	spans [64]span
}

// span is a range of days that share an offset. A day near a change of clocks
// is a span of its own, that is not steady and has none.
type span struct {
	first, last int64
	offset      int64 // microseconds east of UTC
	steady      bool
	known       bool
}

// newZone returns the zone of loc; nil means UTC.
func newZone(loc *time.Location) zone {
	if loc == time.UTC {
		loc = nil
	}
	return zone{loc: loc}
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
	s := &z.spans[uint64(day)>>5&63]
	if !s.known || day < s.first || day > s.last {
		*s = z.look(day)
	}
	if s.steady {
		return inYears(day*microsPerDay + clock - s.offset)
	}
	seconds := int(clock / microsPerSecond)
	t := time.Date(1970, 1, 1+int(day), 0, 0, seconds, 0, z.loc)
	return inYears(t.UnixMicro() + clock%microsPerSecond)
}

// look finds the days that share the offset of a day. It keeps three days away
// from the changes of clocks: no two zones are further apart than 26 hours, so
// no local time in between can belong to another offset.
func (z *zone) look(day int64) span {
	midnight := time.Date(1970, 1, 1+int(day), 0, 0, 0, 0, z.loc)
	start, end := midnight.ZoneBounds()
	_, offset := midnight.Zone()
	s := span{first: -1 << 40, last: 1 << 40, offset: int64(offset) * microsPerSecond, known: true}
	if !start.IsZero() {
		s.first = start.Unix()/secondsPerDay + 3
	}
	if !end.IsZero() {
		s.last = end.Unix()/secondsPerDay - 3
	}
	s.steady = day >= s.first && day <= s.last
	if !s.steady {
		s.first, s.last = day, day
	}
	return s
}
