package models

import (
	"context"

	"gonum.org/v1/gonum/mat"
)

// Matrix32 is N rows of P numbers, row by row, in the precision in which feature
// tables are stored: half the memory of a mat.Dense. NaN means missing. Row i is
// Data[i*P : (i+1)*P].
type Matrix32 struct {
	N, P int
	Data []float32
}

// Row gives row i, sharing its memory.
func (m *Matrix32) Row(i int) []float32 { return m.Data[i*m.P : (i+1)*m.P] }

// Dense copies the rows of the given numbers, in their order, into a mat.Dense;
// nil rows stands for all of them. It gives nil where there are none.
func (m *Matrix32) Dense(rows []int) *mat.Dense {
	n := len(rows)
	if rows == nil {
		n = m.N
	}
	if n == 0 || m.P == 0 {
		return nil
	}
	x := mat.NewDense(n, m.P, nil)
	for k := range n {
		i := k
		if rows != nil {
			i = rows[k]
		}
		into := x.RawRowView(k)
		for j, v := range m.Row(i) {
			into[j] = float64(v)
		}
	}
	return x
}

// Labelled are rows with their labels: X is N×P, Y in {0,1} of length N, W of
// length N or nil for ones.
type Labelled struct {
	X    *Matrix32
	Y, W []float64
}

// Booster is an Estimator that learns in rounds, each of which corrects those
// before, so that the number of rounds can be found on later rows.
type Booster interface {
	Estimator
	// FitRows learns from rows. Where later is not nil, it stops once the log loss
	// on later no longer falls, and keeps the rounds up to the lowest: later must
	// lie at a later cutoff than rows, and is not learned from otherwise. It returns
	// the number of rounds kept.
	FitRows(ctx context.Context, rows Labelled, later *Labelled) (Predictor, int, error)
	// WithRounds is the same estimator with exactly n rounds.
	WithRounds(n int) Booster
}
