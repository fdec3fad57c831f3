package leak

import (
	"cmp"
	"math"
	"slices"
)

// areaOrdered is the AUC of a column whose values have an order, in the better
// direction, missing values at the better end.
func areaOrdered(c *column) float64 {
	inner := area(c.atoms)
	// Pairs of one customer who misses and one who does not are all won or all
	// lost; pairs of two who miss are ties.
	known := atom{c.total[0] - c.missing[0], c.total[1] - c.missing[1]}
	pairs := float64(c.total[0]) * float64(c.total[1])
	won := inner * float64(known[0]) * float64(known[1])
	lost := (1 - inner) * float64(known[0]) * float64(known[1])
	high := float64(c.missing[1]) * float64(known[0])
	low := float64(known[1]) * float64(c.missing[0])
	ties := float64(c.missing[0]) * float64(c.missing[1]) / 2
	return (max(won, lost) + max(high, low) + ties) / pairs
}

// area is the AUC of atoms in rising order, .5 where a class is empty.
func area(atoms []atom) float64 {
	var below, total atom
	won := 0.0
	for _, a := range atoms {
		won += float64(a[1]) * (float64(below[0]) + float64(a[0])/2)
		below[0] += a[0]
		below[1] += a[1]
	}
	total = below
	if total[0] == 0 || total[1] == 0 {
		return 0.5
	}
	return won / (float64(total[0]) * float64(total[1]))
}

// prior is the weight, in customers, of the overall churn rate in that of a
// group: a group of one or two says little.
const prior = 10

// scored is a part of a group with the churn rate of the rest of the group.
type scored struct {
	rate float64
	atom atom
}

// rates orders groups by their churn rate, rising, each customer by the rate
// of the others in the group, shrunk towards the overall rate. So an identifier
// puts everybody in one place, and no group looks good by chance.
func rates(groups []atom) []scored {
	var total atom
	for _, g := range groups {
		total[0] += g[0]
		total[1] += g[1]
	}
	base := prior * float64(total[1]) / float64(total.size())
	parts := make([]scored, 0, 2*len(groups))
	for _, g := range groups {
		others := float64(g.size() - 1 + prior)
		if g[0] > 0 {
			parts = append(parts, scored{(float64(g[1]) + base) / others, atom{g[0], 0}})
		}
		if g[1] > 0 {
			parts = append(parts, scored{(float64(g[1]-1) + base) / others, atom{0, g[1]}})
		}
	}
	slices.SortFunc(parts, func(a, b scored) int { return cmp.Compare(a.rate, b.rate) })
	merged := parts[:0]
	for _, p := range parts {
		if k := len(merged) - 1; k >= 0 && merged[k].rate == p.rate {
			merged[k].atom[0] += p.atom[0]
			merged[k].atom[1] += p.atom[1]
			continue
		}
		merged = append(merged, p)
	}
	return merged
}

// areaGroups is the AUC of ordering groups by their churn rate. Of a churned
// customer and one who stayed, each is placed by the others of the group; two of
// the same group tie.
func areaGroups(groups []atom) float64 {
	parts := rates(groups)
	atoms := make([]atom, len(parts))
	var total atom
	for i, p := range parts {
		atoms[i] = p.atom
		total[0] += p.atom[0]
		total[1] += p.atom[1]
	}
	pairs := float64(total[0]) * float64(total[1])
	won := area(atoms) * pairs
	// In a group of both classes, the one who stayed is placed above the churned
	// (the rate of the others is higher without him): lost pairs that are ties.
	for _, g := range groups {
		won += float64(g[0]) * float64(g[1]) / 2
	}
	return max(won/pairs, 0.5)
}

// quantiles is the number of groups into which an ordered column is cut, to
// find one that separates the classes but does not rise or fall.
const quantiles = 64

// binned cuts a column into groups of about equal size, and the missing values.
func binned(c *column) []atom {
	size := float64(c.total.size()-c.missing.size()) / quantiles
	groups := make([]atom, 0, quantiles+1)
	var open atom
	for _, a := range c.atoms {
		open[0] += a[0]
		open[1] += a[1]
		if float64(open.size()) >= size {
			groups = append(groups, open)
			open = atom{}
		}
	}
	if open.size() > 0 {
		groups = append(groups, open)
	}
	if c.missing.size() > 0 {
		groups = append(groups, c.missing)
	}
	return groups
}

// spread is the standard error of an AUC (Hanley and McNeil 1982).
func spread(auc float64, n atom) float64 {
	stayed, churned := float64(n[0]), float64(n[1])
	one := auc / (2 - auc)
	two := 2 * auc * auc / (1 + auc)
	v := auc*(1-auc) + (churned-1)*(one-auc*auc) + (stayed-1)*(two-auc*auc)
	return math.Sqrt(max(v, 0) / (stayed * churned))
}

// chance is how far an AUC lies from .5, in the standard deviations of one
// without any relation (Mann and Whitney 1947).
func chance(auc float64, n atom) float64 {
	stayed, churned := float64(n[0]), float64(n[1])
	return (auc - 0.5) / math.Sqrt((stayed+churned+1)/(12*stayed*churned))
}
