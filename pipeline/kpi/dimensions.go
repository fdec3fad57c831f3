package kpi

import (
	"cmp"
	"slices"

	"predict/features/retention"
)

// most is the number of groups of a dimension that are told apart.
const most = 30

// Others is the group that holds all beyond those that are told apart. A group of
// the exports with this name is part of it.
const Others = "(other)"

// member is a group that is told: one of the tally, or several.
type member struct {
	name   string
	note   string
	groups []int
}

// members chooses the groups of a dimension that are told, in the order in which
// they are: the largest by name, all others together, and those of whom none is
// known. Customers counts those of a group in all periods.
func members(names []string, groups int, customers func(group int) int64) []member {
	if groups != len(names)+1 { // counted as one, since there were so many
		return []member{{name: Others, note: TooManyGroups, groups: []int{1}}, {note: UnknownGroup, groups: []int{0}}}
	}
	unknown, others := member{note: UnknownGroup, groups: []int{0}}, member{name: Others, note: OtherGroups}
	size := make([]int64, groups)
	var named []int
	for g := 1; g < groups; g++ {
		switch size[g] = customers(g); {
		case names[g-1] == "":
			unknown.groups = append(unknown.groups, g)
		case names[g-1] == Others:
			others.groups = append(others.groups, g)
		case size[g] > 0:
			named = append(named, g)
		}
	}
	slices.SortFunc(named, func(a, b int) int {
		return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(names[a-1], names[b-1]))
	})
	if len(named) > most {
		others.groups = append(others.groups, named[most:]...)
		named = named[:most]
	}
	var all []member
	for _, g := range named {
		all = append(all, member{name: names[g-1], groups: []int{g}})
	}
	slices.SortFunc(all, func(a, b member) int { return cmp.Compare(a.name, b.name) })
	return append(all, others, unknown)
}

// dimensions adds the figures by segment, region, category and channel.
func (j *judge) dimensions(names Names) {
	has := &j.tally.Has
	if has.Segment {
		j.segments(names.Segments)
	}
	for _, d := range []struct {
		known     bool
		dimension string
		names     []string
		flows     func(*retention.PeriodTally) []retention.Flow
	}{
		{has.Region, Region, names.Regions, func(p *retention.PeriodTally) []retention.Flow { return p.Regions }},
		{has.Category, Category, names.Categories, func(p *retention.PeriodTally) []retention.Flow { return p.Categories }},
		{has.Channel, Channel, names.Channels, func(p *retention.PeriodTally) []retention.Flow { return p.Channels }},
	} {
		if d.known && len(j.periods) > 0 {
			j.churn(d.dimension, d.names, d.flows)
		}
	}
}

// churn adds the churn rate by the groups of a dimension. A group that had no
// customer at the start of a period has no row.
func (j *judge) churn(dimension string, names []string, flows func(*retention.PeriodTally) []retention.Flow) {
	all := members(names, len(flows(j.periods[0].tally)), func(g int) (n int64) {
		for k := range j.periods {
			n += flows(j.periods[k].tally)[g].Start
		}
		return n
	})
	for k := range j.periods {
		p := &j.periods[k]
		for _, m := range all {
			var f retention.Flow
			for _, g := range m.groups {
				f.Add(&flows(p.tally)[g])
			}
			if f.Start == 0 {
				continue
			}
			r := p.row(ChurnRate, ShareUnit)
			r.Dimension, r.Group = dimension, m.name
			r.Numerator, r.Denominator = whole(f.Lost()), whole(f.Start)
			j.rate(p, r, j.share(f.Lost(), f.Start), []string{m.note, size(f.Start)})
		}
	}
}

// segments adds the three retention rates by segment.
func (j *judge) segments(names []string) {
	if len(j.periods) == 0 {
		return
	}
	all := members(names, len(j.periods[0].tally.Segments), func(g int) (n int64) {
		for k := range j.periods {
			n += j.periods[k].tally.Segments[g].Start
		}
		return n
	})
	for k := range j.periods {
		p := &j.periods[k]
		for _, m := range all {
			var one retention.Group
			for _, g := range m.groups {
				one.Add(&p.tally.Segments[g])
			}
			if one.Start == 0 {
				continue
			}
			notes := []string{m.note, size(one.Start)}
			r := p.row(RawRetention, ShareUnit)
			r.Dimension, r.Group = Segment, m.name
			r.Numerator, r.Denominator = whole(one.Retained), whole(one.Start)
			j.rate(p, r, j.share(one.Retained, one.Start), notes)
			j.adjusted(p, &one, Segment, m.name, notes)
		}
	}
}
