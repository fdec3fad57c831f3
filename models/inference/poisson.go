package inference

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// AtLeast returns the probability of k or more events where mean are expected, by
// Poisson's distribution. It is 1 for k < 1, or where the mean is no number, and 0
// for k > 0 where nothing is expected.
func AtLeast(k int64, mean float64) float64 {
	switch {
	case k < 1 || math.IsNaN(mean) || math.IsInf(mean, 1):
		return 1
	case mean <= 0:
		return 0
	}
	return mathext.GammaIncReg(float64(k), mean)
}
