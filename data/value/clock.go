package value

import "encoding/binary"

// timeOfDay is a time of day with, perhaps, a zone.
type timeOfDay struct {
	micros int64 // since midnight
	offset int64 // seconds east of UTC
	zoned  bool
}

// clock8 reads hh:mm:ss, eight bytes at once, as seconds since midnight.
func clock8(b []byte) (int64, bool) {
	// The first byte of the text is the lowest of the word. Taking '0' off the
	// digits and ':' off the marks leaves 0 to 9 and 0; adding 6 to the digits
	// reaches the high half of a byte where one is above 9.
	x := binary.LittleEndian.Uint64(b) ^ 0x3030_3A30_303A_3030
	if x&0xF0F0_FFF0_F0FF_F0F0|(x+0x0606_0006_0600_0606)&0xF0F0_00F0_F000_F0F0 != 0 {
		return 0, false
	}
	h := x&0xF*10 + x>>8&0xF
	m := x>>24&0xF*10 + x>>32&0xF
	s := x>>48&0xF*10 + x>>56&0xF
	if h > 23 || m > 59 || s > 59 {
		return 0, false
	}
	return int64(h*3600 + m*60 + s), true
}

// parseClock reads what stands behind a date: a blank (or a T), then
// H:M[:S[.frac]] and AM or PM; in ISO texts two digits each and a zone.
func parseClock(b []byte, l layout) (t timeOfDay, ok bool) {
	iso := l.form != formFields
	if b[0] != ' ' && (!iso || b[0] != 'T' && b[0] != 't') {
		return t, false
	}
	b = b[1:]
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	h, n := readField(b, fieldDay)
	if n == 0 || iso && n != 2 || n >= len(b) || b[n] != ':' {
		return t, false
	}
	b = b[n+1:]
	m, ok := minutes(b)
	if !ok {
		return t, false
	}
	b = b[2:]
	s := 0
	if len(b) > 0 && b[0] == ':' {
		if s, ok = minutes(b[1:]); !ok {
			return t, false
		}
		b = b[3:]
		t.micros, b, ok = fraction(b)
		if !ok {
			return t, false
		}
	} else if l.clock == clockSeconds {
		return t, false
	}
	if h, b, ok = halfDay(h, b); !ok || h > 23 {
		return t, false
	}
	t.micros += int64(h*3600+m*60+s) * microsPerSecond
	if len(b) == 0 {
		return t, true
	}
	if l.form != formISO {
		return t, false
	}
	t.zoned = true
	t.offset, ok = parseZone(b)
	return t, ok
}

// minutes reads 00 to 59.
func minutes(b []byte) (int, bool) {
	if len(b) < 2 {
		return 0, false
	}
	v, ok := twoDigits(b)
	return v, ok && v < 60
}

// fraction reads .123456 at the start of b as microseconds; further digits are
// cut off.
func fraction(b []byte) (micros int64, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '.' && b[0] != ',' {
		return 0, b, true
	}
	i := 1
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		if i <= 6 {
			micros += int64(b[i]-'0') * powers10[6-i]
		}
	}
	return micros, b[i:], i > 1
}

// halfDay reads AM or PM at the start of b, if it is there, and gives the hour
// of the whole day.
func halfDay(h int, b []byte) (hour int, rest []byte, ok bool) {
	r := b
	for len(r) > 0 && r[0] == ' ' {
		r = r[1:]
	}
	if len(r) < 2 || r[1]|0x20 != 'm' || r[0]|0x20 != 'a' && r[0]|0x20 != 'p' {
		return h, b, true
	}
	if h < 1 || h > 12 {
		return 0, nil, false
	}
	h %= 12
	if r[0]|0x20 == 'p' {
		h += 12
	}
	return h, r[2:], true
}

// parseZone reads Z, UTC, ±hh, ±hhmm or ±hh:mm, with a blank before it or
// without, as seconds east of UTC.
func parseZone(b []byte) (int64, bool) {
	b = Trim(b)
	switch string(b) {
	case "Z", "z", "UTC", "GMT":
		return 0, true
	}
	if len(b) < 3 || b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	h, ok := twoDigits(b[1:])
	if !ok || h > 15 {
		return 0, false
	}
	m := 0
	switch rest := b[3:]; {
	case len(rest) == 0:
	case len(rest) == 2:
		m, ok = minutes(rest)
	case len(rest) == 3 && rest[0] == ':':
		m, ok = minutes(rest[1:])
	default:
		return 0, false
	}
	offset := int64(h*3600 + m*60)
	if b[0] == '-' {
		offset = -offset
	}
	return offset, ok
}
