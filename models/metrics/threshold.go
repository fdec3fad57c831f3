package metrics

import (
	"fmt"

	"predict/models"
)

// ThresholdRule says where a list of customers is cut. The zero value is the
// cut of best F1.
type ThresholdRule struct {
	kind  thresholdKind
	value float64
}

type thresholdKind int

const (
	byF1 thresholdKind = iota
	byProbability
	byShare
)

// AtProbability cuts at a given probability in [0,1], such as that of a tier.
func AtProbability(p float64) ThresholdRule { return ThresholdRule{byProbability, p} }

// TopShare cuts so that the list holds at least the given share of all
// customers, above 0 and up to 1. It holds more where customers at the edge
// have the same probability.
func TopShare(share float64) ThresholdRule { return ThresholdRule{byShare, share} }

// BestF1 cuts where the harmonic mean of precision and recall is largest, at
// the highest of equally good thresholds. Chosen and reported on the same
// customers, its F1 is a little too good.
func BestF1() ThresholdRule { return ThresholdRule{} }

// Cut is a list of the customers whose probability is Threshold or more.
type Cut struct {
	Threshold float64 `json:"threshold"`
	// Share is the list's share of all customers, by weight.
	Share float64 `json:"share"`
	// Precision is the churn rate on the list; nil where the list is empty.
	Precision *float64 `json:"precision,omitempty"`
	// Recall is the share of all churned customers on the list.
	Recall float64 `json:"recall"`
	// F1 is the harmonic mean of precision and recall: 2·hits / (listed + churned),
	// 0 for an empty list.
	F1 float64 `json:"f1"`
}

// Threshold finds the threshold of a rule among probabilities p with labels y
// and weights w (nil for ones), and what a list cut there holds. A customer at
// the threshold is on the list. It reports models.ErrOneClass, models.ErrShape,
// models.ErrEmpty, and models.ErrValue for a probability, weight or rule out of
// range.
func Threshold(y, p, w []float64, by ThresholdRule) (Cut, error) {
	inRange := by.value >= 0 && by.value <= 1 && (by.kind != byShare || by.value > 0)
	if !inRange {
		return Cut{}, fmt.Errorf("choosing a threshold: %v is out of range: %w", by.value, models.ErrValue)
	}
	if err := models.CheckLabels(y, w); err != nil {
		return Cut{}, fmt.Errorf("choosing a threshold: %w", err)
	}
	k, err := newRanked(y, p, w, true, 1)
	if err != nil {
		return Cut{}, fmt.Errorf("choosing a threshold: %w", err)
	}
	total := totalsOf(y, w, nil)
	var list, best binSum
	threshold := 1.0
	for g := len(k.end) - 1; g >= 0; g-- {
		here, value := k.group(g), k.prob[k.end[g]-1]
		if by.complete(list, total, value) {
			break
		}
		list.all += here.all
		list.churned += here.churned
		if by.kind != byF1 || f1(list, total) > f1(best, total) {
			best, threshold = list, value
		}
	}
	if by.kind == byProbability {
		threshold = by.value
	}
	cut := Cut{Threshold: threshold, Share: best.all / total.all, Recall: best.churned / total.churned, F1: f1(best, total)}
	if best.all > 0 {
		precision := best.churned / best.all
		cut.Precision = &precision
	}
	return cut, nil
}

// complete says whether the list holds all that it should before customers of
// probability next are added.
func (by ThresholdRule) complete(list binSum, total totals, next float64) bool {
	const rounding = 1e-12
	switch by.kind {
	case byProbability:
		return next < by.value
	case byShare:
		return list.all >= by.value*total.all*(1-rounding)
	}
	return false
}

func f1(list binSum, total totals) float64 {
	return 2 * list.churned / (list.all + total.churned)
}

// group gives the weights of the g-th group of equal scores.
func (k *ranked) group(g int) binSum {
	start := int32(0)
	if g > 0 {
		start = k.end[g-1]
	}
	var sum binSum
	for i := start; i < k.end[g]; i++ {
		weight := k.weightOf(int(i), k.order[i], nil)
		sum.all += weight
		sum.churned += float64(weight * float64(k.churned[i]))
	}
	return sum
}
