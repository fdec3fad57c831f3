package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
)

// FileError is a problem of one export that keeps its table from being loaded.
type FileError struct {
	Path    string
	Line    int64 // physical line, from 1; 0 where the whole file is meant
	Column  string
	Problem string
	Remedy  string
	Err     error // cause; may be nil
}

// Error gives the place, the problem and the remedy in one line.
func (e *FileError) Error() string {
	var b strings.Builder
	b.WriteString(e.Path)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ": column %s", e.Column)
	}
	b.WriteString(": " + e.Problem)
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.Remedy != "" {
		b.WriteString("; " + e.Remedy)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// BudgetError means that too large a share of a table's rows was quarantined.
type BudgetError struct {
	Table   string
	Share   float64
	Allowed float64
	Read    int64    // rows read, where the load gave up before the end; else 0
	Reasons []string // "reason: count", most frequent first
	Example Rejected // the first rejected record
	// Quarantine is the file that holds the rejected records, up to where the load
	// gave up; empty where it could not be written. The next load replaces it.
	Quarantine string
}

// Error names the share, the reasons and where the first record is. What stands
// there may be anything of a customer, and errors go to logs: it is in Example and
// in the quarantine only.
func (e *BudgetError) Error() string {
	rows := "the rows"
	if e.Read > 0 {
		rows = fmt.Sprintf("the first %d rows", e.Read)
	}
	all := ""
	if e.Quarantine != "" {
		all = "; all are in " + e.Quarantine
	}
	return fmt.Sprintf("%s: %.2f %% of %s cannot be used, more than the %.2f %% that tables.%s.max_rejected allows (%s); the first is %s:%d: %s%s; correct the export or the mapping, or raise max_rejected",
		e.Table, 100*e.Share, rows, 100*e.Allowed, e.Table, strings.Join(e.Reasons, "; "), e.Example.File, e.Example.Line, e.Example.class(), all)
}

// ErrContract marks every error that says the exports or their mapping break a
// table's contract, as opposed to an error of this program or the machine.
var ErrContract = errors.New("the exports do not fit")

// contractError joins problems under ErrContract.
type contractError struct{ problems []error }

func (e *contractError) Error() string {
	lines := make([]string, len(e.problems))
	for i, p := range e.problems {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

func (e *contractError) Is(target error) bool { return target == ErrContract }

func (e *contractError) Unwrap() []error { return e.problems }

// asContract joins problems into one error; nil where there are none.
func asContract(problems []error) error {
	if len(problems) == 0 {
		return nil
	}
	if exhausted := slices.DeleteFunc(slices.Clone(problems), func(err error) bool { return !isExhausted(err) }); len(exhausted) > 0 {
		return exhausted[0] // the exports may be as they should be
	}
	return &contractError{problems}
}

// isExhausted reports whether the machine had no more file handles to give.
func isExhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
