package flat

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"predict/data/value"
)

// Kind is what a column holds.
type Kind string

// The kinds of columns.
const (
	// Numeric columns hold numbers, in all but a few cells at most.
	Numeric Kind = "numeric"
	// YesNo columns hold one text that means yes and one that means no.
	YesNo Kind = "yes_no"
	// Categorical columns hold texts that recur.
	Categorical Kind = "categorical"
	// Constant columns hold the same in every row; they are left out.
	Constant Kind = "constant"
	// IDLike columns hold texts that hardly recur, or number the rows; they are
	// left out.
	IDLike Kind = "id_like"
	// Empty columns hold nothing; they are left out.
	Empty Kind = "empty"
)

// Used says whether columns of the kind become features.
func (k Kind) Used() bool { return k == Numeric || k == YesNo || k == Categorical }

// Profile is what a column was found to hold.
type Profile struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	// Levels are the texts of a categorical column that are learned from, sorted;
	// of a yes_no column the text for no, then that for yes.
	Levels []string `json:"levels,omitempty"`
	// Distinct is the number of different texts; 0 where there are more than are
	// told apart.
	Distinct int `json:"distinct"`
	// Missing are the rows without a value, Other those whose text is no level, and
	// Odd those whose text is no number in a numeric column: they count as missing.
	Missing int `json:"missing"`
	Other   int `json:"other,omitempty"`
	Odd     int `json:"odd,omitempty"`
	// Note says why the column is left out, or what is odd about it; empty where
	// there is nothing to say.
	Note string `json:"note,omitempty"`
}

const (
	// oddShare is the share of the filled cells that may be no numbers in a column
	// that is numeric all the same: a few "n/a" or "see below".
	oddShare = 0.01
	// rareRows is the number of rows that a text needs to be a level; in tables of
	// less than 2,000 rows it is their 200th part, at least two.
	rareRows = 10
	// hardly is the share of rows with rare texts from which a column is like an id.
	hardly = 0.9
)

// Profiles tells what the columns hold, in the order of the file.
func (t *Table) Profiles() []Profile {
	out := make([]Profile, len(t.columns))
	for i, c := range t.columns {
		out[i] = c.profile(t.Rows())
	}
	return out
}

// profile decides what the column of n rows holds.
func (c *column) profile(n int) Profile {
	p := Profile{Name: c.name, Distinct: len(c.texts), Missing: c.missing}
	filled := n - c.missing
	switch {
	case filled == 0:
		p.Kind, p.Note = Empty, "it is empty in every row"
	case len(c.texts) == 1 && c.missing == 0:
		p.Kind, p.Note = Constant, fmt.Sprintf("it holds %q in every row", clip(c.texts[0]))
	case float64(c.odd) <= oddShare*float64(filled):
		c.profileNumbers(&p)
	case c.crowded():
		p.Kind, p.Note = IDLike, fmt.Sprintf("it holds more than %d different texts", mostTexts)
	default:
		c.profileTexts(&p, n)
	}
	return p
}

// profileNumbers describes a column of numbers.
func (c *column) profileNumbers(p *Profile) {
	p.Kind, p.Odd = Numeric, c.odd
	low, high, whole := math.Inf(1), math.Inf(-1), true
	for _, v := range c.numbers {
		if x := float64(v); !math.IsNaN(x) {
			low, high, whole = min(low, x), max(high, x), whole && x == math.Trunc(x)
		}
	}
	filled := len(c.numbers) - c.missing - c.odd
	switch {
	case low == high && c.missing+c.odd == 0: // 1 and 1.0
		p.Kind, p.Note = Constant, fmt.Sprintf("it holds %v in every row", low)
	case whole && c.missing+c.odd == 0 && filled >= 3 && high-low == float64(filled-1) && c.allDiffer():
		p.Kind, p.Note = IDLike, "it numbers the rows"
	case c.odd > 0:
		p.Note = fmt.Sprintf("%d cells are no numbers and count as missing; the first is %q in line %d", c.odd, c.oddText, c.oddLine)
	}
}

// allDiffer says whether no number stands twice.
func (c *column) allDiffer() bool {
	sorted := slices.Clone(c.numbers)
	slices.Sort(sorted)
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return false
		}
	}
	return true
}

// profileTexts describes a column of texts.
func (c *column) profileTexts(p *Profile, n int) {
	if no, yes, ok := flagTexts(c.texts); ok {
		p.Kind, p.Levels = YesNo, []string{no, yes}
		return
	}
	kept := c.frequent(n)
	covered := 0
	for _, code := range kept {
		p.Levels = append(p.Levels, c.texts[code])
		covered += c.counts[code]
	}
	slices.Sort(p.Levels)
	filled := n - c.missing
	p.Kind, p.Other = Categorical, filled-covered
	if float64(p.Other) > hardly*float64(filled) {
		*p = Profile{
			Name: p.Name, Kind: IDLike, Distinct: p.Distinct, Missing: p.Missing,
			Note: fmt.Sprintf("it holds %d different texts in %d rows, and hardly any in %d or more", p.Distinct, filled, rareBelow(n)),
		}
		if len(kept) == mostLevels {
			p.Note = fmt.Sprintf("it holds %d different texts, and the %d most frequent stand in %.1f %% of the rows only", p.Distinct, mostLevels, 100*float64(covered)/float64(filled))
		}
	} else if p.Other > 0 {
		p.Note = fmt.Sprintf("%d rows hold one of %d rare texts, which are taken together", p.Other, len(c.texts)-len(kept))
	}
}

// rareBelow is the number of rows that a text needs to be a level.
func rareBelow(n int) int { return max(2, min(rareRows, n/200)) }

// frequent gives the codes of the most frequent texts that are not rare.
func (c *column) frequent(n int) []int {
	var codes []int
	for code, count := range c.counts {
		if count >= rareBelow(n) {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.counts[b], c.counts[a]), strings.Compare(c.texts[a], c.texts[b]))
	})
	return codes[:min(len(codes), mostLevels)]
}

// flagTexts tells which of two texts means no and which yes.
func flagTexts(texts []string) (no, yes string, ok bool) {
	if len(texts) != 2 {
		return "", "", false
	}
	first, known := value.ParseFlag([]byte(texts[0]))
	second, also := value.ParseFlag([]byte(texts[1]))
	if !known || !also || first == second {
		return "", "", false
	}
	if first {
		return texts[1], texts[0], true
	}
	return texts[0], texts[1], true
}
