package tune

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"predict/models"
)

// Fold holds the losses of the customers of one rehearsal.
type Fold struct {
	// Losses are by row.
	Losses []float64
	// Weights are by row; nil for ones.
	Weights []float64
	// Keys say whose row it is; a customer may have rows in several folds.
	Keys []uint64
}

// weight is the weight of row i.
func (f Fold) weight(i int) float64 {
	if f.Weights == nil {
		return 1
	}
	return f.Weights[i]
}

// Mean gives the mean over the folds of their weighted mean losses: each fold
// counts the same, however many customers it has. NaN for none.
func Mean(folds []Fold) float64 {
	sum := 0.0
	for _, f := range folds {
		losses, weights := 0.0, 0.0
		for i, loss := range f.Losses {
			losses += float64(f.weight(i) * loss)
			weights += f.weight(i)
		}
		sum += losses / weights
	}
	return sum / float64(len(folds))
}

// Gain is how much lower a loss is than another on the same customers.
type Gain struct {
	// Mean is that of the folds; above 0 where the loss is lower.
	Mean float64 `json:"mean"`
	// Error is its standard error over customers, whose rows in several folds count
	// as one draw. That cutoffs differ is not in it.
	Error float64 `json:"standard_error"`
}

// Clear reports whether a gain is larger than one standard error.
func (g Gain) Clear() bool { return g.Mean > g.Error }

var errFolds = errors.New("not the same customers")

// Compare gives the gain of one set of losses over those of base, row by row. It
// reports models.ErrShape where they are not of the same rows, and
// models.ErrEmpty where there are none.
func Compare(base, other []Fold) (Gain, error) {
	if len(base) == 0 {
		return Gain{}, fmt.Errorf("comparing losses: %w", models.ErrEmpty)
	}
	if len(base) != len(other) {
		return Gain{}, fmt.Errorf("comparing losses: %d and %d folds: %w", len(base), len(other), models.ErrShape)
	}
	type part struct {
		key  uint64
		gain float64
	}
	var parts []part
	for k, f := range base {
		if !slices.Equal(f.Keys, other[k].Keys) || len(f.Losses) != len(other[k].Losses) || len(f.Keys) != len(f.Losses) {
			return Gain{}, fmt.Errorf("comparing losses of fold %d: %w: %w", k+1, errFolds, models.ErrShape)
		}
		total := 0.0
		for i := range f.Losses {
			total += f.weight(i)
		}
		for i, loss := range f.Losses {
			parts = append(parts, part{f.Keys[i], f.weight(i) * (loss - other[k].Losses[i]) / total / float64(len(base))})
		}
	}
	if len(parts) == 0 {
		return Gain{}, fmt.Errorf("comparing losses: %w", models.ErrEmpty)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.key, b.key) })
	var customers []float64
	sum := 0.0
	for i, p := range parts {
		if i == 0 || p.key != parts[i-1].key {
			customers = append(customers, 0)
		}
		customers[len(customers)-1] += p.gain
		sum += p.gain
	}
	n := float64(len(customers))
	squares := 0.0
	for _, c := range customers {
		squares += float64((c - sum/n) * (c - sum/n))
	}
	if n < 2 {
		return Gain{sum, math.Abs(sum)}, nil // which is never clear
	}
	return Gain{sum, math.Sqrt(squares * n / (n - 1))}, nil
}
