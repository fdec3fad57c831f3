package doctor

import (
	"cmp"
	"slices"
)

// Severity says how bad a finding is.
type Severity string

// The severities, worst first.
const (
	// Error: a run would fail.
	Error Severity = "error"
	// Warning: a run would give a list that is worse or wrong.
	Warning Severity = "warning"
	// Note: worth knowing.
	Note Severity = "note"
)

// rank orders severities, worst first.
func (s Severity) rank() int {
	return slices.Index([]Severity{Error, Warning, Note}, s)
}

// Finding is one thing that was seen in the exports.
type Finding struct {
	// Kind is the name of one of Kinds.
	Kind string `json:"kind"`
	// Severity is error, warning or note.
	Severity Severity `json:"severity"`
	// Table, File, Line and Column say where; empty or 0 where it is everywhere.
	// Line is the physical line of the first case.
	Table  string `json:"table,omitempty"`
	File   string `json:"file,omitempty"`
	Line   int64  `json:"line,omitempty"`
	Column string `json:"column,omitempty"`
	// Seen says what was seen, with counts.
	Seen string `json:"seen"`
	// Count is how many cases there are; 0 where they cannot be counted.
	Count int64 `json:"count,omitempty"`
	// Then says what a run would do with it.
	Then string `json:"then"`
	// Do says what helps.
	Do string `json:"do"`
	// Config holds the exact lines of the config that help, if any do.
	Config []string `json:"config,omitempty"`
}

// Sort puts findings into the order in which they are told: by severity, then
// by the order of Kinds, then by place.
func Sort(list []Finding) {
	order := map[string]int{}
	for i, k := range Kinds() {
		order[k.Name] = i
	}
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Severity.rank(), b.Severity.rank()),
			cmp.Compare(order[a.Kind], order[b.Kind]),
			cmp.Compare(a.Table, b.Table), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Seen, b.Seen),
		)
	})
}

// Worst is the worst severity among findings, empty for none.
func Worst(list []Finding) Severity {
	var worst Severity
	for _, f := range list {
		if worst == "" || f.Severity.rank() < worst.rank() {
			worst = f.Severity
		}
	}
	return worst
}
