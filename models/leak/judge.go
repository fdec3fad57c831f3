package leak

import (
	"fmt"
	"slices"
)

// few is the number of churned customers below which nothing is evidence, and
// noRelation the number of standard deviations that chance alone does not reach
// in thousands of features.
const (
	few        = 10
	noRelation = 4.5
)

// remedy ends every sentence.
const remedy = "leave it out, or allow it by name if it is always written before the cutoff"

// finding is what one feature alone does.
type finding struct {
	auc  float64
	kind Kind
	// why lacks the name and the remedy.
	why string
	// total are the customers looked at.
	total atom
}

// inspect looks at one feature.
func inspect(c *column, categorical bool, o Options) finding {
	f := finding{total: c.total}
	var order []atom
	if categorical {
		groups := slices.Clone(c.atoms)
		if c.missing.size() > 0 {
			groups = append(groups, c.missing)
		}
		f.auc = areaGroups(groups)
		for _, p := range rates(groups) {
			order = append(order, p.atom)
		}
	} else {
		f.auc = max(areaOrdered(c), areaGroups(binned(c)))
		order = c.atoms
	}
	switch {
	case f.auc-1.645*spread(f.auc, c.total) > o.MaxAUC && chance(f.auc, c.total) > noRelation:
		f.kind = Separates
		f.why = fmt.Sprintf("alone it separates churned customers from the others with an AUC of %.3f; honest features stay below %.2f", f.auc, o.MaxAUC)
	case f.presence(c, o), f.value(c, o), f.pureEnd(order, categorical, o):
	}
	return f
}

// evidence says whether a part of the customers holds almost only churned ones,
// and enough of them. Only this side is judged: that a customer cannot leave
// (the contract runs on) is honestly known, that one will leave hardly ever is.
//
// Of those who stayed, three more are counted than seen: where none of n is
// seen, there may be 3/n with 95 % confidence (Hanley and Lippman-Hand 1983).
func evidence(part, total atom, o Options) bool {
	coverage := float64(part[1]) / float64(total[1])
	others := float64(part[0]+3) / float64(total[0])
	return part[1] >= few && coverage >= o.MinCoverage && coverage >= o.MinRatio*others
}

func shares(part, total atom) string {
	return fmt.Sprintf("%.1f %% of the churned customers and %.2f %% of the others",
		100*float64(part[1])/float64(total[1]), 100*float64(part[0])/float64(total[0]))
}

func (f *finding) presence(c *column, o Options) bool {
	filled := atom{c.total[0] - c.missing[0], c.total[1] - c.missing[1]}
	switch {
	case evidence(filled, c.total, o):
		f.why = "it is filled for " + shares(filled, c.total)
	case evidence(c.missing, c.total, o):
		f.why = "it is missing for " + shares(c.missing, c.total)
	default:
		return false
	}
	f.kind = Presence
	return true
}

func (f *finding) value(c *column, o Options) bool {
	best := -1
	for i, a := range c.atoms {
		if evidence(a, c.total, o) && (best < 0 || a[1] > c.atoms[best][1]) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	f.kind = Value
	f.why = fmt.Sprintf("its value %g is held by %s", c.values[best], shares(c.atoms[best], c.total))
	return true
}

// pureEnd looks from either end of an order for the longest stretch that is
// evidence. The order of categories, which is that of their churn rates, has its
// churned customers at the highest end; at the lowest, the place of each
// customer by the others of the category would show a stretch where none is.
func (f *finding) pureEnd(order []atom, categorical bool, o Options) bool {
	best, where := atom{}, ""
	ends := []string{"highest", "lowest"}
	if categorical {
		ends = ends[:1]
	}
	for _, end := range ends {
		var part atom
		for k := range order {
			a := order[k]
			if end == "highest" {
				a = order[len(order)-1-k]
			}
			part[0] += a[0]
			part[1] += a[1]
			if evidence(part, f.total, o) && part[1] > best[1] {
				best, where = part, end
			}
		}
	}
	if where == "" {
		return false
	}
	f.kind = PureEnd
	f.why = fmt.Sprintf("its %s values hold %s", where, shares(best, f.total))
	if categorical {
		f.why = "a group of its values holds " + shares(best, f.total)
	}
	return true
}

// together is the largest number of features that are found ahead of all others
// at once: a leak often comes in two or three copies.
const together = 3

// crowd is the number of other features that it takes to say that one is ahead
// of them.
const crowd = 5

// apart marks features that are far ahead of all the others that are not
// suspects already.
func apart(found []finding, skip []bool, o Options) {
	var order []int
	for j := range found {
		if found[j].kind == "" && !skip[j] {
			order = append(order, j)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case found[a].auc > found[b].auc:
			return -1
		case found[a].auc < found[b].auc:
			return 1
		}
		return 0
	})
	for k := min(together, len(order)-crowd); k > 0; k-- {
		last, next := found[order[k-1]], found[order[k]]
		sure := last.auc - 1.645*spread(last.auc, last.total)
		if sure <= o.ApartAUC || chance(last.auc, last.total) <= noRelation || (1-last.auc)*o.ApartRatio > 1-next.auc {
			continue
		}
		for _, j := range order[:k] {
			found[j].kind = Apart
			found[j].why = fmt.Sprintf("alone it reaches an AUC of %.3f, where the best of the other features reaches %.3f", found[j].auc, next.auc)
		}
		return
	}
}
