package inspect

import (
	"slices"
	"strings"

	"predict/data"
)

// settings guesses the currency and the zone.
func (r *recogniser) settings() {
	r.out.Currency = r.currency()
	r.out.Timezone = r.timezone()
}

// currency finds what the amounts are in: by a column that says so, by signs in
// the amounts, by the names of columns, or by their language.
func (r *recogniser) currency() Setting {
	said := map[string]string{}
	for _, g := range r.out.Tables {
		e := &r.found.Exports[g.Export]
		for j := range e.Columns {
			c := &e.Columns[j]
			if len(c.Texts) == 1 && r.words.role(c.Name, "currency") >= certain && isCode(c.Texts[0]) {
				said[strings.ToUpper(c.Texts[0])] = "column " + c.Name + " says so"
			}
			if c.Numbers != nil && c.Numbers.Currency != "" {
				said[c.Numbers.Currency] = "the amounts in " + c.Name + " name it"
			}
			if c.Numbers != nil && currencyIn(c.Numbers.Unit) != "" {
				said[currencyIn(c.Numbers.Unit)] = "the amounts in " + c.Name + " name it"
			}
		}
	}
	if len(said) == 1 {
		code := sortedKeys(said)[0]
		return Setting{Value: code, Confidence: Confident, Reason: said[code]}
	}
	if len(said) > 1 {
		return Setting{Confidence: Unknown, Reason: "the exports name several: " + strings.Join(sortedKeys(said), ", ") + "; amounts are added up, so convert them first"}
	}
	if code, name := r.currencyInNames(); code != "" {
		return Setting{Value: code, Confidence: Guessed, Reason: "by the name of column " + name}
	}
	switch r.language() {
	case "german", "lithuanian":
		return Setting{Value: "EUR", Confidence: Guessed, Reason: "the columns have " + title(r.language()) + " names; nothing else tells"}
	case "persian":
		return Setting{Value: "IRR", Confidence: Guessed, Reason: "the columns have Persian names; nothing else tells, and amounts in toman are ten times as large"}
	}
	return Setting{Confidence: Unknown, Reason: "nothing in the exports names one"}
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// currencyInNames is the one currency that the names of amount columns hold.
func (r *recogniser) currencyInNames() (code, name string) {
	known := map[string]string{"dollar": "USD", "usd": "USD", "eur": "EUR", "euro": "EUR", "gbp": "GBP", "chf": "CHF", "irr": "IRR", "ریال": "IRR", "rial": "IRR", "ریالی": "IRR", "pln": "PLN", "czk": "CZK", "sek": "SEK"}
	for _, g := range r.out.Tables {
		e := &r.found.Exports[g.Export]
		for _, c := range e.Columns {
			if c.Numbers == nil {
				continue
			}
			for _, w := range words(c.Name) {
				switch found := known[w]; {
				case found == "":
				case code != "" && code != found:
					return "", ""
				default:
					code, name = found, c.Name
				}
			}
		}
	}
	return code, name
}

// language is the one that most names of used columns are in; English where it
// is not clear.
func (r *recogniser) language() string {
	votes := map[string]int{}
	total := 0
	for _, g := range r.out.Tables {
		e := &r.found.Exports[g.Export]
		for _, c := range g.Columns {
			if e.Column(c.From) < 0 && !strings.ContainsFunc(c.From, func(r rune) bool { return r > 0x600 && r < 0x700 }) {
				continue
			}
			total++
			k := key(c.From)
			if e.Column(c.From) < 0 {
				votes["persian"]++
				continue
			}
			for _, target := range []string{g.Table + "." + c.Column, "*." + c.Column} {
				if l := r.words.columns[target].keys[k]; l != "" {
					votes[l]++
					break
				}
			}
		}
	}
	for _, l := range sortedKeys(votes) {
		if votes[l]*2 > total {
			return l
		}
	}
	return "english"
}

// timezone says whose clock the times are on, where something tells.
func (r *recogniser) timezone() Setting {
	clock, zoned := false, false
	for _, g := range r.out.Tables {
		e := &r.found.Exports[g.Export]
		t, _ := data.TableNamed(g.Table)
		for _, c := range g.Columns {
			j := e.Column(c.From)
			if target, i := t.Column(c.Column); i < 0 || target.Kind != data.Time || j < 0 || e.Columns[j].Times == nil {
				continue
			}
			clock = clock || e.Columns[j].Times.Clock
			zoned = zoned || e.Columns[j].Times.Zoned
		}
	}
	switch {
	case zoned:
		return Setting{Value: "UTC", Confidence: Confident, Reason: "the times name their zone"}
	case !clock:
		return Setting{Value: "UTC", Confidence: Confident, Reason: "dates without an hour: with another zone, midnight would fall on the day before or after"}
	}
	zone := map[string]string{"german": "Europe/Berlin", "lithuanian": "Europe/Vilnius", "persian": "Asia/Tehran"}[r.language()]
	reason := "the times name no zone; if they are local, say which"
	if zone != "" {
		reason += ", such as " + zone
	}
	return Setting{Value: "UTC", Confidence: Unknown, Reason: reason}
}

// flat looks for a table with one row per customer and a label, where there are
// no transactions.
func (r *recogniser) flat() {
	if len(r.out.Tables) > 0 && r.guessOf(data.Transactions) != nil {
		return
	}
	var best *FlatGuess
	for i := range r.found.Exports {
		g := r.flatGuess(i)
		if g == nil || best != nil && (len(g.Exclude) > len(best.Exclude) || len(g.Exclude) == len(best.Exclude) && r.found.Exports[i].Rows <= r.found.Exports[best.Export].Rows) {
			continue
		}
		best = g
	}
	if best == nil {
		return
	}
	r.out.Flat, r.out.Tables = best, nil
	clear(r.used)
	r.used[best.Export] = "flat"
}

// flatGuess says how an export would be a flat table; nil where it is none.
func (r *recogniser) flatGuess(export int) *FlatGuess {
	e := &r.found.Exports[export]
	if e.Format != CSV || len(e.Files) != 1 || e.Sampled < 50 || !e.Header {
		return nil
	}
	id, label, positive := -1, -1, ""
	best, labelBest := 0.0, 0.0
	for j := range e.Columns {
		c := &e.Columns[j]
		if name := r.words.naming(c.Name, data.Customers, data.CustomerID) * c.fitsCustomer(); name > best && c.Distinct == c.Filled {
			id, best = j, name
		}
		if p, ok := r.label(c); ok {
			name := r.words.role(c.Name, "label")
			if c.Kind == Flag && !loaderFlag(c.Texts[0]) || c.Numbers == nil { // a text says more than 1
				name += 0.01
			}
			if name > labelBest {
				label, positive, labelBest = j, p, name
			}
		}
	}
	if id < 0 || label < 0 || labelBest < certain {
		return nil
	}
	g := &FlatGuess{
		Export: export, Positive: positive,
		ID:    ColumnGuess{Column: "id", Required: true, From: e.Columns[id].Name, Confidence: Confident, Reason: "by its name; each value stands once"},
		Label: ColumnGuess{Column: "label", Required: true, From: e.Columns[label].Name, Confidence: Confident, Reason: "by its name; it holds two values"},
	}
	if best < certain {
		g.ID.Confidence, g.ID.Reason = Guessed, "by a part of its name; each value stands once"
	}
	for j, c := range e.Columns {
		if j != id && j != label && r.words.role(c.Name, "after") >= certain {
			g.Exclude = append(g.Exclude, c.Name)
		}
	}
	return g
}

// label says which of a column's two texts means that a customer left.
func (r *recogniser) label(c *Column) (positive string, ok bool) {
	if c.Distinct != 2 || len(c.Texts) != 2 {
		return "", false
	}
	texts := slices.Sorted(slices.Values(c.Texts))
	a, okA := r.words.outcomes[key(texts[0])]
	b, okB := r.words.outcomes[key(texts[1])]
	switch {
	case okA && a && !(okB && b):
		return texts[0], true
	case okB && b && !(okA && a):
		return texts[1], true
	}
	return "", false
}
