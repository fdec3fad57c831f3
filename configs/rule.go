package configs

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// rule is what may stand at a key: one of some texts, a number between bounds,
// or text of a form.
type rule struct {
	oneOf    []string
	min, max float64
	above    bool // min itself is not allowed
	below    bool // max itself is not allowed
	unit     string
	whole    bool
	power    bool   // 0 or a power of two
	form     string // what a text must be, in words
	ok       func(string) bool
}

// days, count, share and ratio are rules for numbers.
func days(min, max float64) rule { return rule{min: min, max: max, unit: "days", whole: true} }

func count(min, max float64, unit string) rule {
	return rule{min: min, max: max, unit: unit, whole: true}
}
func ratio(min, max float64, unit string) rule { return rule{min: min, max: max, unit: unit} }

// oneOf and text are rules for texts.
func oneOf(texts ...string) rule { return rule{oneOf: texts} }

func text(form string, ok func(string) bool) rule {
	return rule{form: form, ok: ok}
}

// allowed says in words what the rule allows.
func (r rule) allowed() string {
	switch {
	case r.oneOf != nil:
		return listed(r.oneOf)
	case r.form != "":
		return r.form
	}
	if r.min == r.max {
		return plainNumber(r.min)
	}
	what := "a number"
	if r.whole {
		what = "a whole number"
	}
	if r.power {
		what = "0 or a power of two"
	}
	if r.unit != "" {
		what += " of " + r.unit
	}
	from := "from " + plainNumber(r.min)
	if r.above {
		from = "above " + plainNumber(r.min)
	}
	to := "to " + plainNumber(r.max)
	if r.below {
		to = "to below " + plainNumber(r.max)
	}
	return fmt.Sprintf("%s %s %s", what, from, to)
}

// broken says what is wrong with a value, or nothing.
func (r rule) broken(value any) string {
	var x float64
	switch v := value.(type) {
	case string:
		switch {
		case r.oneOf != nil && !slices.Contains(r.oneOf, v):
			return unknown("is not known", v, r.oneOf)
		case r.ok != nil && !r.ok(v):
			return "is not valid"
		}
		return ""
	case int64:
		x = float64(v)
	case float64:
		x = v
	}
	switch {
	case math.IsNaN(x):
		return "is no number"
	case x < r.min, r.above && x == r.min:
		return "is too small"
	case x > r.max, r.below && x == r.max:
		return "is too large"
	case r.power && int64(x)&(int64(x)-1) != 0:
		return "is no power of two"
	}
	return ""
}

// plainNumber writes a number as people do: no exponent, no trailing zeros.
func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
