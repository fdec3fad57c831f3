// Package registry is the one list of algorithms: their loaders, by the name
// that configs and artifacts use.
//
// A new algorithm adds one line here.
package registry

import (
	"predict/models"
	"predict/models/blend"
	"predict/models/calibrate"
	"predict/models/gbdt"
	"predict/models/golearn"
	"predict/models/logistic"
)

// Algorithms lists the names of all algorithms that learn by themselves, the
// default first; the average of several is known to Loaders, too.
func Algorithms() []string { return []string{gbdt.Name, logistic.Name, golearn.Name} }

// Loaders gives the loader of each algorithm and that of the calibrators.
func Loaders() models.Loaders {
	predictors := map[string]func([]byte) (models.Predictor, error){
		gbdt.Name:     gbdt.Load,
		logistic.Name: logistic.Load,
		golearn.Name:  golearn.Load,
	}
	predictors[blend.Name] = blend.Loader(predictors)
	return models.Loaders{Predictors: predictors, Calibrator: calibrate.Load}
}
