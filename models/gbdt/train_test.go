package gbdt_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt"
)

func train(t testing.TB, o gbdt.Options, rows models.Labelled) *gbdt.Model {
	t.Helper()
	p, _, err := mustNew(t, o).FitRows(context.Background(), rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p.(*gbdt.Model)
}

// labelled makes rows from features and the margin that they stand for.
func labelled(n, p int, seed uint64, fill func(r *rand.Rand, row []float32) (margin float64)) models.Labelled {
	r := rand.New(rand.NewPCG(seed, 3))
	rows := models.Labelled{X: &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}, Y: make([]float64, n)}
	for i := range n {
		if r.Float64() < 1/(1+math.Exp(-fill(r, rows.X.Row(i)))) {
			rows.Y[i] = 1
		}
	}
	return rows
}

// The rows are many enough for several blocks, chunks and workers, and of every
// kind of column.
func TestWorkersDoNotMatter(t *testing.T) {
	const columns = 40
	rows := behavioural(36_000, columns, 2)
	r := rand.New(rand.NewPCG(1, 1))
	rows.W = make([]float64, rows.X.N)
	for i := range rows.W {
		rows.X.Row(i)[7] = float32(r.IntN(40))
		rows.W[i] = 0.1 + r.Float64()
	}
	later := behavioural(9000, columns, 3)
	for _, strategy := range []string{gbdt.SampleNone, gbdt.SampleBagging, gbdt.SampleMVS} {
		t.Run(strategy, func(t *testing.T) {
			o := few()
			o.NumIterations, o.DataSampleStrategy, o.SampleFromRows = 2, strategy, 0
			o.CategoricalFeature, o.FeatureFraction, o.FeatureFractionByNode = []string{"7"}, 0.9, 0.9
			o.Monotone = make([]int8, columns)
			o.Monotone[1] = -1
			var want string
			for _, workers := range []int{1, 2, 3, 8} {
				o.Workers = workers
				p, kept, err := mustNew(t, o).FitRows(context.Background(), rows, &later)
				if err != nil {
					t.Fatal(err)
				}
				text, err := p.MarshalJSON()
				if err != nil {
					t.Fatal(err)
				}
				got := fmt.Sprint(kept, string(text))
				if want == "" {
					want = got
				}
				if got != want {
					t.Errorf("%d workers give another model than 1 (-1 worker +%d):\n%s", workers, workers, cmp.Diff(want, got)[:500])
				}
			}
		})
	}
}

// A rise of a constrained feature never moves a probability the wrong way,
// whatever the other features and with sampled, renewed leaves too.
func TestMonotone(t *testing.T) {
	rows := labelled(6000, 4, 1, func(r *rand.Rand, row []float32) float64 {
		for j := range row {
			row[j] = float32(r.NormFloat64())
		}
		if r.Float64() < 0.1 {
			row[0] = float32(math.NaN())
		}
		a, b, c := float64(row[0]), float64(row[1]), float64(row[2])
		if math.IsNaN(a) {
			a = 0
		}
		return math.Sin(3*a) + a - 1.5*b + math.Cos(4*b) + a*c
	})
	for _, strategy := range []string{gbdt.SampleNone, gbdt.SampleMVS} {
		o := few()
		o.MinDataInLeaf, o.SampleFromRows, o.DataSampleStrategy = 5, 0, strategy
		o.Monotone = []int8{1, -1, 0, 0}
		free := o
		free.Monotone = nil
		if wrongWays(train(t, free, rows), o.Monotone) == 0 {
			t.Fatalf("%s: the unconstrained model is monotone too: the rows test nothing", strategy)
		}
		m := train(t, o, rows)
		if n := wrongWays(m, o.Monotone); n > 0 {
			t.Errorf("%s: %d steps go the wrong way", strategy, n)
		}
		if diff := cmp.Diff(o.Monotone, m.Ensemble().Monotone); diff != "" {
			t.Errorf("constraints of the ensemble (-want +got):\n%s", diff)
		}
	}
}

