package grow

import "predict/models/gbdt/bins"

// sides tells for every bin whether it goes left (1) or right (0).
type sides [256]uint8

// partition puts the entries whose bin goes left first; both sides keep their
// order. It returns the number of the left ones. Both targets are written and
// one of them advances: there is no branch to guess wrong.
func partition(entries, spare []uint64, column []uint8, side *sides) int {
	left := split(entries, spare, column, side)
	copy(entries[left:], spare)
	return left
}

// split moves the left entries to the front and the right ones to spare.
func split(entries, spare []uint64, column []uint8, side *sides) int {
	spare = spare[:len(entries)]
	left, right := 0, 0
	for _, e := range entries {
		l := int(side[column[e&rowMask]])
		entries[left] = e
		spare[right] = e
		left += l
		right += 1 - l
	}
	return left
}

// parallelFrom is the number of rows from which a partition is shared out.
const parallelFrom = 16384

// partitionParallel is partition on several goroutines.
func partitionParallel(entries, spare []uint64, column []uint8, side *sides, workers int) int {
	tasks := min(workers, len(entries)/(parallelFrom/2))
	if tasks < 2 {
		return partition(entries, spare, column, side)
	}
	lefts := make([]int, tasks)
	bins.Each(tasks, tasks, func(task int) {
		from, to := share(len(entries), task, tasks)
		lefts[task] = split(entries[from:to], spare[from:to], column, side)
	})
	left := 0
	for task, l := range lefts {
		from, _ := share(len(entries), task, tasks)
		left += copy(entries[left:], entries[from:from+l])
	}
	at := left
	for task, l := range lefts {
		from, to := share(len(entries), task, tasks)
		at += copy(entries[at:], spare[from:to-l])
	}
	return left
}
