package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"predict/data"
)

// newTableLoad checks the source and prepares the load of one table.
func newTableLoad(table data.Table, source data.Source, o Options) (*tableLoad, error) {
	source = filled(source)
	location, err := time.LoadLocation(cmp.Or(source.Timezone, o.Timezone))
	if err != nil {
		return nil, fmt.Errorf("%s: loading the time zone: %w", table.Name, err)
	}
	earliest, err := time.Parse(time.DateOnly, source.Earliest)
	if err != nil {
		return nil, fmt.Errorf("%s: reading earliest: %w", table.Name, err)
	}
	t := &tableLoad{
		table: table, source: source, location: location, earliest: earliest.UnixMicro(),
		now: o.Now.UnixMicro(), limit: moneyLimit(source.MaxAmount), layouts: map[string]string{},
		books: newBooks(table.Name), segment: -1,
	}
	if _, err := regexp.Compile(source.Corrects); err != nil {
		return nil, fmt.Errorf("%s: reading corrects: %w", table.Name, err)
	}
	t.layout = newLayout(table, func(column string) bool { _, ok := source.Columns[column]; return ok })
	if err := t.checkMapping(); err != nil {
		return nil, err
	}
	for i, c := range t.layout.columns {
		if table.Name == data.Wallet && c.Name == "segment" {
			t.segment = t.layout.slot[i]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(source.Columns)) {
		from := source.Columns[name].From
		t.expected = append(t.expected, from)
		if c, i := table.Column(name); i >= 0 && !c.Required && plainName(from) {
			t.optional = append(t.optional, from)
		}
	}
	return t, nil
}

// filled gives settings that are left out the values that their comments name.
func filled(s data.Source) data.Source {
	d := data.DefaultSource()
	s.Format = cmp.Or(s.Format, d.Format)
	s.TimeFormat = cmp.Or(s.TimeFormat, d.TimeFormat)
	s.Decimal = cmp.Or(s.Decimal, d.Decimal)
	s.Earliest = cmp.Or(s.Earliest, d.Earliest)
	s.MaxAmount = cmp.Or(s.MaxAmount, d.MaxAmount)
	s.Changed = cmp.Or(s.Changed, d.Changed)
	s.Duplicates = cmp.Or(s.Duplicates, d.Duplicates)
	s.MissingCustomer = cmp.Or(s.MissingCustomer, d.MissingCustomer)
	return s
}

// checkMapping reports every column of the mapping that the table does not
// have, and every one that it needs and the mapping lacks.
func (t *tableLoad) checkMapping() error {
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(t.source.Columns)) {
		if _, i := t.table.Column(name); i < 0 && name != data.CustomerID {
			wrong = append(wrong, name+" is no column of the table")
		}
	}
	for _, c := range t.table.Columns {
		if _, ok := t.source.Columns[c.Name]; c.Required && !ok {
			wrong = append(wrong, c.Name+" is required and not mapped")
		}
	}
	if _, ok := t.source.Columns[data.CustomerID]; !ok && t.table.Name != data.Wallet {
		wrong = append(wrong, data.CustomerID+" is required and not mapped")
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("checking tables.%s.columns: %s", t.table.Name, strings.Join(wrong, "; "))
}

// moneyLimit is the largest believable amount in units of Money.
func moneyLimit(amount float64) int64 {
	if units := amount * data.MoneyScale; units < math.MaxInt64/4 {
		return int64(units)
	}
	return math.MaxInt64 / 4
}
