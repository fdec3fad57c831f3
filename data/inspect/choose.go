package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"predict/data"
)

// transactions chooses the export of transactions first: what it calls the
// customer helps to find the others.
func (r *recogniser) transactions() {
	t, _ := data.TableNamed(data.Transactions)
	best, partial, bare := match{evidence: -1}, match{evidence: -1}, match{evidence: -1}
	for i := range r.found.Exports {
		m := r.match(t, i)
		if r.better(data.Transactions, i, m.evidence) {
			continue
		}
		switch missing := len(m.missing()); {
		case missing == 0 && m.evidence >= enoughEvidence && r.beats(m, best):
			best = m
		case missing == 1 && m.named && r.beats(m, partial):
			partial = m
		case missing == 0 && m.evidence >= leastEvidence && r.beats(m, bare):
			bare = m
		}
	}
	if best.evidence < 0 {
		best = bare
	}
	if best.evidence < 0 {
		best = partial
	}
	if best.evidence < 0 {
		return
	}
	r.adopt(best)
}

// beats compares two matches for the same table: by evidence, then by rows.
func (r *recogniser) beats(m, other match) bool {
	if other.evidence < 0 {
		return true
	}
	return cmp.Or(cmp.Compare(m.evidence, other.evidence), cmp.Compare(r.found.Exports[m.export].Rows, r.found.Exports[other.export].Rows)) > 0
}

// better says that another table is a better use of an export.
func (r *recogniser) better(table string, export int, evidence float64) bool {
	for _, t := range data.Tables() {
		if t.Name == table {
			continue
		}
		if m := r.match(t, export); r.worthy(m) && m.evidence > evidence {
			return true
		}
	}
	return false
}

// worthy says that a match is good enough to be used.
func (r *recogniser) worthy(m match) bool {
	if len(m.missing()) > 0 || m.evidence < enoughEvidence {
		return false
	}
	if m.table.Name != data.Customers {
		return true
	}
	facts := 0
	for _, p := range m.columns[1:] {
		if p.column >= 0 {
			facts++
		}
	}
	return facts > 0
}

// adopt notes a match.
func (r *recogniser) adopt(m match) {
	r.used[m.export] = m.table.Name
	e := &r.found.Exports[m.export]
	if id := m.columns[0].column; m.table.Name == data.Transactions && id >= 0 {
		r.customer = e.Columns[id].Name
		r.ids = map[string]bool{}
		for _, text := range e.cells[id] {
			if text != "" {
				r.ids[text] = true
			}
		}
	}
	r.out.Tables = append(r.out.Tables, r.guess(m))
}

// tables gives every other export to the table that most speaks for, and every
// table the export that most speaks for it.
func (r *recogniser) tables() {
	var all []match
	for i := range r.found.Exports {
		if r.used[i] != "" {
			continue
		}
		for _, t := range data.Tables() {
			if t.Name == data.Transactions {
				continue
			}
			if m := r.match(t, i); r.worthy(m) {
				all = append(all, m)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.evidence, a.evidence), cmp.Compare(r.found.Exports[b.export].Rows, r.found.Exports[a.export].Rows))
	})
	taken := map[string]bool{}
	for _, m := range all {
		if r.used[m.export] != "" || taken[m.table.Name] || r.ahead(all, m, taken) {
			continue
		}
		taken[m.table.Name] = true
		r.adopt(m)
	}
	for i := range r.out.Tables {
		r.more(&r.out.Tables[i])
	}
}

// ahead says that the export of a match is a better fit for a table that is
// still free.
func (r *recogniser) ahead(all []match, m match, taken map[string]bool) bool {
	return slices.ContainsFunc(all, func(o match) bool {
		return o.export == m.export && o.evidence > m.evidence && !taken[o.table.Name]
	})
}

// more adds the exports that fit the mapping of a table as it is and are named
// like it: sales of another shop.
func (r *recogniser) more(g *TableGuess) {
	e := &r.found.Exports[g.Export]
	for i := range r.found.Exports {
		o := &r.found.Exports[i]
		if r.used[i] != "" || o.Format != e.Format || o.Header != e.Header || !o.Header || r.named(o) != g.Table {
			continue
		}
		lacks := slices.ContainsFunc(e.Columns, func(c Column) bool { return o.Column(c.Name) < 0 })
		if !lacks {
			g.Also = append(g.Also, i)
			r.used[i] = g.Table
			g.Notes = append(g.Notes, fmt.Sprintf("%s has the same columns and is read too; take it out if it repeats the others", o.Pattern))
		}
	}
}

// unused says of the other exports why they feed nothing.
func (r *recogniser) unused() {
	for i := range r.found.Exports {
		if r.used[i] == "" {
			r.out.Unused = append(r.out.Unused, Unused{Export: i, Reason: r.whyNot(i)})
		}
	}
}

// whyNot says why an export feeds no table: what it lacks for the likeliest one.
func (r *recogniser) whyNot(export int) string {
	e := &r.found.Exports[export]
	if e.Sampled == 0 {
		return "it holds no record that can be read"
	}
	if r.out.Flat != nil {
		return "a flat table is learned from alone; the one that was taken seems to hold less that was written after the outcome, or more customers"
	}
	best := match{evidence: -1}
	for _, t := range data.Tables() {
		if m := r.match(t, export); m.evidence > best.evidence {
			best = m
		}
	}
	name := best.table.Name
	missing := best.missing()
	switch {
	case best.evidence < 2:
		return "nothing in it looks like one of the tables"
	case len(missing) > 0:
		return fmt.Sprintf("it looks most like %s, but no column was found for %s", name, strings.Join(missing, " and "))
	}
	for _, g := range r.out.Tables {
		if g.Table == name {
			return fmt.Sprintf("it looks like %s, but %s looks more like it, and a table has one mapping", name, r.found.Exports[g.Export].Pattern)
		}
	}
	if best.evidence < enoughEvidence {
		return fmt.Sprintf("it looks a little like %s; too little to tell", name)
	}
	return fmt.Sprintf("it looks like %s, but only customers of transactions are scored", name)
}

// sort puts the tables in the order of the contracts.
func (d *Draft) sort() {
	place := func(name string) int {
		return slices.IndexFunc(data.Tables(), func(t data.Table) bool { return t.Name == name })
	}
	slices.SortStableFunc(d.Tables, func(a, b TableGuess) int { return cmp.Compare(place(a.Table), place(b.Table)) })
}
