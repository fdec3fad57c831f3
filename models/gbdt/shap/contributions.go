package shap

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Contributions fills dst (n×p; allocated where nil; overwritten) with what each
// feature adds to the margin of each of n rows of p features, NaN where missing.
// Features that no tree asks for have 0. The result does not depend on the
// number of workers (below 1: as many as there are cores), nor that of a row on
// the others. It panics where the shapes do not agree.
func (x *Explainer) Contributions(dst, rows *mat.Dense, workers int) *mat.Dense {
	return denseRows(rows).explain(x, dst, x.features, x.each(), workers)
}

// Contributions32 is Contributions of rows of float32, rounded to float32.
func (x *Explainer) Contributions32(dst, rows *models.Matrix32, workers int) *models.Matrix32 {
	if dst == nil {
		dst = &models.Matrix32{N: rows.N, P: rows.P, Data: make([]float32, rows.N*rows.P)}
	}
	if dst.N != rows.N || dst.P != rows.P || len(dst.Data) < rows.N*rows.P {
		panic(fmt.Sprintf("shap: %d×%d places for %d×%d contributions", dst.N, dst.P, rows.N, rows.P))
	}
	run(x, floatRows(rows), x.each(), dst.P, dst.Data, dst.P, workers)
	return dst
}

// ByGroup fills dst (n×groups; allocated where nil; overwritten) with the
// contributions of each row summed over the features of each group: feature j
// belongs to group[j], from 0 to groups-1, or to none where negative. It is
// Contributions without the n×p matrix, and otherwise the same.
func (x *Explainer) ByGroup(dst, rows *mat.Dense, group []int, groups, workers int) *mat.Dense {
	return denseRows(rows).explain(x, dst, groups, x.grouped(group, groups), workers)
}

// ByGroup32 is ByGroup of rows of float32.
func (x *Explainer) ByGroup32(dst *mat.Dense, rows *models.Matrix32, group []int, groups, workers int) *mat.Dense {
	return floatRows(rows).explain(x, dst, groups, x.grouped(group, groups), workers)
}

// each gives every column the output of its feature.
func (x *Explainer) each() []int {
	to := make([]int, len(x.columns))
	for k := range to {
		to[k] = x.columns[k].feature
	}
	return to
}

// grouped gives every column the output of its feature's group.
func (x *Explainer) grouped(group []int, groups int) []int {
	if len(group) != x.features {
		panic(fmt.Sprintf("shap: groups of %d features for a model of %d", len(group), x.features))
	}
	to := make([]int, len(x.columns))
	for k := range to {
		to[k] = group[x.columns[k].feature]
		if to[k] >= groups {
			panic(fmt.Sprintf("shap: feature %d has group %d of %d", x.columns[k].feature, to[k], groups))
		}
	}
	return to
}

// matrix is n rows of p numbers, stride apart.
type matrix[T float32 | float64] struct {
	n, p, stride int
	data         []T
}

func denseRows(m *mat.Dense) matrix[float64] {
	raw := m.RawMatrix()
	return matrix[float64]{raw.Rows, raw.Cols, raw.Stride, raw.Data}
}

func floatRows(m *models.Matrix32) matrix[float32] {
	return matrix[float32]{m.N, m.P, m.P, m.Data}
}

func (m matrix[T]) explain(x *Explainer, dst *mat.Dense, outputs int, to []int, workers int) *mat.Dense {
	if dst == nil {
		dst = &mat.Dense{}
		if m.n > 0 && outputs > 0 {
			dst = mat.NewDense(m.n, outputs, nil)
		}
	}
	if r, c := dst.Dims(); (r != m.n || c != outputs) && m.n*outputs > 0 {
		panic(fmt.Sprintf("shap: %d×%d places for %d×%d contributions", r, c, m.n, outputs))
	}
	raw := dst.RawMatrix()
	run(x, m, to, outputs, raw.Data, raw.Stride, workers)
	return dst
}

// run explains rows block by block and writes row i of the outputs to
// dst[i*stride:].
func run[T, U float32 | float64](x *Explainer, rows matrix[T], to []int, outputs int, dst []U, stride, workers int) {
	if rows.n > 0 && rows.p != x.features {
		panic(fmt.Sprintf("shap: %d columns for a model of %d features", rows.p, x.features))
	}
	if need := (rows.n-1)*rows.stride + rows.p; rows.n > 0 && len(rows.data) < need {
		panic(fmt.Sprintf("shap: %d numbers for %d×%d rows", len(rows.data), rows.n, rows.p))
	}
	count := (rows.n + blockRows - 1) / blockRows
	size := (rows.n + max(1, count) - 1) / max(1, count) // blocks of one size keep all workers busy to the end
	parallel(count, workers, func(next func() (int, bool)) {
		b := x.takeBlock(to, outputs)
		defer x.blocks.Put(b)
		for i, ok := next(); ok; i, ok = next() {
			from := i * size
			fill(b, x.columns, rows.data[from*rows.stride:], rows.stride, max(0, min(size, rows.n-from)))
			for p := range x.parts {
				for _, t := range x.parts[p].tables {
					t.add(b)
				}
				if x.parts[p].paths != nil {
					x.parts[p].paths.add(b, x.rules)
				}
			}
			for r := range b.n {
				row := dst[(from+r)*stride:][:outputs]
				for j := range row {
					row[j] = U(b.sums[j*blockRows+r])
				}
			}
		}
	})
}
