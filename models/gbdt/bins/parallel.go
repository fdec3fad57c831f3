package bins

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Workers is n, or the number of cores where n is not positive.
func Workers(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// Each calls do for 0 to count-1 on up to workers goroutines, the caller's own
// among them, and returns when all calls have.
func Each(workers, count int, do func(i int)) {
	if workers < 2 || count < 2 {
		for i := range count {
			do(i)
		}
		return
	}
	var next atomic.Int64
	run := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= count {
				return
			}
			do(i)
		}
	}
	var group sync.WaitGroup
	for range min(workers, count) - 1 {
		group.Go(run)
	}
	run()
	group.Wait()
}

// Hash scrambles 64 bits: every bit of x decides every bit of the result about
// evenly. It is the finalizer of MurmurHash3.
func Hash(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	x ^= x >> 33
	return x
}
