package models

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Loaders rebuild predictors and calibrators from their JSON. They are an
// explicit list, which package models/registry keeps.
type Loaders struct {
	// Predictors are the loaders by name of the algorithm.
	Predictors map[string]func([]byte) (Predictor, error)
	// Calibrator loads a calibrator of any kind.
	Calibrator func([]byte) (Calibrator, error)
}

// Calibrated is a Predictor whose probabilities pass through a Calibrator.
type Calibrated struct {
	Predictor  Predictor
	Calibrator Calibrator
}

// PredictProba gives calibrated probabilities of each row of x, in order, in
// dst (allocated where nil).
func (c Calibrated) PredictProba(dst []float64, x *mat.Dense) []float64 {
	dst = c.Predictor.PredictProba(dst, x)
	for i, p := range dst {
		dst[i] = c.Calibrator.Calibrate(p)
	}
	return dst
}

// Explainer gives the predictor's Explainer, and false where it has none. A
// calibrator is monotone, so what moves the margin moves the calibrated
// probability the same way.
func (c Calibrated) Explainer() (Explainer, bool) {
	e, ok := c.Predictor.(Explainer)
	return e, ok
}

// Open rebuilds the model of an artifact. It reports ErrAlgorithm where loaders
// do not know the algorithm and ErrDamaged where its JSON is not what the
// algorithm wrote.
func (a *Artifact) Open(loaders Loaders) (Calibrated, error) {
	load, ok := loaders.Predictors[a.Algorithm]
	if !ok {
		return Calibrated{}, fmt.Errorf("opening model: algorithm %q: %w", a.Algorithm, ErrAlgorithm)
	}
	predictor, err := load(a.Predictor)
	if err != nil {
		return Calibrated{}, fmt.Errorf("opening model: %w: %w", ErrDamaged, err)
	}
	if sized, ok := predictor.(interface{ Features() int }); ok && sized.Features() != len(a.Features) {
		return Calibrated{}, fmt.Errorf("opening model: a predictor of %d features for %d names: %w",
			sized.Features(), len(a.Features), ErrDamaged)
	}
	calibrator, err := loaders.Calibrator(a.Calibrator)
	if err != nil {
		return Calibrated{}, fmt.Errorf("opening model: %w: %w", ErrDamaged, err)
	}
	return Calibrated{Predictor: predictor, Calibrator: calibrator}, nil
}

// SetModel puts the JSON of a fitted predictor and calibrator into the artifact.
func (a *Artifact) SetModel(p Predictor, c Calibrator) error {
	var err error
	if a.Predictor, err = p.MarshalJSON(); err != nil {
		return fmt.Errorf("storing predictor: %w", err)
	}
	if a.Calibrator, err = c.MarshalJSON(); err != nil {
		return fmt.Errorf("storing calibrator: %w", err)
	}
	return nil
}
