package calibrate

import (
	"encoding/json"
	"math"
)

// beta is p -> sigmoid(a*ln p - b*ln(1-p) + c) with a and b of 0 or more (Kull,
// Silva Filho and Flach 2017). With a = b it is a platt.
type beta struct{ a, b, c float64 }

func (m *beta) Calibrate(p float64) float64 {
	low, high := betaInputs(p)
	return sigmoid(float64(m.a*low) + float64(m.b*high) + m.c)
}

func (m *beta) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{Kind: Beta, A: &m.a, B: &m.b, Intercept: &m.c})
}

// betaInputs are ln p and -ln(1-p), with p kept 2^-52 away from 0 and 1. Both
// rise with p, so the sum of their non-negative multiples does.
func betaInputs(p float64) (low, high float64) {
	p = inside(p)
	return math.Log(p), -math.Log1p(-p)
}

// fitBeta minimises the log loss against labels drawn in as fitPlatt's are. The
// loss is convex: where the free minimum has a negative multiple, the minimum
// under the condition has a or b at 0, so those two are tried and the one of
// less loss is taken. Where neither helps, everyone gets the mean rate.
func fitBeta(p, y, w []float64) *beta {
	low, high := make([]float64, len(p)), make([]float64, len(p))
	for i, v := range p {
		low[i], high[i] = betaInputs(v)
	}
	f := newLineLoss(y, w)
	if free := f.minimise(low, high); free.coef[0] >= 0 && free.coef[1] >= 0 {
		return &beta{a: free.coef[0], b: free.coef[1], c: free.intercept}
	}
	best, loss := &beta{c: logit(f.rate)}, math.Inf(1)
	if m := f.minimise(low); m.coef[0] >= 0 {
		best, loss = &beta{a: m.coef[0], c: m.intercept}, m.loss
	}
	if m := f.minimise(high); m.coef[0] >= 0 && m.loss < loss {
		best = &beta{b: m.coef[0], c: m.intercept}
	}
	return best
}
