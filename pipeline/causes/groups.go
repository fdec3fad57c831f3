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
	dims   []counted.Dimension
	codes  []int32
	others int64 // customers in the rest
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
	j.r.Causes = []Cause{}
	for _, f := range j.shortened(all) {
		j.r.Causes = append(j.r.Causes, f.Cause)
	}
}

// fewGroups is the number of groups up to which all groups of a dimension are told.
const fewGroups = 30

// shortened keeps the most findings that are told, in their order: those that are
// sure, then all groups of dimensions with few, then others.
func (j *judge) shortened(all []finding) []finding {
	j.r.CausesLeftOut = max(0, len(all)-j.o.MaxCauses)
	if j.r.CausesLeftOut == 0 {
		return all
	}
	var groups [counted.NumDimensions]int
	for i := range all {
		if len(all[i].dims) == 1 {
			groups[all[i].dims[0]]++
		}
	}
	kept := make([]bool, len(all))
	room := j.o.MaxCauses
	for _, wanted := range []func(f *finding) bool{
		func(f *finding) bool { return f.Sure },
		func(f *finding) bool { return len(f.dims) == 1 && groups[f.dims[0]] <= fewGroups },
		func(*finding) bool { return true },
	} {
		for i := range all {
			if room > 0 && !kept[i] && wanted(&all[i]) {
				kept[i] = true
				room--
			}
		}
	}
	var told []finding
	for i := range all {
		if kept[i] {
			told = append(told, all[i])
		}
	}
	return told
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

// nearlyAll is the share of the customers beyond which a group holds nearly all.
const nearlyAll = 0.8

// anyReason is the code of all who complained.
const anyReason int32 = -3

// singles judges each group against the customers of known group who are not in
// it, and all who complained against those who did not.
func (j *judge) singles() []finding {
	var all []finding
	for d := range counted.NumDimensions {
		g := &j.n.Groups[d]
		for code, cell := range g.Cells {
			all = j.single(all, d, int32(code), nameOf(j.names[d], int32(code)), cell, g.Known.Minus(cell))
		}
	}
	complained := j.n.Groups[counted.ComplaintReason].Any
	if j.n.ContactsExported {
		all = j.single(all, counted.ComplaintReason, anyReason, AnyReason, complained, j.n.All.Minus(complained))
	}
	j.r.Tested = j.discover(all)
	j.asOthers(all)
	for i := range all {
		f := &all[i]
		if f.Sure && f.Note == "" && float64(f.Customers) > nearlyAll*float64(f.Customers+f.others) {
			f.Note = NearlyAll
		}
	}
	return all
}

// single appends a group to findings, if there is anybody in it and in its rest.
func (j *judge) single(all []finding, d counted.Dimension, code int32, name string, cell, rest counted.Cell) []finding {
	if cell.Customers == 0 || rest.Customers == 0 {
		return all
	}
	f := j.finding(cell, rest)
	f.dims, f.codes = []counted.Dimension{d}, []int32{code}
	f.Dimensions, f.Groups = []string{dimensionName(d)}, []string{name}
	f.P = inference.Exact(cell.Churned, cell.Customers, rest.Churned, rest.Customers)
	return append(all, f)
}

// asOthers notes the complaint reasons that say no more than that somebody
// complained: those who complained of other things leave as often. Who complained
// of several is counted under each on both sides, since those who complain a lot
// would else make every reason stand out.
func (j *judge) asOthers(all []finding) {
	g := &j.n.Groups[counted.ComplaintReason]
	sure := slices.ContainsFunc(all, func(f finding) bool { return f.codes[0] == anyReason && f.Sure })
	for i := range all {
		f := &all[i]
		if !sure || !f.Sure || f.dims[0] != counted.ComplaintReason || f.codes[0] == anyReason {
			continue
		}
		cell := g.Cells[f.codes[0]]
		others := g.Members.Minus(cell)
		if rate(cell) <= rate(others) || inference.Exact(cell.Churned, cell.Customers, others.Churned, others.Customers) > j.o.Limit {
			f.Note = AsOthers
		}
	}
}

// finding compares a group with its rest. P and Q are left to the caller.
func (j *judge) finding(cell, rest counted.Cell) finding {
	f := finding{Cause: Cause{
		Customers: cell.Customers, Churned: cell.Churned, Rate: rate(cell), RestRate: rate(rest), P: 1, Q: 1,
	}}
	f.others = rest.Customers
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
		if d, ok := inference.Difference(cell.Churned, cell.Customers, rest.Churned, rest.Customers, j.o.Level); ok {
			f.PrizeLow = max(0, float64(cell.Customers)*d.Interval.Low)
			f.PrizeHigh = max(0, float64(cell.Customers)*d.Interval.High)
		}
		f.PrizeMoney = max(0, money(cell.ChurnedSpend)) * (f.Prize / float64(cell.Churned))
	}
	return f
}

// discover sets the q-values of those groups that are large enough to be judged,
// and says which are sure. How many churned does not decide who is judged: that
// would choose among the tests by their outcome.
func (j *judge) discover(all []finding) (tested int) {
	var at, families []int
	var p []float64
	for i := range all {
		f := &all[i]
		if !f.judged {
			continue
		}
		one := f.P
		if f.Rate <= f.RestRate {
			one = 1
		}
		at, p, families = append(at, i), append(p, one), append(families, int(f.dims[0]))
	}
	for k, q := range discoveries(p, families) {
		f := &all[at[k]]
		f.Q = q
		f.Sure = q <= j.o.Limit && f.Rate > f.RestRate && f.Note == ""
	}
	return len(p)
}

// discoveries returns the q-values of tests that belong to families, such as the
// dimensions. Each family has the same say, however many tests it holds: p-values
// are divided by weights that are the same within a family, whose mean is 1, and
// that add up to the same in each (Genovese, Roeder and Wasserman 2006). So a
// thousand products do not drown five regions. The p-values are one-sided: those of
// groups that leave less often are 1, since many of these would else make room for
// false discoveries among the others.
func discoveries(p []float64, families []int) []float64 {
	members := map[int]int{}
	for _, f := range families {
		members[f]++
	}
	weighted := make([]float64, len(p))
	for i, f := range families {
		weight := float64(len(p)) / float64(len(members)*members[f])
		weighted[i] = min(1, p[i]/weight)
	}
	return inference.Discoveries(weighted)
}

// through notes the groups that stand out only by a pair that they are part of:
// without its customers they leave no more often than the rest.
func (j *judge) through(singles, pairs []finding) {
	for i := range singles {
		f := &singles[i]
		if !f.Sure || f.Note != "" {
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
