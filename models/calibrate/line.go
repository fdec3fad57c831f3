package calibrate

import "math"

// lineLoss is the summed log loss of a straight line of the log odds against
// labels drawn in from 0 and 1 by one imagined customer of each class (Platt
// 1999), so that no sample gives certainty.
type lineLoss struct {
	target, w []float64
	rate      float64 // mean target
}

func newLineLoss(y, w []float64) *lineLoss {
	var churned, stayed float64
	for i, v := range y {
		churned += float64(weight(w, i) * v)
		stayed += float64(weight(w, i) * (1 - v))
	}
	high, low := (churned+1)/(churned+2), 1/(stayed+2)
	f := &lineLoss{target: make([]float64, len(y)), w: w}
	for i, v := range y {
		f.target[i] = low
		if v == 1 {
			f.target[i] = high
		}
	}
	f.rate = (float64(churned*high) + float64(stayed*low)) / (churned + stayed)
	return f
}

// line is sigmoid(sum of coef[j]*x[j] + intercept) and its loss.
type line struct {
	coef      []float64
	intercept float64
	loss      float64
}

// most is the number of columns that a line can have.
const most = 2

// params are the multiples of the columns, and the intercept behind them.
type params [most + 1]float64

// derivatives are the slopes of the loss and, in the lower triangle, its
// curvatures.
type derivatives struct {
	gradient params
	hessian  [most + 1]params
}

// minimise fits a line of at most two columns by Newton's method with halved
// steps. Columns are
// centred and scaled first, so that a rare extreme does no harm; one that is
// constant, or a line of those before it, gets 0.
func (f *lineLoss) minimise(columns ...[]float64) line {
	k := len(columns)
	var centre, scale [most]float64
	var scaled [most][]float64
	for j, column := range columns {
		scaled[j], centre[j], scale[j] = f.standardise(column)
	}
	at := params{}
	at[k] = logit(f.rate)
	value, d := f.at(scaled[:k], at)
	for range 100 {
		step, gain := solve(d, k+1), 0.0
		for j := range k + 1 {
			gain += float64(step[j] * d.gradient[j] / 2)
		}
		// Newton's step squares the error: after a step that gains next to nothing
		// there is nothing left to gain, and rounding hides which way is down.
		if gain <= 1e-13*value {
			at = moved(at, step, 1)
			break
		}
		length := 1.0
		next := moved(at, step, length)
		v, e := f.at(scaled[:k], next)
		for ; !(v < value) && length > 1e-10; v, e = f.at(scaled[:k], next) {
			length /= 2
			next = moved(at, step, length)
		}
		if !(v < value) {
			break
		}
		at, value, d = next, v, e
	}
	fitted := line{coef: make([]float64, k), intercept: at[k], loss: value}
	for j := range k {
		fitted.coef[j] = at[j] / scale[j]
		fitted.intercept -= float64(fitted.coef[j] * centre[j])
	}
	return fitted
}

func moved(at, step params, length float64) params {
	for j := range at {
		at[j] -= float64(length * step[j])
	}
	return at
}

// standardise gives the column with mean 0 and variance 1, and what it took. A
// constant column becomes zeros.
func (f *lineLoss) standardise(column []float64) (scaled []float64, centre, scale float64) {
	var sum, total float64
	for i, v := range column {
		sum += float64(weight(f.w, i) * v)
		total += weight(f.w, i)
	}
	centre = sum / total
	var squares float64
	for i, v := range column {
		squares += float64(weight(f.w, i) * float64((v-centre)*(v-centre)))
	}
	scale = math.Sqrt(squares / total)
	scaled = make([]float64, len(column))
	if !(scale > 1e-12*(1+math.Abs(centre))) {
		return scaled, centre, 1
	}
	for i, v := range column {
		scaled[i] = (v - centre) / scale
	}
	return scaled, centre, scale
}

// at gives the loss at c and its derivatives.
func (f *lineLoss) at(columns [][]float64, c params) (value float64, d derivatives) {
	k := len(columns)
	var x params
	x[k] = 1
	for i, target := range f.target {
		z := c[k]
		for j, column := range columns {
			x[j] = column[i]
			z += float64(c[j] * x[j])
		}
		weight := weight(f.w, i)
		e := math.Exp(-math.Abs(z))
		p := 1 / (1 + e)
		loss := math.Log(1 + e)
		if z < 0 {
			p = e / (1 + e)
		} else {
			loss += z
		}
		value += float64(weight * (loss - float64(target*z)))
		residual, curvature := float64(weight*(p-target)), float64(weight*float64(p*(1-p)))
		for j := range k + 1 {
			d.gradient[j] += float64(residual * x[j])
			for l := range j + 1 {
				d.hessian[j][l] += float64(float64(curvature*x[j]) * x[l])
			}
		}
	}
	return value, d
}

// solve gives the step s of n numbers with hessian*s = gradient for a positive
// semidefinite hessian, by its LDL factors. What it leaves open is 0.
func solve(d derivatives, n int) params {
	// The intercept comes first: a column that says the same is left open.
	order := [most + 1]int{n - 1}
	for j := 1; j < n; j++ {
		order[j] = j - 1
	}
	var factor [most + 1]params
	var pivot, part, s params
	for i := range n {
		part[i] = d.gradient[order[i]]
		for j := range i + 1 {
			v := d.hessian[max(order[i], order[j])][min(order[i], order[j])]
			for l := range j {
				v -= float64(float64(factor[i][l]*factor[j][l]) * pivot[l])
			}
			switch {
			case i == j && v > 1e-10*d.hessian[order[i]][order[i]]:
				pivot[i] = v
			case i != j && pivot[j] > 0:
				factor[i][j] = v / pivot[j]
			}
		}
		for l := range i {
			part[i] -= float64(factor[i][l] * part[l])
		}
	}
	for i := n - 1; i >= 0; i-- {
		if pivot[i] == 0 {
			continue
		}
		v := part[i] / pivot[i]
		for l := i + 1; l < n; l++ {
			v -= float64(factor[l][i] * s[order[l]])
		}
		s[order[i]] = v
	}
	return s
}

func weight(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}
