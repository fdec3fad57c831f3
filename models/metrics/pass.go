package metrics

import (
	"math"

	"predict/models"
)

// outcome is what one pass over a ranked sample gives.
type outcome struct {
	auc, averagePrecision float64
	// captured[d] is the weight of churned customers in the lowest d tenths.
	captured [Deciles + 1]float64
	total    totals

	// Only for probabilities:
	logLoss, brier, ece float64
	bins                []binSum
}

// binSum holds the weights of a calibration bin.
type binSum struct{ all, churned, prob float64 }

// liftTop is the churn rate in the top tenth over the churn rate of all.
func (o *outcome) liftTop() float64 { return o.gain(1) * Deciles }

// gain is the share of all churned customers found in the top d tenths.
func (o *outcome) gain(d int) float64 {
	return (o.total.churned - o.captured[Deciles-d]) / o.total.churned
}

// pass computes every metric in one walk from the lowest to the highest score.
//
// A group of equal scores is one step: half of its pairs count as ordered
// (AUC by mid-ranks), precision is taken at its end (average precision as
// scikit-learn defines it), and where a boundary of a tenth or a bin falls
// inside it, it is divided in proportion, which is the mean over all orders.
//
// total are the totals of the same draw.
func (k *ranked) pass(draw []uint8, total totals) (outcome, error) {
	o := outcome{total: total}
	stayed := o.total.all - o.total.churned
	if !(o.total.churned > 0) || !(stayed > 0) {
		return o, models.ErrOneClass
	}
	tenths := walker{next: 1, bounds: fractions(o.total.all, Deciles)}
	bins := walker{next: 1, bounds: equalCounts(o.total.all, k.bins), sums: make([]binSum, 0, k.bins+1)}
	tenths.sums = make([]binSum, 0, Deciles+1)
	var below binSum // all rows of lower score
	var pairs, precision, logLoss, brier float64
	start := 0
	for _, e := range k.end {
		var group binSum
		for i := start; i < int(e); i++ {
			weight := k.weightOf(i, k.order[i], draw)
			group.all += weight
			group.churned += float64(weight * float64(k.churned[i]))
			if k.prob != nil {
				logLoss += float64(weight * k.logLoss[i])
				brier += float64(weight * k.brier[i])
			}
		}
		if k.prob != nil {
			group.prob = float64(group.all * k.prob[start])
		}
		start = int(e)
		if group.all == 0 {
			continue
		}
		stayedBelow, stayedHere := below.all-below.churned, group.all-group.churned
		pairs += float64(group.churned * (stayedBelow + stayedHere/2))
		// At and above this group: what a list cut here would hold.
		precision += float64(group.churned * ((o.total.churned - below.churned) / (o.total.all - below.all)))
		tenths.step(below, group)
		if k.prob != nil {
			bins.step(below, group)
		}
		below.all += group.all
		below.churned += group.churned
		below.prob += group.prob
	}
	o.auc = pairs / float64(o.total.churned*stayed)
	o.averagePrecision = precision / o.total.churned
	for d, at := range tenths.finish(below) {
		o.captured[d] = at.churned
	}
	if k.prob != nil {
		o.logLoss, o.brier = logLoss/o.total.all, brier/o.total.all
		o.bins, o.ece = calibration(bins.finish(below))
	}
	return o, nil
}

// walker notes the running sums at given cumulative weights. bounds[0] is 0.
type walker struct {
	bounds []float64
	next   int
	sums   []binSum
}

func (b *walker) step(below, group binSum) {
	for b.next < len(b.bounds)-1 && b.bounds[b.next] <= below.all+group.all {
		share := (b.bounds[b.next] - below.all) / group.all
		b.sums = append(b.sums, binSum{
			all:     b.bounds[b.next],
			churned: below.churned + float64(share*group.churned),
			prob:    below.prob + float64(share*group.prob),
		})
		b.next++
	}
}

// finish gives the running sums at every bound, from 0 to all. Bounds that
// rounding put beyond the end are at the end.
func (b *walker) finish(all binSum) []binSum {
	for len(b.sums) < len(b.bounds)-1 {
		b.sums = append(b.sums, all)
	}
	return append([]binSum{{}}, b.sums...)
}

// fractions are the bounds of k slices of equal weight.
func fractions(total float64, k int) []float64 {
	bounds := make([]float64, k+1)
	for b := range bounds {
		bounds[b] = total * float64(b) / float64(k)
	}
	return bounds
}

// equalCounts are the bounds of k slices whose counts differ by one at most,
// the larger first, as numpy.array_split makes them. Weights that do not add up
// to a whole number are divided evenly.
func equalCounts(total float64, k int) []float64 {
	if total != math.Trunc(total) {
		return fractions(total, k)
	}
	size := math.Floor(total / float64(k))
	rest := total - size*float64(k)
	bounds := make([]float64, k+1)
	for b := range bounds {
		bounds[b] = size*float64(b) + math.Min(float64(b), rest)
	}
	return bounds
}

// calibration turns running sums into bins and their expected calibration
// error, the mean distance between predicted and observed rate.
func calibration(running []binSum) ([]binSum, float64) {
	bins := make([]binSum, len(running)-1)
	var distance float64
	for b := range bins {
		bins[b] = binSum{
			all:     running[b+1].all - running[b].all,
			churned: running[b+1].churned - running[b].churned,
			prob:    running[b+1].prob - running[b].prob,
		}
		distance += math.Abs(bins[b].prob - bins[b].churned)
	}
	return bins, distance / running[len(running)-1].all
}
