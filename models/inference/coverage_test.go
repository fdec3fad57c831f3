package inference_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"predict/models/inference"
)

// Coverage is worked out exactly, by adding the probability of every outcome whose
// interval holds the truth. Agresti and Coull (1998) and Newcombe (1998) find: near
// the level on average, seldom far below.
func TestCoverageOfShares(t *testing.T) {
	for _, n := range []int64{5, 10, 20, 50} {
		mean, least, steps := 0.0, 1.0, 0
		for p := .02; p < .99; p += .02 {
			covered := 0.0
			for k := range n + 1 {
				if s, _ := inference.Wilson(k, n, .95); s.Interval.Low <= p && p <= s.Interval.High {
					covered += distuv.Binomial{N: float64(n), P: p}.Prob(float64(k))
				}
			}
			mean += covered
			least = min(least, covered)
			steps++
		}
		mean /= float64(steps)
		if mean < .94 || mean > .97 || least < .83 {
			t.Errorf("n = %d: mean coverage %.4f, least %.4f", n, mean, least)
		}
	}
}

func TestCoverageOfDifferencesAndRatios(t *testing.T) {
	const n1, n2 = 30, 40
	var difference, ratio float64
	var steps int
	for p1 := .1; p1 < .95; p1 += .1 {
		for p2 := .1; p2 < .95; p2 += .1 {
			steps++
			for k1 := range int64(n1 + 1) {
				one := distuv.Binomial{N: n1, P: p1}.Prob(float64(k1))
				for k2 := range int64(n2 + 1) {
					chance := one * distuv.Binomial{N: n2, P: p2}.Prob(float64(k2))
					d, _ := inference.Difference(k1, n1, k2, n2, .95)
					if d.Interval.Low <= p1-p2 && p1-p2 <= d.Interval.High {
						difference += chance
					}
					r, ok := inference.Ratio(k1, n1, k2, n2, .95)
					if !ok || r.Interval.Low <= p1/p2 && p1/p2 <= r.Interval.High {
						ratio += chance
					}
				}
			}
		}
	}
	difference /= float64(steps)
	ratio /= float64(steps)
	if math.Abs(difference-.955) > .015 || math.Abs(ratio-.955) > .015 {
		t.Errorf("mean coverage: difference %.4f, ratio %.4f", difference, ratio)
	}
}

// A test at 5 % errs at most so often where there is no difference.
func TestExactErrsNoMoreThanSaid(t *testing.T) {
	const n1, n2 = 12, 15
	for _, p := range []float64{.05, .2, .5, .8} {
		wrong := 0.0
		for k1 := range int64(n1 + 1) {
			for k2 := range int64(n2 + 1) {
				if inference.Exact(k1, n1, k2, n2) <= .05 {
					wrong += distuv.Binomial{N: n1, P: p}.Prob(float64(k1)) * distuv.Binomial{N: n2, P: p}.Prob(float64(k2))
				}
			}
		}
		if wrong > .05 {
			t.Errorf("p = %v: errs with probability %.4f", p, wrong)
		}
	}
}
