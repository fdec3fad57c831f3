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
// the best or the average is wanted, else the one alone.
func candidateTrainer(m configs.Model, schema features.Schema, workers int) (candidates.Trainer, error) {
	t := candidates.Trainer{Seed: uint64(m.Seed), Average: m.Algorithm == configs.Best || m.Algorithm == configs.Average} //nolint:gosec // Validate allows no negative seed
	names := m.Candidates
	if !t.Average {
		names = []string{m.Algorithm}
	}
	for _, name := range names {
		c, err := candidateFor(name, m, schema, workers)
		if err != nil {
			return t, fmt.Errorf("setting up %s: %w", name, err)
		}
		t.Candidates = append(t.Candidates, c)
	}
	return t, nil
}

// candidateFor sets up an algorithm. It never learns from more than
// model.max_rows, which the rows are sampled to before.
func candidateFor(name string, m configs.Model, schema features.Schema, workers int) (candidates.Candidate, error) {
	c := candidates.Candidate{Name: name}
	var err error
	switch name {
	case configs.Boosted:
		o := m.Boosted
		o.Workers, o.Seed, o.Features = workers, uint64(m.Seed), schema.Names() //nolint:gosec // Validate allows no negative seed
		if m.Monotone {
			o.Monotone = directions(schema)
		}
		c.Estimator, err = gbdt.New(o)
	case configs.Forest:
		c.Estimator, err = golearn.New(m.Forest.Options(m.Seed))
		c.MaxRows = forestRows
	default:
		o := m.Logistic
		o.Workers = workers
		c.Estimator, err = logistic.New(o)
		c.MaxRows = o.MaxRows
	}
	return c, err
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
