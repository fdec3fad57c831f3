package inspect

import (
	"path"

	"predict/data"
)

// enoughEvidence is what an export needs to be taken for a table.
const enoughEvidence = 3

// leastEvidence is what an export needs to be taken for purchases where no other
// is: a customer, a time and an amount, told by what stands in the columns alone.
const leastEvidence = 1

// nameEvidence is what a file's name counts.
const nameEvidence = 4

// tells is how much it says for a table that a column of the export fits one of
// the table's: due dates make an invoice, a date makes nothing.
func tells(table, column string) float64 {
	switch table + "." + column {
	case "invoices.due", "changes.kind":
		return 4
	case "customers.signup", "customers.birth_date", "contacts.kind", "contacts.resolved", "offers.campaign", "offers.responded",
		"satisfaction.score", "wallet.total":
		return 3
	case "transactions.amount", "transactions.margin", "transactions.is_return", "customers.preferred_channel", "customers.preferred_hour",
		"customers.contract_end", "customers.cost_to_serve", "invoices.paid", "invoices.disputed", "offers.tactic", "offers.control",
		"satisfaction.scale", "wallet.month":
		return 2
	case "transactions.product", "customers.segment", "invoices.invoice_id", "cancellations.reason":
		return 1.5
	case "transactions.time", "transactions.order_id", "transactions.category", "customers.region", "invoices.issued", "invoices.amount",
		"contacts.time", "contacts.reason", "contacts.satisfaction", "changes.time", "offers.time", "offers.cost", "satisfaction.time", "wallet.category":
		return 1
	}
	return 0.5
}

// named is the table that the name of an export stands for: that of the file,
// else that of its folder.
func (r *recogniser) named(e *Export) string {
	if t := r.words.tableOf(e.Name); t != "" {
		return t
	}
	if folder := parent(e.Files[0].Path); folder != "" {
		return r.words.tableOf(path.Base(folder))
	}
	return ""
}

// evidence adds up what speaks for a match.
func (r *recogniser) evidence(m *match) float64 {
	e := &r.found.Exports[m.export]
	sum := 0.0
	for i, target := range targets(m.table) {
		p := m.columns[i]
		if p.column < 0 && p.from == "" {
			continue
		}
		sum += tells(m.table.Name, target.Name) * p.score
		if m.table.Name == data.Cancellations && target.Name == "time" && r.only(e, p.column, data.Cancellations, "time") {
			sum += 3
		}
	}
	if m.named {
		sum += nameEvidence
	} else if other := r.named(e); other != "" {
		sum -= nameEvidence / 2
	}
	return sum + r.repetition(m, e)
}

// only says that a column's name is one of this table's column and of no other
// table's.
func (r *recogniser) only(e *Export, column int, table, name string) bool {
	if column < 0 {
		return false
	}
	k := key(e.Columns[column].Name)
	if _, ok := r.words.columns[table+"."+name].keys[k]; !ok {
		return false
	}
	for target, list := range r.words.columns {
		if _, ok := list.keys[k]; ok && target != table+"."+name {
			return false
		}
	}
	return true
}

// repetition is what it says that customers stand in one row or in several.
func (r *recogniser) repetition(m *match, e *Export) float64 {
	id := m.columns[0].column
	if id < 0 || e.Columns[id].Filled < 20 {
		return 0
	}
	c := &e.Columns[id]
	unique := c.Distinct*100 >= c.Filled*98
	switch {
	case m.table.Name == data.Customers && unique:
		return 2
	case m.table.Name == data.Customers && !m.named:
		return -5
	case m.table.Name == data.Transactions && unique:
		return -2
	}
	return 0
}
