package inspect

import (
	"cmp"
	"maps"
	"slices"

	"predict/data"
)

// recogniser finds out which table each export feeds.
type recogniser struct {
	found *Found
	words *dictionary
	used  map[int]string // what an export is used for, by index
	// customer is the customer's column in the export of transactions, ids what
	// was sampled of it.
	customer string
	ids      map[string]bool
	out      *Draft
}

// match is how one export would feed one table.
type match struct {
	table    data.Table
	export   int
	columns  []pick // customer_id first, then those of the contract
	evidence float64
	named    bool // the file is named like the table
}

// missing are the columns that the table needs and the export does not have.
func (m *match) missing() []string {
	var out []string
	for i, target := range targets(m.table) {
		p := m.columns[i]
		if target.Required && p.column < 0 && p.from == "" && !(m.table.Name == data.Wallet && i == 0) {
			out = append(out, target.Name)
		}
	}
	return out
}

// pick is the column of an export that is taken for a column of a table.
type pick struct {
	column     int // index in the export, or -1
	score      float64
	name       float64 // how well the name fits
	candidates []int
	from       string // an expression in place of a column
	reason     string
}

// certain is the score from which a guess is confident, possible the one from
// which there is a guess at all.
const (
	certain  = 0.8
	possible = 0.25
)

// targets are the columns of a table, customer_id first.
func targets(t data.Table) []data.Column {
	id := data.Column{Name: data.CustomerID, Kind: data.Key, Required: true}
	return append([]data.Column{id}, t.Columns...)
}

// match fits the columns of an export to a table.
func (r *recogniser) match(t data.Table, export int) match {
	e := &r.found.Exports[export]
	m := match{table: t, export: export}
	want := targets(t)
	type option struct {
		target, column int
		score, name    float64
	}
	var options []option
	m.columns = make([]pick, len(want))
	for i, target := range want {
		m.columns[i].column = -1
		for j := range e.Columns {
			if e.Columns[j].Twice {
				continue
			}
			c := &e.Columns[j]
			name, fit := r.words.naming(c.Name, t.Name, target.Name), 0.0
			if i == 0 {
				name, fit = r.customerName(c, name), c.fitsCustomer()
			} else {
				fit = r.words.fits(c, t.Name, target)
			}
			if name > 0 {
				options = append(options, option{i, j, name * fit, name})
			}
		}
	}
	slices.SortStableFunc(options, func(a, b option) int { return cmp.Compare(b.score, a.score) })
	taken := map[int]bool{}
	for _, o := range options {
		p := &m.columns[o.target]
		switch {
		case o.score >= possible && p.column < 0 && !taken[o.column]:
			p.column, p.score, p.name = o.column, o.score, o.name
			p.reason = reasonOfName(o.name, o.score)
			taken[o.column] = true
		case len(p.candidates) < 4 && p.column != o.column:
			p.candidates = append(p.candidates, o.column)
		}
	}
	r.fill(&m, taken)
	m.named = r.named(e) == t.Name
	m.evidence = r.evidence(&m)
	return m
}

// customerName is how well a column's name fits the customer's id. Once the
// transactions are known, what they call it counts before any other name.
func (r *recogniser) customerName(c *Column, name float64) float64 {
	if r.customer == "" {
		return name
	}
	if c.Name == r.customer {
		return 1
	}
	if key(c.Name) == key(r.customer) {
		return 0.98
	}
	switch shared := r.shared(c); {
	case shared >= 0.5:
		return max(name, 0.5) // the ids are those of the transactions
	case shared == 0 && len(r.ids) >= 50 && c.Distinct >= 50:
		return name * 0.55
	}
	return name * 0.9
}

// shared is the share of a column's values that are ids of the transactions.
func (r *recogniser) shared(c *Column) float64 {
	if len(c.Sample) == 0 {
		return 0
	}
	n := 0
	for _, text := range c.Sample {
		if r.ids[text] {
			n++
		}
	}
	return float64(n) / float64(len(c.Sample))
}

// fill takes columns by what they hold where no name tells: what a table cannot
// do without, and amounts that are a product.
func (r *recogniser) fill(m *match, taken map[int]bool) {
	e := &r.found.Exports[m.export]
	for i, target := range targets(m.table) {
		p := &m.columns[i]
		if m.table.Name == data.Transactions && target.Name == "amount" {
			r.product(e, p, taken)
		}
		if p.column >= 0 || p.from != "" || !target.Required || m.table.Name == data.Wallet && i == 0 {
			continue
		}
		var fitting []int
		for j := range e.Columns {
			if c := &e.Columns[j]; !taken[j] && !c.Twice && r.byContent(c, m.table.Name, target, i == 0) {
				fitting = append(fitting, j)
			}
		}
		if len(fitting) == 0 {
			continue
		}
		p.candidates = append(fitting, p.candidates...)
		p.candidates = slices.Compact(p.candidates)
		if i == 0 || len(fitting) == 1 {
			p.column, p.score = fitting[0], 0.4
			p.reason = "no name tells; it is the only column that could be it"
			if len(fitting) > 1 {
				p.score, p.reason = 0.3, "no name tells; it is the first column of codes that recur"
			}
			taken[fitting[0]] = true
		}
	}
}

// byContent says that a column could be a required one by what it holds alone.
func (r *recogniser) byContent(c *Column, table string, target data.Column, isID bool) bool {
	personal := r.words.role(c.Name, "personal") >= certain
	switch {
	case isID:
		return (c.Kind == ID || c.Kind == Number) && c.Distinct >= 5 && c.Distinct < c.Filled && c.fitsCustomer() == 1 && !personal && !quantity(c)
	case target.Kind == data.Time:
		return c.Times != nil
	case target.Kind == data.Money:
		return c.Kind == Amount && r.words.role(c.Name, "state") < certain
	case target.Values != nil:
		return r.words.fits(c, table, target) >= 1
	}
	return false
}

// quantity says that numbers count something rather than name it.
func quantity(c *Column) bool {
	return c.Kind == Number && c.Numbers != nil && (c.Numbers.Negative > 0 || c.Numbers.Max < 1000)
}

// reasonOfName says why a column was taken by its name.
func reasonOfName(name, score float64) string {
	switch {
	case name >= certain && score >= certain:
		return "by its name"
	case name >= certain:
		return "by its name, though what it holds fits less well"
	}
	return "by a part of its name"
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
