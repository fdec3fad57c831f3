package guard

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"predict/configs"
)

// Level is how bad a finding is.
type Level string

// The levels, the mildest first.
const (
	// Note is worth knowing, and no trouble by itself.
	Note Level = "note"
	// Warning should be looked at; the list is published.
	Warning Level = "warning"
	// Hard keeps the last list, unless forced.
	Hard Level = "hard"
)

// Finding is what a guard saw.
type Finding struct {
	// Guard is the name of the guard, such as volume.
	Guard string `json:"guard"`
	Level Level  `json:"level"`
	// Table is the table it is about, empty where it is about the list.
	Table string `json:"table,omitempty"`
	// Text says what was seen, with its figures, without ids or amounts of
	// customers.
	Text string `json:"text"`
	// Remedy says what helps.
	Remedy string `json:"remedy,omitempty"`
	// Forced says that the list was published in spite of it.
	Forced bool `json:"forced,omitempty"`
	// WarnOnly says that the config lets this guard only warn: it would be Hard.
	WarnOnly bool `json:"warn_only,omitempty"`
}

// Worst is the worst level of the findings, empty where there are none.
func Worst(findings []Finding) Level {
	worst := Level("")
	for _, f := range findings {
		if rank(f.Level) > rank(worst) {
			worst = f.Level
		}
	}
	return worst
}

// rank orders levels.
func rank(l Level) int { return slices.Index([]Level{"", Note, Warning, Hard}, l) }

// Settle applies what the config says of guards that only warn, and puts the
// worst findings first; of equal ones the order stays.
func Settle(findings []Finding, g configs.Guards) []Finding {
	settled := slices.Clone(findings)
	for i := range settled {
		if f := &settled[i]; f.Level == Hard && g.WarnsOnly(f.Guard) {
			f.Level, f.WarnOnly = Warning, true
		}
	}
	slices.SortStableFunc(settled, func(a, b Finding) int { return rank(b.Level) - rank(a.Level) })
	return settled
}

// Stops reports whether a finding keeps the last list.
func Stops(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Level == Hard && !f.Forced })
}

// Force marks what would have stopped the list as published all the same.
func Force(findings []Finding) []Finding {
	forced := slices.Clone(findings)
	for i := range forced {
		forced[i].Forced = forced[i].Level == Hard
	}
	return forced
}

// Texts tells the findings that stop a list, one to a line.
func Texts(findings []Finding) string {
	var lines []string
	for _, f := range findings {
		if f.Level == Hard {
			lines = append(lines, fmt.Sprintf("%s: %s: %s", f.Guard, f.Text, f.Remedy))
		}
	}
	return strings.Join(lines, "\n")
}

// level is where a figure lies among bounds; it is empty below the warning.
func level(figure float64, b configs.Bounds) Level {
	switch {
	case figure >= b.Limit:
		return Hard
	case figure >= b.Warn:
		return Warning
	}
	return ""
}

// median of numbers; NaN of none. The slice is left as it is.
func median(v []float64) float64 { return quantile(v, 0.5) }

// quantile of numbers; NaN of none. The slice is left as it is.
func quantile(v []float64, q float64) float64 {
	return sortedQuantile(slices.Sorted(slices.Values(v)), q)
}

// sortedQuantile is the quantile of numbers in rising order, linear between
// order statistics (type 7 of Hyndman and Fan, 1996); NaN of none.
func sortedQuantile(s []float64, q float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	at := q * float64(len(s)-1)
	i := int(at)
	if i+1 >= len(s) {
		return s[len(s)-1]
	}
	return s[i] + float64((at-float64(i))*(s[i+1]-s[i]))
}
