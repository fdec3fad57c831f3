package gate

import (
	"fmt"
	"math"

	"predict/models/metrics"
)

// calibration holds the expected calibration error (ECE) against what a model
// that keeps the limit would show on as many customers.
//
// ECE is a mean of distances, so chance alone makes it larger: a bin of n
// customers with rate q has an observed rate with the standard deviation
// σ = √(q(1-q)/n), and the distance of even a perfect prediction averages
// σ·√(2/π). On 200 customers in ten bins that is .07, above any limit worth
// having. The bound is therefore set for the largest error that is allowed: if
// every bin is off by δ = MaxECE, its distance is |N(δ,σ²)|, a folded normal
// with
//
//	mean m = σ·√(2/π)·exp(-δ²/2σ²) + δ·erf(δ/σ√2),  variance δ² + σ² - m².
//
// The ECE is the mean over the bins, nearly normal, and is refused above the
// value that such a model exceeds in one sample of twenty (1.645 standard
// deviations above the mean). The bound comes down to MaxECE as the sample
// grows.
func calibration(f Figures, l Limits) Check {
	c := Check{Name: Calibration, Value: f.ECE, Limit: eceBound(f, l.MaxECE)}
	interval := ""
	if f.ECEInterval != nil {
		interval = fmt.Sprintf(" (interval %.3f to %.3f)", f.ECEInterval.Low, f.ECEInterval.High)
	}
	if !finite(f.ECE) || f.ECE < 0 || !finite(c.Limit) {
		c.Text = "The expected calibration error is not a number, or of no customers. Look at the probabilities of this model before anything else."
		return c
	}
	c.Passed = f.ECE <= c.Limit
	if c.Passed {
		c.Text = fmt.Sprintf("The expected calibration error is %.3f%s, within %.3f.", f.ECE, interval, c.Limit)
		return c
	}
	c.Text = fmt.Sprintf("The probabilities are off by %.3f on average%s, where a model within the limit of %.3f shows at most %.3f on %d customers. "+
		"Calibrate on a cutoff of the same season, or on more customers.", f.ECE, interval, l.MaxECE, c.Limit, f.Customers)
	return c
}

// eceBound is the ECE that a model whose every bin is off by limit exceeds in
// one sample of twenty.
func eceBound(f Figures, limit float64) float64 {
	bins := f.Reliability
	if len(bins) == 0 {
		rate := float64(f.Churned) / float64(max(f.Customers, 1))
		for range 10 {
			bins = append(bins, metrics.Bin{Weight: 1, Predicted: rate})
		}
	}
	total := 0.0
	for _, b := range bins {
		total += b.Weight
	}
	mean, variance := 0.0, 0.0
	for _, b := range bins {
		share := b.Weight / total
		if share == 0 {
			continue
		}
		rate := b.Predicted + limit
		if b.Predicted > 0.5 {
			rate = b.Predicted - limit
		}
		m, v := folded(limit, rate*(1-rate)/(share*float64(f.Customers)))
		mean += share * m
		variance += share * share * v
	}
	return mean + 1.645*math.Sqrt(variance)
}

// folded gives mean and variance of |N(d, variance)|.
func folded(d, variance float64) (float64, float64) {
	if variance <= 0 {
		return d, 0
	}
	s := math.Sqrt(variance)
	m := s*math.Sqrt(2/math.Pi)*math.Exp(-d*d/(2*variance)) + d*math.Erf(d/(s*math.Sqrt2))
	return m, max(d*d+variance-m*m, 0)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
