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
// feature j, met o in {0,1} and point q, factor[(2j+o)·len(start)+q] is the
// factor z_j(1-t)+o·t, and ratio the same place holds (o-z_j)/factor, by which
// the product of all factors becomes the term of feature j.
type integrand struct {
	start         []float64 // for each point: weight × value of the leaf
	product       []float64 // for each point: room
	factor, ratio []float64
}

// set prepares a leaf.
func (g *integrand) set(r rules, l *leafPath) {
	points := r[pointsFor(len(l.path))]
	n := len(points)
	g.start, g.product = g.start[:0], resize(g.product, n)
	for _, p := range points {
		g.start = append(g.start, p.weight*l.value)
	}
	g.factor, g.ratio = resize(g.factor, 2*n*len(l.path)), resize(g.ratio, 2*n*len(l.path))
	for j, c := range l.path {
		for q, p := range points {
			unmet := c.share * (1 - p.at)
			met := unmet + p.at
			at := 2*j*n + q
			g.factor[at], g.factor[at+n] = unmet, met
			// A share of zero that is not met makes the whole product zero: the leaf adds
			// nothing, and the ratio must not be 0/0.
			g.ratio[at], g.ratio[at+n] = 0, (1-c.share)/met
			if unmet > 0 {
				g.ratio[at] = -c.share / unmet
			}
		}
	}
}

// contributions sets out, of one number for each condition of the leaf, for a row
// that meets condition j where bit j of met is set.
func (g *integrand) contributions(out []float64, met []uint64) {
	n := len(g.start)
	product := g.product[:n]
	copy(product, g.start)
	for j := range out {
		o := 2*j + int(met[j/64]>>(j%64)&1)
		for q, f := range g.factor[o*n : (o+1)*n] {
			product[q] *= f
		}
	}
	for j := range out {
		o := 2*j + int(met[j/64]>>(j%64)&1)
		ratio := g.ratio[o*n : (o+1)*n]
		sum := 0.0
		for q, p := range product[:len(ratio)] {
			sum += float64(p * ratio[q])
		}
		out[j] = sum
	}
}
