package inference

import "gonum.org/v1/gonum/stat/distuv"

const (
	// mostExact is how many customers in all are tested exactly; the time of the
	// exact test grows with them, and its answer no longer differs.
	mostExact = 10_000
	// tie is by how much, of itself, a table may be likelier than the observed one
	// and still count as no more likely: rounding must not part tables that are
	// equally likely. R takes the same.
	tie = 1e-7
)

// Exact returns the two-sided p-value of Fisher's exact test of k1 of n1 against k2
// of n2: the probability, with the margins given, of all tables that are no more
// likely. Beyond 10,000 in all it is Pearson's chi-squared test without correction.
// It is 1 where a group is empty, or a count is no count of its group; a value that
// is too small for a number is 0.
func Exact(k1, n1, k2, n2 int64) float64 {
	if !isShare(k1, n1) || !isShare(k2, n2) {
		return 1
	}
	k := k1 + k2
	if k == 0 || k == n1+n2 {
		return 1
	}
	if n1+n2 > mostExact {
		return pearson(k1, n1, k2, n2)
	}
	return fisher(k1, n1, n2, k)
}

// pearson is the chi-squared test of two shares.
func pearson(k1, n1, k2, n2 int64) float64 {
	a, all1, b, all2 := float64(k1), float64(n1), float64(k2), float64(n2)
	gap := a/all1 - b/all2
	pooled := (a + b) / (all1 + all2)
	spread := float64(pooled*(1-pooled)) * (1/all1 + 1/all2)
	return distuv.ChiSquared{K: 1}.Survival(gap * gap / spread)
}

// fisher sums the tables outwards from the likeliest one, whose weight is 1: each
// weight follows from the one beside it, and none is too large for a number.
func fisher(k1, n1, n2, k int64) float64 {
	low, high := max(0, k-n2), min(k, n1)
	mode := min(max(low, (n1+1)*(k+1)/(n1+n2+2)), high)
	// up is the weight of x+1 over that of x.
	up := func(x int64) float64 {
		return float64(n1-x) / float64(x+1) * (float64(k-x) / float64(n2-k+x+1))
	}
	observed := 1.0
	for x := mode; x < k1; x++ {
		observed *= up(x)
	}
	for x := mode; x > k1; x-- {
		observed /= up(x - 1)
	}
	limit := observed * (1 + tie)
	var all, unlikely float64
	count := func(weight float64) {
		all += weight
		if weight <= limit {
			unlikely += weight
		}
	}
	weight := 1.0
	for x := mode; ; x++ {
		count(weight)
		if x == high {
			break
		}
		weight *= up(x)
	}
	weight = 1
	for x := mode; x > low; x-- {
		weight /= up(x - 1)
		count(weight)
	}
	return min(1, unlikely/all)
}
