package bins

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size of a huge page on amd64 and most others.
const hugePage = 2 << 20

// preferHuge asks for huge pages under lines that have not been written yet:
// trees read lines in leaps, and the processor remembers the places of few pages.
// It is a wish. The system may have none, and nothing but time depends on it.
func preferHuge(lines []Line) {
	size := len(lines) * int(unsafe.Sizeof(Line{}))
	if size < 2*hugePage {
		return
	}
	start := unsafe.Pointer(unsafe.SliceData(lines))
	skip := -uintptr(start) & (hugePage - 1)
	inner := (uintptr(size) - skip) &^ (hugePage - 1)
	if inner == 0 {
		return
	}
	_ = unix.Madvise(unsafe.Slice((*byte)(unsafe.Add(start, skip)), inner), unix.MADV_HUGEPAGE)
}
