package golearn

import (
	"context"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"
)

// golearnVotes grows the same tree and lets golearn predict each row with it.
func golearnVotes(s *sample, o Options) ([]float64, error) {
	rule, err := newSplitRule(context.Background(), s, o)
	if err != nil {
		return nil, err
	}
	predicted, err := trees.InferID3Tree(rule.grid, rule).Predict(rule.grid)
	if err != nil {
		return nil, err
	}
	votes := make([]float64, len(s.churned))
	for i := range votes {
		votes[i] = float64(one(base.GetClass(predicted, i) == classChurned))
	}
	return votes, nil
}
