package ingest

import (
	"fmt"
	"maps"
	"slices"

	"predict/data/csv"
)

// Books account for every physical record of a table in one load.
type Books struct {
	Table      string `json:"table"`
	Files      int    `json:"files"`       // files read
	FilesKnown int    `json:"files_known"` // files left out, because what they hold was loaded before
	// FilesRedelivered are, of FilesKnown, those that hold what was loaded under
	// another name, or were written again with the same content.
	FilesRedelivered int `json:"files_redelivered,omitempty"`
	// FilesCorrected are files left out, because a correction counts in their place.
	FilesCorrected int `json:"files_corrected,omitempty"`
	// FilesChanged are, of Files, those that were loaded with another content before.
	FilesChanged int `json:"files_changed,omitempty"`
	// FilesAgain are, of Files, those that were read again without having changed,
	// because an export was replaced with which they may share rows, or which their
	// rows have to follow.
	FilesAgain int `json:"files_again,omitempty"`
	// ExportsReplaced is how many loaded exports no longer count, those that were
	// read again not among them.
	ExportsReplaced int   `json:"exports_replaced,omitempty"`
	Bytes           int64 `json:"bytes"`     // bytes read, as stored (compressed)
	Read            int64 `json:"rows_read"` // physical records, the header not counted
	Kept            int64 `json:"rows_kept"` // rows that were added to the lake
	// Replaced are rows of earlier loads that no longer count, those of exports that
	// were read again among them: the table has grown by Kept - Replaced rows.
	Replaced int64 `json:"rows_replaced,omitempty"`
	// Late are, of Kept, rows of new exports that are more than a day older than the
	// newest row of earlier loads; only for tables of events.
	Late int64 `json:"rows_late,omitempty"`
	// Duplicates are rows equal to another in every mapped column; of customers,
	// whose last row counts, those equal to the customer's row before. So are rows
	// that an earlier load has read of a file that was appended to.
	Duplicates  int64            `json:"duplicates"`
	Quarantined map[string]int64 `json:"quarantined"`  // rows by "column: reason"
	OutOfScope  map[string]int64 `json:"out_of_scope"` // rows by reason
}

func newBooks(table string) *Books {
	return &Books{Table: table, Quarantined: map[string]int64{}, OutOfScope: map[string]int64{}}
}

// Rejected is the number of quarantined rows.
func (b *Books) Rejected() int64 { return sum(b.Quarantined) }

// Scoped is the number of rows out of scope.
func (b *Books) Scoped() int64 { return sum(b.OutOfScope) }

// RejectedShare is the share of the rows read that were quarantined, 0 where
// none were read.
func (b *Books) RejectedShare() float64 {
	if b.Read == 0 {
		return 0
	}
	return float64(b.Rejected()) / float64(b.Read)
}

// Check reports an error unless rows read = kept + quarantined + duplicates +
// out of scope.
func (b *Books) Check() error {
	if got := b.Kept + b.Rejected() + b.Duplicates + b.Scoped(); got != b.Read {
		return fmt.Errorf("%s: the books do not balance: %d rows read, but %d kept + %d quarantined + %d duplicates + %d out of scope = %d",
			b.Table, b.Read, b.Kept, b.Rejected(), b.Duplicates, b.Scoped(), got)
	}
	return nil
}

func sum(m map[string]int64) int64 {
	total := int64(0)
	for _, v := range m {
		total += v
	}
	return total
}

// Reasons returns the keys of a count by reason, the most frequent first.
func Reasons(m map[string]int64) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		if m[a] != m[b] {
			if m[a] > m[b] {
				return -1
			}
			return 1
		}
		if a < b {
			return -1
		}
		return 1
	})
}

// add counts the records of one block, here and for its file.
func (b *Books) add(p *parsed) {
	b.Read += p.records
	for i := range p.rejected {
		b.Quarantined[p.rejected[i].class()]++
		p.file.cut = p.file.cut || p.rejected[i].Reason == string(csv.CutOff)
	}
	p.file.quarantined += int64(len(p.rejected))
	p.file.duplicates.Add(p.skipped)
	p.file.span = p.file.span.join(p.span)
	for reason, n := range p.outOfScope {
		b.OutOfScope[reason] += n
		p.file.outOfScope += n
	}
}
