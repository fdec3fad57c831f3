package calibrate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"predict/models"
)

// Load rebuilds a calibrator from its JSON. What is not a calibrator, or not
// monotone, is refused as models.ErrValue.
func Load(data []byte) (models.Calibrator, error) {
	var s stored
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("reading calibrator: %w: %w", models.ErrValue, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("reading calibrator: text after it: %w", models.ErrValue)
	}
	c, err := s.open()
	if err != nil {
		return nil, fmt.Errorf("reading calibrator %s: %w", s.Kind, err)
	}
	return WithShift(c, s.Shift), nil
}

// open gives the calibrator without its shift.
func (s stored) open() (models.Calibrator, error) {
	switch s.Kind {
	case Identity:
		return identity{}, nil
	case Platt:
		if s.Slope == nil || s.Intercept == nil || *s.Slope < 0 {
			return nil, fmt.Errorf("needs an intercept and a slope of 0 or more: %w", models.ErrValue)
		}
		return &platt{slope: *s.Slope, intercept: *s.Intercept}, nil
	case Beta:
		if s.A == nil || s.B == nil || s.Intercept == nil || *s.A < 0 || *s.B < 0 {
			return nil, fmt.Errorf("needs an intercept, and a and b of 0 or more: %w", models.ErrValue)
		}
		return &beta{a: *s.A, b: *s.B, c: *s.Intercept}, nil
	case Isotonic:
		if err := checkCurve(s.From, s.To); err != nil {
			return nil, err
		}
		return &isotonic{from: s.From, to: s.To}, nil
	}
	return nil, fmt.Errorf("unknown kind %q, allowed are %v: %w", s.Kind, Kinds(), models.ErrValue)
}

func checkCurve(from, to []float64) error {
	if len(from) == 0 || len(from) != len(to) {
		return fmt.Errorf("%d and %d points: %w", len(from), len(to), models.ErrShape)
	}
	for k := range from {
		within := from[k] >= 0 && from[k] <= 1 && to[k] >= 0 && to[k] <= 1
		if !within || k > 0 && (from[k] <= from[k-1] || to[k] < to[k-1]) {
			return fmt.Errorf("point %d does not rise within [0,1]: %w", k, models.ErrValue)
		}
	}
	return nil
}
