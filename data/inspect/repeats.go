package inspect

import (
	"strings"

	"predict/data"
)

// repeats says that rows which are equal in every mapped column are lines of
// their own: an order lists them in one file, and no two files share rows.
func (r *recogniser) repeats(g *TableGuess, e *Export) bool {
	var used []int
	order := -1
	for _, c := range g.Columns {
		for j := range e.Columns {
			name := e.Columns[j].Name
			if c.From == name || c.From != "" && e.Column(c.From) < 0 && strings.Contains(c.From, ident(name)) {
				used = append(used, j)
				if c.Column == "order_id" {
					order = j
				}
			}
		}
	}
	if order < 0 {
		return false
	}
	first := map[string]int{} // the file of a row's text
	within, across, lines := 0, 0, map[string]int{}
	for row, file := range e.file {
		lines[e.cells[order][row]]++
		var text strings.Builder
		for _, j := range used {
			text.WriteString(e.cells[j][row])
			text.WriteByte(0)
		}
		switch was, known := first[text.String()]; {
		case !known:
			first[text.String()] = file
		case was == file:
			within++
		default:
			across++
		}
	}
	return within >= 3 && across == 0 && len(lines)*2 < len(e.file)
}

// constant is the share of customers with several sampled rows in whose rows a
// column never changes.
func (e *Export) constant(customer, column int) float64 {
	type seen struct {
		text    string
		rows    int
		changed bool
	}
	by := map[string]*seen{}
	for row, id := range e.cells[customer] {
		text := e.cells[column][row]
		if id == "" || text == "" {
			continue
		}
		s := by[id]
		if s == nil {
			s = &seen{text: text}
			by[id] = s
		}
		s.rows++
		s.changed = s.changed || s.text != text
	}
	several, same := 0, 0
	for _, s := range by {
		if s.rows > 1 {
			several++
			if !s.changed {
				same++
			}
		}
	}
	if several < 5 {
		return 0
	}
	return float64(same) / float64(several)
}

// derived finds tables that an export which feeds another one holds as well.
func (r *recogniser) derived() {
	if g := r.guessOf(data.Invoices); g != nil && r.guessOf(data.Transactions) == nil {
		t, _ := data.TableNamed(data.Transactions)
		if m := r.match(t, g.Export); len(m.missing()) == 0 {
			guess := r.guess(m)
			guess.Confidence, guess.Reason = Guessed, "there is no export of purchases, so an invoice stands for the purchase behind it"
			guess.Duplicates = ""
			r.out.Tables = append(r.out.Tables, guess)
		}
	}
	if g := r.guessOf(data.Transactions); g != nil && r.guessOf(data.Customers) == nil {
		r.customersFrom(g.Export)
	}
	if g := r.guessOf(data.Customers); g != nil && r.guessOf(data.Cancellations) == nil {
		r.cancellationsFrom(g)
	}
}

func (r *recogniser) guessOf(table string) *TableGuess {
	for i := range r.out.Tables {
		if r.out.Tables[i].Table == table {
			return &r.out.Tables[i]
		}
	}
	return nil
}

// customersFrom takes facts of customers, such as their country, from the rows
// of their purchases, where they are the same in all rows of a customer.
func (r *recogniser) customersFrom(export int) {
	t, _ := data.TableNamed(data.Customers)
	e := &r.found.Exports[export]
	m := r.match(t, export)
	id := m.columns[0].column
	if id < 0 {
		return
	}
	facts := 0
	for i := range m.columns[1:] {
		p := &m.columns[i+1]
		if p.column < 0 {
			continue
		}
		if p.score < certain || e.constant(id, p.column) < 0.95 || e.Columns[p.column].Kind == Time && t.Columns[i].Name == "signup" {
			*p = pick{column: -1}
			continue
		}
		facts++
	}
	if facts == 0 {
		return
	}
	g := r.guess(m)
	g.Confidence, g.Reason, g.Duplicates = Guessed, "there is no export of customers; these facts stand in every row of a customer", ""
	r.out.Tables = append(r.out.Tables, g)
}

// cancellationsFrom takes the dates at which customers left from the export of
// customers; rows without one are out of scope.
func (r *recogniser) cancellationsFrom(customers *TableGuess) {
	e := &r.found.Exports[customers.Export]
	t, _ := data.TableNamed(data.Cancellations)
	m := r.match(t, customers.Export)
	id, at := m.columns[0].column, m.columns[1].column
	if id < 0 || at < 0 || m.columns[1].score < certain || !r.only(e, at, data.Cancellations, "time") || e.Columns[at].Missing == 0 {
		return
	}
	g := r.guess(m)
	name := g.Columns[0].From
	if e.Column(name) >= 0 {
		name = ident(name)
	}
	g.Columns[0].From = "case when coalesce(trim(" + ident(e.Columns[at].Name) + "), '') <> '' then " + name + " end"
	g.Columns[0].Reason += "; customers without a date have not cancelled"
	g.Confidence, g.Reason = Guessed, "the export of customers says when they left"
	r.out.Tables = append(r.out.Tables, g)
}
