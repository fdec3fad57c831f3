package calibrate

import (
	"encoding/json"
	"fmt"
	"math"

	"predict/models"
)

// shifted adds delta to the log odds of what inner gives.
type shifted struct {
	inner models.Calibrator
	delta float64
}

func (c *shifted) Calibrate(p float64) float64 {
	return sigmoid(logit(c.inner.Calibrate(p)) + c.delta)
}

// MarshalJSON gives the JSON of the inner calibrator with its shift.
func (c *shifted) MarshalJSON() ([]byte, error) {
	if _, err := KindOf(c.inner); err != nil {
		return nil, fmt.Errorf("storing shifted calibrator: %w", err)
	}
	data, err := c.inner.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("storing shifted calibrator: %w", err)
	}
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("storing shifted calibrator: %w", err)
	}
	s.Shift = c.delta
	return json.Marshal(s)
}

// WithShift gives a calibrator that adds delta to the log odds after c: the
// odds of every customer are multiplied by exp(delta), and their order stays.
// The shifts of a shifted calibrator add up; a sum of 0 gives the calibrator
// without shift. delta must be finite: the JSON of one that is not is refused.
func WithShift(c models.Calibrator, delta float64) models.Calibrator {
	if s, ok := c.(*shifted); ok {
		c, delta = s.inner, s.delta+delta
	}
	if delta == 0 {
		return c
	}
	return &shifted{inner: c, delta: delta}
}

// ShiftOf gives the shift of the log odds that WithShift added to c, 0 for one
// without.
func ShiftOf(c models.Calibrator) float64 {
	if s, ok := c.(*shifted); ok {
		return s.delta
	}
	return 0
}

// shiftSteps bounds the steps of a search; bisection alone would need about 60.
const shiftSteps = 200

// ShiftTo gives the delta at which the mean of sigmoid(logit(p)+delta) is rate,
// for probabilities p in [0,1] with weights w (nil for ones). It reports
// models.ErrEmpty where there are no rows or no weight, models.ErrShape, and
// models.ErrValue for a rate that does not lie strictly between 0 and 1, a
// probability outside [0,1], or a weight below 0.
func ShiftTo(p, w []float64, rate float64) (delta float64, err error) {
	if !(rate > 0 && rate < 1) {
		return 0, fmt.Errorf("finding the shift to a rate of %v: must lie between 0 and 1: %w", rate, models.ErrValue)
	}
	total, err := checkScores(p, w)
	if err != nil {
		return 0, fmt.Errorf("finding the shift to a rate of %v: %w", rate, err)
	}
	margin := make([]float64, len(p))
	lowest, highest := math.Inf(1), math.Inf(-1)
	for i, v := range p {
		margin[i] = logit(v)
		if weight(w, i) > 0 {
			lowest, highest = math.Min(lowest, margin[i]), math.Max(highest, margin[i])
		}
	}
	// At the first bound nobody is above the rate, at the second nobody below.
	f := func(delta float64) (value, slope float64) {
		for i, m := range margin {
			q := sigmoid(m + delta)
			value += float64(weight(w, i) * q)
			slope += float64(weight(w, i) * float64(q*(1-q)))
		}
		return value/total - rate, slope / total
	}
	return root(f, logit(rate)-highest, logit(rate)-lowest), nil
}

// checkScores gives the total weight of probabilities.
func checkScores(p, w []float64) (total float64, err error) {
	if w != nil && len(w) != len(p) {
		return 0, fmt.Errorf("%d weights for %d probabilities: %w", len(w), len(p), models.ErrShape)
	}
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return 0, fmt.Errorf("probability %d is %v: %w", i, v, models.ErrValue)
		}
		if v := weight(w, i); !(v >= 0) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("weight %d is %v: %w", i, v, models.ErrValue)
		}
		total += weight(w, i)
	}
	if !(total > 0) {
		return 0, models.ErrEmpty
	}
	return total, nil
}

// root finds where f, which rises, crosses 0 between low and high, by Newton's
// steps, and by halves where those lead outside.
func root(f func(x float64) (value, slope float64), low, high float64) float64 {
	x := low/2 + high/2
	for range shiftSteps {
		value, slope := f(x)
		switch {
		case value == 0:
			return x
		case value < 0:
			low = x
		default:
			high = x
		}
		next := x - value/slope
		if !(next > low && next < high) { // also where slope is 0
			next = low/2 + high/2
		}
		if math.Abs(next-x) <= 1e-13*(1+math.Abs(x)) {
			return next
		}
		x = next
	}
	return x
}
