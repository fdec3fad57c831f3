package inspect

import (
	"fmt"
	"strings"
)

// jalaliExpression turns a date of the Iranian calendar into one of the common
// calendar, with the time of day behind it where there is one.
//
// The days of a date are 365 y + (8 y + 21) / 33, which counts the leap years of
// the calendar's cycle of 33 years, 31 for each of the first six months and 30
// for those after them, and the day. This agrees with the library jdatetime 6.1.1
// on every day from 1925 to 2049.
func jalaliExpression(c *Column) string {
	text := translated(c, ident(c.Name))
	part := jalaliPart(c, text)
	y, m, d := part(0), part(1), part(2)
	days := fmt.Sprintf("365 * %[1]s + (8 * %[1]s + 21) // 33 + 31 * %[2]s - greatest(%[2]s - 7, 0) + %[3]s", y, m, d)
	out := fmt.Sprintf("make_date(2023, 3, 21) + to_days(cast(%s - %d as integer))", days, jalaliDays(1402, 1, 1))
	if c.Times.Clock {
		out += " + cast(split_part(" + text + ", ' ', 2) as interval)"
	}
	return out
}

// jalaliPart gives expressions for year, month and day (0, 1, 2) of a text: by
// their places where every sampled date has two digits for month and day.
func jalaliPart(c *Column, text string) func(n int) string {
	sep, padded := "", true
	for _, t := range c.Sample {
		date, _, _ := strings.Cut(plainDigits(t), " ")
		if i := strings.IndexAny(date, "/-."); i >= 0 {
			sep = date[i : i+1]
			padded = padded && len(date) == len("1402/05/12")
		}
	}
	if !padded {
		return func(n int) string {
			if c.Times.Clock {
				return fmt.Sprintf("cast(split_part(split_part(%s, ' ', 1), %s, %d) as integer)", text, literal(sep), n+1)
			}
			return fmt.Sprintf("cast(split_part(%s, %s, %d) as integer)", text, literal(sep), n+1)
		}
	}
	start, length := [3]int{1, 5, 7}, [3]int{4, 2, 2}
	if sep != "" {
		start = [3]int{1, 6, 9}
	}
	return func(n int) string {
		return fmt.Sprintf("cast(substr(%s, %d, %d) as integer)", text, start[n], length[n])
	}
}

// jalaliDays counts the days of the Iranian calendar up to a date, from a day
// long ago.
func jalaliDays(y, m, d int) int { return 365*y + (8*y+21)/33 + 31*m - max(m-7, 0) + d }
