package generate

import (
	"math"
	"math/rand/v2"
)

// source returns the random numbers of one purpose (a customer, a table): a
// PCG whose second word is spread by SplitMix64's constant, so that
// neighbouring purposes do not share a beginning.
func source(seed, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, purpose*0x9E3779B97F4A7C15+1))
}

// gamma draws from the gamma distribution of the given shape and mean 1.
// Source: Marsaglia and Tsang, "A simple method for generating gamma
// variables", ACM TOMS 26 (2000); shapes below 1 by their power transform.
func gamma(r *rand.Rand, shape float64) float64 {
	k, boost := shape, 1.0
	if k < 1 {
		boost = math.Pow(r.Float64(), 1/k)
		k++
	}
	d := k - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v * boost / shape
		}
	}
}

// poisson draws a count with the given mean by multiplying uniforms (Knuth),
// which is fast for the small means of a week.
func poisson(r *rand.Rand, mean float64) int {
	limit, product := math.Exp(-mean), r.Float64()
	n := 0
	for ; product > limit; n++ {
		product *= r.Float64()
	}
	return n
}

// pick draws an index with probability in proportion to its weight.
func pick(r *rand.Rand, weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	u := r.Float64() * total
	for i, w := range weights {
		if u < w {
			return i
		}
		u -= w
	}
	return len(weights) - 1
}

// chance is true with probability p.
func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// between draws a whole number of lo to hi, both included.
func between(r *rand.Rand, lo, hi int) int { return lo + r.IntN(hi-lo+1) }

// logistic maps log odds to a probability.
func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// clamp limits x to [lo, hi].
func clamp(x, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, x)) }
