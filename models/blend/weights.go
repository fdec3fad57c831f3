package blend

import (
	"fmt"
	"math"

	"predict/models"
)

// steps is the fineness of weights: tenths. A finer grid would fit the noise of
// the rows on which they are found.
const steps = 10

// Weights finds the weights at which the mean of the members' margins has the
// lowest log loss on labels y with row weights w (nil for ones), among all
// multiples of a tenth that sum to 1. p[k][i] is the probability of member k for
// row i, by a model that has not learned from that row. Margins of members that
// are over-confident are shrunk by one common slope first, so that a member is
// not preferred for its scale alone. Of equal ones the first in the order of the
// members wins.
func Weights(p [][]float64, y, w []float64) ([]float64, error) {
	if len(p) == 0 {
		return nil, fmt.Errorf("weighing models: %w", models.ErrEmpty)
	}
	if err := models.CheckLabels(y, w); err != nil {
		return nil, fmt.Errorf("weighing models: %w", err)
	}
	margins := make([][]float64, len(p))
	for k := range p {
		if len(p[k]) != len(y) {
			return nil, fmt.Errorf("weighing models: %d probabilities for %d labels: %w", len(p[k]), len(y), models.ErrShape)
		}
		margins[k] = make([]float64, len(y))
		for i, v := range p[k] {
			margins[k][i] = Logit(v)
		}
	}
	best, lowest := []int(nil), math.Inf(1)
	each(len(p), steps, func(parts []int) {
		mixed := make([]float64, len(y))
		for k, part := range parts {
			if part == 0 {
				continue
			}
			share := float64(part) / steps
			for i, m := range margins[k] {
				mixed[i] += float64(share * m)
			}
		}
		if loss := slopedLoss(mixed, y, w); loss < lowest {
			best, lowest = append(best[:0], parts...), loss
		}
	})
	weights := make([]float64, len(p))
	if best == nil { // no loss is a number, so nothing speaks for one member
		for k := range weights {
			weights[k] = 1 / float64(len(p))
		}
	}
	for k, part := range best {
		weights[k] = float64(part) / steps
	}
	return weights, nil
}

// each calls use with every way to divide so many parts among n members, the
// first member's share falling.
func each(n, parts int, use func([]int)) {
	chosen := make([]int, n)
	var divide func(k, left int)
	divide = func(k, left int) {
		if k == n-1 {
			chosen[k] = left
			use(chosen)
			return
		}
		for part := left; part >= 0; part-- {
			chosen[k] = part
			divide(k+1, left-part)
		}
	}
	divide(0, parts)
}

// slopedLoss is the lowest log loss of sigmoid(a·m+b) over slopes a and offsets
// b, by Newton's method from 1 and 0.
func slopedLoss(m, y, w []float64) float64 {
	a, b := 1.0, 0.0
	for range 8 {
		var ga, gb, haa, hab, hbb float64
		for i, v := range m {
			weight := 1.0
			if w != nil {
				weight = w[i]
			}
			p := 1 / (1 + math.Exp(-(float64(a*v) + b)))
			d, h := float64(weight*(p-y[i])), float64(weight*float64(p*(1-p)))
			ga += float64(d * v)
			gb += d
			haa += float64(h * float64(v*v))
			hab += float64(h * v)
			hbb += h
		}
		haa += 1e-9
		hbb += 1e-9
		det := float64(haa*hbb) - float64(hab*hab)
		if !(det > 0) {
			break
		}
		a -= (float64(hbb*ga) - float64(hab*gb)) / det
		b -= (float64(haa*gb) - float64(hab*ga)) / det
	}
	loss, all := 0.0, 0.0
	for i, v := range m {
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		z := float64(a*v) + b
		if y[i] == 0 {
			z = -z
		}
		loss += float64(weight * (math.Max(-z, 0) + math.Log1p(math.Exp(-math.Abs(z)))))
		all += weight
	}
	return loss / all
}
