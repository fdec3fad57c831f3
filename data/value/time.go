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

// TimeParser reads times of one layout. It remembers dates it has seen, so it
// belongs to one goroutine.
type TimeParser struct {
	layout layout
	zone   zone

	// Months of ISO dates that were seen, a decade of them: at 50 million dates
	// in no order, a look into a table costs half of what arithmetic does.
	months [256]month

	// The last date of three fields, as text, and its midnight without a zone.
	lastText []byte
	textDay  int64
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
	return &TimeParser{layout: l, zone: newZone(loc)}, nil
}

// Parse returns the instant that b names, in microseconds since 1970-01-01Z,
// and whether b is a time of the layout, in the years 1 to 9999. Blanks around
// it are ignored; a date without a time of day is midnight; what is finer than
// a microsecond is cut off. A date that no calendar has is not ok.
func (p *TimeParser) Parse(b []byte) (micros int64, ok bool) {
	switch {
	case p.layout.form != formISO:
	case len(b) == 19 && (b[10] == ' ' || b[10] == 'T'):
		if day, ok := p.isoDay(b); ok {
			if s, ok := clock8(b[11:19]); ok {
				return p.zone.instant(day, s*microsPerSecond)
			}
		}
	case len(b) == 10 && p.layout.clock == clockOptional:
		if day, ok := p.isoDay(b); ok {
			return p.zone.instant(day, 0)
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
		n, day, ok = p.fieldsDay(b)
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
	if len(rest) == 9 && rest[0] == ' ' {
		if s, ok := clock8(rest[1:]); ok {
			return p.zone.instant(day, s*microsPerSecond)
		}
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

// month is a month of ISO dates.
type month struct {
	text   uint64 // the bytes of "yyyy-mm-"
	first  int64  // its first day, since 1970
	length uint64 // its days; 0 in an empty place
}

// isoDay reads yyyy-mm-dd at the start of b, which has at least 10 bytes, as
// days since 1970.
func (p *TimeParser) isoDay(b []byte) (int64, bool) {
	text := binary.LittleEndian.Uint64(b)
	m := &p.months[text>>24&15<<4|(text>>48&15+text>>40&1*10)&15]
	if m.text != text || m.length == 0 {
		read, ok := readMonth(b)
		if !ok {
			return 0, false
		}
		*m = read
	}
	h, l := b[8]-'0', b[9]-'0'
	day := uint64(h)*10 + uint64(l)
	if h > 3 || l > 9 || day-1 >= m.length {
		return 0, false
	}
	return m.first + int64(day) - 1, true
}

// readMonth reads "yyyy-mm-" at the start of b.
func readMonth(b []byte) (month, bool) {
	if b[4] != '-' || b[7] != '-' {
		return month{}, false
	}
	y1, ok1 := twoDigits(b[0:])
	y2, ok2 := twoDigits(b[2:])
	m, ok3 := twoDigits(b[5:])
	if !ok1 || !ok2 || !ok3 {
		return month{}, false
	}
	year := y1*100 + y2
	first, ok := civilDay(year, m, 1)
	if !ok {
		return month{}, false
	}
	length := uint64(daysIn[m])
	if m == 2 && leap(year) {
		length++
	}
	return month{text: binary.LittleEndian.Uint64(b), first: first, length: length}, true
}

// fieldsDay reads a date of three fields at the start of b. Exports are mostly
// in order of time: the same date again costs a comparison.
func (p *TimeParser) fieldsDay(b []byte) (n int, day int64, ok bool) {
	if n = len(p.lastText); n > 0 && len(b) >= n && string(b[:n]) == string(p.lastText) && (len(b) == n || b[n] == ' ') {
		return n, p.textDay, true
	}
	n, day, ok = p.layout.fieldsDay(b)
	if ok {
		p.lastText, p.textDay = append(p.lastText[:0], b[:n]...), day
	}
	return n, day, ok
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
