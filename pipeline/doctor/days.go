package doctor

import (
	"fmt"
	"math"
	"slices"
	"time"

	"predict/data"
	"predict/data/examine"
)

// calendar is the rows of a table by day, with a place for every day from the
// first to the last.
type calendar struct {
	first int32
	days  []examine.Day
}

func newCalendar(list []examine.Day) calendar {
	k := calendar{first: list[0].Day, days: make([]examine.Day, list[len(list)-1].Day-list[0].Day+1)}
	for _, d := range list {
		k.days[d.Day-k.first] = d
	}
	return k
}

// weekday is 0 for Thursday, the day of 1970-01-01.
func (k calendar) weekday(i int) int { return int((k.first+int32(i))%7+7) % 7 }

// days judges the days on which a table has rows.
func (c *checker) days(t *examine.Table) {
	const fewest = 28
	contract, _ := data.TableNamed(t.Name)
	if len(t.Days) == 0 || contract.OrderBy == "" || !believable(t) {
		return
	}
	k := newCalendar(t.Days)
	if len(k.days) < fewest {
		return
	}
	c.missingDays(t, k)
	c.missingMonths(t, k)
	c.level(t, k)
	c.scale(t, k)
	c.shift(t, k)
	c.stale(t)
}

// believable reports whether the layout of a table's times is known.
func believable(t *examine.Table) bool { return mainTimes(t) != nil }

// missingDays tells of days without rows on weekdays that usually have some.
func (c *checker) missingDays(t *examine.Table, k calendar) {
	const usual, busy, long = 0.7, 5, 14
	var weeks, present, rows [7]int64
	for i, d := range k.days {
		w := k.weekday(i)
		weeks[w]++
		rows[w] += d.Rows
		if d.Rows > 0 {
			present[w]++
		}
	}
	expected := func(i int) bool {
		w := k.weekday(i)
		return float64(present[w]) >= usual*float64(weeks[w]) && rows[w] >= busy*weeks[w]
	}
	var missing int64
	longest, from, run := 0, 0, 0
	for i, d := range k.days {
		if d.Rows > 0 {
			run = 0
			continue
		}
		if run++; expected(i) {
			missing++
		} else if run == 1 && missing == 0 {
			continue
		}
		if run > longest {
			longest, from = run, i-run+1
		}
	}
	if missing == 0 {
		return
	}
	f := Finding{
		Kind: "days_missing", Severity: Note, Table: t.Name, Count: missing,
		Seen: fmt.Sprintf("no rows on %s of %s that usually have some; the longest gap is %s from %s on", count(missing, "day"), number(int64(len(k.days))), count(int64(longest), "day"), date(k.first+int32(from))),
		Then: "customers seem silent on these days", Do: "nothing, if the business was closed; else deliver the days again",
	}
	if longest >= long {
		f.Severity = Warning
	}
	c.add(f)
}

// missingMonths tells of months without rows.
func (c *checker) missingMonths(t *examine.Table, k calendar) {
	rows := map[string]int64{}
	var order []string
	for i, d := range k.days {
		m := time.Unix(int64(k.first+int32(i))*86_400, 0).UTC().Format("2006-01")
		if _, ok := rows[m]; !ok {
			order = append(order, m)
		}
		rows[m] += d.Rows
	}
	var empty []string
	for _, m := range order {
		if rows[m] == 0 {
			empty = append(empty, m)
		}
	}
	// A table with few rows has empty months by chance.
	if len(empty) == 0 || sum(k.days) < 20*int64(len(order)) {
		return
	}
	c.add(Finding{
		Kind: "months_missing", Severity: Warning, Table: t.Name, Count: int64(len(empty)),
		Seen: fmt.Sprintf("no rows in %s of %d: %s", count(int64(len(empty)), "month"), len(order), listed(empty)),
		Then: "all customers seem silent then, and a cutoff before it learns that everybody leaves", Do: "deliver the months again",
	})
}

func sum(days []examine.Day) int64 {
	var n int64
	for _, d := range days {
		n += d.Rows
	}
	return n
}

// listed writes the first few texts of a list.
func listed(list []string) string {
	const most = 4
	text := ""
	for i, s := range list {
		if i == most {
			return text + fmt.Sprintf(" and %d more", len(list)-most)
		}
		if i > 0 {
			text += ", "
		}
		text += s
	}
	return text
}

// side is the length in days of what is compared before and after a day.
const side = 28

// step finds the day from which on a value is most different from before: the
// difference of the medians of the days before and after it. Values are NaN
// where a day has none. ok is false where no day has enough values on both
// sides.
func step(values []float64) (at int, difference float64, ok bool) {
	for i := side; i+side <= len(values); i++ {
		before, n := median(values[i-side : i])
		after, m := median(values[i : i+side])
		if n < side/4 || m < side/4 {
			continue
		}
		if d := after - before; !ok || math.Abs(d) > math.Abs(difference) {
			at, difference, ok = i, d, true
		}
	}
	return at, difference, ok
}

// median is that of the values that are there, and their number.
func median(values []float64) (float64, int) {
	list := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(list) == 0 {
		return math.NaN(), 0
	}
	slices.Sort(list)
	return list[len(list)/2], len(list)
}

