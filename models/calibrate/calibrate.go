package calibrate

import (
	"encoding/json"
	"fmt"
	"math"

	"predict/models"
)

// Kind names a way to calibrate, in configs and artifacts.
type Kind string

// The kinds of calibrators.
const (
	Identity Kind = "identity"
	Platt    Kind = "platt"
	Beta     Kind = "beta"
	Isotonic Kind = "isotonic"
)

// Kinds lists all kinds, the simplest first.
func Kinds() []Kind { return []Kind{Identity, Platt, Beta, Isotonic} }

// Fit learns a calibrator from probabilities p in [0,1], labels y and weights w
// (nil for ones). It reports models.ErrOneClass, models.ErrShape,
// models.ErrEmpty, and models.ErrValue for a probability outside [0,1] or an
// unknown kind. Identity needs no data.
func Fit(kind Kind, p, y, w []float64) (models.Calibrator, error) {
	if kind == Identity {
		return identity{}, nil
	}
	if err := check(p, y, w); err != nil {
		return nil, fmt.Errorf("fitting calibration %s: %w", kind, err)
	}
	switch kind {
	case Platt:
		return fitPlatt(p, y, w), nil
	case Beta:
		return fitBeta(p, y, w), nil
	case Isotonic:
		return fitIsotonic(p, y, w), nil
	}
	return nil, fmt.Errorf("fitting calibration: unknown kind %q, allowed are %v: %w", kind, Kinds(), models.ErrValue)
}

func check(p, y, w []float64) error {
	if err := models.CheckLabels(y, w); err != nil {
		return err
	}
	return checkProbabilities(p, y)
}

func checkProbabilities(p, y []float64) error {
	if len(p) != len(y) {
		return fmt.Errorf("%d probabilities for %d labels: %w", len(p), len(y), models.ErrShape)
	}
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("probability %d is %v: %w", i, v, models.ErrValue)
		}
	}
	return nil
}

// KindOf gives the kind of a calibrator of this package; that of a shifted one
// is the kind of what is shifted (see ShiftOf).
func KindOf(c models.Calibrator) (Kind, error) {
	switch c := c.(type) {
	case *shifted:
		return KindOf(c.inner)
	case identity:
		return Identity, nil
	case *platt:
		return Platt, nil
	case *beta:
		return Beta, nil
	case *isotonic:
		return Isotonic, nil
	}
	return "", fmt.Errorf("naming calibrator: unknown type %T", c)
}

type identity struct{}

func (identity) Calibrate(p float64) float64 { return p }

func (identity) MarshalJSON() ([]byte, error) { return []byte(`{"kind":"identity"}`), nil }

// logit is the log odds of p, with p kept 2^-52 away from 0 and 1.
func logit(p float64) float64 {
	p = inside(p)
	return math.Log(p) - math.Log1p(-p)
}

// inside keeps p 2^-52 away from 0 and 1.
func inside(p float64) float64 {
	const epsilon = 0x1p-52
	return math.Min(math.Max(p, epsilon), 1-epsilon)
}

// sigmoid is the inverse of logit, without overflow.
func sigmoid(margin float64) float64 {
	if margin >= 0 {
		return 1 / (1 + math.Exp(-margin))
	}
	e := math.Exp(margin)
	return e / (1 + e)
}

// stored is the JSON of every kind. Platt has a slope and an intercept, beta a,
// b and an intercept, isotonic the points of its curve; a shift may follow any.
type stored struct {
	Kind      Kind      `json:"kind"`
	Slope     *float64  `json:"slope,omitempty"`
	A         *float64  `json:"a,omitempty"`
	B         *float64  `json:"b,omitempty"`
	Intercept *float64  `json:"intercept,omitempty"`
	From      []float64 `json:"from,omitempty"`
	To        []float64 `json:"to,omitempty"`
	Shift     float64   `json:"shift,omitempty"`
}

var _ json.Marshaler = identity{}
