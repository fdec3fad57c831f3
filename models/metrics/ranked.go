package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"predict/models"
)

// Deciles is the number of equal slices of a gains table.
const Deciles = 10

// ranked is a sample in the order of one score, lowest first, laid out so that
// a bootstrap replicate is one pass.
type ranked struct {
	order   []int32   // row numbers, by rising score
	churned []uint8   // label of each, in that order
	weight  []float64 // own weight of each, in that order; nil for ones
	end     []int32   // end[g] is where the g-th group of equal scores ends
	bins    int       // number of calibration bins

	// Only where the score is a probability:
	prob, logLoss, brier []float64
}

// newRanked sorts the rows by score. Rows of equal score keep their order, but
// nothing that is computed from them depends on it beyond rounding.
func newRanked(y, score, w []float64, isProbability bool, bins int) (*ranked, error) {
	if len(y) == 0 {
		return nil, models.ErrEmpty
	}
	n := len(y)
	if err := checkScore(score, n, isProbability); err != nil {
		return nil, err
	}
	k := &ranked{order: make([]int32, n), churned: make([]uint8, n), bins: bins}
	for i := range k.order {
		k.order[i] = int32(i)
	}
	slices.SortStableFunc(k.order, func(a, b int32) int { return cmp.Compare(score[a], score[b]) })
	for i, row := range k.order {
		k.churned[i] = uint8(y[row])
		if i+1 == n || score[k.order[i+1]] != score[row] {
			k.end = append(k.end, int32(i+1))
		}
	}
	if w != nil {
		k.weight = gather(k.order, w)
	}
	if isProbability {
		k.prob = gather(k.order, score)
		k.logLoss, k.brier = make([]float64, n), make([]float64, n)
		for i, p := range k.prob {
			k.logLoss[i], k.brier[i] = lossOf(float64(k.churned[i]), p)
		}
	}
	return k, nil
}

// checkScore reports a score that is NaN or, where it should be a probability,
// outside [0,1].
func checkScore(score []float64, n int, isProbability bool) error {
	if len(score) != n {
		return fmt.Errorf("checking scores: %d scores for %d labels: %w", len(score), n, models.ErrShape)
	}
	for i, s := range score {
		if math.IsNaN(s) || isProbability && (s < 0 || s > 1) {
			return fmt.Errorf("checking scores: score %d is %v: %w", i, s, models.ErrValue)
		}
	}
	return nil
}

func gather(order []int32, values []float64) []float64 {
	out := make([]float64, len(order))
	for i, row := range order {
		out[i] = values[row]
	}
	return out
}

// lossOf gives the log loss and the squared error of one row. Probabilities
// are clipped to [2^-52, 1-2^-52] for the log loss, as scikit-learn does for
// float64.
func lossOf(y, p float64) (logLoss, brier float64) {
	const epsilon = 0x1p-52
	clipped := math.Min(math.Max(p, epsilon), 1-epsilon)
	if y == 1 {
		logLoss = -math.Log(clipped)
	} else {
		logLoss = -math.Log1p(-clipped)
	}
	return logLoss, float64((p - y) * (p - y))
}

// totals are the sums of a replicate's weights.
type totals struct{ all, churned float64 }

// totalsOf sums the weights of a replicate of labels y and weights w; a nil draw
// takes each row once.
func totalsOf(y, w []float64, draw []uint8) totals {
	var t totals
	for i, label := range y {
		weight := 1.0
		if draw != nil {
			weight = float64(draw[i])
		}
		if w != nil {
			weight *= w[i]
		}
		t.all += weight
		t.churned += float64(weight * label)
	}
	return t
}

// weightOf is the weight of the row at place i of the order: its own weight
// times how often the replicate drew it. A nil draw takes each row once.
func (k *ranked) weightOf(i int, row int32, draw []uint8) float64 {
	weight := 1.0
	if draw != nil {
		weight = float64(draw[row])
	}
	if k.weight != nil {
		weight *= k.weight[i]
	}
	return weight
}
