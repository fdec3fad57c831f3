package features

import "time"

// civil returns the UTC date of an instant.
func civil(t int64) (year int, month time.Month, day int) { return time.UnixMicro(t).UTC().Date() }

// midnight returns the instant at which a UTC date begins; months and days
// beyond the calendar's count on, as in time.Date.
func midnight(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).UnixMicro()
}

// monthsBefore returns the first instant of the month that is n months before
// the month of t.
func monthsBefore(t int64, n int) int64 {
	year, month, _ := civil(t)
	return midnight(year, month-time.Month(n), 1)
}

// monthsBetween returns how many calendar months the month of from lies before
// that of to.
func monthsBetween(from, to int64) int {
	y1, m1, _ := civil(from)
	y2, m2, _ := civil(to)
	return (y2-y1)*12 + int(m2-m1)
}
