package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"

	"predict/data"
	"predict/data/lake"
	"predict/pipeline/guard"
)

// What columns are judged by: the rows of whole buckets, that is of customers
// drawn by hash, until there are sampleRows, and the eight weeks before the days
// that are judged.
const (
	sampleRows = 200_000
	sampleDays = 56
)

// columns judges the values of what is new since the last list: columns that
// have gone empty, amounts of another size, and days that stand twice. It reads a sample of the lake.
func (x *exportGuards) columns(ctx context.Context) ([]guard.Finding, error) {
	if len(x.judged) == 0 {
		return nil, nil
	}
	sums := x.columnSums()
	want := map[string][]string{}
	for _, c := range sums {
		want[c.table] = append(want[c.table], c.column.Name)
	}
	if len(want) == 0 {
		return nil, nil
	}
	l, twins := x.state.Lake, newTwinSum(x.judged)
	var bucket *lake.Bucket
	for b, rows := 0, 0; b < l.Buckets() && rows < sampleRows; b++ {
		var err error
		if bucket, err = l.ReadBucket(ctx, b, want, bucket); err != nil {
			return nil, fmt.Errorf("reading bucket %d: %w", b, err)
		}
		for _, c := range sums {
			if t := bucket.Tables[c.table]; t != nil {
				c.add(t)
			}
		}
		if t := bucket.Tables[data.Transactions]; t != nil {
			rows += int(t.Start[len(t.Start)-1])
			twins.add(t)
		}
	}
	var found []guard.Finding
	var values []guard.Values
	for _, c := range sums {
		values = append(values, c.values)
		if c.column.Kind == data.Money {
			now, before, scatter := c.medians()
			found = append(found, guard.Amounts(c.table, c.column.Name, now, before, scatter, x.state.Config.Guards.Amounts)...)
		}
	}
	found = append(found, twins.findings()...)
	return append(guard.Missing(values, x.state.Config.Guards.Missing), found...), nil
}

// columnSum sums up a column by day.
type columnSum struct {
	table   string
	orderBy string
	column  data.Column
	from    int32 // the first day of the weeks before
	judged  []int32
	values  guard.Values
	amounts map[int32][]float64 // by day, sizes that are not 0
}

// columnSums are the columns of the lake that can be judged: those of tables
// that are told by day, and that are filled in when a row is exported.
func (x *exportGuards) columnSums() []*columnSum {
	var list []*columnSum
	for _, t := range data.Tables() {
		if len(x.days[t.Name]) == 0 || t.Name == data.Wallet || t.Name == data.Invoices {
			continue
		}
		exist := x.state.Lake.Columns(t.Name)
		for _, c := range t.Columns {
			if !slices.Contains(exist, c.Name) || c.Name == t.OrderBy || filledLater(t.Name, c) {
				continue
			}
			list = append(list, &columnSum{
				table: t.Name, orderBy: t.OrderBy, column: c, from: x.judged[0] - sampleDays, judged: x.judged,
				values: guard.Values{Table: t.Name, Column: c.Name}, amounts: map[int32][]float64{},
			})
		}
	}
	return list
}

// filledLater reports whether a column is empty by nature in new rows: what
// comes after the event, such as an answer.
func filledLater(table string, c data.Column) bool {
	return c.Future || table == data.Contacts && c.Name == "satisfaction"
}

// add counts the rows of a bucket.
func (c *columnSum) add(rows *lake.Rows) {
	times := rows.I64[c.orderBy]
	for i, t := range times {
		if t == data.Missing64 {
			continue
		}
		day := dayOf(t)
		_, now := slices.BinarySearch(c.judged, day)
		if !now && (day < c.from || day >= c.judged[0]) {
			continue
		}
		filled := c.filled(rows, i)
		if now {
			c.values.Rows++
			c.values.Filled += filled
		} else {
			c.values.RowsBefore++
			c.values.FilledBefore += filled
		}
		if amount := rows.I64[c.column.Name]; c.column.Kind == data.Money && filled == 1 && amount[i] != 0 {
			c.amounts[day] = append(c.amounts[day], math.Abs(float64(amount[i])))
		}
	}
}

// filled is 1 where row i has a value, else 0.
func (c *columnSum) filled(rows *lake.Rows, i int) int64 {
	there := false
	name := c.column.Name
	switch {
	case rows.F64[name] != nil:
		there = !math.IsNaN(rows.F64[name][i])
	case rows.I64[name] != nil:
		there = rows.I64[name][i] != data.Missing64
	case rows.I32[name] != nil:
		there = rows.I32[name][i] != data.Missing32
	}
	if there {
		return 1
	}
	return 0
}

// medians are the middle amounts of the judged days and of those before, with
// the scatter of the latter.
func (c *columnSum) medians() (now, before []guard.DayMedian, scatter float64) {
	var all []float64
	for day := c.from; day <= c.judged[len(c.judged)-1]; day++ {
		amounts := c.amounts[day]
		if len(amounts) == 0 {
			continue
		}
		slices.Sort(amounts)
		m := guard.DayMedian{Day: day, Median: amounts[(len(amounts)-1)/2], Values: len(amounts)}
		if _, judged := slices.BinarySearch(c.judged, day); judged {
			now = append(now, m)
			continue
		}
		before = append(before, m)
		all = append(all, amounts...)
	}
	return now, before, guard.Scatter(all)
}
