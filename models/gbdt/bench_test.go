package gbdt_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"predict/models"
	"predict/models/gbdt"
)

// behavioural gives rows like a feature table: skewed amounts, counts, shares,
// some values missing.
func behavioural(n, p int, seed uint64) models.Labelled {
	r := rand.New(rand.NewPCG(seed, 7))
	rows := models.Labelled{X: &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}, Y: make([]float64, n)}
	for i := range n {
		activity := r.NormFloat64()
		row := rows.X.Row(i)
		for j := range row {
			v := math.Exp(0.5*activity*float64(j%3) + r.NormFloat64())
			switch {
			case j%4 == 1:
				v = math.Floor(v)
			case j%4 == 3:
				v = math.Mod(v, 1)
			}
			if j%5 == 0 && r.Float64() < 0.1 {
				v = math.NaN()
			}
			row[j] = float32(v)
		}
		if r.Float64() < 1/(1+math.Exp(1.5*activity)) {
			rows.Y[i] = 1
		}
	}
	return rows
}

func BenchmarkTrain(b *testing.B) {
	const n, p, trees = 200_000, 90, 20
	rows := behavioural(n, p, 1)
	o := gbdt.DefaultOptions()
	o.NumIterations = trees
	e := mustNew(b, o)
	for b.Loop() {
		if _, _, err := e.FitRows(context.Background(), rows, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n*p*trees/b.Elapsed().Seconds(), "cells/s")
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "rows/s")
}

// areaUnderCurve is the share of pairs of both classes in the right order, ties
// counting half.
func areaUnderCurve(y, score []float64) float64 {
	order := make([]int, len(y))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case score[a] < score[b]:
			return -1
		case score[a] > score[b]:
			return 1
		}
		return 0
	})
	var ranks, churned float64
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && score[order[to]] == score[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			if y[i] == 1 {
				ranks += float64(from+to+1) / 2
				churned++
			}
		}
		from = to
	}
	return (ranks - churned*(churned+1)/2) / (churned * (float64(len(y)) - churned))
}

func logLoss(y, score []float64) float64 {
	sum := 0.0
	for i, p := range score {
		sum -= math.Log(math.Abs(1 - y[i] - p))
	}
	return sum / float64(len(y))
}
