package doctor

import (
	"fmt"
	"maps"
	"slices"

	"predict/data"
	"predict/data/examine"
)

// rows judges what a load would refuse.
func (c *checker) rows(t *examine.Table) {
	readable := slices.ContainsFunc(t.Files, func(f *examine.File) bool { return f.Err == nil })
	if t.Rows == 0 || t.Rows == t.Rejected {
		if readable {
			severity := Warning
			if t.Name == data.Transactions {
				severity = Error
			}
			c.add(Finding{
				Kind: "no_rows", Severity: severity, Table: t.Name, Count: t.Rows,
				Seen: fmt.Sprintf("%d files with %s, %s of them refused", len(t.Files), records(t.Rows), number(t.Rejected)),
				Then: "there is nothing to work on", Do: "deliver exports with rows that can be read",
			})
		}
		if t.Rows == 0 {
			return
		}
	}
	if rate := float64(t.Rejected) / float64(t.Rows); rate > t.Source.MaxRejected {
		c.add(Finding{
			Kind: "rows_rejected", Severity: Error, Table: t.Name, Count: t.Rejected,
			Seen: fmt.Sprintf("%s rows cannot be used; max_rejected allows %s", share(t.Rejected, t.Rows), percent(t.Source.MaxRejected)),
			Then: stops, Do: "see the other findings of this table for why; or allow more",
			Config: []string{c.key(t.Name, fmt.Sprintf("max_rejected: %.2f", rate+0.005))},
		})
	}
	c.repeated(t)
	c.unnamed(t)
	for _, col := range t.Columns {
		c.values(t, col)
	}
}

// repeated tells of rows that stand more than once.
func (c *checker) repeated(t *examine.Table) {
	const few, many = 0.005, 0.05
	if t.Name == data.Customers || t.Name == data.Changes || t.Compared == 0 || float64(t.Repeated) < few*float64(t.Compared) {
		return
	}
	f := Finding{
		Kind: "rows_repeated", Severity: Note, Table: t.Name, Count: t.Repeated,
		Seen: share(t.Repeated, t.Compared) + " rows equal an earlier one in every mapped column",
		Then: "they count once (duplicates: drop)", Do: "nothing where deliveries overlap; where a customer may do the same twice, keep them",
		Config: []string{c.key(t.Name, "duplicates: keep")},
	}
	if t.Source.Duplicates == "keep" {
		f.Then, f.Do = "every row counts (duplicates: keep)", "nothing where a customer may do the same twice; where deliveries overlap, drop them"
		f.Config = []string{c.key(t.Name, "duplicates: drop")}
	}
	if float64(t.Repeated) >= many*float64(t.Compared) {
		f.Severity = Warning
	}
	c.add(f)
}

// unnamed tells of rows without a customer.
func (c *checker) unnamed(t *examine.Table) {
	const some, nearlyAll = 0.05, 0.9
	rate := float64(t.Unnamed) / float64(t.Rows)
	if rate < some || t.Name == data.Wallet {
		return
	}
	f := Finding{
		Kind: "id_missing", Severity: Note, Table: t.Name, Column: c.from(t, data.CustomerID), Count: t.Unnamed,
		Seen: share(t.Unnamed, t.Rows) + " rows name no customer", Then: "they are counted as out of scope and left out",
		Do: "nothing where these are cash sales or corrections; else export the id",
	}
	if rate >= nearlyAll {
		f.Severity = Warning
	}
	c.add(f)
}

// from is what a column is mapped to.
func (c *checker) from(t *examine.Table, column string) string {
	if col := t.Column(column); col != nil {
		return col.From
	}
	return column
}

// values tells of values of a column that a load refuses, unless a finding of
// its own does.
func (c *checker) values(t *examine.Table, col *examine.Column) {
	if col.Values == 0 && col.Missing > 0 && col.Name != data.CustomerID {
		c.add(Finding{
			Kind: "column_empty", Severity: Note, Table: t.Name, Column: col.From, Count: col.Missing,
			Seen: fmt.Sprintf("no value in %s", records(col.Missing)), Then: "what is made of " + col.Name + " is missing for all customers",
			Do: "export the column, or take it out of the mapping",
		})
		if col.Required {
			c.list[len(c.list)-1].Severity = Warning
		}
		return
	}
	for _, reason := range slices.Sorted(maps.Keys(col.Refused)) {
		spot := *col.Refused[reason]
		f := Finding{
			Kind: "values_refused", Severity: Warning, Table: t.Name, Column: col.From,
			Seen: fmt.Sprintf("%s values: %s, such as %q", share(spot.Count, col.Values), reason, spot.Text),
			Then: "these rows go to quarantine", Do: "correct the export or the mapping",
		}.at(spot)
		switch {
		case reason == "missing":
			f.Kind, f.Seen, f.Do = "values_missing", share(spot.Count, col.Values+col.Missing)+" rows have no value", "export the column for every row, or leave such rows out"
		case col.Kind == data.Symbol:
			f.Do, f.Config = "say what the texts mean", []string{c.key(t.Name, fmt.Sprintf("columns.%s: {from: %s, values: {%q: ..., \"*\": ...}}", col.Name, col.From, spot.Text))}
		case col.Name == data.CustomerID, col.Kind == data.Time:
			continue // ids and times say more below
		case col.Kind == data.Money && col.Amounts.OtherMark.Count >= spot.Count:
			continue // decimal_mark says it
		}
		c.add(f)
	}
}
