package shap

import "math"

// point is a node of Gauss–Legendre quadrature on [0,1] with its weight.
type point struct{ at, weight float64 }

// gauss gives the n points that integrate polynomials of degree up to 2n-1
// exactly. They are the roots of the Legendre polynomial, found with Newton's
// method from their asymptotic places (Abramowitz and Stegun 25.4.29).
func gauss(n int) []point {
	points := make([]point, n)
	for i := range points {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		var slope float64
		for range 100 {
			p, before := 1.0, 0.0
			for k := range n {
				p, before = (float64(float64(2*k+1)*x*p)-float64(float64(k)*before))/float64(k+1), p
			}
			slope = float64(n) * (float64(x*p) - before) / (float64(x*x) - 1)
			step := p / slope
			x -= step
			if math.Abs(step) < 1e-16 {
				break
			}
		}
		points[i] = point{(1 - x) / 2, 1 / ((1 - float64(x*x)) * float64(slope*slope))}
	}
	return points
}

// pointsFor is the number of points that are exact for a path of d features: the
// integrand has degree d-1.
func pointsFor(d int) int { return (d + 1) / 2 }

// rules are the quadrature rules of 0 to len-1 points.
type rules [][]point

func newRules(features int) rules {
	r := make(rules, pointsFor(features)+1)
	for n := range r {
		r[n] = gauss(n)
	}
	return r
}

// integrand holds what the contributions of one leaf are computed from. For
// point q, feature j and met o in {0,1}, factor[2(q·d+j)+o] is the factor
// z_j(1-t)+o·t, and ratio the same place holds (o-z_j)/factor, by which the
// product of all factors becomes the term of feature j.
type integrand struct {
	d             int
	start         []float64 // for each point: weight × value of the leaf
	factor, ratio []float64
}

// set prepares the leaf of a value whose path asks for features with the given
// cover shares.
func (g *integrand) set(r rules, value float64, share []float64) {
	g.d = len(share)
	g.start, g.factor, g.ratio = g.start[:0], g.factor[:0], g.ratio[:0]
	for _, p := range r[pointsFor(g.d)] {
		g.start = append(g.start, p.weight*value)
		for _, z := range share {
			unmet := z * (1 - p.at)
			met := unmet + p.at
			g.factor = append(g.factor, unmet, met)
			// A share of zero that is not met makes the whole product zero: the leaf adds
			// nothing, and the ratio must not be 0/0.
			ratio := 0.0
			if unmet > 0 {
				ratio = -z / unmet
			}
			g.ratio = append(g.ratio, ratio, (1-z)/met)
		}
	}
}

// contributions sets out, of length d, for a row that meets the conditions on
// feature j where bit j of met is set.
func (g *integrand) contributions(out []float64, met []uint64) {
	clear(out)
	for q, p := range g.start {
		factor := g.factor[2*q*g.d : 2*(q+1)*g.d]
		ratio := g.ratio[2*q*g.d : 2*(q+1)*g.d]
		for j := range out {
			p *= factor[2*j+int(met[j/64]>>(j%64)&1)]
		}
		for j := range out {
			out[j] += float64(p * ratio[2*j+int(met[j/64]>>(j%64)&1)])
		}
	}
}
