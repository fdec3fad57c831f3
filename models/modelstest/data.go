package modelstest

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Learnable gives n rows of 5 features and labels that depend on them: the
// first two matter, the third is missing for a quarter of the rows and matters
// by being so, the fourth is noise with a heavy tail, the fifth is constant.
// The same seed gives the same data.
func Learnable(n int, seed uint64) (x *mat.Dense, y []float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	x, y = mat.NewDense(n, 5, nil), make([]float64, n)
	for i := range n {
		row := x.RawRowView(i)
		row[0] = r.NormFloat64()
		row[1] = r.Float64()
		row[2] = r.NormFloat64()
		margin := 1.5*row[0] + 4*math.Abs(row[1]-0.5) - 1
		if r.Float64() < 0.25 {
			row[2] = math.NaN()
			margin++
		}
		row[3] = math.Exp(3 * r.NormFloat64())
		row[4] = 7
		if r.Float64() < 1/(1+math.Exp(-margin)) {
			y[i] = 1
		}
	}
	return x, y
}

// rows gives the chosen rows of x, in that order.
func rows(x *mat.Dense, chosen []int) *mat.Dense {
	_, p := x.Dims()
	out := mat.NewDense(len(chosen), p, nil)
	for i, row := range chosen {
		out.SetRow(i, x.RawRowView(row))
	}
	return out
}

// orderedShare is the share of pairs of a churned and a retained customer that
// the score puts in the right order, ties counting half: the AUC by its
// definition, so that the suite does not rest on the metrics that it helps test.
func orderedShare(y, score []float64) float64 {
	var right, pairs float64
	for i := range y {
		for j := range y {
			if y[i] != 1 || y[j] != 0 {
				continue
			}
			pairs++
			switch {
			case score[i] > score[j]:
				right++
			case score[i] == score[j]:
				right += 0.5
			}
		}
	}
	return right / pairs
}
