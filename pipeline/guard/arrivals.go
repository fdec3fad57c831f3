package guard

import (
	"fmt"
	"math"
	"path/filepath"

	"predict/configs"
)

// Export is what became of the rows of one export.
type Export struct {
	Path             string
	Read, OutOfScope int64
	// Cut says that the file ends in the middle of a record.
	Cut bool
}

// share of the rows that are out of scope, 0 of none.
func (e Export) share() float64 {
	if e.Read == 0 {
		return 0
	}
	return float64(e.OutOfScope) / float64(e.Read)
}

// Scope judges new exports of a table in which fewer rows count than is usual,
// because the others are out of scope: mostly, their customer is missing. It is the
// guard of missing values for the one column that no row can do without. The figure
// is the share of the rows expected to count that do not, expected by the median of
// the exports before; more must be out of scope than in any of these, and chance
// counts as in Missing. Exports with fewer than 20 rows say nothing of what is
// usual.
func Scope(table string, now, before []Export, b configs.Bounds) []Finding {
	var shares []float64
	largest := 0.0
	for _, e := range before {
		if e.Read >= leastRows {
			shares = append(shares, e.share())
			largest = max(largest, e.share())
		}
	}
	if len(shares) == 0 {
		return nil
	}
	usual := median(shares)
	var worst Export
	var at Level
	figure, more := 0.0, 0
	for _, e := range now {
		expected := (1 - usual) * float64(e.Read)
		lost := expected - float64(e.Read-e.OutOfScope)
		chance := 4 * math.Sqrt(expected*usual+1)
		if expected < leastExpected || lost < chance || e.share() <= largest {
			continue
		}
		l := level(lost/expected, b)
		if l == "" {
			continue
		}
		more++
		if lost/expected > figure {
			worst, at, figure = e, l, lost/expected
		}
	}
	if at == "" {
		return nil
	}
	others := ""
	if more > 1 {
		others = fmt.Sprintf(", and those of %d more exports", more-1)
	}
	return []Finding{{
		Guard: configs.GuardMissing, Level: at, Table: table,
		Text:   fmt.Sprintf("%s: %.1f %% of the %d rows of %q are out of scope%s; usual is %.1f %%, and %.1f %% was the most", table, 100*worst.share(), worst.Read, filepath.Base(worst.Path), others, 100*usual, 100*largest),
		Remedy: "look whether the customer is still filled in, and deliver the export again under its name; --force publishes without these rows",
	}}
}

// leastExpected is how many values, or rows, must be expected before their loss
// counts.
const leastExpected = 10

// CutOff judges new exports that end in the middle of a record: they were cut
// off, and nobody knows how much is missing. It is hard for transactions, where
// a list stands that can stay: it would be replaced by one that lacks sales, and
// their customers would look as if they had left. In other tables, and before the
// first list, it is a warning. It has no bounds: one record is proof.
func CutOff(table string, now []Export, stops bool) []Finding {
	var first string
	n := 0
	for _, e := range now {
		if e.Cut {
			if n++; n == 1 {
				first = e.Path
			}
		}
	}
	if n == 0 {
		return nil
	}
	f := Finding{
		Guard: configs.GuardQuarantine, Level: Warning, Table: table,
		Text:   fmt.Sprintf("%s: %q ends in the middle of a record, so rows are missing", table, filepath.Base(first)),
		Remedy: "deliver the export again, whole, under its name; have it written under another name and renamed when it is done",
	}
	if n > 1 {
		f.Text = fmt.Sprintf("%s: %q and %d more exports end in the middle of a record, so rows are missing", table, filepath.Base(first), n-1)
	}
	if stops {
		f.Level = Hard
	}
	return []Finding{f}
}
