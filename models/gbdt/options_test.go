package gbdt_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"predict/models"
	"predict/models/gbdt"
	"predict/models/gbdt/tree"
)

// Whatever the options and the rows, trees hold every row once, all their numbers
// are finite, and the model is the same after a file.
func TestAnyOptions(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	pick := func(values ...float64) float64 { return values[r.IntN(len(values))] }
	for trial := range 150 {
		rows := oddRows(r, 2+r.IntN(600), 1+r.IntN(12))
		o := gbdt.DefaultOptions()
		o.NumIterations, o.LearningRate = 1+r.IntN(8), pick(0.05, 0.5, 1)
		o.NumLeaves, o.MaxDepth = 2+r.IntN(40), r.IntN(6)-1
		o.MinDataInLeaf, o.MinDataInBin, o.MaxBin = r.IntN(30), 1+r.IntN(4), 2+r.IntN(254)
		o.MinSumHessianInLeaf, o.MinGainToSplit = pick(0, 1e-3, 2), pick(0, 0, 0.5)
		o.LambdaL1, o.LambdaL2 = pick(0, 0, 0.3), pick(0, 1, 10)
		o.FeatureFraction, o.FeatureFractionByNode = pick(1, 0.5), pick(1, 0.3)
		o.DataSampleStrategy = []string{gbdt.SampleNone, gbdt.SampleBagging, gbdt.SampleMVS}[r.IntN(3)]
		o.BaggingFraction, o.MVSFraction, o.SampleFromRows = pick(0.1, 0.9), pick(0.05, 0.4, 1), 0
		o.RenewLeaves, o.Seed, o.Workers = r.IntN(2) == 0, r.Uint64(), 1+r.IntN(3)
		o.MinDataPerGroup, o.CatSmooth = 1+r.IntN(10), pick(0, 1, 10)
		if r.IntN(2) == 0 {
			o.CategoricalFeature = []string{"0"}
		}
		if r.IntN(2) == 0 {
			o.Monotone = make([]int8, rows.X.P)
			for j := 1; j < rows.X.P; j++ {
				o.Monotone[j] = int8(r.IntN(3) - 1)
			}
		}
		m := train(t, o, rows)
		for k := range m.Ensemble().Trees {
			checkTree(t, &m.Ensemble().Trees[k], rows.X.N)
		}
		text, err := m.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := gbdt.Load(text)
		if err != nil {
			t.Fatal(err)
		}
		x := rows.X.Dense(nil)
		again := loaded.PredictProba(nil, x)
		for i, p := range m.PredictProba(nil, x) {
			if !(p >= 0 && p <= 1) || p != again[i] {
				t.Fatalf("trial %d with %+v: row %d has probability %v, from the file %v", trial, o, i, p, again[i])
			}
		}
	}
}

// checkTree holds counts and weights of nodes against those of their children.
func checkTree(t *testing.T, tr *tree.Tree, n int) {
	t.Helper()
	rows, weight := 0, 0.0
	for _, l := range tr.Leaves {
		rows += l.Count
		weight += l.Weight
		if math.IsNaN(l.Value) || math.IsInf(l.Value, 0) || l.Count < 0 || l.Weight < 0 {
			t.Fatalf("leaf %+v", l)
		}
	}
	if rows != n {
		t.Fatalf("leaves hold %d of %d rows", rows, n)
	}
	if len(tr.Nodes) > 0 && (tr.Nodes[0].Count != n || math.Abs(tr.Nodes[0].Weight-weight) > 1e-6*weight) {
		t.Fatalf("the root has %d of %d rows, weight %v of %v", tr.Nodes[0].Count, n, tr.Nodes[0].Weight, weight)
	}
	for _, node := range tr.Nodes {
		sum := 0
		for _, child := range []int{node.Left, node.Right} {
			if child < 0 {
				sum += tr.Leaves[^child].Count
			} else {
				sum += tr.Nodes[child].Count
			}
		}
		if sum != node.Count || !(node.Gain > 0) || math.IsNaN(node.Value) || math.IsNaN(node.Threshold) {
			t.Fatalf("node %+v, children have %d rows", node, sum)
		}
	}
}

// oddRows are rows with columns of all kinds: categories, counts, constants,
// nothing, huge and tiny numbers; both classes occur, weights are uneven.
func oddRows(r *rand.Rand, n, p int) models.Labelled {
	rows := models.Labelled{X: &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}}
	for i := range n {
		for j := range p {
			v := r.NormFloat64()
			switch (j + p) % 6 {
			case 0:
				v = float64(r.IntN(12))
			case 1:
				v = math.Exp(30 * v)
			case 2:
				v = 5
			case 3:
				v = math.NaN()
			case 4:
				if r.IntN(3) == 0 {
					v = math.NaN()
				}
			}
			rows.X.Data[i*p+j] = float32(max(min(v, math.MaxFloat32), -math.MaxFloat32))
		}
		rows.Y = append(rows.Y, float64((i+r.IntN(2)*i)%2))
	}
	rows.Y[0], rows.Y[1] = 0, 1
	if r.IntN(2) == 0 {
		for range n {
			rows.W = append(rows.W, math.Exp(4*r.NormFloat64()))
		}
	}
	return rows
}
