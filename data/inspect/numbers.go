package inspect

import (
	"math"
	"strings"
	"unicode"

	"predict/data/value"
)

// mostlyNumbers is the share of values that must be numbers.
const mostlyNumbers = 0.98

// numbers describes values as numbers; nil where they are none.
func numbers(filled []string) *Numbers {
	unit := unitOf(filled)
	n := &Numbers{Unit: unit, Whole: true, Min: math.Inf(1), Max: math.Inf(-1)}
	points, commas, either, fits := 0, 0, 0, 0
	for _, text := range filled {
		text = bare(text, unit)
		a, okA := value.ParseNumber([]byte(text), '.')
		b, okB := value.ParseNumber([]byte(text), ',')
		switch {
		case okA && okB && a != b:
			either++
		case okA && !okB && strings.ContainsAny(text, ".,"):
			points++
		case okB && !okA:
			commas++
		}
		if okA || okB {
			fits++
		}
	}
	if float64(fits) < mostlyNumbers*float64(len(filled)) {
		return nil
	}
	mark := byte('.')
	switch {
	case commas > points:
		mark = ','
		n.Decimal = ","
	case points > 0:
		n.Decimal = "."
	case either > 0:
		n.Ambiguous, n.Decimal = true, "."
	}
	n.measure(filled, mark)
	if n.Broken > len(filled)-int(math.Ceil(mostlyNumbers*float64(len(filled)))) {
		return nil
	}
	n.Currency = currencyOf(filled)
	return n
}

// measure reads the values with a decimal mark.
func (n *Numbers) measure(filled []string, mark byte) {
	for _, text := range filled {
		x, ok := value.ParseNumber([]byte(bare(text, n.Unit)), mark)
		if !ok {
			n.Broken++
			continue
		}
		n.Min, n.Max = min(n.Min, x), max(n.Max, x)
		n.Whole = n.Whole && x == math.Trunc(x)
		if x < 0 {
			n.Negative++
		}
	}
	if n.Whole && n.Decimal != "" { // 17.00: the decimals are there
		n.Whole = false
	}
}

// unitOf is the text that stands before or behind every number, where it is no
// currency that the loader takes off.
func unitOf(filled []string) string {
	unit := ""
	for i, text := range filled {
		u := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		if u == "" || len(u) > 12 || strings.ContainsAny(u, "0123456789") {
			return ""
		}
		if i > 0 && u != unit || !strings.HasSuffix(text, u) && !strings.HasPrefix(text, u+" ") {
			return "" // P0402 is a code
		}
		unit = u
	}
	if len(unit) == 3 && isCode(unit) {
		return ""
	}
	return unit
}

// bare is a number without its unit.
func bare(text, unit string) string {
	if unit == "" {
		return text
	}
	return strings.TrimSpace(strings.Replace(text, unit, "", 1))
}

// currencyOf is the one currency that values name, by code or sign.
func currencyOf(filled []string) string {
	found := ""
	for _, text := range filled {
		c := currencyIn(text)
		if c == "" {
			continue
		}
		if found != "" && c != found {
			return ""
		}
		found = c
	}
	return found
}

// currencyIn is the currency that a text names; empty for none.
func currencyIn(text string) string {
	for _, c := range [][2]string{
		{"€", "EUR"},
		{"£", "GBP"},
		{"$", "USD"},
		{"¥", "JPY"},
		{"₽", "RUB"},
		{"₺", "TRY"},
		{"₹", "INR"},
		{"﷼", "IRR"},
		{"zł", "PLN"},
		{"Kč", "CZK"},
		{"ریال", "IRR"},
		{"Fr.", "CHF"},
		{"Lt", "LTL"},
	} {
		if strings.Contains(text, c[0]) {
			return c[1]
		}
	}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(w) == 3 && isCode(w) {
			return strings.ToUpper(w)
		}
	}
	return ""
}

// isCode says that three letters are the code of a currency: the loader reads
// them as one.
func isCode(letters string) bool {
	_, ok := value.ParseNumber([]byte("1 "+strings.ToUpper(letters)), '.')
	return ok
}
