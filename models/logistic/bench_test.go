package logistic

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// behavioural gives data like a feature table: correlated, skewed, a tenth of
// some columns missing.
func behavioural(n, p int) (*mat.Dense, []float64) {
	r := rand.New(rand.NewPCG(3, 4))
	x, y := mat.NewDense(n, p, nil), make([]float64, n)
	for i := range n {
		activity := r.NormFloat64()
		row := x.RawRowView(i)
		for j := range row {
			row[j] = math.Exp(0.7*activity*float64(j%3) + r.NormFloat64())
			if j%5 == 0 && r.Float64() < 0.1 {
				row[j] = math.NaN()
			}
		}
		if r.Float64() < 1/(1+math.Exp(1.5*activity)) {
			y[i] = 1
		}
	}
	return x, y
}

func BenchmarkFit300k120(b *testing.B) {
	x, y := behavioural(300_000, 120)
	e, err := New(DefaultOptions())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p, err := e.Fit(context.Background(), x, y, nil)
		if err != nil {
			b.Fatal(err)
		}
		if !p.(*Model).Converged() {
			b.Error("did not converge")
		}
	}
	b.ReportMetric(float64(b.N)*300_000/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkPredict300k120(b *testing.B) {
	x, y := behavioural(300_000, 120)
	e, err := New(DefaultOptions())
	if err != nil {
		b.Fatal(err)
	}
	small, labels := behavioural(5000, 120)
	p, err := e.Fit(context.Background(), small, labels, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.PredictProba(y, x)
	}
	b.ReportMetric(float64(b.N)*300_000/b.Elapsed().Seconds(), "rows/s")
}
