package lake_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"predict/data"
	"predict/data/lake"
)

// fact is a row of the plain model: the values of its columns, with the codes of
// texts.
type fact struct {
	table, id string
	source    int // number of the export
	values    map[string]float64
}

// book is a plain model of a lake: all rows in the order in which they came.
type book struct {
	facts   []fact
	files   []lake.FileEntry      // without what is derived from rows
	columns []map[string][]string // by load: of the tables that it wrote
	ids     []map[string]bool     // known after each load
	symbols [][]string            // of transactions.category, after each load
	prints  []string              // fingerprints after each load
}

func (b *book) counts(f *fact, seen int) bool {
	e := b.files[f.source-1]
	return e.Load <= seen && (e.Replaced == 0 || e.Replaced > seen)
}

// knownAt is what KnownAt must choose.
func (b *book) knownAt(end int64) int {
	beyond, exact := len(b.prints), 0
	for seen := len(b.prints); seen > 0; seen-- {
		last := int64(math.MinInt64)
		for i := range b.facts {
			if f := &b.facts[i]; f.table == data.Transactions && b.counts(f, seen) {
				last = max(last, int64(f.values["time"]))
			}
		}
		midnight := int64(math.Floor(float64(last)/day)+1) * day
		switch {
		case last == math.MinInt64:
		case midnight == end && exact == 0:
			exact = seen
		case midnight > end:
			beyond = seen
		}
	}
	if exact > 0 {
		return exact
	}
	return beyond
}

// tableOf is where rows of a table lie.
func tableOf(f *fact) string {
	if f.table == data.Wallet && f.id == "" {
		return data.WalletSegments
	}
	return f.table
}

// modelColumns are what the model may load of each table.
var modelColumns = map[string][]string{
	data.Transactions: {"time", "amount", "category"},
	data.Contacts:     {"time", "kind", "satisfaction"},
	data.Customers:    {"preferred_hour", "birth_date"},
	data.Wallet:       {"month", "total"},
}

// contract is that of a table, of which all columns but the first may be left
// out by a load.
func contract(table string) data.Table {
	if table == data.WalletSegments {
		table = data.Wallet
	}
	t, _ := data.TableNamed(table)
	return t
}

// missing is how a column without a value is stored.
func missing(k data.Kind) float64 {
	switch {
	case k == data.Number:
		return math.NaN()
	case k.Wide():
		return data.Missing64
	}
	return data.Missing32
}

// want returns the rows of a table that count, by customer, as text.
func (b *book) want(table string, seen int, columns []string) (rows map[string][]string) {
	t := contract(table)
	by := map[string][]*fact{}
	for i := range b.facts {
		if f := &b.facts[i]; tableOf(f) == table && b.counts(f, seen) {
			by[f.id] = append(by[f.id], f)
		}
	}
	value := func(f *fact, c data.Column) float64 {
		if v, ok := f.values[c.Name]; ok {
			return v
		}
		return missing(c.Kind)
	}
	rows = map[string][]string{}
	for id, facts := range by {
		if t.OrderBy != "" {
			slices.SortStableFunc(facts, func(x, y *fact) int {
				order := cmp.Compare(x.values[t.OrderBy], y.values[t.OrderBy])
				for _, c := range t.Columns {
					order = cmp.Or(order, cmp.Compare(value(x, c), value(y, c)))
				}
				return order
			})
		}
		for _, f := range facts {
			text := ""
			for _, c := range t.Columns {
				if slices.Contains(columns, c.Name) {
					text += fmt.Sprintf("%s=%v ", c.Name, value(f, c))
				}
			}
			rows[id] = append(rows[id], text)
		}
	}
	return rows
}

// textRows gives the rows of customer i as text.
func textRows(table string, r *lake.Rows, i int) (rows []string) {
	for at := r.Start[i]; at < r.Start[i+1]; at++ {
		text := ""
		for _, c := range contract(table).Columns {
			switch {
			case r.I64[c.Name] != nil:
				text += fmt.Sprintf("%s=%v ", c.Name, float64(r.I64[c.Name][at]))
			case r.I32[c.Name] != nil:
				text += fmt.Sprintf("%s=%v ", c.Name, float64(r.I32[c.Name][at]))
			case r.F64[c.Name] != nil:
				text += fmt.Sprintf("%s=%v ", c.Name, r.F64[c.Name][at])
			}
		}
		rows = append(rows, text)
	}
	return rows
}
