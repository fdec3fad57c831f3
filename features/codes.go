package features

// Sums of a slot.
const (
	sumRecent = iota
	sumEarlier
	sumLastDay // the day counted last
	sumDays    // days of the earlier part
	slotSums
)

// codeTable sums by code, in the memory of a Scratch, what belongs to the recent
// and to the earlier part of a window, and counts the days of the earlier part.
// The numbering of its slots follows the order of the lines, also of those of one
// instant, so no result may depend on it.
//
// It is the sparse set of Briggs and Torczon (1993, "An efficient representation
// for sparse sets"): a code is in the table if the slot that Counts holds for it
// is in use and holds the code. So nothing need be cleared between customers,
// and what is left in the memory by others does no harm.
type codeTable struct {
	s *Scratch
	n int // slots in use
}

// slot returns the slot of a code, which must not be negative; a new one starts
// with sums of 0.
func (t *codeTable) slot(code int32) int {
	s := t.s
	if int(code) >= len(s.Counts) {
		s.Counts = extend(s.Counts, int(code)+1)
	}
	if k := int(s.Counts[code]); uint(k) < uint(t.n) && s.Codes[k] == code {
		return k
	}
	k := t.n
	t.n++
	s.Codes = extend(s.Codes, t.n)
	s.Sums = extend(s.Sums, slotSums*t.n)
	s.Counts[code], s.Codes[k] = int32(k), code
	*(*[slotSums]int64)(s.Sums[slotSums*k:]) = [slotSums]int64{sumLastDay: NoTime}
	return k
}

// extend returns s with a length of at least n and its content kept; it doubles
// the room, so that it seldom allocates.
func extend[T any](s []T, n int) []T {
	if n <= len(s) {
		return s
	}
	if n <= cap(s) {
		return s[:cap(s)]
	}
	return append(s[:cap(s)], make([]T, 2*n-cap(s))...)
}

// sums are those of slot k, valid until the next new code.
func (t *codeTable) sums(k int) *[slotSums]int64 { return (*[slotSums]int64)(t.s.Sums[slotSums*k:]) }

func (t *codeTable) addRecent(code int32, x int64) { t.sums(t.slot(code))[sumRecent] += x }

// addEarlier adds to the earlier part; days must not fall.
func (t *codeTable) addEarlier(code int32, x, day int64) {
	s := t.sums(t.slot(code))
	s[sumEarlier] += x
	if s[sumLastDay] != day {
		s[sumLastDay] = day
		s[sumDays]++
	}
}

func (t *codeTable) code(k int) int32        { return t.s.Codes[k] }
func (t *codeTable) recent(k int) int64      { return t.sums(k)[sumRecent] }
func (t *codeTable) earlier(k int) int64     { return t.sums(k)[sumEarlier] }
func (t *codeTable) earlierDays(k int) int64 { return t.sums(k)[sumDays] }
