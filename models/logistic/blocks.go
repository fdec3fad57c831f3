package logistic

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// blocks divides n rows into runs of equal size. The division depends on n
// alone, never on the number of workers, so that sums by block are repeatable.
type blocks struct{ n, size, count, workers int }

const (
	minBlock  = 1024
	maxBlocks = 256
)

func newBlocks(n, workers int) blocks {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	size := max(minBlock, (n+maxBlocks-1)/maxBlocks)
	return blocks{n: n, size: size, count: (n + size - 1) / size, workers: workers}
}

// bounds are the first row of block b and the row after its last.
func (k blocks) bounds(b int) (from, to int) {
	return b * k.size, min((b+1)*k.size, k.n)
}

// parallel calls do for 0 to count-1 on several goroutines. It stops early, with
// the context's error, when the context is cancelled.
func parallel(ctx context.Context, count, workers int, do func(i int)) error {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, count) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= count {
					return
				}
				do(i)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}
