package scorer

import "math"

const (
	// maxMarks is how many thresholds one scale holds: its cells, one more, and the
	// cell of NaN are numbered by one byte.
	maxMarks = 254
	// nanCell is the cell of NaN in every scale.
	nanCell = 255
	// buckets is the size of a scale's first table. 4096 leave one or two thresholds
	// in a bucket as a rule, and fit the second-level cache for a few hundred scales.
	buckets = 4096
)

// scale cuts the numbers of one feature at up to maxMarks thresholds, the marks:
// cell c is above c marks, and nanCell is NaN. A feature with more thresholds has
// several scales.
type scale struct {
	// slot is the feature's number among those gathered.
	slot int
	n    int
	// marks are sort keys in order; those from n on are above every key, so that
	// halving may look beyond the end.
	marks [512]int64
	// A key is clamped to [low, high]; its distance from low, shifted, is its bucket,
	// which never falls while the key rises. start is how many marks lie in lower
	// buckets. From there the cell is found by halving, at first by half marks.
	low, high   int64
	shift, half uint
	start       [buckets]uint8
	// columns are those that get their codes from this scale.
	columns []column
}

// column is how the cells of a scale become the codes of one column.
type column struct {
	number int
	code   [256]uint8
}

// key orders float64 as integers: key(a) < key(b) where a < b; -0 comes before
// +0, and NaN lies beyond the infinities on either side.
func key(v float64) int64 {
	b := int64(math.Float64bits(v))
	return b ^ int64(uint64(b>>63)>>1)
}

// number is the float64 of a key.
func number(k int64) float64 {
	return math.Float64frombits(uint64(k ^ int64(uint64(k>>63)>>1)))
}

// thresholdKey is the key k for which v ≤ t means key(v) ≤ k, for v not NaN.
func thresholdKey(t float64) int64 {
	if t == 0 {
		t = 0 // -0 ≤ +0 and +0 ≤ -0
	}
	return key(t)
}

// newScale makes the tables for marks, which are sorted, distinct, and one to
// maxMarks.
func newScale(slot int, marks []int64) *scale {
	s := &scale{slot: slot, n: len(marks)}
	for i := range s.marks {
		s.marks[i] = math.MaxInt64
	}
	copy(s.marks[:], marks)
	for most := s.spread(); uint(most) >= 2*s.half; {
		s.half = max(1, 2*s.half)
	}
	at := 0
	for b := range s.start {
		for at < s.n && s.bucket(s.marks[at]) < uint64(b) {
			at++
		}
		s.start[b] = uint8(at)
	}
	return s
}

// spread lays the buckets so that the fullest holds few marks, and gives its
// number. A mark next to zero is a hundred powers of two from its neighbour:
// buckets that begin behind it leave more for the rest.
func (s *scale) spread() int {
	best := math.MaxInt
	var low, high int
	for i := range min(4, s.n) {
		for j := s.n - 1; j >= max(i, s.n-3); j-- {
			s.span(i, j)
			if most := s.fullest(); most < best {
				best, low, high = most, i, j
			}
		}
	}
	s.span(low, high)
	return best
}

// span lays the buckets between two marks.
func (s *scale) span(i, j int) {
	s.low, s.high, s.shift = s.marks[i], s.marks[j], 0
	for uint64(s.high-s.low)>>s.shift >= buckets {
		s.shift++
	}
}

// fullest is the number of marks in the fullest bucket.
func (s *scale) fullest() int {
	most, run := 0, 0
	for i := range s.n {
		if i > 0 && s.bucket(s.marks[i]) == s.bucket(s.marks[i-1]) {
			run++
		} else {
			run = 1
		}
		most = max(most, run)
	}
	return most
}

func (s *scale) bucket(k int64) uint64 {
	return uint64(min(max(k, s.low), s.high)-s.low) >> (s.shift & 63)
}

// cell is the cell of one key.
func (s *scale) cell(k int64) uint8 {
	var keys [1]int64
	var cells [1]uint8
	keys[0] = k
	s.cells(cells[:], keys[:])
	return cells[0]
}

// Keys of numbers lie from key(-Inf) to key(+Inf); shifted up by belowNumbers
// and taken as unsigned they are at most numbers, and those of NaN are not.
const (
	belowNumbers = 0x7ff0000000000001
	numbers      = 2*0x7ff0000000000000 + 1
)

// cells finds the cell of each key. Its loops have no branches that depend on the
// data: a wrong guess costs more than a cell.
func (s *scale) cells(dst []uint8, keys []int64) {
	dst = dst[:len(keys)]
	low, high, shift := s.low, s.high, s.shift
	if s.half == 1 { // so it is as a rule, and a loop less is a sixth of the time
		for r, v := range keys {
			p := uint(s.start[uint64(min(max(v, low), high)-low)>>(shift&63)&(buckets-1)])
			q := p + 1
			if s.marks[p] < v {
				p = q
			}
			if uint64(v)+belowNumbers > numbers {
				p = nanCell
			}
			dst[r] = uint8(p)
		}
		return
	}
	for r, v := range keys {
		p := uint(s.start[uint64(min(max(v, low), high)-low)>>(shift&63)&(buckets-1)])
		for h := s.half; h > 0; h >>= 1 {
			q := p + h
			if s.marks[(q-1)&511] < v {
				p = q
			}
		}
		if uint64(v)+belowNumbers > numbers {
			p = nanCell
		}
		dst[r] = uint8(p)
	}
}
