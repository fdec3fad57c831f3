package tune

import "math"

// Promotions is how many of the first n trials are tried on all rows: a third,
// rounded.
func Promotions(n int) int { return (n + 1) / 3 }

// Promote gives the number of the trial that is tried on all rows after the last
// one in losses: the best, by the loss on few rows, of those that have not been;
// of equal ones the first. It gives false where none is due.
func Promote(losses []float64, promoted func(trial int) bool) (int, bool) {
	if Promotions(len(losses)) == Promotions(len(losses)-1) {
		return 0, false
	}
	best := -1
	for k, loss := range losses {
		if promoted(k) || math.IsNaN(loss) {
			continue
		}
		if best < 0 || loss < losses[best] {
			best = k
		}
	}
	return best, best >= 0
}
