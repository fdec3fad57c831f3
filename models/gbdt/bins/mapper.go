package bins

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Mapper says which value of one feature is in which bin. It is immutable.
type Mapper struct {
	// Upper are the bounds of bins 1, 2 and so on of a numeric feature, rising, the
	// last +Inf; empty where no value was seen.
	Upper []float64
	// Categories are those of bins 1, 2 and so on of a categorical feature.
	Categories  []int
	Categorical bool
	// Low and High are the smallest and the largest value seen; NaN where there was
	// none.
	Low, High float64

	lookup *lookup // numeric
	bins   []uint8 // categorical: by category
}

// CategoryLimit is one more than the largest category that is told apart.
const CategoryLimit = 1 << 20

// Values is the number of bins without that of missing values.
func (m *Mapper) Values() int {
	if m.Categorical {
		return len(m.Categories)
	}
	return len(m.Upper)
}

// Bin gives the bin of a value.
func (m *Mapper) Bin(v float32) uint8 {
	if m.Categorical {
		return m.category(v)
	}
	var bin [1]uint8
	m.lookup.bins(bin[:], []int32{key(v)})
	return bin[0]
}

// category gives the bin of a category; 0 where it is none, or has no bin.
func (m *Mapper) category(v float32) uint8 {
	if !(v > -1 && v < float32(len(m.bins))) { // NaN, too
		return 0
	}
	return m.bins[int(v)]
}

// column gives the bins of a column of keys.
func (m *Mapper) column(dst []uint8, keys []int32) {
	switch {
	case m.Categorical:
		for i, k := range keys {
			dst[i] = m.category(value(k))
		}
	default:
		m.lookup.bins(dst, keys)
	}
}

// Info spells what was seen as model.txt does: [low:high], a:b:c or none.
func (m *Mapper) Info() string {
	switch {
	case m.Values() == 0 || !m.Categorical && m.Low == m.High:
		return "none"
	case !m.Categorical:
		return "[" + spell(m.Low) + ":" + spell(m.High) + "]"
	}
	sorted := slices.Sorted(slices.Values(m.Categories))
	parts := make([]string, len(sorted))
	for i, c := range sorted {
		parts[i] = strconv.Itoa(c)
	}
	return strings.Join(parts, ":")
}

func spell(v float64) string { return strconv.FormatFloat(v, 'g', 17, 64) }

// key orders float32 as whole numbers; NaN of either sign lies beyond the
// infinities.
func key(v float32) int32 {
	k := int32(math.Float32bits(v))
	return k ^ int32(uint32(k>>31)>>1)
}

// value is the number of a key.
func value(k int32) float32 {
	return math.Float32frombits(uint32(k ^ int32(uint32(k>>31)>>1)))
}
