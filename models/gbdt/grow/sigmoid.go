package grow

import "math"

const (
	sigmoidReach = 32 // margins beyond ± this count as this
	sigmoidSteps = 64 // per unit
)

// sigmoid is a table of 1/(1+exp(-x)) at even steps.
type sigmoid [2*sigmoidReach*sigmoidSteps + 1]float64

func newSigmoid() *sigmoid {
	s := new(sigmoid)
	for k := range s {
		s[k] = 1 / (1 + math.Exp(sigmoidReach-float64(k)/sigmoidSteps))
	}
	return s
}

// at is the sigmoid of x to a relative precision of 1e-7: the second-order Taylor
// polynomial from the nearest step.
func (s *sigmoid) at(x float64) float64 {
	x = min(max(x, -sigmoidReach), sigmoidReach)
	k := int(float64(x*sigmoidSteps) + sigmoidReach*sigmoidSteps + 0.5)
	d := x - (float64(k)-sigmoidReach*sigmoidSteps)/sigmoidSteps
	p := s[k]
	slope := float64(p * (1 - p))
	bend := float64(float64(1-2*p) * d)
	return p + float64(float64(slope*d)*(1+float64(bend/2)))
}
