package grow

import "math"

// units turn sums of entries into gradients and hessians.
type units struct{ gradient, hessian float64 }

// bounds are the least and the largest output that monotone constraints leave to
// a leaf.
type bounds struct{ low, high float64 }

func unbounded() bounds { return bounds{math.Inf(-1), math.Inf(1)} }

func (b bounds) free() bool { return math.IsInf(b.low, -1) && math.IsInf(b.high, 1) }

// shrink is the L1 penalty's effect on a sum of gradients.
func shrink(g, l1 float64) float64 {
	switch {
	case g > l1:
		return g - l1
	case g < -l1:
		return g + l1
	}
	return 0
}

// outputOf is the best output of a leaf.
func outputOf(g, h, l1, l2 float64, b bounds) float64 {
	if h+l2 <= 0 {
		return min(max(0, b.low), b.high)
	}
	return min(max(-shrink(g, l1)/(h+l2), b.low), b.high)
}

// gainOf is what a leaf of the given output takes off the loss, doubled. At the
// best output it is g²/(h+l2).
func gainOf(g, h, l1, l2, output float64) float64 {
	return -(float64(2*shrink(g, l1)*output) + float64(float64(h+l2)*float64(output*output)))
}
