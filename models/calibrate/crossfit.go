package calibrate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"predict/models"
	"predict/models/metrics"
)

// tooFew says why kinds of calibrators cannot be compared, or nothing.
func tooFew(p, y, w []float64) (why string, err error) {
	err = check(p, y, w)
	if errors.Is(err, models.ErrOneClass) {
		return "only one class in the labels", checkProbabilities(p, y)
	}
	if err != nil {
		return "", err
	}
	var rows [2]int
	for i, v := range y {
		if weight(w, i) > 0 {
			rows[int(v)]++
		}
	}
	if rarer := min(rows[0], rows[1]); rarer < leastToChoose {
		return fmt.Sprintf("%d customers of the rarer class, %d are needed", rarer, leastToChoose), nil
	}
	return "", nil
}

// fallback is the choice where kinds cannot be compared.
func fallback(why string, kinds []Kind, p, y, w []float64) (Choice, error) {
	choice := Choice{Calibrator: identity{}, Kind: Identity, Fallback: why + ": the model's own probabilities"}
	var churned, mean, total float64
	for i, v := range p {
		churned += float64(weight(w, i) * y[i])
		mean += float64(weight(w, i) * v)
		total += weight(w, i)
	}
	if churned == 0 || churned == total || len(kinds) == 1 && kinds[0] == Identity {
		return choice, nil
	}
	rate := (churned + float64(imagined*(mean/total))) / (total + imagined)
	delta, err := ShiftTo(p, w, rate)
	if err != nil {
		return Choice{}, fmt.Errorf("choosing calibration: %w", err)
	}
	choice.Calibrator = WithShift(identity{}, delta)
	choice.Fallback = why + ": the model's own probabilities, shifted towards the observed rate"
	return choice, nil
}

// crossFit is a calibration sample in folds of whole customers, in the order of
// the probabilities, which saves sorting them for every fold.
type crossFit struct {
	p, y, w []float64
	keys    []uint64
	fold    []int
	folds   int
	// byCustomer are the rows in the order of their keys.
	byCustomer []int
}

// newCrossFit copies the rows. Nil keys make every row its own customer.
func newCrossFit(p, y, w []float64, keys []uint64, folds int) *crossFit {
	n := len(y)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	c := &crossFit{
		p: make([]float64, n), y: make([]float64, n), keys: make([]uint64, n),
		fold: make([]int, n), folds: folds, byCustomer: make([]int, n),
	}
	if w != nil {
		c.w = make([]float64, n)
	}
	for place, row := range order {
		c.p[place], c.y[place], c.keys[place], c.byCustomer[place] = p[row], y[row], uint64(row), place
		if w != nil {
			c.w[place] = w[row]
		}
		if keys != nil {
			c.keys[place] = keys[row]
		}
		c.fold[place] = int(spread(c.keys[place]) % uint64(folds))
	}
	slices.SortStableFunc(c.byCustomer, func(a, b int) int { return cmp.Compare(c.keys[a], c.keys[b]) })
	return c
}

// spread is the finaliser of MurmurHash3, a bijection of 64 bits: keys may be
// numbers in a row, or differ in their low bits alone.
func spread(z uint64) uint64 {
	z = (z ^ z>>33) * 0xff51afd7ed558ccd
	z = (z ^ z>>33) * 0xc4ceb9fe1a85ec53
	return z ^ z>>33
}

// bothClasses says whether every fold leaves both classes to the others.
func (c *crossFit) bothClasses() bool {
	for f := range c.folds {
		_, y, w, _ := c.split(f)
		if models.CheckLabels(y, w) != nil {
			return false
		}
	}
	return true
}

// split gives the rows outside fold f, and the places of those inside.
func (c *crossFit) split(f int) (p, y, w []float64, inside []int) {
	for i, fold := range c.fold {
		if fold == f {
			inside = append(inside, i)
			continue
		}
		p, y = append(p, c.p[i]), append(y, c.y[i])
		if c.w != nil {
			w = append(w, c.w[i])
		}
	}
	return p, y, w, inside
}

// losses gives those of every kind, in the same order.
func (c *crossFit) losses(kinds []Kind) ([]Loss, error) {
	predicted := make([][]float64, len(kinds))
	for k := range kinds {
		predicted[k] = make([]float64, len(c.p))
	}
	for f := range c.folds {
		p, y, w, inside := c.split(f)
		for k, kind := range kinds {
			fitted, err := Fit(kind, p, y, w)
			if err != nil {
				return nil, err
			}
			for _, i := range inside {
				predicted[k][i] = fitted.Calibrate(c.p[i])
			}
		}
	}
	losses := make([]Loss, len(kinds))
	best := 0
	for k, kind := range kinds {
		logLoss, err := metrics.LogLoss(c.y, predicted[k], c.w)
		if err != nil {
			return nil, err
		}
		brier, err := metrics.Brier(c.y, predicted[k], c.w)
		if err != nil {
			return nil, err
		}
		ece, err := metrics.ExpectedCalibrationError(c.y, predicted[k], c.w, choiceBins)
		if err != nil {
			return nil, err
		}
		losses[k] = Loss{Kind: kind, LogLoss: logLoss, Brier: brier, ECE: ece}
		if logLoss < losses[best].LogLoss {
			best = k
		}
	}
	for k := range losses {
		if k != best {
			losses[k].Behind, losses[k].BehindError = c.behind(predicted[k], predicted[best])
		}
	}
	return losses, nil
}

// behind gives the mean of the difference of two log losses and its standard
// error, in which all rows of a customer count as one.
func (c *crossFit) behind(a, b []float64) (mean, standardError float64) {
	difference := make([]float64, len(a))
	var total float64
	for i := range a {
		difference[i] = rowLoss(c.y[i], a[i]) - rowLoss(c.y[i], b[i])
		mean += float64(weight(c.w, i) * difference[i])
		total += weight(c.w, i)
	}
	mean /= total
	var squares, sum float64
	customers := 0
	for k, i := range c.byCustomer {
		sum += float64(weight(c.w, i) * (difference[i] - mean))
		if k+1 == len(c.byCustomer) || c.keys[c.byCustomer[k+1]] != c.keys[i] {
			squares += float64(sum * sum)
			sum = 0
			customers++
		}
	}
	if customers < 2 {
		return mean, 0
	}
	return mean, math.Sqrt(squares*float64(customers)/float64(customers-1)) / total
}

// rowLoss is the log loss of one row, with p kept away from 0 and 1.
func rowLoss(y, p float64) float64 {
	p = inside(p)
	if y == 1 {
		return -math.Log(p)
	}
	return -math.Log1p(-p)
}
