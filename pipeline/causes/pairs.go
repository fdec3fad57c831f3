package causes

import (
	"math"
	"slices"

	counted "predict/features/causes"
	"predict/models/inference"
)

// corners are the customers known in two dimensions by whether they are in a group
// of each.
type corners struct {
	both, onlyA, onlyB, neither counted.Cell
}

func cornersAt(p *counted.Pair, a, b int) corners {
	all, inA, inB := p.At(len(p.CodesA), len(p.CodesB)), p.At(a, len(p.CodesB)), p.At(len(p.CodesA), b)
	both := p.At(a, b)
	onlyB := inB.Minus(both)
	return corners{both: both, onlyA: inA.Minus(both), onlyB: onlyB, neither: all.Minus(inA).Minus(onlyB)}
}

// corners returns those of a pair that was found.
func (j *judge) corners(f *finding) corners {
	for i := range j.n.Pairs {
		p := &j.n.Pairs[i]
		if p.A == f.dims[0] && p.B == f.dims[1] {
			a, _ := slices.BinarySearch(p.CodesA, f.codes[0])
			b, _ := slices.BinarySearch(p.CodesB, f.codes[1])
			return cornersAt(p, a, b)
		}
	}
	return corners{}
}

// pairs returns the pairs of groups that are sure to say more than each of the two
// alone. Where one of the four corners is small, nothing can be said.
func (j *judge) pairs() []finding {
	var at [][3]int
	var families []int
	var ps []float64
	for i := range j.n.Pairs {
		p := &j.n.Pairs[i]
		for a := range p.CodesA {
			if p.At(a, len(p.CodesB)).Customers < 2*j.o.MinCustomers {
				continue
			}
			for b := range p.CodesB {
				if p.At(a, b).Customers < j.o.MinCustomers {
					continue
				}
				c := cornersAt(p, a, b)
				if min(c.onlyA.Customers, c.onlyB.Customers, c.neither.Customers) < j.o.MinCustomers {
					continue
				}
				at, families, ps = append(at, [3]int{i, a, b}), append(families, i), append(ps, c.surplus(j.o.Limit))
			}
		}
	}
	j.r.TestedPairs = len(ps)
	var found []finding
	for k, q := range discoveries(ps, families) {
		if q > j.o.Limit {
			continue
		}
		p, a, b := &j.n.Pairs[at[k][0]], at[k][1], at[k][2]
		if f := j.pair(p, a, b); f.Note == "" {
			f.P, f.Q, f.Sure = ps[k], q, true
			found = append(found, f)
		}
	}
	return found
}

// pair compares a pair of groups with everybody else known in both dimensions.
func (j *judge) pair(p *counted.Pair, a, b int) finding {
	cell := p.At(a, b)
	f := j.finding(cell, p.At(len(p.CodesA), len(p.CodesB)).Minus(cell))
	f.dims, f.codes = []counted.Dimension{p.A, p.B}, []int32{p.CodesA[a], p.CodesB[b]}
	f.Dimensions = []string{dimensionName(p.A), dimensionName(p.B)}
	f.Groups = []string{nameOf(j.names[p.A], f.codes[0]), nameOf(j.names[p.B], f.codes[1])}
	return f
}

// surplus returns the p-value that a pair says nothing beyond its groups: the
// largest of four tests, all of which must speak for it (Berger 1982). Its
// customers leave more often than those of the first group outside the second,
// than those of the second outside the first, than all others, and than the two
// lifts multiply to. It is 1 where a rate is no higher. A value above
// limit is told as 1, which saves its other tests.
func (c corners) surplus(limit float64) float64 {
	rest := counted.Cell{
		Customers: c.onlyA.Customers + c.onlyB.Customers + c.neither.Customers,
		Churned:   c.onlyA.Churned + c.onlyB.Churned + c.neither.Churned,
	}
	mine := rate(c.both)
	if mine <= rate(rest) || mine <= rate(c.onlyA) || mine <= rate(c.onlyB) {
		return 1
	}
	p := c.interaction()
	for _, other := range []counted.Cell{c.onlyA, c.onlyB, rest} {
		if p > limit {
			return 1
		}
		p = max(p, inference.Exact(c.both.Churned, c.both.Customers, other.Churned, other.Customers))
	}
	if p > limit {
		return 1
	}
	return p
}

// interaction returns the one-sided p-value of the ratio of risks
// (both × neither) / (onlyA × onlyB) being 1, from the spread of its logarithm
// (Katz et al. 1978), half being added to each count (Walter 1975).
func (c corners) interaction() float64 {
	var log, variance float64
	for _, term := range []struct {
		cell counted.Cell
		sign float64
	}{{c.both, 1}, {c.neither, 1}, {c.onlyA, -1}, {c.onlyB, -1}} {
		k, n := float64(term.cell.Churned)+0.5, float64(term.cell.Customers)+0.5
		log += float64(term.sign * math.Log(k/n))
		variance += 1/k - 1/n
	}
	if !(variance > 0) {
		return 1
	}
	return 0.5 * math.Erfc(log/math.Sqrt(2*variance))
}