// level tells where the rows of a day become many times more or fewer, both by
// their median and by their sum: a few busy days are no new level. Only days
// with rows count for the median; those without are told by themselves. Other
// tables than transactions come in waves: surveys, mailings, bills.
func (c *checker) level(t *examine.Table, k calendar) {
	values := make([]float64, len(k.days))
	for i, d := range k.days {
		values[i] = math.NaN()
		if d.Rows > 0 {
			values[i] = math.Log10(float64(d.Rows))
		}
	}
	at, difference, ok := step(values)
	const large, busy = 5, 20
	if !ok || t.Name != data.Transactions || sum(k.days) < busy*int64(len(t.Days)) {
		return
	}
	before, after := float64(sum(k.days[at-side:at])), float64(sum(k.days[at:at+side]))
	factor := math.Pow(10, math.Abs(difference))
	if factor < large || max(before, after) < large*min(before, after) {
		return
	}
	word := "more"
	if difference < 0 {
		word = "fewer"
	}
	c.add(Finding{
		Kind: "level_shift", Severity: Warning, Table: t.Name,
		Seen: fmt.Sprintf("from %s on a day has %.0f times %s rows than in the four weeks before", date(k.first+int32(at)), factor, word),
		Then: "what the model learns before that day does not hold after it", Do: "find out what changed: a part of the business that is missing from the export, or rows that were written twice",
	})
}

// scale tells where amounts become about 100 or 1,000 times as large or small.
func (c *checker) scale(t *examine.Table, k calendar) {
	values := make([]float64, len(k.days))
	for i, d := range k.days {
		values[i] = math.NaN()
		if d.LogCount > 0 {
			values[i] = float64(d.LogSum) / float64(d.LogCount) / 1e6
		}
	}
	at, difference, ok := step(values)
	if !ok || math.Abs(difference) < 1.5 {
		return
	}
	factor, word := 100, "large"
	if math.Abs(difference) > 2.5 {
		factor = 1000
	}
	if difference < 0 {
		word = "small"
	}
	c.add(Finding{
		Kind: "amount_scale", Severity: Warning, Table: t.Name, Column: c.from(t, "amount"),
		Seen: fmt.Sprintf("from %s on amounts are about %d times as %s (measured: %.0f)", date(k.first+int32(at)), factor, word, math.Pow(10, math.Abs(difference))),
		Then: "spend and its trends are wrong for every customer", Do: "export all amounts in the same unit",
		Config: []string{c.key(t.Name, fmt.Sprintf("columns.amount: case when %s < '%s' then %s else %s end", sqlName(c.from(t, "time")), date(k.first+int32(at)), scaled(c.from(t, "amount"), difference > 0, factor), c.from(t, "amount")))},
	})
}

// scaled is an expression that brings the amounts before a day to those after.
func scaled(from string, up bool, factor int) string {
	if up {
		return fmt.Sprintf("%s * %d", from, factor)
	}
	return fmt.Sprintf("%s / %d", from, factor)
}

// direction is the mean hour of some days on a clock of 24 hours, as an angle,
// with its standard error; ok is false where there are too few times, or they
// are spread over the whole day.
func direction(days []examine.Day) (angle, spread float64, ok bool) {
	const steady, enough = 0.3, 300
	var cos, sin, n int64
	for _, d := range days {
		cos, sin, n = cos+d.Cos, sin+d.Sin, n+d.Clock
	}
	if n < enough {
		return 0, 0, false
	}
	length := math.Hypot(float64(cos), float64(sin)) / 1e6 / float64(n)
	if length < steady {
		return 0, 0, false
	}
	return math.Atan2(float64(sin), float64(cos)), 1 / (length * math.Sqrt(2*float64(n))), true
}

// shift tells where all hours become others: by two hours and by far more than
// chance.
func (c *checker) shift(t *examine.Table, k calendar) {
	const hours, sure = 2.0, 6
	var best float64
	at := -1
	for i := side; i+side <= len(k.days); i++ {
		before, e1, ok1 := direction(k.days[i-side : i])
		after, e2, ok2 := direction(k.days[i : i+side])
		d := math.Remainder(after-before, 2*math.Pi)
		if ok1 && ok2 && math.Abs(d) > sure*math.Hypot(e1, e2) && math.Abs(d)*12/math.Pi > math.Abs(best) {
			best, at = d*12/math.Pi, i
		}
	}
	if at < 0 || math.Abs(best) < hours {
		return
	}
	word := "later"
	if best < 0 {
		word = "earlier"
	}
	contract, _ := data.TableNamed(t.Name)
	c.add(Finding{
		Kind: "time_shift", Severity: Warning, Table: t.Name, Column: c.from(t, contract.OrderBy),
		Seen: fmt.Sprintf("from %s on everything happens about %.0f hours %s in the day", date(k.first+int32(at)), math.Abs(best), word),
		Then: "evenings fall on other days from then on", Do: "export all times in one zone, or each with its zone",
	})
}

// stale tells of a table that ends long before the transactions.
func (c *checker) stale(t *examine.Table) {
	const patience, gaps = 30, 10
	base := c.transactions()
	if base == nil || t == base || len(t.Days) < 10 || !believable(base) {
		return
	}
	last, end := t.Days[len(t.Days)-1].Day, base.Days[len(base.Days)-1].Day
	usual := int(last-t.Days[0].Day) / len(t.Days)
	if int(end-last) < max(patience, gaps*usual) {
		return
	}
	c.add(Finding{
		Kind: "table_stale", Severity: Warning, Table: t.Name, Count: int64(end - last),
		Seen: fmt.Sprintf("the last row is of %s, %s before the last transaction", date(last), count(int64(end-last), "day")),
		Then: "customers seem to have stopped " + t.Name + " of any kind", Do: "deliver the newer exports, or take the table out of the config",
	})
}
