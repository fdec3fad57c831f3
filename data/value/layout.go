package value

import (
	"fmt"
	"strings"
)

// field is one part of a date.
type field uint8

const (
	fieldDay   field = iota
	fieldMonth       // 1 or 2 digits
	fieldName        // English month: Jan, January
	fieldYear        // 4 digits
	fieldShort       // 2 digits, see pivotYear
)

// form is how the date of a layout is read.
type form uint8

const (
	formISO form = iota
	formCompact
	formCompactShort
	formSeconds
	formMillis
	formFields
)

// clock says how much of the time of day a layout requires.
type clock uint8

const (
	clockOptional clock = iota
	clockMinutes
	clockSeconds
)

// layout is a compiled layout.
type layout struct {
	form       form
	fields     [3]field
	separators [2]byte
	clock      clock
}

// Layouts describes the language of time layouts for messages and manuals.
const Layouts = `iso (2024-05-06, 2024-05-06 07:08:09.5, 2024-05-06T07:08Z, +02:00), yyyymmdd, yymmdd (70-99 are 19xx), ` +
	`epoch_s, epoch_ms, or three of d, m, mon, Y, y with one of / . - or a blank between, such as m/d/Y, d.m.Y or d-mon-Y; ` +
	`behind a date H:M or H:M:S (with or without AM/PM) may stand, and must where the layout says so, as in "m/d/Y H:M"`

// compileLayout reads the text of a layout.
func compileLayout(text string) (layout, error) {
	var l layout
	date := strings.TrimSpace(text)
	if rest, found := strings.CutSuffix(date, " H:M:S"); found {
		date, l.clock = rest, clockSeconds
	} else if rest, found := strings.CutSuffix(date, " H:M"); found {
		date, l.clock = rest, clockMinutes
	}
	switch date {
	case "iso":
		l.form = formISO
		return l, nil
	case "yyyymmdd":
		l.form = formCompact
		return l, nil
	case "yymmdd":
		l.form = formCompactShort
		return l, nil
	case "epoch_s", "epoch_ms":
		l.form = formSeconds
		if date == "epoch_ms" {
			l.form = formMillis
		}
		if l.clock == clockOptional {
			return l, nil
		}
		return l, fmt.Errorf("reading time format %q: an epoch has no time of day; allowed: %s", text, Layouts)
	}
	l.form = formFields
	if !l.compileFields(date) {
		return l, fmt.Errorf("reading time format %q: allowed: %s", text, Layouts)
	}
	return l, nil
}

// compileFields reads a layout such as d.m.Y and reports whether it names a
// day, a month and a year.
func (l *layout) compileFields(date string) bool {
	var days, months, years int
	for i := range l.fields {
		end := strings.IndexAny(date, "/.- ")
		part := date
		if i < 2 {
			if end < 0 {
				return false
			}
			part, l.separators[i], date = date[:end], date[end], date[end+1:]
		}
		switch part {
		case "d":
			l.fields[i], days = fieldDay, days+1
		case "m":
			l.fields[i], months = fieldMonth, months+1
		case "mon":
			l.fields[i], months = fieldName, months+1
		case "Y":
			l.fields[i], years = fieldYear, years+1
		case "y":
			l.fields[i], years = fieldShort, years+1
		default:
			return false
		}
	}
	return days == 1 && months == 1 && years == 1
}

// pivotYear gives a year of two digits its century: 70 to 99 are 1970 to 1999,
// 00 to 69 are 2000 to 2069, as in POSIX but for 69.
func pivotYear(y int) int {
	if y >= 70 {
		return 1900 + y
	}
	return 2000 + y
}
