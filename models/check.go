package models

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ErrValue means that a number lies outside what is allowed: a label other
// than 0 and 1, a negative weight, a probability outside [0,1], an infinity.
var ErrValue = errors.New("value out of range")

// CheckTraining reports what is wrong with the arguments of Estimator.Fit, or
// nil: ErrEmpty, ErrShape, ErrValue or ErrOneClass. A class all of whose rows
// have weight 0 does not count.
func CheckTraining(x *mat.Dense, y, w []float64) error {
	if x == nil || x.IsEmpty() {
		return ErrEmpty
	}
	n, p := x.Dims()
	if len(y) != n {
		return fmt.Errorf("checking labels: %d labels for %d rows: %w", len(y), n, ErrShape)
	}
	if err := CheckLabels(y, w); err != nil {
		return err
	}
	for i := range n {
		row := x.RawRowView(i)
		for j := range p {
			if math.IsInf(row[j], 0) {
				return fmt.Errorf("checking features: row %d, column %d is infinite: %w", i, j, ErrValue)
			}
		}
	}
	return nil
}

// CheckLabels reports what is wrong with labels y (each 0 or 1) and weights w
// (finite, not negative; nil for all ones), or nil: ErrEmpty, ErrShape,
// ErrValue or ErrOneClass.
func CheckLabels(y, w []float64) error {
	if len(y) == 0 {
		return ErrEmpty
	}
	if w != nil && len(w) != len(y) {
		return fmt.Errorf("checking weights: %d weights for %d labels: %w", len(w), len(y), ErrShape)
	}
	var has [2]bool
	for i, v := range y {
		if v != 0 && v != 1 {
			return fmt.Errorf("checking labels: label %d is %v, not 0 or 1: %w", i, v, ErrValue)
		}
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		if !(weight >= 0) || math.IsInf(weight, 0) {
			return fmt.Errorf("checking weights: weight %d is %v: %w", i, weight, ErrValue)
		}
		if weight > 0 {
			has[int(v)] = true
		}
	}
	if !has[0] || !has[1] {
		return ErrOneClass
	}
	return nil
}
