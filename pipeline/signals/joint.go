package signals

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"predict/features/signals"
)

const (
	// ridge is the pull of every coefficient to 0, in units of the log-likelihood: so
	// small that it changes no figure, but enough for a solution where a signal parts
	// the customers fully.
	ridge = 1e-6
	// widest is the standard error of a log odds ratio beyond which it tells nothing:
	// an interval from a millionth to a million.
	widest = 7

	mostSteps  = 100
	smallStep  = 1e-10
	mostHalves = 30
)

// joint is a logistic regression of churn on all signals together.
type joint struct {
	column [signals.NumSignals]int // of the coefficients; 0 where the signal has none
	beta   []float64               // the intercept first
	errors []float64               // standard errors
}

// fitJoint fits the regression to the counts of the patterns, by Newton's method with
// halved steps. Signals that nobody or everybody shows have no coefficient.
func fitJoint(c *signals.Counts) *joint {
	j := &joint{}
	var shown, hidden [signals.NumSignals]int64
	var churned, stayed int64
	for p := range signals.NumPatterns {
		churned += c.Churned[p]
		stayed += c.Stayed[p]
		for s := range signals.NumSignals {
			if p>>s&1 == 1 {
				shown[s] += c.Churned[p] + c.Stayed[p]
			} else {
				hidden[s] += c.Churned[p] + c.Stayed[p]
			}
		}
	}
	if churned == 0 || stayed == 0 {
		return j
	}
	columns := 1
	for s := range signals.NumSignals {
		if shown[s] > 0 && hidden[s] > 0 {
			j.column[s] = columns
			columns++
		}
	}
	if columns > 1 {
		j.newton(c, columns)
	}
	return j
}

// newton climbs the likelihood from 0; the coefficients stay nil where it fails.
func (j *joint) newton(c *signals.Counts, columns int) {
	beta := mat.NewVecDense(columns, nil)
	next := mat.NewVecDense(columns, nil)
	best := j.likelihood(c, beta.RawVector().Data)
	for range mostSteps {
		gradient, curvature := j.slopes(c, beta.RawVector().Data)
		var chol mat.Cholesky
		var step mat.VecDense
		if !chol.Factorize(curvature) || chol.SolveVecTo(&step, gradient) != nil {
			return
		}
		size := mat.Norm(&step, math.Inf(1))
		for half := 0; ; half++ {
			next.AddVec(beta, &step)
			reached := j.likelihood(c, next.RawVector().Data)
			if reached >= best || half == mostHalves {
				best = reached
				break
			}
			step.ScaleVec(.5, &step)
		}
		beta.CopyVec(next)
		if size < smallStep {
			break
		}
	}
	_, curvature := j.slopes(c, beta.RawVector().Data)
	var chol mat.Cholesky
	var inverse mat.SymDense
	if !chol.Factorize(curvature) || chol.InverseTo(&inverse) != nil {
		return
	}
	j.beta = beta.RawVector().Data
	j.errors = make([]float64, columns)
	for k := range j.errors {
		j.errors[k] = math.Sqrt(inverse.At(k, k))
	}
}

// score adds up the coefficients of a pattern.
func (j *joint) score(beta []float64, pattern int) float64 {
	sum := beta[0]
	for s, k := range j.column {
		if k > 0 && pattern>>s&1 == 1 {
			sum += beta[k]
		}
	}
	return sum
}

// likelihood is the penalised log-likelihood.
func (j *joint) likelihood(c *signals.Counts, beta []float64) float64 {
	var sum float64
	for p := range signals.NumPatterns {
		if c.Churned[p]+c.Stayed[p] == 0 {
			continue
		}
		x := j.score(beta, p)
		// log(1+e^x), without overflow
		soft := max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
		sum += float64(float64(c.Churned[p])*x) - float64(float64(c.Churned[p]+c.Stayed[p])*soft)
	}
	for _, b := range beta[1:] {
		sum -= float64(ridge / 2 * b * b)
	}
	return sum
}

// slopes returns the gradient of the likelihood, and its curvature with the sign
// turned.
func (j *joint) slopes(c *signals.Counts, beta []float64) (*mat.VecDense, *mat.SymDense) {
	gradient := mat.NewVecDense(len(beta), nil)
	curvature := mat.NewSymDense(len(beta), nil)
	for p := range signals.NumPatterns {
		n := float64(c.Churned[p] + c.Stayed[p])
		if n == 0 {
			continue
		}
		chance := 1 / (1 + math.Exp(-j.score(beta, p)))
		pull := float64(c.Churned[p]) - float64(n*chance)
		weight := float64(n * chance * (1 - chance))
		columns := j.columns(p)
		for a, ka := range columns {
			gradient.SetVec(ka, gradient.AtVec(ka)+pull)
			for _, kb := range columns[a:] {
				curvature.SetSym(ka, kb, curvature.At(ka, kb)+weight)
			}
		}
	}
	for k := 1; k < len(beta); k++ {
		gradient.SetVec(k, gradient.AtVec(k)-float64(ridge*beta[k]))
		curvature.SetSym(k, k, curvature.At(k, k)+ridge)
	}
	return gradient, curvature
}

// columns returns the columns that are 1 for a pattern, rising.
func (j *joint) columns(pattern int) []int {
	columns := make([]int, 1, signals.NumSignals+1)
	for s, k := range j.column {
		if k > 0 && pattern>>s&1 == 1 {
			columns = append(columns, k)
		}
	}
	return columns
}

// odds returns the odds ratio of a signal given all others, with Wald's interval; nil
// where it has none, or where the customers cannot tell it.
func (j *joint) odds(s int, level float64) (value, low, high *float64) {
	k := j.column[s]
	if k == 0 || j.beta == nil || !(j.errors[k] <= widest) {
		return nil, nil, nil
	}
	half := float64(distuv.UnitNormal.Quantile((1+level)/2) * j.errors[k])
	v, l, h := math.Exp(j.beta[k]), math.Exp(j.beta[k]-half), math.Exp(j.beta[k]+half)
	return &v, &l, &h
}
