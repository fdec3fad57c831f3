package features

import "math"

// runningMean adds up values; the zero value is ready for use.
type runningMean struct {
	sum float64
	n   int
}

func (m *runningMean) add(x float64) {
	m.sum += x
	m.n++
}

// value returns the mean, or NaN where nothing was added.
func (m *runningMean) value() float64 {
	if m.n == 0 {
		return math.NaN()
	}
	return m.sum / float64(m.n)
}

// shareOf returns part / whole, or NaN where the whole is 0.
func shareOf(part, whole int) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return float64(part) / float64(whole)
}

// countIn counts row i in every window that it lies in.
func countIn(n *[numWindows]int, r *Range, i int) {
	for w := range n {
		if i >= r.From[w] {
			n[w]++
		}
	}
}

// rateChange returns how many more events there were in the last 90 days than
// the 275 days before had in 90 days on average.
func rateChange(n *[numWindows]int) float64 {
	earlier := float64(n[W365] - n[W90])
	return float64(n[W90]) - earlier*90/275
}

// flag returns 1 for true and 0 for false.
func flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
