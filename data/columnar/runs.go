package columnar

import "encoding/binary"

// The decoders make room for as many values as encoded bytes claim to hold.
// What follows refuses a claim of more values than a page has before they do.

// checkRuns checks Parquet's hybrid of runs and packed bits of width bits, for
// no more than n values; the last group of packed ones is filled up to 8.
func checkRuns(b []byte, width, n int) error {
	for total := uint64(0); len(b) > 0; {
		head, k := binary.Uvarint(b)
		values, size := head>>1, uint64(width+7)/8
		if head&1 != 0 {
			size = values * uint64(width)
			values *= 8
		}
		total += values
		if k <= 0 || head > 1<<32 || total > uint64(n)+7 {
			return damaged("the runs of a page hold more than its %d values", n)
		}
		b = b[k:]
		b = b[min(size, uint64(len(b))):]
	}
	return nil
}

// checkDeltas checks the head of a block of differences: its sizes, and that it
// holds n values.
func checkDeltas(b []byte, n int) error {
	block, k := binary.Uvarint(b)
	if k <= 0 || block > 1<<16 {
		return damaged("the blocks of a page do not make sense")
	}
	b = b[k:]
	parts, k := binary.Uvarint(b)
	if k <= 0 || parts == 0 || parts > block {
		return damaged("the blocks of a page do not make sense")
	}
	if total, k := binary.Uvarint(b[k:]); k <= 0 || total != uint64(n) {
		return damaged("a page has %d values, not %d", total, n)
	}
	return nil
}
