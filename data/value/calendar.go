package value

// daysBefore is the number of days of a common year before each month.
var daysBefore = [13]int16{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

// daysIn is the number of days of each month of a common year.
var daysIn = [13]int8{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// civilDay returns the days from 1970-01-01 to a date of the Gregorian
// calendar, extended backwards, and whether there is such a date in the years
// 1 to 9999.
func civilDay(year, month, day int) (int64, bool) {
	if uint(month-1) >= 12 || year < 1 || year > 9999 || day < 1 {
		return 0, false
	}
	if day > int(daysIn[month]) && !(month == 2 && day == 29 && leap(year)) {
		return 0, false
	}
	y := year - 1
	days := y*365 + y/4 - y/100 + y/400 + int(daysBefore[month]) + day - 1
	if month > 2 && leap(year) {
		days++
	}
	return int64(days) - 719_162, true // days from 0001-01-01 to 1970-01-01
}

// leap reports whether a year has 366 days.
func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// fieldsDay reads a date of three fields at the start of b.
func (l *layout) fieldsDay(b []byte) (n int, day int64, ok bool) {
	var year, month, dom int
	for i, f := range l.fields {
		v, used := readField(b[n:], f)
		if used == 0 {
			return 0, 0, false
		}
		n += used
		switch f {
		case fieldDay:
			dom = v
		case fieldMonth, fieldName:
			month = v
		case fieldYear:
			year = v
		case fieldShort:
			year = pivotYear(v)
		}
		if i < 2 {
			if n >= len(b) || b[n] != l.separators[i] {
				return 0, 0, false
			}
			n++
		}
	}
	day, ok = civilDay(year, month, dom)
	return n, day, ok
}

// readField reads one field at the start of b and the bytes it takes, 0 if it
// is not there.
func readField(b []byte, f field) (v, used int) {
	if f == fieldName {
		return monthNamed(b)
	}
	low, high := 1, 2
	switch f {
	case fieldYear:
		low, high = 4, 4
	case fieldShort:
		low = 2
	}
	for used < high && used < len(b) && b[used]-'0' <= 9 {
		v = v*10 + int(b[used]-'0')
		used++
	}
	if used < low || used < len(b) && b[used]-'0' <= 9 {
		return 0, 0
	}
	return v, used
}

var monthNames = [...]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// monthNamed reads an English month at the start of b: its first three letters
// or more of it, in any case, with a dot behind or without.
func monthNamed(b []byte) (month, used int) {
	var lower [9]byte
	for used < len(b) && used < len(lower) && b[used]|0x20 >= 'a' && b[used]|0x20 <= 'z' {
		lower[used] = b[used] | 0x20
		used++
	}
	if used < 3 {
		return 0, 0
	}
	for i, name := range monthNames {
		if used <= len(name) && string(lower[:used]) == name[:used] {
			if used < len(b) && b[used] == '.' {
				used++
			}
			return i + 1, used
		}
	}
	return 0, 0
}
