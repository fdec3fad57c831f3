package pipeline

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"predict/data/lake"
	"predict/features"
)

// counter counts customers for a part of the book.
type counter interface {
	Add(b *features.Batch, i int, t *features.Timeline, w *features.Walker)
}

// bookCounters are those of one worker.
type bookCounters interface {
	// all are those that count.
	all() []counter
	// merge adds what another worker counted.
	merge(other bookCounters) error
}

// eachCustomer leads as many sets of counters as there are workers through all
// customers of the lake, and merges them into the first.
func (s *State) eachCustomer(ctx context.Context, sets []bookCounters, until int64) error {
	var work []func(*features.Batch) error
	for _, set := range sets {
		walker, counters := features.NewWalker(s.Config.Churn, until), set.all()
		work = append(work, func(b *features.Batch) error { return countBatch(b, walker, counters) })
	}
	if err := s.eachBatch(ctx, features.AllColumns(s.Lake.Tables()), work); err != nil {
		return err
	}
	for _, other := range sets[1:] {
		if err := sets[0].merge(other); err != nil {
			return err
		}
	}
	return nil
}

// eachBatch gives every bucket of the lake to one of the workers, with these columns
// by table.
func (s *State) eachBatch(ctx context.Context, columns map[string][]string, workers []func(*features.Batch) error) error {
	vocabulary, err := newVocabulary(s.Lake)
	if err != nil {
		return err
	}
	if err := vocabulary.readSegmentWallet(ctx, s.Lake); err != nil {
		return err
	}
	return vocabulary.eachBucket(ctx, s.Lake, columns, func() { s.Settings.Progress.Add(1) }, workers)
}

// eachBucket reads every bucket of a lake once, gives it to one of the workers, and
// tells that one was given.
func (v *vocabulary) eachBucket(ctx context.Context, l *lake.Lake, columns map[string][]string, given func(), workers []func(*features.Batch) error) error {
	group, ctx := errgroup.WithContext(ctx)
	buckets := make(chan int)
	group.Go(func() error {
		defer close(buckets)
		for b := range l.Buckets() {
			select {
			case buckets <- b:
				given()
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for _, work := range workers {
		group.Go(func() error {
			var reuse *lake.Bucket
			for b := range buckets {
				bucket, err := l.ReadBucket(ctx, b, columns, reuse)
				if err != nil {
					return fmt.Errorf("reading bucket %d: %w", b, err)
				}
				if err := work(v.batch(bucket)); err != nil {
					return fmt.Errorf("counting bucket %d: %w", b, err)
				}
				reuse = bucket
			}
			return ctx.Err()
		})
	}
	return group.Wait()
}

// countBatch counts the customers of a batch.
func countBatch(b *features.Batch, w *features.Walker, counters []counter) error {
	if err := w.Check(b); err != nil {
		return err
	}
	for i := range b.IDs {
		t := w.Customer(b, i)
		for _, c := range counters {
			c.Add(b, i, t, w)
		}
	}
	return nil
}
