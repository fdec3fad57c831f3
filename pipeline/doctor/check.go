package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"predict/data"
	"predict/data/examine"
	"predict/features"
)

// Input is what there is to judge.
type Input struct {
	// Facts are the counts of the exports.
	Facts *examine.Result
	// Features are the options of features, churn and cutoffs.
	Features features.Options
	// MinCustomers and MinChurned are the smallest sample that the gate judges.
	MinCustomers, MinChurned int
	// AsOf is empty for the end of the data, or a date (yyyy-mm-dd).
	AsOf string
	// Currency is the ISO 4217 code of the config; Timezone is its zone.
	Currency, Timezone string
}

// checker gathers findings.
type checker struct {
	in   Input
	list []Finding
}

// Check judges the exports. The findings are sorted.
func Check(in Input) []Finding {
	c := &checker{in: in}
	for _, t := range in.Facts.Tables {
		c.files(t)
		c.rows(t)
		if t.Rows == t.Bad {
			continue
		}
		c.ids(t)
		c.times(t)
		c.days(t)
		c.amounts(t)
	}
	c.joins()
	c.dateTables()
	c.history()
	Sort(c.list)
	return once(c.list)
}

// once tells what is the same of a file only once, where several tables are read
// from it: with the first table, and the lines of the config for all.
func once(list []Finding) []Finding {
	type place struct {
		kind, file, column, seen string
		line                     int64
	}
	at := map[place]int{}
	var out []Finding
	for _, f := range list {
		p := place{f.Kind, f.File, f.Column, f.Seen, f.Line}
		i, known := at[p]
		if !known || f.File == "" || out[i].Table == f.Table {
			at[p] = len(out)
			out = append(out, f)
			continue
		}
		for _, line := range f.Config {
			if !slices.Contains(out[i].Config, line) {
				out[i].Config = append(out[i].Config, line)
			}
		}
	}
	return out
}

func (c *checker) add(f Finding) { c.list = append(c.list, f) }

// key is where a setting of a table stands in the config.
func (c *checker) key(table, setting string) string {
	if table == Flat {
		setting = strings.Replace(setting, "columns.customer_id", "id", 1)
		return Flat + "." + strings.TrimPrefix(setting, "columns.")
	}
	return "tables." + table + "." + setting
}

// at fills the place of a spot in.
func (f Finding) at(s examine.Spot) Finding {
	f.File, f.Line, f.Count = s.File, s.Line, s.Count
	return f
}

// share writes a part of a whole.
func share(part, whole int64) string {
	if whole == 0 {
		return "0"
	}
	return fmt.Sprintf("%s of %s (%s)", number(part), number(whole), percent(float64(part)/float64(whole)))
}

// percent writes a share, with a decimal where it is small.
func percent(x float64) string {
	switch {
	case x == 0 || x >= 0.1:
		return fmt.Sprintf("%.0f %%", 100*x)
	case x >= 0.001:
		return fmt.Sprintf("%.1f %%", 100*x)
	}
	return "less than 0.1 %"
}

// number writes a count with commas between thousands.
func number(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// quoted writes texts of the export, for people.
func quoted(texts ...string) string {
	var out []string
	for _, t := range texts {
		out = append(out, fmt.Sprintf("%q", t))
	}
	return strings.Join(out, ", ")
}

// date writes a day since 1970.
func date(day int32) string {
	return time.Unix(int64(day)*86_400, 0).UTC().Format(time.DateOnly)
}

// transactions are the facts of the one table that must be there; nil where it
// has no row with a time.
func (c *checker) transactions() *examine.Table {
	t := c.in.Facts.Table(data.Transactions)
	if t == nil || len(t.Days) == 0 {
		return nil
	}
	return t
}
