package features

import (
	"slices"
	"strings"
)

// batchColumns are the columns that a Batch has room for, by table. (Customer
// and invoice ids need no column here.)
func batchColumns() map[string][]string {
	return map[string][]string{
		"customers":     {"signup", "birth_date", "contract_end", "cost_to_serve", "segment", "region", "preferred_channel", "preferred_hour"},
		"transactions":  {"time", "amount", "order_id", "is_return", "margin", "category", "product", "channel"},
		"invoices":      {"issued", "due", "paid", "amount", "disputed"},
		"contacts":      {"time", "kind", "resolved", "channel", "reason", "product", "satisfaction"},
		"changes":       {"time", "kind"},
		"offers":        {"time", "responded", "campaign", "tactic", "cost", "control"},
		"satisfaction":  {"time", "score", "scale"},
		"wallet":        {"month", "category", "total"},
		"cancellations": {"time", "reason"},
	}
}

// alwaysRead are the columns that timelines, labels and profiles take. The
// facts of customers are few and any family may look at them.
func alwaysRead() []string {
	return []string{
		"transactions.time", "transactions.amount", "transactions.order_id", "transactions.is_return",
		"transactions.margin", "transactions.channel",
		"customers.signup", "customers.birth_date", "customers.contract_end", "customers.cost_to_serve",
		"customers.segment", "customers.region", "customers.preferred_channel", "customers.preferred_hour",
		"offers.time", "offers.control", "cancellations.time",
	}
}

// Columns returns for each table that is there, in a fixed order, the columns
// that the chosen families, labels and profiles read. Others may stay on disk:
// a Batch holds nil for them.
func (e *Engine) Columns() map[string][]string {
	wanted := map[string]bool{}
	for _, name := range alwaysRead() {
		wanted[name] = true
	}
	all := batchColumns()
	for _, f := range e.families {
		for _, name := range f.Columns {
			wanted[name] = true
		}
		if len(f.Columns) > 0 {
			continue
		}
		for _, table := range f.Tables {
			for _, column := range all[table] {
				wanted[table+"."+column] = true
			}
		}
	}
	chosen := map[string][]string{}
	for _, table := range e.tables {
		for _, column := range all[table] {
			if wanted[table+"."+column] {
				chosen[table] = append(chosen[table], column)
			}
		}
	}
	return chosen
}

// PeerColumns returns, as Columns does, what a PeerCounter reads.
func (e *Engine) PeerColumns() map[string][]string {
	columns := map[string][]string{"transactions": {"time", "amount", "category", "is_return"}}
	for _, f := range e.families {
		if f.Name == "satisfaction" {
			columns["satisfaction"] = []string{"time", "score", "scale"}
		}
	}
	return columns
}

// knownColumn says whether "table.column" is a column of a Batch.
func knownColumn(name string) bool {
	table, column, ok := strings.Cut(name, ".")
	return ok && slices.Contains(batchColumns()[table], column)
}

// AllColumns returns, as Columns does, all columns of these tables that a Batch has
// room for.
func AllColumns(tables []string) map[string][]string {
	all := batchColumns()
	chosen := make(map[string][]string, len(tables))
	for _, table := range tables {
		if columns, ok := all[table]; ok {
			chosen[table] = columns
		}
	}
	return chosen
}
