package lake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"
)

// CompactOptions say how a lake is compacted.
type CompactOptions struct {
	// Workers is how many buckets are merged at once; zero means one. The bytes
	// do not depend on it. Each takes the memory of the rows of one table and
	// bucket.
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
// table and bucket grows with the logarithm of the number of loads only: a
// segment is merged with those after it once they hold as many rows as it does.
// Where there is nothing to merge it does nothing. The content of the lake, its
// fingerprint and every view stay what they were; a Lake that was opened before
// can go on reading until the load or compaction after this one begins. The
// caller holds the lock that it holds for a load. After an error, or a crash at
// any moment, the lake is as before or as after. Open the lake again after.
func (l *Lake) Compact(ctx context.Context, o CompactOptions) (report CompactReport, err error) {
	wrap := func(err error) error { return fmt.Errorf("lake: compacting: %w", err) }
	if l.isView() {
		return report, wrap(errView)
	}
	n := len(l.m.Segments)
	report = CompactReport{Before: n, After: n}
	sizes := make([]int64, n)
	for i := range sizes {
		sizes[i] = l.m.Segments[i].rows()
	}
	first := mergeFrom(sizes)
	if first == n {
		return report, nil
	}
	stage, err := l.newStage()
	if err != nil {
		return report, wrap(err)
	}
	c := &compaction{lake: l, stage: stage, segments: l.m.Segments[first:], first: first, workers: max(1, o.Workers)}
	merged, err := c.run(ctx)
	if err != nil {
		return report, wrap(errors.Join(l.changed(err), stage.abort()))
	}
	m := l.m
	m.Segments = append(slices.Clone(m.Segments[:first]), merged)
	m.Merged = l.m.Segments[first:]
	_, done, err := stage.commit(&m)
	if err != nil && !done {
		return report, wrap(errors.Join(err, stage.abort()))
	}
	report.After, report.Rows, report.Bytes = first+1, merged.rows(), stage.bytes.Load()
	if err != nil {
		err = fmt.Errorf("lake: the lake is compacted, but tidying up after it: %w", err)
	}
	return report, err
}

// mergeFrom returns the first segment, by their numbers of rows, that is to be
// merged with all those after it, or their number where none is: the first that
// has no more rows than those after it together. Each segment that stays has
// more than all after it, so that there are at most as many as the number of
// rows can be halved; and a row is written anew only when the segment that it
// lies in at least doubles, or is the newest.
func mergeFrom(rows []int64) int {
	after, first := int64(0), len(rows)
	for i, n := range slices.Backward(rows) {
		if i < len(rows)-1 && n <= after {
			first = i
		}
		after += n
	}
	return first
}

// rows returns the number of rows of all tables, customers and symbols.
func (s *segment) rows() int64 {
	n := int64(0)
	for _, t := range s.Tables {
		n += sumOf(t.Rows)
	}
	if s.Customers != nil {
		n += sumOf(s.Customers.Rows)
	}
	for _, e := range s.Symbols {
		n += int64(e.Count)
	}
	return n
}

// compaction merges segments into one.
type compaction struct {
	lake     *Lake
	stage    *stage
	segments []segment
	first    int // of the segments, in the lake
	workers  int
}

func (c *compaction) run(ctx context.Context) (segment, error) {
	merged := segment{loadSpan: loadSpan{From: c.segments[0].From, To: c.segments[len(c.segments)-1].To}}
	tables, symbols, customers := map[string]bool{}, map[string]bool{}, false
	for _, s := range c.segments {
		for name := range s.Tables {
			tables[name] = true
		}
		for name := range s.Symbols {
			symbols[name] = true
		}
		customers = customers || s.Customers != nil
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		entry, err := c.table(ctx, name, merged.loadSpan)
		if err != nil {
			return merged, fmt.Errorf("%s: %w", name, err)
		}
		put(&merged.Tables, name, entry)
	}
	if customers {
		entry, err := c.customers(ctx, merged.loadSpan)
		if err != nil {
			return merged, fmt.Errorf("customers: %w", err)
		}
		merged.Customers = &entry.partsEntry
	}
	for _, name := range slices.Sorted(maps.Keys(symbols)) {
		entry, err := c.symbols(name, merged.loadSpan)
		if err != nil {
			return merged, err
		}
		put(&merged.Symbols, name, entry)
	}
	return merged, nil
}

// each calls merge for every bucket, on some goroutines, each with a number of
// its own.
func (c *compaction) each(ctx context.Context, merge func(ctx context.Context, worker, bucket int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for worker := range c.workers {
		group.Go(func() error {
			for bucket := worker; bucket < c.lake.m.Buckets; bucket += c.workers {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := merge(ctx, worker, bucket); err != nil {
					return fmt.Errorf("bucket %d: %w", bucket, err)
				}
			}
			return nil
		})
	}
	return group.Wait()
}
