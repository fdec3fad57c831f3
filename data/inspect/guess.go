package inspect

import (
	"fmt"
	"slices"
	"strings"

	"predict/data"
	"predict/data/value"
)

// number reads a sampled cell by the decimal mark of its column.
func (e *Export) number(column, row int) (float64, bool) {
	n := e.Columns[column].Numbers
	mark := byte('.')
	if n.Decimal == "," {
		mark = ','
	}
	return value.ParseNumber([]byte(bare(plainDigits(e.cells[column][row]), n.Unit)), mark)
}

// guess says in words what a match found.
func (r *recogniser) guess(m match) TableGuess {
	e := &r.found.Exports[m.export]
	g := TableGuess{Table: m.table.Name, Export: m.export, Confidence: Confident}
	for i, target := range targets(m.table) {
		c := r.column(e, m, i, target)
		if c.Required && c.Confidence != Confident && c.From != "" || c.Required && c.From == "" {
			g.Confidence = Guessed
		}
		g.Columns = append(g.Columns, c)
	}
	switch {
	case m.named:
		g.Reason = "by its name"
	default:
		g.Reason = "by its columns"
		g.Confidence = Guessed
	}
	r.settle(&g, e, m)
	r.notes(&g, e)
	return g
}

// column says what feeds one column of a table.
func (r *recogniser) column(e *Export, m match, i int, target data.Column) ColumnGuess {
	p := m.columns[i]
	g := ColumnGuess{Column: target.Name, Required: target.Required, Confidence: Unknown, Reason: p.reason}
	if m.table.Name == data.Wallet && i == 0 {
		g.Required = false
	}
	for _, j := range p.candidates {
		if name := e.Columns[j].Name; j != p.column && !slices.Contains(g.Candidates, name) {
			g.Candidates = append(g.Candidates, name)
		}
	}
	switch {
	case p.from != "":
		g.From = p.from
	case p.column >= 0:
		c := &e.Columns[p.column]
		from, note := r.from(c, target)
		g.From = from
		if note != "" {
			g.Reason += "; " + note
		}
		if target.Values != nil {
			r.translate(&g, c, m.table.Name, target)
		}
	default:
		g.Reason = "no column of this name or kind was found"
		return g
	}
	if g.Confidence = Guessed; p.score >= certain {
		g.Confidence = Confident
	}
	return g
}

// translate writes what the texts of a column mean.
func (r *recogniser) translate(g *ColumnGuess, c *Column, table string, target data.Column) {
	var open []string
	values := map[string]string{}
	for _, text := range c.Texts {
		switch v := r.words.meaning(table, target, text); {
		case v == "":
			open = append(open, text)
		case v != text:
			values[text] = v
		}
	}
	if len(open) > 0 {
		switch {
		case table == data.Contacts:
			values["*"] = data.OtherContact
		case table == data.Satisfaction:
			values["*"] = data.CSAT
		}
		g.Open = open
	}
	if len(values) > 0 {
		g.Values = values
	}
}

// settle finds the settings that hold for a whole table: the layout of its times
// where detection would not find it, and the decimal mark.
func (r *recogniser) settle(g *TableGuess, e *Export, m match) {
	layouts := map[string]bool{}
	need := false
	marks := map[string]bool{}
	for i, target := range targets(m.table) {
		j := m.columns[i].column
		if j < 0 {
			continue
		}
		c := &e.Columns[j]
		if t := c.Times; target.Kind == data.Time && t != nil && !t.Jalali {
			switch {
			case t.Ambiguous[0] != "":
				g.Open = append(g.Open, fmt.Sprintf("whether the dates of %q are %s or %s (set time_format)", c.Name, t.Ambiguous[0], t.Ambiguous[1]))
				g.TimeFormats = t.Ambiguous[:]
			case t.Layout != "":
				layouts[t.Layout] = true
				need = need || t.Settled != ""
				if t.Settled != "" {
					g.Notes = append(g.Notes, fmt.Sprintf("the dates of %q are read as %s, %s", c.Name, t.Layout, t.Settled))
				}
			}
		}
		if n := c.Numbers; n != nil && (target.Kind == data.Money || target.Kind == data.Number) && n.Decimal != "" && !c.ForeignDigits {
			marks[n.Decimal] = true
			if n.Ambiguous {
				g.Notes = append(g.Notes, fmt.Sprintf("in %q, 1.234 and 1,234 may mean a thousand or one and a fraction: check decimal", c.Name))
			}
		}
		for _, null := range c.Nulls {
			if !slices.Contains(g.Nulls, null) {
				g.Nulls = append(g.Nulls, null)
			}
		}
	}
	if need && len(layouts) == 1 {
		g.TimeFormat = sortedKeys(layouts)[0]
	}
	if m.columns[0].column < 0 || len(marks) == 0 {
		marks = r.productMarks(e, m, marks)
	}
	if marks[","] {
		g.Decimal = ","
		if marks["."] {
			g.Notes = append(g.Notes, "some amounts have a decimal comma and others a point; a table has one mark")
		}
	}
	slices.Sort(g.Nulls)
}

// productMarks are the decimal marks of the factors of a product.
func (r *recogniser) productMarks(e *Export, m match, marks map[string]bool) map[string]bool {
	for _, p := range m.columns {
		for _, c := range e.Columns {
			if p.from != "" && c.Numbers != nil && c.Numbers.Decimal != "" && strings.Contains(p.from, c.Name) {
				marks[c.Numbers.Decimal] = true
			}
		}
	}
	return marks
}

// notes says what a person should know of the export.
func (r *recogniser) notes(g *TableGuess, e *Export) {
	for _, c := range g.Columns {
		j := e.Column(c.From)
		if j < 0 {
			continue
		}
		col := &e.Columns[j]
		if col.Damaged > 0 {
			g.Notes = append(g.Notes, fmt.Sprintf("%q holds ids that a spreadsheet has damaged (1.03E+19): export it again with the column as text", col.Name))
		}
		if c.Required && col.Missing > 0.005 {
			g.Notes = append(g.Notes, fmt.Sprintf("%q is empty in %.0f %% of the sampled rows", col.Name, 100*col.Missing))
		}
	}
	if g.Table == data.Transactions && r.repeats(g, e) {
		g.Duplicates = "keep"
		g.Notes = append(g.Notes, "rows that are equal in every mapped column stand beside each other within one order, so they are taken for lines of their own; drop would count them once")
	}
}
