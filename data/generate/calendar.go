package generate

import "time"

// Seconds of a day. Instants are seconds since the window's first midnight,
// days are counted from its first day; both are negative before the window.
const daySeconds = 86_400

// calendar answers questions about days of the window without time.Time.
type calendar struct {
	start      time.Time
	days       int
	months     int
	monthFirst []int   // first day of each month, and the day after the window
	monthOf    []uint8 // month index of each day
	weekday    int     // of the first day, Sunday = 0
	texts      []string
	textsFrom  int // the day of texts[0]
}

// Days before and after the window that have a text: dates of birth go back 90
// years, contracts end up to three years after.
const (
	textsBefore = 33_000
	textsAfter  = 1_100
)

func newCalendar(start time.Time, months int) *calendar {
	c := &calendar{start: start, months: months, weekday: int(start.Weekday()), textsFrom: -textsBefore}
	for m := 0; m <= months; m++ {
		first := start.AddDate(0, m, 0)
		c.monthFirst = append(c.monthFirst, int(first.Sub(start).Hours()/24))
	}
	c.days = c.monthFirst[months]
	for m := range months {
		for range c.monthFirst[m+1] - c.monthFirst[m] {
			c.monthOf = append(c.monthOf, uint8(m))
		}
	}
	for d := -textsBefore; d < c.days+textsAfter; d++ {
		c.texts = append(c.texts, start.AddDate(0, 0, d).Format(time.DateOnly))
	}
	return c
}

// weeks returns the number of weeks begun in the window.
func (c *calendar) weeks() int { return (c.days + 6) / 7 }

// end returns the first instant after the window.
func (c *calendar) end() int32 { return int32(c.days * daySeconds) }

// month returns the index of the month of a day, days outside taken to the
// nearest month.
func (c *calendar) month(day int) int {
	return int(c.monthOf[max(0, min(day, c.days-1))])
}

// monthOfYear returns 0 for January to 11 for December.
func (c *calendar) monthOfYear(day int) int {
	return (int(c.start.Month()) - 1 + c.month(day)) % 12
}

// dayOfWeek returns 0 for Sunday to 6 for Saturday.
func (c *calendar) dayOfWeek(day int) int { return (c.weekday + day) % 7 }

// appendDay appends a day as yyyy-mm-dd.
func (c *calendar) appendDay(b []byte, day int) []byte {
	return append(b, c.texts[day-c.textsFrom]...)
}

// appendMonth appends the month of an index, one past the last included, as
// yyyy-mm.
func (c *calendar) appendMonth(b []byte, month int) []byte {
	return append(b, c.texts[c.monthFirst[month]-c.textsFrom][:len("2006-01")]...)
}

// appendTime appends an instant of the window as yyyy-mm-dd hh:mm:ss.
func (c *calendar) appendTime(b []byte, at int32) []byte {
	b = c.appendDay(b, int(at)/daySeconds)
	s := int(at) % daySeconds
	b = append(b, ' ')
	b = appendPair(b, s/3600)
	b = append(b, ':')
	b = appendPair(b, s/60%60)
	b = append(b, ':')
	return appendPair(b, s%60)
}

// appendPair appends v as two digits.
func appendPair(b []byte, v int) []byte { return append(b, byte('0'+v/10), byte('0'+v%10)) }
