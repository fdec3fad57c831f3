package ingest

import (
	"fmt"
	"maps"
	"slices"
)

// Books account for every physical record of a table in one load.
type Books struct {
	Table      string `json:"table"`
	Files      int    `json:"files"`       // files read
	FilesKnown int    `json:"files_known"` // files left out, because they were loaded before
	Bytes      int64  `json:"bytes"`       // bytes read, as stored (compressed)
	Read       int64  `json:"rows_read"`   // physical records, the header not counted
	Kept       int64  `json:"rows_kept"`   // rows that are now in the lake
	// Duplicates are rows equal to another in every mapped column; of customers,
	// whose last row counts, those equal to the customer's row before.
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
	}
	p.file.quarantined += int64(len(p.rejected))
	for reason, n := range p.outOfScope {
		b.OutOfScope[reason] += n
		p.file.outOfScope += n
	}
}
