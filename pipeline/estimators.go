package pipeline

import (
	"fmt"

	"predict/configs"
	"predict/features"
	"predict/models/candidates"
	"predict/models/gbdt"
	"predict/models/golearn"
	"predict/models/logistic"
)

// candidateTrainer sets up the candidates that a config names: all of them where
// the best is wanted, the members where it is the average, else the one alone.
// rows is about how many rows there are to learn from.
func candidateTrainer(m configs.Model, schema features.Schema, rows int64, workers int) (candidates.Trainer, error) {
	t := candidates.Trainer{Seed: uint64(m.Seed)} //nolint:gosec // Validate allows no negative seed
	names := []string{m.Algorithm}
	switch m.Algorithm {
	case configs.Best:
		names, t.Average = m.Candidates, m.Average
	case configs.Average:
		names, t.Average = m.Average, m.Average
	}
	for _, name := range names {
		c, err := candidateFor(name, m, schema, rows, workers)
		if err != nil {
			return t, fmt.Errorf("setting up %s: %w", name, err)
		}
		t.Candidates = append(t.Candidates, c)
	}
	return t, nil
}

// candidateFor sets up an algorithm. It never learns from more than
// model.max_rows, which the rows are sampled to before.
func candidateFor(name string, m configs.Model, schema features.Schema, rows int64, workers int) (candidates.Candidate, error) {
	switch name {
	case configs.Boosted:
		return boostedCandidate(forRows(m.Boosted, rows), m, schema, workers)
	case configs.Forest:
		e, err := golearn.New(m.Forest.Options(m.Seed))
		return candidates.Candidate{Name: name, Estimator: e, MaxRows: forestRows}, err
	}
	return logisticCandidate(m.Logistic, workers)
}

// boostedCandidate sets up boosted trees with options as they are.
func boostedCandidate(o gbdt.Options, m configs.Model, schema features.Schema, workers int) (candidates.Candidate, error) {
	o.Workers, o.Seed, o.Features = workers, uint64(m.Seed), schema.Names() //nolint:gosec // Validate allows no negative seed
	if m.Monotone {
		o.Monotone = directions(schema)
	}
	e, err := gbdt.New(o)
	return candidates.Candidate{Name: configs.Boosted, Estimator: e}, err
}

// logisticCandidate sets up the logistic regression with options as they are.
func logisticCandidate(o logistic.Options, workers int) (candidates.Candidate, error) {
	o.Workers = workers
	e, err := logistic.New(o)
	return candidates.Candidate{Name: configs.Logistic, Estimator: e, MaxRows: o.MaxRows}, err
}

// fewRows is the number of rows below which trees are kept small.
const fewRows = 50_000

// forRows replaces settings that stand at their defaults, which suit many rows,
// by those that suit few: smaller trees, each of a third of the features, and
// more of them. They were chosen by the rehearsals of Online Retail and CDNOW,
// among customers of the training cutoffs.
func forRows(o gbdt.Options, rows int64) gbdt.Options {
	if rows >= fewRows {
		return o
	}
	d := gbdt.DefaultOptions()
	if o.NumLeaves == d.NumLeaves {
		o.NumLeaves = 8
	}
	if o.MinDataInLeaf == d.MinDataInLeaf {
		o.MinDataInLeaf = int(min(100, max(5, rows/25)))
	}
	if o.FeatureFraction == d.FeatureFraction {
		o.FeatureFraction = 0.3
	}
	if o.LearningRate == d.LearningRate {
		o.LearningRate = 0.03
	}
	if o.LambdaL2 == d.LambdaL2 {
		o.LambdaL2 = 1
	}
	if o.NumIterations == d.NumIterations {
		o.NumIterations = 1000
	}
	return o
}

// directions are the monotone constraints that features declare.
func directions(schema features.Schema) []int8 {
	out := make([]int8, schema.Len())
	for j, spec := range schema.Specs {
		out[j] = int8(spec.Risk)
	}
	return out
}

// forestRows is the most rows that the forest is handed: its trees draw some
// thousands each, and it holds its rows in double precision.
const forestRows = 100_000
