package inspect

import (
	"fmt"
	"slices"
	"strings"

	"predict/data"
)

// ident writes the name of a column for an SQL expression.
func ident(name string) string {
	if bareName(name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// literal writes a text for an SQL expression.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// product takes Quantity * UnitPrice for the amount where no column holds it, or
// where what looked like an amount is the price of one piece.
func (r *recogniser) product(e *Export, p *pick, taken map[int]bool) {
	quantity, price := r.ofRole(e, "quantity"), r.ofRole(e, "unit_price")
	if quantity < 0 || price < 0 || quantity == price {
		return
	}
	if p.column >= 0 && (p.column != price || r.total(e, quantity, price) >= 0) && p.score >= certain && p.column != price {
		return
	}
	p.column, p.score, p.name = -1, 0.85, 1
	p.from = ident(e.Columns[quantity].Name) + " * " + ident(e.Columns[price].Name)
	p.reason = "pieces times price, by their names; no column holds the sum"
	if !strings.Contains(key(e.Columns[price].Name), "unit") && r.words.role(e.Columns[price].Name, "unit_price") >= certain && r.words.naming(e.Columns[price].Name, data.Transactions, "amount") > 0 {
		p.score, p.reason = 0.6, "pieces times price; if the price is that of all pieces, name its column alone"
	}
	if total := r.total(e, quantity, price); total >= 0 && !taken[total] {
		p.column, p.from, p.score = total, "", 0.9
		p.reason = "it is pieces times price in the sampled rows"
		taken[total] = true
	}
}

// ofRole is the column of numbers whose name fits a role best, or -1.
func (r *recogniser) ofRole(e *Export, role string) int {
	best, most := -1, certain-0.01
	for j := range e.Columns {
		if c := &e.Columns[j]; c.Numbers != nil && c.Kind != Time && c.Kind != ID && !c.Twice {
			if s := r.words.role(c.Name, role); s > most {
				best, most = j, s
			}
		}
	}
	return best
}

// total is a column that holds the product of two others in nearly all sampled
// rows, or -1.
func (r *recogniser) total(e *Export, a, b int) int {
	for j := range e.Columns {
		c := &e.Columns[j]
		if j == a || j == b || c.Twice || c.Numbers == nil || c.Kind != Amount && c.Kind != Number {
			continue
		}
		hits, rows, telling := 0, 0, 0
		for row := range e.cells[j] {
			x, okX := e.number(a, row)
			y, okY := e.number(b, row)
			z, okZ := e.number(j, row)
			if !okX || !okY || !okZ {
				continue
			}
			rows++
			if d := float64(x*y) - z; d < 0.02 && d > -0.02 {
				hits++
				if x != 1 && y != 1 {
					telling++
				}
			}
		}
		if rows >= 10 && hits*20 >= rows*19 && telling >= 3 {
			return j
		}
	}
	return -1
}

// bareName says that a name can stand in an expression without quotes.
func bareName(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != "" && !reserved(strings.ToLower(name))
}

// reserved says that a word means something in SQL.
func reserved(word string) bool {
	return slices.Contains([]string{
		"order", "group", "select", "from", "where", "case", "when", "then", "end", "and", "or", "not", "in", "is",
		"null", "true", "false", "cast", "desc", "asc", "limit", "offset", "all", "any", "as", "by", "default", "distinct", "else", "table", "to", "union", "user", "using", "with",
	}, word)
}

// translated is an expression for a text with common digits in place of Persian
// or Arabic ones, and with a decimal point; marks of thousands go.
func translated(c *Column, text string) string {
	if !c.ForeignDigits {
		return text
	}
	from, to := "", ""
	for _, set := range []struct{ from, to string }{{"۰۱۲۳۴۵۶۷۸۹", "0123456789"}, {"٠١٢٣٤٥٦٧٨٩", "0123456789"}, {"٫", "."}, {"٬", ""}} {
		if slices.ContainsFunc(c.Sample, func(t string) bool { return strings.ContainsAny(t, set.from) }) {
			from, to = from+set.from, to+set.to
		}
	}
	return "translate(" + text + ", " + literal(from) + ", " + literal(to) + ")"
}

// from is how a column is read for a column of a table: by its name where that
// will do, else by an expression. note says what the expression does.
func (r *recogniser) from(c *Column, target data.Column) (from, note string) {
	name := ident(c.Name)
	switch {
	case target.Name == data.CustomerID && c.PointZero > 0 && c.PointZero == c.Filled:
		return "regexp_replace(" + name + `, '\.0$', '')`, "a program made 13313 into 13313.0"
	case target.Kind == data.Time && c.Times != nil && c.Times.Jalali:
		return jalaliExpression(c), "dates of the Iranian calendar, turned into those of the common one"
	case target.Kind == data.Flag:
		return r.flag(c)
	case c.ForeignDigits && (target.Kind == data.Time || target.Kind == data.Money || target.Kind == data.Number || target.Kind == data.Whole):
		return translated(c, r.unitless(c, name)), "Persian digits, turned into the common ones"
	case (target.Kind == data.Money || target.Kind == data.Number) && c.Numbers != nil && c.Numbers.Unit != "":
		return r.unitless(c, name), "the unit " + c.Numbers.Unit + " is taken off"
	}
	return c.Name, ""
}

// unitless takes the unit off a number.
func (r *recogniser) unitless(c *Column, name string) string {
	if c.Numbers == nil || c.Numbers.Unit == "" {
		return name
	}
	return "trim(replace(" + name + ", " + literal(c.Numbers.Unit) + ", ''))"
}

// flag reads texts for yes and no that the loader does not know.
func (r *recogniser) flag(c *Column) (from, note string) {
	known := true
	var yes, no []string
	for _, text := range c.Texts {
		known = known && loaderFlag(text)
		switch v, ok := r.words.truth(text); {
		case ok && v:
			yes = append(yes, literal(text))
		case ok:
			no = append(no, literal(text))
		}
	}
	if known || len(yes)+len(no) == 0 {
		return c.Name, ""
	}
	slices.Sort(yes)
	slices.Sort(no)
	var when []string
	for i, texts := range [][]string{yes, no} {
		if len(texts) > 0 {
			when = append(when, fmt.Sprintf("when trim(%s) in (%s) then %d", ident(c.Name), strings.Join(texts, ", "), 1-i))
		}
	}
	return "case " + strings.Join(when, " ") + " end", "the texts for yes and no"
}

// loaderFlag says that the loader reads a text as a truth value.
func loaderFlag(text string) bool {
	switch strings.ToLower(text) {
	case "1", "t", "y", "yes", "true", "on", "0", "f", "n", "no", "false", "off":
		return true
	}
	return false
}
