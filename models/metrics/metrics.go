package metrics

import (
	"errors"
	"fmt"

	"predict/models"
)

// AUC is the area under the ROC curve: the chance that a churned customer has a
// higher score than one who stayed, ties counting half. It reports
// models.ErrOneClass where y holds one class, and NaN scores as
// models.ErrValue. w may be nil.
func AUC(y, score, w []float64) (float64, error) {
	o, err := evaluateOnce(y, score, w, false, 1)
	return o.auc, err
}

// AveragePrecision is the mean of the precision over the churned customers, a
// step function of the score without interpolation (scikit-learn's
// average_precision_score). Errors are those of AUC.
func AveragePrecision(y, score, w []float64) (float64, error) {
	o, err := evaluateOnce(y, score, w, false, 1)
	return o.averagePrecision, err
}

// LiftTopDecile is the churn rate in the top tenth of the scores over the churn
// rate of all. The tenth is exact: rows at its edge, and ties, count in part.
// Errors are those of AUC.
func LiftTopDecile(y, score, w []float64) (float64, error) {
	o, err := evaluateOnce(y, score, w, false, 1)
	if err != nil {
		return 0, err
	}
	return o.liftTop(), nil
}

// LiftCap is the largest lift in the top tenth that any score can reach where a
// share rate of all customers churn: min(10, 1/rate). It reports
// models.ErrOneClass for a rate of 0 or 1 and models.ErrValue outside [0,1].
func LiftCap(rate float64) (float64, error) {
	switch {
	case !(rate >= 0 && rate <= 1):
		return 0, fmt.Errorf("computing the cap of the lift: churn rate %v: %w", rate, models.ErrValue)
	case rate == 0 || rate == 1:
		return 0, models.ErrOneClass
	}
	return min(Deciles, 1/rate), nil
}

// ExpectedCalibrationError sorts the customers into bins of equal count by
// their probability and gives the mean distance between the predicted and the
// observed churn rate of a bin, weighted by its size. Bins are those of
// numpy.array_split on the sorted rows; equal probabilities at the edge of two
// bins count in proportion in both, so that the order of the rows does not
// matter. Errors are those of AUC; p outside [0,1] is models.ErrValue.
func ExpectedCalibrationError(y, p, w []float64, bins int) (float64, error) {
	if bins < 1 {
		return 0, fmt.Errorf("computing the calibration error: %d bins: %w", bins, models.ErrValue)
	}
	o, err := evaluateOnce(y, p, w, true, bins)
	return o.ece, err
}

// LogLoss is the mean negative log likelihood in nats. Probabilities are
// clipped to [2^-52, 1-2^-52], so that one certain mistake costs 36 and not
// infinity. It is defined for one class too; p outside [0,1] is
// models.ErrValue.
func LogLoss(y, p, w []float64) (float64, error) {
	return meanLoss(y, p, w, func(y, p float64) float64 { l, _ := lossOf(y, p); return l })
}

// Brier is the mean squared error of the probabilities. It is defined for one
// class too; p outside [0,1] is models.ErrValue.
func Brier(y, p, w []float64) (float64, error) {
	return meanLoss(y, p, w, func(y, p float64) float64 { _, b := lossOf(y, p); return b })
}

func evaluateOnce(y, score, w []float64, isProbability bool, bins int) (outcome, error) {
	if err := models.CheckLabels(y, w); err != nil {
		return outcome{}, err
	}
	k, err := newRanked(y, score, w, isProbability, bins)
	if err != nil {
		return outcome{}, err
	}
	return k.pass(nil, totalsOf(y, w, nil))
}

func meanLoss(y, p, w []float64, loss func(y, p float64) float64) (float64, error) {
	if err := models.CheckLabels(y, w); err != nil && !errors.Is(err, models.ErrOneClass) {
		return 0, err
	}
	if len(p) != len(y) {
		return 0, fmt.Errorf("checking probabilities: %d for %d labels: %w", len(p), len(y), models.ErrShape)
	}
	var sum, total float64
	for i := range y {
		if !(p[i] >= 0 && p[i] <= 1) {
			return 0, fmt.Errorf("checking probabilities: number %d is %v: %w", i, p[i], models.ErrValue)
		}
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		sum += float64(weight * loss(y[i], p[i]))
		total += weight
	}
	if total == 0 {
		return 0, models.ErrEmpty
	}
	return sum / total, nil
}
