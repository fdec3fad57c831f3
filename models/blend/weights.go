package blend

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"predict/models"
)

// steps is the fineness of weights: tenths. A finer grid would fit the noise of
// the rows on which they are found.
const steps = 10

// Weights finds the weights of the mean of the members' margins, among all
// multiples of a tenth that sum to 1. p[k][i] is the probability of member k for
// row i with label y[i] and row weight w[i] (nil for ones), by a model that has
// not learned from that row. Of the weights whose log loss is within one standard
// error (of the paired difference, over the rows) of the lowest, the most even
// are taken: what the rows cannot tell apart is better averaged than chosen. A
// mean of margins that is over-confident is shrunk by a slope first, so that no
// member is preferred for its scale alone.
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
	var all [][]int
	each(len(p), steps, func(parts []int) { all = append(all, slices.Clone(parts)) })
	mean, losses := make([]float64, len(all)), make([]float64, len(y))
	best := -1
	var lowest []float64
	for g, parts := range all {
		mean[g] = slopedLosses(losses, mix(margins, parts), y, w)
		if !math.IsNaN(mean[g]) && (best < 0 || mean[g] < mean[best]) {
			best, lowest = g, slices.Clone(losses)
		}
	}
	if best < 0 { // no loss is a number, so nothing speaks for one member
		return shares(mostEven(all)), nil
	}
	slices.SortStableFunc(all, func(a, b []int) int { return cmp.Compare(squares(a), squares(b)) })
	for _, parts := range all {
		if m := slopedLosses(losses, mix(margins, parts), y, w); !math.IsNaN(m) && within(losses, lowest, w) {
			return shares(parts), nil
		}
	}
	return shares(all[0]), nil // not reached: the best is within itself
}

// mix is the mean of margins with shares in tenths.
func mix(margins [][]float64, parts []int) []float64 {
	mixed := make([]float64, len(margins[0]))
	for k, part := range parts {
		if part == 0 {
			continue
		}
		share := float64(part) / steps
		for i, m := range margins[k] {
			mixed[i] += float64(share * m)
		}
	}
	return mixed
}

// squares is lowest for the most even parts.
func squares(parts []int) int {
	sum := 0
	for _, p := range parts {
		sum += p * p
	}
	return sum
}

func mostEven(all [][]int) []int {
	return slices.MinFunc(all, func(a, b []int) int { return cmp.Compare(squares(a), squares(b)) })
}

func shares(parts []int) []float64 {
	out := make([]float64, len(parts))
	for k, p := range parts {
		out[k] = float64(p) / steps
	}
	return out
}

// within reports whether the mean of losses is within one standard error of the
// paired difference above that of the lowest.
func within(losses, lowest, w []float64) bool {
	sum, all := 0.0, 0.0
	for i := range losses {
		weight := weightOf(w, i)
		sum += float64(weight * (losses[i] - lowest[i]))
		all += weight
	}
	mean := sum / all
	spread := 0.0
	for i := range losses {
		d := float64(weightOf(w, i) * (losses[i] - lowest[i] - mean))
		spread += float64(d * d)
	}
	return mean <= math.Sqrt(spread)/all
}

func weightOf(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
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

// slopedLosses fills losses with the log loss of each row under
// sigmoid(a·m+b), at the slope a and offset b of the lowest mean, and returns
// that mean. They are found by Newton's method from 1 and 0; a step that does not
// lower the loss is halved, so that margins of nearly one value do no harm.
func slopedLosses(losses, m, y, w []float64) float64 {
	a, b := 1.0, 0.0
	lowest := lossesAt(losses, m, y, w, a, b)
	for range 20 {
		da, db, ok := newtonStep(m, y, w, a, b)
		if !ok {
			break
		}
		loss, size := math.Inf(1), 1.0
		for ; size > 1e-4; size /= 2 {
			if loss = lossesAt(losses, m, y, w, a-float64(size*da), b-float64(size*db)); loss < lowest {
				break
			}
		}
		if !(loss < lowest) {
			break
		}
		gain := lowest - loss
		a, b, lowest = a-float64(size*da), b-float64(size*db), loss
		if gain < 1e-9 {
			break
		}
	}
	return lossesAt(losses, m, y, w, a, b)
}

// newtonStep is the step of Newton's method at slope a and offset b; false where
// the margins do not determine it.
func newtonStep(m, y, w []float64, a, b float64) (da, db float64, ok bool) {
	var ga, gb, haa, hab, hbb float64
	for i, v := range m {
		weight := weightOf(w, i)
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
	if !(det > 1e-12*float64(haa*hbb)) {
		return 0, 0, false
	}
	return (float64(hbb*ga) - float64(hab*gb)) / det, (float64(haa*gb) - float64(hab*ga)) / det, true
}

// lossesAt fills losses at a slope and an offset, and returns their mean.
func lossesAt(losses, m, y, w []float64, a, b float64) float64 {
	sum, all := 0.0, 0.0
	for i, v := range m {
		z := float64(a*v) + b
		if y[i] == 0 {
			z = -z
		}
		losses[i] = math.Max(-z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
		weight := weightOf(w, i)
		sum += float64(weight * losses[i])
		all += weight
	}
	return sum / all
}
