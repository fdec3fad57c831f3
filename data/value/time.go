package value

import (
	"encoding/binary"
	"time"
)

const (
	microsPerSecond = 1_000_000
	secondsPerDay   = 86_400
	microsPerDay    = secondsPerDay * microsPerSecond
)

// TimeParser reads times of one layout. It remembers the last date it saw, so
// it belongs to one goroutine.
type TimeParser struct {
	layout layout
	zone   zone

	// The last date of an ISO text, and its midnight without a zone.
	lastHead uint64
	lastTail uint16
	lastDay  int64
}

// NewTimeParser returns a parser of the layout, see Layouts. Times that carry
// no zone are read in loc, where nil means UTC; times that a change of clocks
// skips or repeats are read as time.Date does. An error names the layouts
// allowed.
func NewTimeParser(layout string, loc *time.Location) (*TimeParser, error) {
	l, err := compileLayout(layout)
	if err != nil {
		return nil, err
	}
	p := &TimeParser{layout: l, zone: newZone(loc)}
	const epoch = "1970-01-01" // day 0, which lastDay holds from the start
	p.lastHead = binary.LittleEndian.Uint64([]byte(epoch))
	p.lastTail = binary.LittleEndian.Uint16([]byte(epoch[8:]))
	return p, nil
}

// Parse returns the instant that b names, in microseconds since 1970-01-01Z,
// and whether b is a time of the layout, in the years 1 to 9999. Blanks around
// it are ignored; a date without a time of day is midnight; what is finer than
// a microsecond is cut off. A date that no calendar has is not ok.
func (p *TimeParser) Parse(b []byte) (micros int64, ok bool) {
	if p.layout.form == formISO && len(b) == 19 && (b[10] == ' ' || b[10] == 'T') {
		if day, ok := p.isoDay(b); ok {
			if s, ok := clock8(b[11:19]); ok {
				return p.zone.instant(day, s*microsPerSecond)
			}
		}
	}
	return p.parseGeneral(Trim(b))
}

// parseGeneral reads a trimmed text of any layout.
func (p *TimeParser) parseGeneral(b []byte) (micros int64, ok bool) {
	var day int64
	n := 0
	switch p.layout.form {
	case formSeconds:
		return parseEpoch(b, microsPerSecond)
	case formMillis:
		return parseEpoch(b, 1_000)
	case formISO:
		if len(b) < 10 {
			return 0, false
		}
		n = 10
		day, ok = p.isoDay(b)
	case formCompact:
		n, day, ok = compactDay(b, 4)
	case formCompactShort:
		n, day, ok = compactDay(b, 2)
	case formFields:
		n, day, ok = p.layout.fieldsDay(b)
	}
	if !ok {
		return 0, false
	}
	rest := b[n:]
	if len(rest) == 0 {
		if p.layout.clock != clockOptional {
			return 0, false
		}
		return p.zone.instant(day, 0)
	}
	t, ok := parseClock(rest, p.layout)
	if !ok {
		return 0, false
	}
	if t.zoned {
		return inYears(day*microsPerDay + t.micros - t.offset*microsPerSecond)
	}
	return p.zone.instant(day, t.micros)
}

// isoDay reads yyyy-mm-dd at the start of b, which has at least 10 bytes, as
// days since 1970. The same date again costs a comparison.
func (p *TimeParser) isoDay(b []byte) (int64, bool) {
	head, tail := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint16(b[8:])
	if head == p.lastHead && tail == p.lastTail {
		return p.lastDay, true
	}
	if b[4] != '-' || b[7] != '-' {
		return 0, false
	}
	y1, ok1 := twoDigits(b[0:])
	y2, ok2 := twoDigits(b[2:])
	m, ok3 := twoDigits(b[5:])
	d, ok4 := twoDigits(b[8:])
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return 0, false
	}
	day, ok := civilDay(y1*100+y2, m, d)
	if ok {
		p.lastHead, p.lastTail, p.lastDay = head, tail, day
	}
	return day, ok
}

// compactDay reads yyyymmdd or yymmdd at the start of b.
func compactDay(b []byte, yearDigits int) (n int, day int64, ok bool) {
	n = yearDigits + 4
	if len(b) < n {
		return 0, 0, false
	}
	year, ok := twoDigits(b)
	if !ok {
		return 0, 0, false
	}
	if yearDigits == 4 {
		low, ok := twoDigits(b[2:])
		if !ok {
			return 0, 0, false
		}
		year = year*100 + low
	} else {
		year = pivotYear(year)
	}
	m, ok1 := twoDigits(b[yearDigits:])
	d, ok2 := twoDigits(b[yearDigits+2:])
	if !ok1 || !ok2 {
		return 0, 0, false
	}
	day, ok = civilDay(year, m, d)
	return n, day, ok
}

// parseEpoch reads a count of units since 1970, of so many microseconds each,
// with decimals.
func parseEpoch(b []byte, unit int64) (int64, bool) {
	scale := 6
	if unit == 1_000 {
		scale = 3
	}
	i, negative := 0, false
	if len(b) > 0 && b[0] == '-' {
		i, negative = 1, true
	}
	start := i
	var n int64
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		if i-start > 15 {
			return 0, false
		}
		n = n*10 + int64(b[i]-'0')
	}
	if i == start || n > 1<<62/unit {
		return 0, false
	}
	n *= unit
	if i < len(b) && b[i] == '.' && i+1 < len(b) {
		for i++; i < len(b) && b[i]-'0' <= 9; i++ {
			if scale > 0 {
				scale--
				n += int64(b[i]-'0') * powers10[scale]
			}
		}
	}
	if negative {
		n = -n
	}
	if i != len(b) {
		return 0, false
	}
	return inYears(n)
}

var powers10 = [...]int64{1, 10, 100, 1_000, 10_000, 100_000, 1_000_000}

// inYears passes an instant of the years 1 to 9999 through.
func inYears(micros int64) (int64, bool) {
	const first, last = -62_135_596_800 * microsPerSecond, 253_402_300_800 * microsPerSecond
	return micros, micros >= first && micros < last
}

// twoDigits reads two digits at the start of b.
func twoDigits(b []byte) (int, bool) {
	h, l := b[0]-'0', b[1]-'0'
	return int(h)*10 + int(l), h <= 9 && l <= 9
}
