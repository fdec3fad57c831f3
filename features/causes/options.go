package causes

import "predict/features"

// Dimension is one way of grouping customers.
type Dimension int

// The dimensions. Of Segment, Region, Channel and Tenure a customer is in one
// group at most; of the others in any number.
const (
	Segment         Dimension = iota
	Region                    // where the customer is
	Channel                   // through which most purchases of the year were made
	Category                  // bought in the year
	Product                   // bought in the year
	ComplaintReason           // complained of in the last 180 days
	Tenure                    // how long the customer has been one: TenureBands
	NumDimensions
)

// Overlapping tells whether a customer can be in several groups.
func (d Dimension) Overlapping() bool {
	return d == Category || d == Product || d == ComplaintReason
}

// MaxCells is the number of cells of a pair of dimensions for which nothing is
// said.
const MaxCells = 250_000

// Options say what is counted. Counters that are merged have the same.
type Options struct {
	Churn features.ChurnOptions
	// Until is where the data end, microseconds UTC.
	Until int64
	// Cutoff is the past instant at which customers are grouped, microseconds UTC.
	// What became of them is known where cutoff+gap+horizon <= Until; else nobody is
	// counted.
	Cutoff int64
	// Codes are the numbers of codes by dimension: one above the highest code. Those
	// of Tenure are known. Groups of higher codes are counted as Outside only.
	Codes [NumDimensions]int
	// Weights say by dimension how large the group of each code is, in any unit. They
	// choose which groups take part in pairs of more than MaxCells cells, the largest
	// first and of equals the lowest code; nil takes the lowest codes.
	Weights [NumDimensions][]int64
	// MaxCells is the largest number of cells of a pair of dimensions; 0 stands for
	// the constant MaxCells. A cell takes 32 bytes in each counter.
	MaxCells int
}

// Crowded returns the dimensions of which not all groups can take part in all
// pairs: those for which Weights are worth having.
func (o Options) Crowded() []Dimension {
	var crowded [NumDimensions]bool
	sizes := o.sizes()
	for _, p := range pairsOf(sizes) {
		a, b := fit(sizes[p[0]], sizes[p[1]], o.maxCells())
		crowded[p[0]] = crowded[p[0]] || a < sizes[p[0]]
		crowded[p[1]] = crowded[p[1]] || b < sizes[p[1]]
	}
	var all []Dimension
	for d, is := range crowded {
		if is {
			all = append(all, Dimension(d))
		}
	}
	return all
}

func (o Options) maxCells() int {
	if o.MaxCells <= 0 {
		return MaxCells
	}
	return o.MaxCells
}

// sizes are the numbers of groups by dimension.
func (o Options) sizes() [NumDimensions]int {
	sizes := o.Codes
	sizes[Tenure] = len(TenureBands())
	for d, n := range sizes {
		sizes[d] = max(0, n)
	}
	return sizes
}

// pairsOf returns the pairs of dimensions that have groups. Categories are not
// paired with products, which are each of a category.
func pairsOf(sizes [NumDimensions]int) [][2]Dimension {
	var pairs [][2]Dimension
	for a := range NumDimensions {
		for b := a + 1; b < NumDimensions; b++ {
			if sizes[a] > 0 && sizes[b] > 0 && (a != Category || b != Product) {
				pairs = append(pairs, [2]Dimension{a, b})
			}
		}
	}
	return pairs
}

// fit returns how many groups of two dimensions may take part so that there are
// no more than most cells: all of the smaller one where it leaves room, else the
// same number of each.
func fit(a, b, most int) (int, int) {
	if a*b <= most {
		return a, b
	}
	root := 1
	for (root+1)*(root+1) <= most {
		root++
	}
	switch {
	case a <= root:
		return a, most / a
	case b <= root:
		return most / b, b
	}
	return root, root
}
