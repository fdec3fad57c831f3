package pipeline

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Causes that name no reason, as they are told.
const (
	causeModel   = "another model"
	causeNothing = "no single reason"
)

// toldBefore is what the list before told of a customer.
type toldBefore struct {
	reasons [3]string
	last    string // date of the last purchase
}

// scoreCause is why a probability moved: as it is told, and as it is counted, which
// is the same for all customers of a kind.
type scoreCause struct{ text, counted string }

// cause says why the probability of a row moved. What is told fits the direction: a
// reason that is new makes nobody safer, and one that is gone makes nobody leave.
func (c *comparison) cause(r *RiskRow, old toldBefore) scoreCause {
	why := scoreCause{causeNothing, causeNothing}
	if r.ScoreChange > 0 {
		why = c.roseBy(r, old)
	} else if r.ScoreChange < 0 {
		why = c.fellBy(r, old)
	}
	switch {
	case c.before.modelID == c.list.ModelID:
		return why
	case why.text == causeNothing:
		return scoreCause{causeModel, causeModel}
	}
	return scoreCause{causeModel + "; " + why.text, why.counted}
}

// roseBy says why it rose: the first reason whose phrase was not told before, else
// the days that passed without a purchase.
func (c *comparison) roseBy(r *RiskRow, old toldBefore) scoreCause {
	was := phrases(old.reasons)
	for k, text := range r.Reasons {
		if text == "" || text == noSingleSign || slices.Contains(was[:], phrase(text)) {
			continue
		}
		counted := "new: another reason"
		if title := c.list.familyTitle(r.ReasonFamilies[k]); title != "" {
			counted = "new: " + title
		}
		return scoreCause{"new: " + text, counted}
	}
	if last := formatDate(r.LastPurchase); last != "" && last == old.last && c.days > 0 {
		unit := " more days"
		if c.days == 1 {
			unit = " more day"
		}
		return scoreCause{"no purchase for " + strconv.Itoa(c.days) + unit, "no purchase for longer"}
	}
	return scoreCause{causeNothing, causeNothing}
}

// fellBy says why it fell: a purchase since, else the first reason whose phrase is
// not told any more.
func (c *comparison) fellBy(r *RiskRow, old toldBefore) scoreCause {
	if last := formatDate(r.LastPurchase); last > old.last {
		return scoreCause{"bought again on " + last, "bought again"}
	}
	is := phrases(r.Reasons)
	for _, text := range old.reasons {
		if text != "" && text != noSingleSign && !slices.Contains(is[:], phrase(text)) {
			return scoreCause{"no longer: " + text, "a reason is gone"}
		}
	}
	return scoreCause{causeNothing, causeNothing}
}

// phrases are those of three reasons.
func phrases(told [3]string) (out [3]string) {
	for k, text := range told {
		out[k] = phrase(text)
	}
	return out
}

// phrase is a reason without its numbers: the same for "no purchase for 34 days"
// and "no purchase for a day". Words that come and go with a number are left out,
// and the plural.
func phrase(reason string) string {
	var b strings.Builder
	b.Grow(len(reason))
	for rest := reason; rest != ""; {
		from := strings.IndexFunc(rest, isWordRune)
		if from < 0 {
			break
		}
		rest = rest[from:]
		to := strings.IndexFunc(rest, func(r rune) bool { return !isWordRune(r) })
		if to < 0 {
			to = len(rest)
		}
		word := rest[:to]
		rest = rest[to:]
		if !strings.ContainsFunc(word, unicode.IsLetter) { // a number
			continue
		}
		switch word {
		case "no", "none", "a", "an", "day", "days", "ago", "within", "less", "than":
			continue
		}
		if len(word) > 3 {
			word = strings.TrimSuffix(word, "s")
		}
		b.WriteString(word)
		b.WriteByte(' ')
	}
	return b.String()
}

// isWordRune reports whether a character belongs to a word.
func isWordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