// wrongWays counts the steps along constrained features that move the
// probability against the constraint.
func wrongWays(m *gbdt.Model, constraint []int8) int {
	const lines, steps = 60, 200
	r := rand.New(rand.NewPCG(9, 9))
	wrong := 0
	for range lines {
		base := make([]float64, len(constraint))
		for j := range base {
			base[j] = r.NormFloat64()
		}
		for j, c := range constraint {
			x := mat.NewDense(steps, len(constraint), nil)
			for k := range steps {
				x.SetRow(k, base)
				x.Set(k, j, -4+8*float64(k)/steps)
			}
			score := m.PredictProba(nil, x)
			for k := 1; k < steps; k++ {
				if float64(c)*(score[k]-score[k-1]) < 0 {
					wrong++
				}
			}
		}
	}
	return wrong
}

// Churn depends on an unordered set of categories: one split finds it.
func TestCategories(t *testing.T) {
	left := map[int]bool{1: true, 4: true, 6: true, 13: true}
	rows := labelled(4000, 1, 4, func(r *rand.Rand, row []float32) float64 {
		c := r.IntN(16)
		row[0] = float32(c)
		if left[c] {
			return 3
		}
		return -3
	})
	o := few()
	o.NumIterations, o.NumLeaves, o.CategoricalFeature = 1, 2, []string{"spend", "kind"}[1:]
	o.Features = []string{"kind"}
	nodes := train(t, o, rows).Ensemble().Trees[0].Nodes
	if len(nodes) != 1 || !nodes[0].Categorical {
		t.Fatalf("nodes %+v, want one categorical node", nodes)
	}
	var want, others uint32
	for c := range 16 {
		if left[c] {
			want |= 1 << c
		} else {
			others |= 1 << c
		}
	}
	if got := nodes[0].Categories; len(got) != 1 || got[0] != want && got[0] != others {
		t.Errorf("categories %b, want %b or %b", got, want, others)
	}
}

// A million categories: those that are frequent are told apart, the others are
// one kind.
func TestAMillionCategories(t *testing.T) {
	rows := labelled(60_000, 2, 5, func(r *rand.Rand, row []float32) float64 {
		row[1] = float32(r.NormFloat64())
		if r.Float64() < 0.5 {
			c := r.IntN(20)
			row[0] = float32(999_999 - 50*c)
			return 4*float64(c%2) - 2
		}
		row[0] = float32(r.IntN(1_000_000))
		return 0
	})
	rows.X.Data[0], rows.X.Data[2] = 3e9, -7 // no categories
	o := few()
	o.CategoricalFeature = []string{"0"}
	m := train(t, o, rows)
	x := mat.NewDense(4, 2, []float64{999_999, 0, 999_949, 0, 123_456, 0, math.NaN(), 0})
	p := m.PredictProba(nil, x)
	if !(p[0] < 0.3 && p[1] > 0.7 && p[2] > 0.35 && p[2] < 0.65 && p[2] == p[3]) {
		t.Errorf("probabilities %.3f, want low, high, and twice the same in the middle", p)
	}
}

// Missing values take the side on which they churn, also in rows that are scored
// later; where training has none, they go with most rows.
func TestMissingSide(t *testing.T) {
	for _, churnsMissing := range []bool{true, false} {
		rows := labelled(4000, 2, 6, func(r *rand.Rand, row []float32) float64 {
			row[0], row[1] = float32(r.Float64()), float32(r.Float64())
			margin := 6*float64(row[0]) - 3
			if r.Float64() < 0.3 {
				row[0] = float32(math.NaN())
				margin = -3
				if churnsMissing {
					margin = 3
				}
			}
			return margin
		})
		m := train(t, few(), rows)
		p := m.PredictProba(nil, mat.NewDense(2, 2, []float64{math.NaN(), 0.5, 0.5, 0.5}))
		if churnsMissing != (p[0] > 0.9) || churnsMissing != (p[0] > p[1]) {
			t.Errorf("missing churns %v: probabilities %v", churnsMissing, p)
		}
	}
	skewed := labelled(4000, 1, 7, func(r *rand.Rand, row []float32) float64 {
		row[0] = float32(r.Float64())
		if row[0] < 0.2 {
			return 3
		}
		return -3
	})
	o := few()
	o.NumLeaves = 2
	m := train(t, o, skewed)
	p := m.PredictProba(nil, mat.NewDense(2, 1, []float64{math.NaN(), 0.8}))
	if p[0] != p[1] {
		t.Errorf("a value missing for the first time scores %v, most rows %v", p[0], p[1])
	}
}
