package calibrate

import "encoding/json"

// platt is p -> sigmoid(slope*logit(p) + intercept).
type platt struct{ slope, intercept float64 }

func (c *platt) Calibrate(p float64) float64 {
	return sigmoid(float64(c.slope*logit(p)) + c.intercept)
}

func (c *platt) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{Kind: Platt, Slope: &c.slope, Intercept: &c.intercept})
}

// fitPlatt minimises the log loss against drawn-in labels (see lineLoss). A
// slope below 0 would turn the order around; then the slope is 0 and everyone
// gets the mean rate.
func fitPlatt(p, y, w []float64) *platt {
	margin := make([]float64, len(p))
	for i, v := range p {
		margin[i] = logit(v)
	}
	f := newLineLoss(y, w)
	fitted := f.minimise(margin)
	if fitted.coef[0] < 0 {
		return &platt{slope: 0, intercept: logit(f.rate)}
	}
	return &platt{slope: fitted.coef[0], intercept: fitted.intercept}
}
