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
	Isotonic Kind = "isotonic"
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Identity, Platt, Isotonic} }

// isotonicLeast is the number of customers of the rarer class from which a
// free curve is steadier than a line.
const isotonicLeast = 1000

// DefaultKind chooses by the labels of the calibration sample: Isotonic where
// both classes have at least 1,000 rows, Platt for fewer, Identity where one
// class is absent and nothing can be fitted.
func DefaultKind(y []float64) Kind {
	var churned int
	for _, v := range y {
		if v == 1 {
			churned++
		}
	}
	switch rarer := min(churned, len(y)-churned); {
	case rarer == 0:
		return Identity
	case rarer < isotonicLeast:
		return Platt
	}
	return Isotonic
}

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
	case Isotonic:
		return fitIsotonic(p, y, w), nil
	}
	return nil, fmt.Errorf("fitting calibration: unknown kind %q, allowed are %v: %w", kind, Kinds(), models.ErrValue)
}

func check(p, y, w []float64) error {
	if err := models.CheckLabels(y, w); err != nil {
		return err
	}
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

// KindOf gives the kind of a calibrator of this package.
func KindOf(c models.Calibrator) (Kind, error) {
	switch c.(type) {
	case identity:
		return Identity, nil
	case *platt:
		return Platt, nil
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
	const epsilon = 0x1p-52
	p = math.Min(math.Max(p, epsilon), 1-epsilon)
	return math.Log(p) - math.Log1p(-p)
}

// sigmoid is the inverse of logit, without overflow.
func sigmoid(margin float64) float64 {
	if margin >= 0 {
		return 1 / (1 + math.Exp(-margin))
	}
	e := math.Exp(margin)
	return e / (1 + e)
}

// stored is the JSON of every kind.
type stored struct {
	Kind      Kind      `json:"kind"`
	Slope     *float64  `json:"slope,omitempty"`
	Intercept *float64  `json:"intercept,omitempty"`
	From      []float64 `json:"from,omitempty"`
	To        []float64 `json:"to,omitempty"`
}

var _ json.Marshaler = identity{}
