package reasons

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// grouped writes a whole number with a comma between thousands: 1,240.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// many writes a count with its noun: "1 purchase", "no purchases", "1,240 purchases".
func many(n int, one, more string) string {
	switch n {
	case 0:
		return "no " + more
	case 1:
		return "1 " + one
	}
	return grouped(int64(n)) + " " + more
}

// orNone writes a count that stands alone: "none", "3".
func orNone(n int) string {
	if n == 0 {
		return "none"
	}
	return grouped(int64(n))
}

func daysText(n int) string {
	if n == 0 {
		return "less than a day"
	}
	return many(n, "day", "days")
}

// ago writes how long ago something was: "within the last day", "12 days ago".
func ago(days int) string {
	if days == 0 {
		return "within the last day"
	}
	return daysText(days) + " ago"
}

// every writes an average gap: "every day", "every 12 days".
func every(gap float64) string {
	if n := int64(math.Round(gap)); n > 1 {
		return "every " + grouped(n) + " days"
	}
	return "every day"
}

// percent writes a share as whole per cent. What is not all is never 100 %, and
// what is not nothing is never 0 %.
func percent(share float64) string {
	p := math.Round(share * 100)
	if p >= 100 && share < 1 {
		p = 99
	}
	if p <= 0 && share > 0 {
		return "less than 1 %"
	}
	return grouped(int64(p)) + " %"
}

// points writes a difference of shares as whole points of a hundred.
func points(share float64) string {
	return many(int(math.Round(math.Abs(share)*100)), "point", "points")
}

// money writes an amount: whole from 100 on, with two decimals below.
func (r Row) money(x float64) string { return figure(x, x) + r.currency() }

// moneyFromTo writes a change of an amount: "1,240 → 470 EUR".
func (r Row) moneyFromTo(from, to float64) string {
	return figure(from, from) + " → " + figure(to, from) + r.currency()
}

func (r Row) currency() string {
	if c := clean(r.Currency); c != "" {
		return " " + c
	}
	return ""
}

// figure writes x with the decimals that suit an amount like scale.
func figure(x, scale float64) string {
	if math.Abs(scale) >= 100 || x == math.Trunc(x) {
		return grouped(int64(math.Round(x)))
	}
	return fmt.Sprintf("%.2f", x)
}

// clean makes a text of the data fit for a sentence: one line, single blanks,
// no control characters, at most 40 characters.
func clean(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(c rune) bool {
		return unicode.IsSpace(c) || !unicode.IsPrint(c)
	}), " ")
	if letters := []rune(text); len(letters) > 40 {
		text = strings.TrimSpace(string(letters[:39])) + "…"
	}
	return text
}
