package lake

import (
	"context"
	"errors"
)

// CompactOptions say how a lake is compacted.
type CompactOptions struct {
	// Workers is how many buckets are merged at once; zero means one. The bytes
	// do not depend on it.
	Workers int
}

// CompactReport says what Compact did.
type CompactReport struct {
	Before, After int   // segments: the most files of a table and bucket
	Rows          int64 // rows of merged segments, of all tables, written anew
	Bytes         int64 // written
}

// Merged reports whether there was anything to merge.
func (r CompactReport) Merged() bool { return r.After < r.Before }

// Compact merges the segments of small loads, so that the number of files of a
// table and bucket grows with the logarithm of the number of loads only. Where
// there is nothing to merge it does nothing. The content of the lake, its
// fingerprint and every view stay what they were; a Lake that was opened before
// can go on reading until the load or compaction after this one begins. The
// caller holds the lock that it holds for a load. After an error, or a crash at
// any moment, the lake is as before or as after. Open the lake again after.
func (l *Lake) Compact(ctx context.Context, o CompactOptions) (CompactReport, error) {
	return CompactReport{}, errors.New("lake: compacting: not done yet")
}
