package causes

import (
	"cmp"
	"slices"

	counted "predict/features/causes"
	"predict/models/inference"
)

// finding is a cause with what it was made from.
type finding struct {
	Cause
	dims  []counted.Dimension
	codes []int32
	// judged says that group and rest are large enough to be tested.
	judged bool
}

// causes judges single groups and pairs, and puts them in order.
func (j *judge) causes() {
	singles := j.singles()
	pairs := j.pairs()
	j.through(singles, pairs)
	all := append(singles, pairs...)
	slices.SortStableFunc(all, compareFindings)
	if len(all) > j.o.MaxCauses {
		j.r.CausesLeftOut = len(all) - j.o.MaxCauses
		all = all[:j.o.MaxCauses]
	}
	j.r.Causes = make([]Cause, len(all))
	for i := range all {
		j.r.Causes[i] = all[i].Cause
	}
}

// compareFindings puts sure causes first, of them those that stand for themselves,
// and then the larger prize. Groups that leave no more often than the rest come
// last, the lowest rate at the very end.
func compareFindings(a, b finding) int {
	return cmp.Or(
		cmp.Compare(a.rank(), b.rank()),
		cmp.Compare(b.Prize, a.Prize), cmp.Compare(b.PrizeMoney, a.PrizeMoney),
		cmp.Compare(b.Rate-b.RestRate, a.Rate-a.RestRate),
		slices.Compare(a.dims, b.dims), slices.Compare(a.Groups, b.Groups), slices.Compare(a.codes, b.codes),
	)
}

// rank is the place of a kind of finding among the others.
func (f *finding) rank() int {
	switch {
	case f.Rate <= f.RestRate:
		return 4
	case f.Sure && f.Note == "":
		return 0
	case f.Sure:
		return 1
	case f.Note == "":
		return 2
	}
	return 3
}

// singles judges each group against the customers of known group who are not in
// it.
func (j *judge) singles() []finding {
	var all []finding
	for d := range counted.NumDimensions {
		g := &j.n.Groups[d]
		for code, cell := range g.Cells {
			rest := g.Known.Minus(cell)
			if cell.Customers == 0 || rest.Customers == 0 {
				continue
			}
			f := j.finding(cell, rest)
			f.dims, f.codes = []counted.Dimension{d}, []int32{int32(code)}
			f.Dimensions, f.Groups = []string{dimensionName(d)}, []string{nameOf(j.names[d], int32(code))}
			f.P = inference.Exact(cell.Churned, cell.Customers, rest.Churned, rest.Customers)
			all = append(all, f)
		}
	}
	j.r.Tested = j.discover(all)
	return all
}

// finding compares a group with its rest. P and Q are left to the caller.
func (j *judge) finding(cell, rest counted.Cell) finding {
	f := finding{Cause: Cause{
		Customers: cell.Customers, Churned: cell.Churned, Rate: rate(cell), RestRate: rate(rest), P: 1, Q: 1,
	}}
	f.judged = min(cell.Customers, rest.Customers) >= j.o.MinCustomers
	switch {
	case cell.Customers < j.o.MinCustomers || cell.Churned < j.o.MinChurned:
		f.Note = FewCustomers
	case rest.Customers < j.o.MinCustomers:
		f.Note = FewOthers
	}
	lift, ok := inference.Ratio(cell.Churned, cell.Customers, rest.Churned, rest.Customers, j.o.Level)
	if ok {
		f.Lift, f.Low, f.High = &lift.Value, &lift.Interval.Low, &lift.Interval.High
	}
	if f.Rate > f.RestRate {
		f.Prize = float64(cell.Churned) - float64(float64(cell.Customers)*f.RestRate)
		f.PrizeMoney = max(0, money(cell.ChurnedSpend)) * (f.Prize / float64(cell.Churned))
	}
	return f
}

// discover sets the q-values of those groups that are large enough to be judged,
// and says which are sure. How many churned does not decide who is judged: that
// would choose among the tests by their outcome.
func (j *judge) discover(all []finding) (tested int) {
	var at []int
	var p []float64
	for i := range all {
		f := &all[i]
		if !f.judged {
			continue
		}
		at, p = append(at, i), append(p, f.P)
	}
	for k, q := range inference.Discoveries(p) {
		f := &all[at[k]]
		f.Q = q
		f.Sure = q <= j.o.Limit && f.Rate > f.RestRate && f.Note == ""
	}
	return len(p)
}

// through notes the groups that stand out only by a pair that they are part of:
// without its customers they leave no more often than the rest.
func (j *judge) through(singles, pairs []finding) {
	for i := range singles {
		f := &singles[i]
		if !f.Sure {
			continue
		}
		for _, p := range pairs {
			if side := slices.Index(p.dims, f.dims[0]); side < 0 || p.codes[side] != f.codes[0] {
				continue
			} else if !j.beyond(&p, side) {
				f.Note = ThroughPair
				break
			}
		}
	}
}

// beyond tells whether one of the two groups of a pair leaves more often than the
// rest where the customers of the pair are taken out of both.
func (j *judge) beyond(p *finding, side int) bool {
	c := j.corners(p)
	group, rest := c.onlyA, c.onlyB
	if side == 1 {
		group, rest = c.onlyB, c.onlyA
	}
	rest = counted.Cell{Customers: rest.Customers + c.neither.Customers, Churned: rest.Churned + c.neither.Churned}
	return rate(group) > rate(rest) &&
		inference.Exact(group.Churned, group.Customers, rest.Churned, rest.Customers) <= j.o.Limit
}
