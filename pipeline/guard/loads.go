package guard

import (
	"fmt"
	"math"
	"slices"

	"predict/configs"
)

// Load is what became of the rows of one load of a table.
type Load struct {
	Read, Quarantined int64
}

// Share of the rows that could not be used, 0 of none.
func (l Load) Share() float64 {
	if l.Read == 0 {
		return 0
	}
	return float64(l.Quarantined) / float64(l.Read)
}

// Quarantine judges the share of unusable rows among what is new in a table, now,
// against the loads before. Up to twice the largest share of these is usual;
// chance counts with three standard errors.
func Quarantine(table string, now Load, before []Load, b configs.Bounds) []Finding {
	usual := 0.0
	for _, l := range before {
		usual = max(usual, l.Share())
	}
	chance := 3 * math.Sqrt(max(usual, b.Warn)/float64(max(now.Read, 1)))
	share := now.Share()
	if now.Quarantined < 3 || share < 2*usual || share < usual+chance {
		return nil
	}
	l := level(share, b)
	if l == "" {
		return nil
	}
	earlier := fmt.Sprintf("before %.2f %% at most", 100*usual)
	if len(before) == 0 {
		earlier = "and there is no earlier load to compare with"
	}
	return []Finding{{
		Guard: configs.GuardQuarantine, Level: l, Table: table,
		Text:   fmt.Sprintf("%s: %.2f %% of %d new rows cannot be used, %s", table, 100*share, now.Read, earlier),
		Remedy: "look at the reasons in quarantine/ and have the export corrected; --force publishes without these rows",
	}}
}

// Values sums up a column in the rows of some days.
type Values struct {
	Table, Column string
	Rows          int64 // now
	Filled        int64 // of them, those that have a value
	RowsBefore    int64 // in the weeks before
	FilledBefore  int64
}

// Missing judges columns whose values have gone missing: the share that was
// filled before and is not any longer. A loss of fewer than ten expected values,
// or within four standard errors of chance, is none.
func Missing(columns []Values, b configs.Bounds) []Finding {
	var found []Finding
	for _, c := range columns {
		if c.Rows == 0 || c.RowsBefore == 0 {
			continue
		}
		share := float64(c.FilledBefore) / float64(c.RowsBefore)
		expected := share * float64(c.Rows)
		lost := expected - float64(c.Filled)
		chance := 4 * math.Sqrt(expected*(1-share)+expected*float64(c.Rows)/float64(c.RowsBefore)*(1-share)+1)
		if expected < leastExpected || lost < chance {
			continue
		}
		l := level(lost/expected, b)
		if l == "" {
			continue
		}
		found = append(found, Finding{
			Guard: configs.GuardMissing, Level: l, Table: c.Table,
			Text:   fmt.Sprintf("%s: %s is filled in %.1f %% of the new rows, before in %.1f %%", c.Table, c.Column, 100*float64(c.Filled)/float64(c.Rows), 100*share),
			Remedy: "look whether the column is still exported, under the name and in the form that the mapping expects",
		})
	}
	return found
}

// DayMedian is the middle of the amounts of a day, without their sign and
// without zeros.
type DayMedian struct {
	Day    int32
	Median float64
	Values int
}

// Amounts judges the middle amounts of days against those of the eight weeks
// before, on a logarithmic scale. As in Volume, the largest deviation of these
// weeks counts, and chance by how scattered the amounts are (their spread on
// the logarithmic scale, of the middle half).
func Amounts(table, column string, now, before []DayMedian, scatter float64, b configs.Bounds) []Finding {
	before = slices.DeleteFunc(slices.Clone(before), func(d DayMedian) bool { return d.Values < leastRows })
	if len(before) < leastDays/2 {
		return nil
	}
	var logs []float64
	for _, d := range before {
		logs = append(logs, math.Log(d.Median))
	}
	usual := median(logs)
	largest := 0.0
	for _, v := range logs {
		largest = max(largest, math.Abs(v-usual))
	}
	var worst Finding
	for _, d := range now {
		if d.Values < leastRows {
			continue
		}
		size := math.Abs(math.Log(d.Median) - usual)
		chance := 4 * medianError * scatter / math.Sqrt(float64(d.Values))
		l := factorLevel(size, max(1.25*largest, chance), b)
		if rank(l) <= rank(worst.Level) {
			continue
		}
		worst = Finding{
			Guard: configs.GuardAmounts, Level: l, Table: table,
			Text:   fmt.Sprintf("%s: the middle %s of %s is %.3g times the usual; of the weeks before, no day was off by more than a factor of %.1f", table, column, DayName(d.Day), math.Exp(math.Log(d.Median)-usual), math.Exp(largest)),
			Remedy: "look at decimal point, thousands separator and currency of the export; if prices are really so, publish with --force once",
		}
	}
	if worst.Level == "" {
		return nil
	}
	return []Finding{worst}
}

// medianError is the standard error of a median over that of a mean, of normal
// deviates: √(π/2).
const medianError = 1.2533

// Scatter is the spread of positive amounts on the logarithmic scale: that of
// normal deviates with the same middle half. It is 0 of none.
func Scatter(amounts []float64) float64 {
	if len(amounts) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(amounts))
	return (math.Log(sortedQuantile(sorted, 0.75)) - math.Log(sortedQuantile(sorted, 0.25))) / 1.349
}
