package tune

import "predict/models/logistic"

// LogisticSpace is what is searched for the logistic regression.
func LogisticSpace() Space {
	return Space{
		{Name: "l2", Low: 10, High: 50_000, Log: true},
		{Name: "knots", Low: 0, High: 6, Whole: true},
	}
}

// LogisticPoint is the point of settings of the logistic regression.
func LogisticPoint(o logistic.Options) []float64 { return []float64{o.L2, float64(o.Knots)} }

// Logistic gives the settings at a point; all that is not searched stays as in o.
func Logistic(o logistic.Options, values []float64) logistic.Options {
	o.L2, o.Knots = values[0], int(values[1])
	return o
}

// logisticSteps is how many trees a regression costs as much as, about.
const logisticSteps = 200

// LogisticWork is the work of a regression on rows of so many features.
func LogisticWork(rows, features int) float64 {
	return float64(rows) * float64(features) * logisticSteps
}
