package pipeline

import (
	"cmp"
	"math"
	"slices"

	"predict/configs"
	"predict/models"
	"predict/models/blend"
	"predict/models/calibrate"
	"predict/models/candidates"
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
		sum += rowLoss(v, y[i])
	}
	return sum / float64(len(p))
}

// preferred takes another candidate in place of the best where its log loss is
// within one standard error of the best's, so that the rehearsal cannot tell them
// apart: the average, which is steadier than any one; or, where the best gives no
// reasons, the best of those that do.
func preferred(r *rehearsal, of *candidates.Rehearsal) string {
	names := []string{blend.Name}
	if r.chosen == configs.Forest {
		others := slices.DeleteFunc(slices.Clone(of.Names), func(n string) bool { return n == configs.Forest || n == blend.Name })
		slices.SortStableFunc(others, func(a, b string) int { return cmp.Compare(r.losses[a], r.losses[b]) })
		names = append(names, others...)
	}
	best := slices.Index(of.Names, r.chosen)
	for _, name := range names {
		if k := slices.Index(of.Names, name); k >= 0 && k != best && r.asGood(of, k, best) {
			return name
		}
	}
	return r.chosen
}

// asGood reports whether candidate k is behind the best by no more than one
// standard error of the difference.
func (r *rehearsal) asGood(of *candidates.Rehearsal, k, best int) bool {
	first, second := r.calibrations[of.Names[best]].Calibrator, r.calibrations[of.Names[k]].Calibrator
	sum, squares := 0.0, 0.0
	for i, y := range of.Y {
		d := rowLoss(second.Calibrate(of.P[k][i]), y) - rowLoss(first.Calibrate(of.P[best][i]), y)
		sum += d
		squares += d * d
	}
	n := float64(len(of.Y))
	mean := sum / n
	return mean <= math.Sqrt(max(0, squares/n-mean*mean)/n)
}

// rowLoss is the log loss of one probability.
func rowLoss(p, y float64) float64 {
	m := blend.Logit(p)
	if y == 0 {
		m = -m
	}
	return math.Max(-m, 0) + math.Log1p(math.Exp(-math.Abs(m)))
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
