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

// minimise fits a line of the given columns by Newton's method with halved
// steps. Columns are centred and scaled first, so that a rare extreme does no
// harm; one that is constant, or a line of those before it, gets 0.
func (f *lineLoss) minimise(columns ...[]float64) line {
	k := len(columns)
	centre, scale := make([]float64, k), make([]float64, k)
	scaled := make([][]float64, k)
	for j, column := range columns {
		scaled[j], centre[j], scale[j] = f.standardise(column)
	}
	at := make([]float64, k+1) // the intercept is last
	at[k] = logit(f.rate)
	value, gradient, hessian := f.at(scaled, at)
	next := make([]float64, k+1)
	for range 100 {
		step := solve(hessian, gradient)
		moved := false
		for length := 1.0; length > 1e-10; length /= 2 {
			for j := range next {
				next[j] = at[j] - float64(length*step[j])
			}
			if v, g, h := f.at(scaled, next); v < value {
				at, next = next, at
				value, gradient, hessian, moved = v, g, h, true
				break
			}
		}
		if !moved || norm(step) < 1e-12 {
			break
		}
	}
	fitted := line{coef: make([]float64, k), intercept: at[k], loss: value}
	for j := range k {
		fitted.coef[j] = at[j] / scale[j]
		fitted.intercept -= float64(fitted.coef[j] * centre[j])
	}
	return fitted
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

// at gives the loss at c, its gradient and its matrix of second derivatives.
func (f *lineLoss) at(columns [][]float64, c []float64) (value float64, gradient []float64, hessian [][]float64) {
	k := len(columns)
	gradient, hessian = make([]float64, k+1), make([][]float64, k+1)
	for j := range hessian {
		hessian[j] = make([]float64, k+1)
	}
	x := make([]float64, k+1)
	x[k] = 1
	for i, target := range f.target {
		z := c[k]
		for j := range k {
			x[j] = columns[j][i]
			z += float64(c[j] * x[j])
		}
		weight := weight(f.w, i)
		e := math.Exp(-math.Abs(z))
		p := 1 / (1 + e)
		if z < 0 {
			p = e / (1 + e)
		}
		value += float64(weight * (math.Log1p(e) + math.Max(z, 0) - float64(target*z)))
		residual, curvature := float64(weight*(p-target)), float64(weight*float64(p*(1-p)))
		for j := range x {
			gradient[j] += float64(residual * x[j])
			for l := range j + 1 {
				hessian[j][l] += float64(float64(curvature*x[j]) * x[l])
			}
		}
	}
	return value, gradient, hessian
}

// solve gives the step s with h*s = g for a positive semidefinite h, of which
// only the lower triangle is read, by the LDL factors. What h leaves open is 0.
func solve(h [][]float64, g []float64) []float64 {
	n := len(g)
	// The intercept comes first: a column that says the same is left open.
	order := append([]int{n - 1}, sequence(n-1)...)
	factor, pivot := make([][]float64, n), make([]float64, n)
	s := make([]float64, n)
	for i := range n {
		factor[i] = make([]float64, n)
		for j := range i + 1 {
			v := h[max(order[i], order[j])][min(order[i], order[j])]
			for l := range j {
				v -= float64(float64(factor[i][l]*factor[j][l]) * pivot[l])
			}
			switch {
			case i == j && v > 1e-10*h[order[i]][order[i]]:
				pivot[i] = v
			case i != j && pivot[j] > 0:
				factor[i][j] = v / pivot[j]
			}
		}
	}
	part := make([]float64, n)
	for i := range n {
		part[i] = g[order[i]]
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

func sequence(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func norm(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += float64(x * x)
	}
	return math.Sqrt(sum)
}

func weight(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}
