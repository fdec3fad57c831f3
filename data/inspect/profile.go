package inspect

import (
	"cmp"
	"slices"
	"strings"

	"predict/data/value"
)

const (
	mostDistinct = 20_000 // different values that are told apart
	mostTexts    = 60     // values of a symbol column
	mostSample   = 1_000  // values that are kept of a column
	longSymbol   = 60     // bytes of a text that still names a class of things
)

// profile says what the sampled cells of a column hold.
func (d *dictionary) profile(c *Column, cells []string, none map[string]bool) {
	filled := make([]string, 0, len(cells))
	counts := map[string]int{}
	for _, text := range cells {
		if none[text] {
			continue
		}
		filled = append(filled, text)
		if _, known := counts[text]; known || len(counts) < mostDistinct {
			counts[text]++
		}
	}
	filled = c.dropNulls(filled, counts)
	c.Filled = len(filled)
	if len(cells) > 0 {
		c.Missing = 1 - float64(len(filled))/float64(len(cells))
	}
	c.Distinct, c.Capped = len(counts), len(counts) >= mostDistinct
	for i := range min(len(filled), mostSample) {
		c.Sample = append(c.Sample, filled[i*len(filled)/min(len(filled), mostSample)])
	}
	if len(filled) == 0 {
		c.Kind = Empty
		return
	}
	for _, text := range filled {
		if value.DamagedID([]byte(text)) {
			c.Damaged++
		}
		if strings.HasSuffix(text, ".0") && strings.Trim(text[:len(text)-2], "0123456789") == "" && len(text) > 2 {
			c.PointZero++
		}
		c.ForeignDigits = c.ForeignDigits || foreignDigits(text)
	}
	if c.ForeignDigits {
		for i, text := range filled {
			filled[i] = plainDigits(text)
		}
	}
	c.Numbers = numbers(filled)
	c.Times = times(c.Name, filled, d)
	c.Kind = d.kind(c, filled, counts)
	if c.Kind == Symbol || c.Kind == Flag {
		c.Texts = frequent(counts)
	}
}

// placeholders are texts that people write where they have no value.
func placeholder(text string) bool {
	switch strings.ToLower(text) {
	case "-", "--", "---", "—", "–", ".", "?", "n.a.", "n. a.", "#n/a", "#na", "#value!", "#ref!", "(null)", "(leer)", "(empty)", "none", "nil", "k.a.", "k. a.", "nėra", "ندارد", "نامشخص", "unknown", "unbekannt", "nežinoma",
		"0000-00-00", "0000-00-00 00:00:00", "00.00.0000", "00/00/0000":
		return true
	}
	return false
}

// dropNulls takes out texts that stand for "no value": they would spoil what the
// others hold. In a column of words they stay, for there they may be words.
func (c *Column) dropNulls(filled []string, counts map[string]int) []string {
	found := map[string]int{}
	for text, n := range counts {
		if placeholder(text) {
			found[text] = n
		}
	}
	if len(found) == 0 {
		return filled
	}
	rest := slices.DeleteFunc(slices.Clone(filled), func(t string) bool { return found[t] > 0 })
	typed := 0
	for _, t := range rest {
		if t = plainDigits(t); strings.ContainsAny(t, "0123456789") {
			typed++
		}
	}
	if len(rest) > 0 && typed*10 < len(rest)*9 {
		return filled
	}
	for text := range found {
		c.Nulls = append(c.Nulls, text)
		delete(counts, text)
	}
	slices.Sort(c.Nulls)
	return rest
}

// kind decides what a column holds.
func (d *dictionary) kind(c *Column, filled []string, counts map[string]int) Kind {
	switch {
	case c.Times != nil:
		return Time
	case d.flagTexts(counts):
		return Flag
	case c.Numbers != nil && c.codes(filled):
		return ID
	case c.Numbers != nil && (!c.Numbers.Whole || c.Numbers.Currency != "" || c.Numbers.Unit != ""):
		return Amount
	case c.Numbers != nil:
		return Number
	case len(counts) <= mostTexts && len(filled) >= 2*len(counts) && shortTexts(counts):
		return Symbol
	case looksLikeCodes(filled):
		return ID
	case len(counts) <= 12 && len(filled) < 30 && shortTexts(counts):
		return Symbol
	}
	return Text
}

// flagTexts says that a column holds one text for yes and one for no.
func (d *dictionary) flagTexts(counts map[string]int) bool {
	if len(counts) != 2 {
		return false
	}
	yes, no := 0, 0
	for text := range counts {
		v, ok := d.truth(text)
		if !ok {
			return false
		}
		if v {
			yes++
		} else {
			no++
		}
	}
	return yes == 1 && no == 1
}

// codes says that numbers name things: they begin with zeros, are longer than
// any count, or are all of one length and hardly recur.
func (c *Column) codes(filled []string) bool {
	n := c.Numbers
	if c.Damaged > 0 || c.PointZero == len(filled) && n.Max >= 1000 && n.Min >= 0 {
		return true
	}
	if !n.Whole || n.Negative > 0 || n.Decimal != "" || n.Broken > 0 || n.Currency != "" || n.Unit != "" {
		return false
	}
	zeros, long, length, same := 0, 0, len(filled[0]), true
	for _, text := range filled {
		if len(text) > 1 && text[0] == '0' {
			zeros++
		}
		if len(text) >= 12 {
			long++
		}
		same = same && len(text) == length
	}
	years := n.Min >= 1900 && n.Max <= 2100
	return zeros*50 > len(filled) || long*2 > len(filled) || same && length >= 4 && !years && c.Distinct >= 10
}

// looksLikeCodes says that texts are codes: one word, with digits in most.
func looksLikeCodes(filled []string) bool {
	good := 0
	for _, text := range filled {
		if len(text) <= 64 && !strings.ContainsAny(text, " \t\n") && strings.ContainsAny(text, "0123456789") {
			good++
		}
	}
	return good*10 >= len(filled)*8
}

func shortTexts(counts map[string]int) bool {
	for text := range counts {
		if len(text) > longSymbol {
			return false
		}
	}
	return true
}

// frequent lists the values of a column, most frequent first.
func frequent(counts map[string]int) []string {
	var out []string
	for text := range counts {
		out = append(out, text)
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	return out[:min(len(out), mostTexts)]
}

// foreignDigits says that a text holds Persian or Arabic digits or marks.
func foreignDigits(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= '۰' && r <= '۹' || r >= '٠' && r <= '٩' })
}

// plainDigits writes Persian and Arabic digits and decimal marks as the loader
// reads them.
func plainDigits(text string) string {
	if !foreignDigits(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r == '٫':
			return '.'
		case r == '٬':
			return ','
		}
		return r
	}, text)
}
