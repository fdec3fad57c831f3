package pipeline

import (
	"math"

	"predict/configs"
	"predict/models"
	"predict/models/blend"
	"predict/models/calibrate"
)

// calibrationFolds is in how many parts customers are divided to compare kinds
// of calibration.
const calibrationFolds = 5

// calibration chooses and fits a calibrator on what a model predicted for
// customers that it had not learned from.
func (t *trainer) calibration(p, y, w []float64, keys []uint64) (calibrate.Choice, error) {
	return calibrate.Choose(calibrationKinds(t.state.Config.Model.Calibration), p, y, w, keys, calibrationFolds)
}

// calibrationKinds are those that a config allows; nil allows all.
func calibrationKinds(setting string) []calibrate.Kind {
	switch setting {
	case configs.AutoCalibration:
		return nil
	case configs.NoCalibration:
		return []calibrate.Kind{calibrate.Identity}
	}
	return []calibrate.Kind{calibrate.Kind(setting)}
}

// rehearsedLoss is the log loss by which candidates are compared: that of the
// chosen calibration on customers it was not fitted on, or where there were too
// few to compare, that of the probabilities as they are.
func rehearsedLoss(c calibrate.Choice, p, y []float64) float64 {
	for _, l := range c.Losses {
		if l.Kind == c.Kind {
			return l.LogLoss
		}
	}
	sum := 0.0
	for i, v := range p {
		m := blend.Logit(v)
		if y[i] == 0 {
			m = -m
		}
		sum += math.Max(-m, 0) + math.Log1p(math.Exp(-math.Abs(m)))
	}
	return sum / float64(len(p))
}

// apply calibrates probabilities into a new slice.
func apply(c models.Calibrator, p []float64) []float64 {
	out := make([]float64, len(p))
	for i, v := range p {
		out[i] = c.Calibrate(v)
	}
	return out
}

// uncalibrated leaves probabilities as they are.
func uncalibrated() models.Calibrator {
	c, _ := calibrate.Fit(calibrate.Identity, nil, nil, nil) // needs no data and cannot fail
	return c
}
