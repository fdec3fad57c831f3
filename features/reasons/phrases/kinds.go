package phrases

import (
	"strconv"
	"strings"
)

// kind is what a gap can hold.
type kind struct {
	// scan reads the gap at the start of a text: its argument and how much of the text
	// it takes, 0 where there is none. It is nil where the end of the gap cannot be
	// seen; read then says whether a text is the gap's.
	scan func(text, told string) (arg string, n int)
	read func(text string) (args []string, ok bool)
	// write puts arguments into words.
	write func(args []string, told string) (string, bool)
	two   bool
}

// takes returns the number of arguments.
func (k kind) takes() int {
	if k.two {
		return 2
	}
	return 1
}

func kindOf(name string) kind {
	switch name {
	case "days":
		return kind{scan: scanDays, write: writeDays}
	case "ago":
		return kind{scan: scanAgo, write: writeAgo}
	case "every":
		return kind{scan: scanEvery, write: writeEvery}
	case "num":
		return kind{scan: scanNumber, write: writeNumber}
	case "int":
		return kind{scan: scanNumber, write: writePlain}
	case "none":
		return kind{scan: scanNone, write: writeNone}
	case "many":
		return kind{scan: scanMany, write: writeMany}
	case "pct":
		return kind{scan: scanPercent, write: writePercent}
	case "points":
		return kind{scan: scanPoints, write: writePoints}
	case "score":
		return kind{scan: scanScore, write: writePlain}
	case "date":
		return kind{scan: scanDate, write: writeDate}
	case "money":
		return kind{read: readMoney, write: writeMoney}
	case "change":
		return kind{read: readChange, write: writeChange, two: true}
	case "sentence":
		return kind{read: whole("r:"), write: writeWhole("r:")}
	}
	return kind{read: whole("s:"), write: writeWhole("s:")}
}

// digits returns how many digits and commas a text begins with.
func digits(text string) int {
	n := 0
	for n < len(text) && (text[n] >= '0' && text[n] <= '9' || text[n] == ',') {
		n++
	}
	return n
}

// bare takes the commas out of a number.
func bare(number string) string { return strings.ReplaceAll(number, ",", "") }

// scanCount reads a number and the noun after it: "no days", "1 day", "12 days".
func scanCount(text, letter, one, more string) (string, int) {
	if strings.HasPrefix(text, "no "+more) {
		return letter + "0", len("no " + more)
	}
	n := digits(text)
	if n == 0 {
		return "", 0
	}
	noun := more
	if text[:n] == "1" {
		noun = one
	}
	if !strings.HasPrefix(text[n:], " "+noun) {
		return "", 0
	}
	return letter + bare(text[:n]), n + 1 + len(noun)
}

const (
	underADay    = "less than a day"
	withinTheDay = "within the last day"
	underOne     = "less than 1 %"
	none         = "none"
	every        = "every "
	arrow        = " → "
)

func scanDays(text, _ string) (string, int) {
	if strings.HasPrefix(text, underADay) {
		return "d:0", len(underADay)
	}
	return scanCount(text, "d:", "day", "days")
}

func scanAgo(text, _ string) (string, int) {
	if strings.HasPrefix(text, withinTheDay) {
		return "a:0", len(withinTheDay)
	}
	arg, n := scanCount(text, "a:", "day", "days")
	if n == 0 || !strings.HasPrefix(text[n:], " ago") {
		return "", 0
	}
	return arg, n + len(" ago")
}

func scanEvery(text, _ string) (string, int) {
	if strings.HasPrefix(text, every+"day") {
		return "e:1", len(every + "day")
	}
	after, ok := strings.CutPrefix(text, every)
	arg, n := scanCount(after, "e:", "day", "days")
	if !ok || n == 0 {
		return "", 0
	}
	return arg, len(every) + n
}

func scanNumber(text, _ string) (string, int) {
	n := digits(text)
	return "n:" + bare(text[:n]), n
}

func scanNone(text, _ string) (string, int) {
	if strings.HasPrefix(text, none) {
		return "n:0", len(none)
	}
	return scanNumber(text, "")
}

func scanMany(text, told string) (string, int) {
	one, more, _ := strings.Cut(told, "|")
	return scanCount(text, "n:", one, more)
}

func scanPercent(text, _ string) (string, int) {
	if strings.HasPrefix(text, underOne) {
		return "p:<1", len(underOne)
	}
	n := digits(text)
	if n == 0 || !strings.HasPrefix(text[n:], " %") {
		return "", 0
	}
	return "p:" + bare(text[:n]), n + len(" %")
}

func scanPoints(text, _ string) (string, int) { return scanCount(text, "o:", "point", "points") }

func scanScore(text, _ string) (string, int) {
	n := 0
	for n < len(text) && (text[n] >= '0' && text[n] <= '9' || text[n] == '.') {
		n++
	}
	return "n:" + text[:n], n
}

func scanDate(text, _ string) (string, int) {
	const pattern = "0000-00-00"
	if len(text) < len(pattern) {
		return "", 0
	}
	for i := range pattern {
		digit := text[i] >= '0' && text[i] <= '9'
		if digit != (pattern[i] == '0') || !digit && text[i] != '-' {
			return "", 0
		}
	}
	return "t:" + text[:len(pattern)], len(pattern)
}

// amountIn splits an amount into its figure without commas and its currency.
func amountIn(text string) (figure, currency string, ok bool) {
	number, currency, named := strings.Cut(text, " ")
	if named && currency == "" {
		return "", "", false
	}
	figure = bare(number)
	if _, err := strconv.ParseFloat(figure, 64); err != nil || strings.Trim(figure, "-0123456789.") != "" {
		return "", "", false
	}
	return figure, currency, true
}

func joined(figure, currency string) string {
	if currency == "" {
		return figure
	}
	return figure + " " + currency
}

func readMoney(text string) ([]string, bool) {
	figure, currency, ok := amountIn(text)
	return []string{"m:" + joined(figure, currency)}, ok
}

// readChange reads two amounts, of which the second names the currency of both.
func readChange(text string) ([]string, bool) {
	before, after, ok := strings.Cut(text, arrow)
	from, named, a := amountIn(before)
	to, currency, b := amountIn(after)
	return []string{"m:" + joined(from, currency), "m:" + joined(to, currency)}, ok && a && b && named == ""
}

func whole(letter string) func(string) ([]string, bool) {
	return func(text string) ([]string, bool) { return []string{letter + text}, true }
}
