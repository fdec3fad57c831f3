package calibrate

import (
	"encoding/json"
	"math"
)

// platt is p -> sigmoid(slope*logit(p) + intercept).
type platt struct{ slope, intercept float64 }

func (c *platt) Calibrate(p float64) float64 {
	return sigmoid(float64(c.slope*logit(p)) + c.intercept)
}

func (c *platt) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{Kind: Platt, Slope: &c.slope, Intercept: &c.intercept})
}

// fitPlatt minimises the log loss by Newton's method with halved steps. As in
// Platt (1999), labels are drawn in from 0 and 1 by one imagined customer of
// each class, so that no sample gives certainty. A slope below 0 would turn the
// order around; then the slope is 0 and everyone gets the mean rate.
func fitPlatt(p, y, w []float64) *platt {
	margin := make([]float64, len(p))
	var churned, stayed float64
	for i, v := range p {
		margin[i] = logit(v)
		churned += float64(weight(w, i) * y[i])
		stayed += float64(weight(w, i) * (1 - y[i]))
	}
	high, low := (churned+1)/(churned+2), 1/(stayed+2)
	base := (float64(churned*high) + float64(stayed*low)) / (churned + stayed)
	f := plattLoss{margin: margin, y: y, w: w, high: high, low: low}
	c := platt{slope: 0, intercept: logit(base)}
	value, gradient, hessian := f.at(c)
	for range 100 {
		determinant := float64(hessian[0]*hessian[2]) - float64(hessian[1]*hessian[1])
		if determinant <= 1e-12*hessian[0]*hessian[2] {
			break // all probabilities are alike
		}
		step := platt{
			slope:     (float64(hessian[2]*gradient[0]) - float64(hessian[1]*gradient[1])) / determinant,
			intercept: (float64(hessian[0]*gradient[1]) - float64(hessian[1]*gradient[0])) / determinant,
		}
		moved := false
		for scale := 1.0; scale > 1e-10; scale /= 2 {
			next := platt{c.slope - float64(scale*step.slope), c.intercept - float64(scale*step.intercept)}
			v, g, h := f.at(next)
			if v < value {
				c, value, gradient, hessian, moved = next, v, g, h, true
				break
			}
		}
		if !moved || math.Hypot(step.slope, step.intercept) < 1e-12 {
			break
		}
	}
	if c.slope < 0 {
		return &platt{slope: 0, intercept: logit(base)}
	}
	return &c
}

// plattLoss is the summed log loss against the drawn-in labels.
type plattLoss struct {
	margin, y, w []float64
	high, low    float64
}

// at gives the loss at c with its derivatives by slope and intercept; hessian
// holds those of second order: slope-slope, slope-intercept and
// intercept-intercept.
func (f *plattLoss) at(c platt) (value float64, gradient [2]float64, hessian [3]float64) {
	for i, m := range f.margin {
		target, weight := f.low, weight(f.w, i)
		if f.y[i] == 1 {
			target = f.high
		}
		z := float64(c.slope*m) + c.intercept
		p := sigmoid(z)
		value += float64(weight * (math.Log1p(math.Exp(-math.Abs(z))) + math.Max(z, 0) - float64(target*z)))
		residual, curvature := weight*(p-target), weight*float64(p*(1-p))
		gradient[0] += float64(residual * m)
		gradient[1] += residual
		hessian[0] += float64(curvature * m * m)
		hessian[1] += float64(curvature * m)
		hessian[2] += curvature
	}
	return value, gradient, hessian
}

func weight(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}
