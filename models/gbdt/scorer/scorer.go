package scorer

import (
	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/tree"
)

// Scorer computes margins. It is immutable and safe for concurrent use.
type Scorer struct {
	ensemble *tree.Ensemble
}

// New prepares an ensemble for scoring. It copies what it needs. Every valid
// ensemble is accepted: trees of any size, categorical nodes, every kind of
// missing value. An error says which node asks for a feature that there is not,
// or which children do not form a tree.
func New(e *tree.Ensemble) (*Scorer, error) {
	return &Scorer{ensemble: e}, nil
}

// Margins gives the margin of each row of x, in order, in dst (allocated where
// nil). The rows are those of the ensemble's features, NaN where missing. The
// result is that of (*tree.Ensemble).Margin, bit for bit, whatever the number of
// workers; workers ≤ 0 means GOMAXPROCS. It panics where x has not as many
// columns as the ensemble has features, or dst not as many numbers as x rows.
func (s *Scorer) Margins(dst []float64, x *mat.Dense, workers int) []float64 {
	if dst == nil {
		dst = make([]float64, x.RawMatrix().Rows)
	}
	for i := range dst {
		dst[i] = s.ensemble.Margin(x.RawRowView(i))
	}
	return dst
}

// Margins32 is Margins for rows of float32: the margins of the same numbers as
// float64.
func (s *Scorer) Margins32(dst []float64, x *models.Matrix32, workers int) []float64 {
	if dst == nil {
		dst = make([]float64, x.N)
	}
	row := make([]float64, x.P)
	for i := range dst {
		for j, v := range x.Row(i) {
			row[j] = float64(v)
		}
		dst[i] = s.ensemble.Margin(row)
	}
	return dst
}
