package shap

import (
	"errors"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/tree"
)

// Explainer splits margins of one ensemble. It is immutable and safe for
// concurrent use.
type Explainer struct {
	features int
	base     float64
}

// New prepares the tables of an ensemble.
func New(e *tree.Ensemble) (*Explainer, error) { return nil, errors.New("shap: not done yet") }

// Base is the margin of a row that is asked for no feature: the cover-weighted
// mean of the leaves, summed over the trees (their mean where the ensemble
// averages).
func (x *Explainer) Base() float64 { return x.base }

// Contributions fills dst (n×p; allocated where nil; overwritten).
func (x *Explainer) Contributions(dst, rows *mat.Dense, workers int) *mat.Dense { return dst }

// Contributions32 is Contributions of rows of float32, rounded to float32.
func (x *Explainer) Contributions32(dst, rows *models.Matrix32, workers int) *models.Matrix32 {
	return dst
}

// ByGroup fills dst (n×groups) with contributions summed over the features of each group.
func (x *Explainer) ByGroup(dst, rows *mat.Dense, group []int, groups, workers int) *mat.Dense {
	return dst
}

// ByGroup32 is ByGroup of rows of float32.
func (x *Explainer) ByGroup32(dst *mat.Dense, rows *models.Matrix32, group []int, groups, workers int) *mat.Dense {
	return dst
}
