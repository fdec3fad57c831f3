package logistic

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

const (
	// metricRows is the number of rows from which the curvature is estimated. With
	// 500 columns its eigenvalues are then right within a factor of 1.6.
	metricRows = 8192
	// metricColumns is the number of columns beyond which estimating the curvature
	// costs more than it saves.
	metricColumns = 2000
	// metricGroup and metricBatch are the columns of the result and the rows that
	// one step works on, so that both stay in the cache.
	metricGroup, metricBatch = 32, 64
)

// metric changes coordinates, theta = origin + L^-T at with L L^T the curvature
// of the mean loss where everyone has the mean churn rate. Hinges of one
// feature, and windows of one quantity, are so strongly correlated that the
// search takes ten times as long without it.
type metric struct {
	intercept float64           // square root of the curvature by the intercept
	factor    blas64.Triangular // L; of size 0 where the columns are taken as they are
	scratch   []float64
}

func newMetric(ctx context.Context, f *objective, rate float64) (*metric, error) {
	curvature := rate * (1 - rate)
	k := len(f.columns)
	m := &metric{intercept: math.Sqrt(curvature), scratch: make([]float64, k)}
	if k == 0 || k > metricColumns {
		return m, nil
	}
	h, err := f.covariance(ctx)
	if err != nil {
		return nil, err
	}
	ridge := f.l2/f.design.total + 1e-8
	for a := range k {
		for b := a; b < k; b++ {
			h.SetSym(a, b, float64(curvature*h.At(a, b)))
		}
		h.SetSym(a, a, h.At(a, a)+ridge)
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(h) {
		return nil, fmt.Errorf("estimating the curvature of %d columns: not positive; raise l2", k)
	}
	var lower mat.TriDense
	cholesky.LTo(&lower)
	m.factor = lower.RawTriangular()
	return m, nil
}

// theta fills theta with the coefficients at a place of the search.
func (m *metric) theta(theta, origin, at []float64) {
	copy(theta, at)
	theta[0] /= m.intercept
	if m.factor.N > 0 {
		blas64.Trsv(blas.Trans, m.factor, blas64.Vector{N: m.factor.N, Inc: 1, Data: theta[1:]})
	}
	floats.Add(theta, origin)
}

// gradient fills dst with the derivatives by the coordinates of the search.
func (m *metric) gradient(dst, byTheta []float64) {
	copy(dst, byTheta)
	dst[0] /= m.intercept
	if m.factor.N > 0 {
		blas64.Trsv(blas.NoTrans, m.factor, blas64.Vector{N: m.factor.N, Inc: 1, Data: dst[1:]})
	}
}

// covariance gives the second moments of the columns over an even sample of
// rows. Every entry is summed in the order of the rows.
func (f *objective) covariance(ctx context.Context) (*mat.SymDense, error) {
	d, k := f.design, len(f.columns)
	step := (d.n + metricRows - 1) / metricRows
	n := (d.n + step - 1) / step
	values := make([]float64, n*k)
	batches := (n + metricBatch - 1) / metricBatch
	err := parallel(ctx, batches, d.blocks.workers, func(b int) {
		for r := b * metricBatch; r < min(n, (b+1)*metricBatch); r++ {
			f.columnValues(values[r*k:(r+1)*k], r*step)
		}
	})
	if err != nil {
		return nil, err
	}
	var total float64
	for r := range n {
		total += d.weight(r * step)
	}
	if total == 0 {
		total = 1
	}
	sums := make([]float64, k*k)
	err = parallel(ctx, (k+metricGroup-1)/metricGroup, d.blocks.workers, func(g int) {
		for b := range batches {
			for c := g * metricGroup; c < min(k, (g+1)*metricGroup); c++ {
				for r := b * metricBatch; r < min(n, (b+1)*metricBatch); r++ {
					row := values[r*k : (r+1)*k]
					floats.AddScaled(sums[c*k+c:(c+1)*k], d.weight(r*step)*row[c]/total, row[c:])
				}
			}
		}
	})
	return mat.NewSymDense(k, sums), err
}

// columnValues fills dst with the standardised columns of row i.
func (f *objective) columnValues(dst []float64, i int) {
	d := f.design
	for c := range f.columns {
		column := &f.columns[c]
		cell := i*d.p + column.feature
		slot, along := int(d.slot[cell]), float64(d.along[cell])
		knots := d.scales[column.feature].Knots
		switch {
		case slot == missingSlot:
			dst[c] = column.height(knots, missing)
		case len(knots) < 2:
			dst[c] = column.height(knots, 0)
		default:
			low := column.height(knots, slot)
			dst[c] = low + float64(along*(column.height(knots, slot+1)-low))
		}
	}
}
