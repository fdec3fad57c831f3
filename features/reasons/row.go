package reasons

import "math"

// Columns finds features by name. It is safe for concurrent use.
type Columns map[string]int

// NewColumns returns the lookup for rows whose values are in the order of names.
func NewColumns(names []string) Columns {
	c := make(Columns, len(names))
	for i, name := range names {
		c[name] = i
	}
	return c
}

// Row is one customer's features.
type Row struct {
	// Columns says where features are in Values.
	Columns Columns
	// Values are the features; NaN = missing.
	Values []float64
	// Currency is written after amounts; empty writes amounts alone.
	Currency string
	// StoppedCategory is the text of the category that features.StoppedCategory
	// found; empty where it is not known.
	StoppedCategory string
}

// Bounds beyond which a number is a fault of the data and not worth a sentence.
const (
	maxDays   = 36525 // a century
	maxCount  = 1e6
	maxAmount = 1e12
)

// value returns a feature and whether it is there and finite.
func (r Row) value(name string) (float64, bool) {
	i, ok := r.Columns[name]
	if !ok || i >= len(r.Values) || math.IsNaN(r.Values[i]) || math.IsInf(r.Values[i], 0) {
		return 0, false
	}
	return r.Values[i], true
}

// within returns a feature that lies between low and high.
func (r Row) within(name string, low, high float64) (float64, bool) {
	x, ok := r.value(name)
	return x, ok && x >= low && x <= high
}

// days returns a number of whole days, rounded down.
func (r Row) days(name string) (int, bool) {
	x, ok := r.within(name, 0, maxDays)
	if !ok {
		return 0, false
	}
	return int(x), true
}

// count returns how many of something there are.
func (r Row) count(name string) (int, bool) {
	x, ok := r.within(name, 0, maxCount)
	if !ok {
		return 0, false
	}
	return int(math.Round(x)), true
}

// counts returns how many there are in a window and in the rest of a longer one.
func (r Row) counts(recent, longer string) (n, before int, ok bool) {
	n, a := r.count(recent)
	all, b := r.count(longer)
	return n, all - n, a && b && all >= n
}

// share returns a part of a whole, 0 to 1.
func (r Row) share(name string) (float64, bool) { return r.within(name, 0, 1) }

// change returns a change of a share, -1 to 1.
func (r Row) change(name string) (float64, bool) { return r.within(name, -1, 1) }

// amount returns an amount of money, which may be negative.
func (r Row) amount(name string) (float64, bool) { return r.within(name, -maxAmount, maxAmount) }
