package calibrate

import (
	"fmt"
	"slices"

	"predict/models"
)

// Loss is how a kind of calibrator does on customers it was not fitted on.
type Loss struct {
	Kind Kind `json:"kind"`
	// LogLoss, Brier and ECE (10 bins of equal count) are those of the
	// cross-fitted probabilities.
	LogLoss float64 `json:"logloss"`
	Brier   float64 `json:"brier"`
	ECE     float64 `json:"ece"`
	// Behind is the log loss minus that of the best kind, and BehindError its
	// standard error over customers; both 0 for the best.
	Behind      float64 `json:"behind"`
	BehindError float64 `json:"behind_error"`
}

// Choice is a calibrator and why it was chosen.
type Choice struct {
	// Calibrator is fitted on all rows.
	Calibrator models.Calibrator
	// Kind is that of the calibrator.
	Kind Kind
	// Losses are those of the kinds that were tried, simplest first; empty where
	// Fallback says why none was.
	Losses []Loss
	// Fallback says why there was no choice, empty where there was.
	Fallback string
}

const (
	// leastToChoose is the number of rows of the rarer class from which kinds are
	// compared; below, losses differ by chance only.
	leastToChoose = 20
	// imagined is the weight of the model's own mean against the rows observed
	// when there are too few to compare kinds.
	imagined = 100
	// choiceBins is the number of bins of Loss.ECE.
	choiceBins = 10
)

// Choose fits the kind of calibrator that does best on customers it has not
// seen, by log loss. The rows are divided into folds by a hash of the
// customers' keys (nil: every row its own customer); each fold is calibrated by
// the others. Of the kinds that are behind the best by no more than one
// standard error of the difference, the simplest is taken, in the order
// identity, platt, beta, isotonic, and fitted on all rows. The same input gives
// the same choice. kinds nil means all.
//
// With one class in y the calibrator is the identity. With fewer than 20 rows
// of the rarer class, or a fold that leaves one class to the others, it is the
// identity shifted to the observed rate, drawn towards the mean of p by 100
// imagined rows. Choice.Fallback says so. Where kinds is identity alone, it is
// never shifted.
//
// It reports models.ErrEmpty, models.ErrShape, and models.ErrValue for values
// out of range, unknown kinds and fewer than 2 folds.
func Choose(kinds []Kind, p, y, w []float64, keys []uint64, folds int) (Choice, error) {
	kinds, err := simplestFirst(kinds)
	if err != nil {
		return Choice{}, err
	}
	if folds < 2 {
		return Choice{}, fmt.Errorf("choosing calibration: %d folds, must be 2 or more: %w", folds, models.ErrValue)
	}
	if keys != nil && len(keys) != len(y) {
		return Choice{}, fmt.Errorf("choosing calibration: %d keys for %d labels: %w", len(keys), len(y), models.ErrShape)
	}
	if why, err := tooFew(p, y, w); err != nil {
		return Choice{}, fmt.Errorf("choosing calibration: %w", err)
	} else if why != "" {
		return fallback(why, kinds, p, y, w)
	}
	c := newCrossFit(p, y, w, keys, folds)
	if !c.bothClasses() {
		return fallback("a fold leaves one class to the others", kinds, p, y, w)
	}
	losses, err := c.losses(kinds)
	if err != nil {
		return Choice{}, fmt.Errorf("choosing calibration: %w", err)
	}
	choice := Choice{Losses: losses}
	for _, l := range losses {
		if l.Behind <= l.BehindError {
			choice.Kind = l.Kind
			break
		}
	}
	if choice.Calibrator, err = Fit(choice.Kind, p, y, w); err != nil {
		return Choice{}, fmt.Errorf("choosing calibration: %w", err)
	}
	return choice, nil
}

// simplestFirst gives the kinds in the order of Kinds, each once.
func simplestFirst(kinds []Kind) ([]Kind, error) {
	if len(kinds) == 0 {
		return Kinds(), nil
	}
	for _, kind := range kinds {
		if !slices.Contains(Kinds(), kind) {
			return nil, fmt.Errorf("choosing calibration: unknown kind %q, allowed are %v: %w", kind, Kinds(), models.ErrValue)
		}
	}
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !slices.Contains(kinds, k) }), nil
}
