package phrases

import (
	"regexp"
	"strings"
)

// Pattern is a phrase as an expression that browsers understand, for sentences that
// come to the page whole.
type Pattern struct {
	Key string `json:"key"`
	// Expression matches the whole sentence and has a group for each gap.
	Expression string `json:"re"`
	// Kinds are the kinds of the gaps.
	Kinds []string `json:"kinds,omitempty"`
}

// Patterns returns the catalogue as expressions, in its order: the first that matches
// counts.
func Patterns() []Pattern {
	catalogue := Catalogue()
	out := make([]Pattern, len(catalogue))
	for i, e := range catalogue {
		out[i] = pattern(e)
	}
	return out
}

func pattern(e Entry) Pattern {
	p := Pattern{Key: e.Key}
	var re strings.Builder
	re.WriteString("^")
	for template := e.Template; ; {
		literal, _, gap := strings.Cut(template, "{")
		re.WriteString(regexp.QuoteMeta(literal))
		if !gap {
			break
		}
		name, told, rest := gapOf(template[len(literal):])
		p.Kinds = append(p.Kinds, name)
		re.WriteString(expression(name, told))
		template = rest
	}
	re.WriteString("$")
	p.Expression = re.String()
	return p
}

// expression is what a gap can hold. All groups but that of the gap are silent.
func expression(name, told string) string {
	const number = `[\d,]+`
	days := underADay + `|1 day|` + number + ` days`
	switch name {
	case "days":
		return `(` + days + `)`
	case "ago":
		return `(` + withinTheDay + `|(?:1 day|` + number + ` days) ago)`
	case "every":
		return `(every day|every ` + number + ` days)`
	case "num", "int":
		return `(` + number + `)`
	case "none":
		return `(` + none + `|` + number + `)`
	case "many":
		one, more, _ := strings.Cut(told, "|")
		return `(no ` + more + `|1 ` + one + `|` + number + ` ` + more + `)`
	case "pct":
		return `(` + underOne + `|` + number + ` %)`
	case "points":
		return `(no points|1 point|` + number + ` points)`
	case "score":
		return `([\d.]+)`
	case "date":
		return `(\d{4}-\d\d-\d\d)`
	case "money":
		return `(-?[\d,.]+(?: .+)?)`
	case "change":
		return `(-?[\d,.]+` + arrow + `-?[\d,.]+(?: .+)?)`
	}
	return `(.+)`
}
