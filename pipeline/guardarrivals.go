package pipeline

import (
	"predict/configs"
	"predict/data"
	"predict/data/ingest"
	"predict/data/lake"
	"predict/pipeline/guard"
)

// arrivals judges the exports that came after a load by what became of their
// rows: what could not be used, what is out of scope, what was cut off. Exports
// that no longer count are left out, because their correction is there.
func (x *exportGuards) arrivals(since int) []guard.Finding {
	g := x.state.Config.Guards
	var found []guard.Finding
	for _, t := range data.Tables() {
		var now, before []guard.Export
		for _, f := range x.byTable[t.Name] {
			e := guard.Export{Path: f.Path, Read: f.Read, OutOfScope: f.OutOfScope, Cut: ingest.EndsCut(*f)}
			switch {
			case f.Replaced > 0:
			case f.Load > since:
				now = append(now, e)
			default:
				before = append(before, e)
			}
		}
		if len(now) == 0 {
			continue
		}
		stops := t.Name == data.Transactions && since > 0
		found = append(found, guard.CutOff(t.Name, now, stops)...)
		found = append(found, x.quarantine(t.Name, since)...)
		found = append(found, guard.Scope(t.Name, now, before, g.Missing)...)
	}
	return found
}

// since is the load after which exports are new: that of the list before, or
// where there is nothing to do that of the list that stands.
func (x *exportGuards) since() int {
	switch {
	case x.state.Skipped:
		return x.state.Manifest.loads()
	case x.last != nil:
		return x.last.Loads
	}
	return 0
}

// quarantine judges what could not be used of the exports of a table after a
// load.
func (x *exportGuards) quarantine(table string, since int) []guard.Finding {
	now, before := guard.Load{}, map[int]guard.Load{}
	add := func(l guard.Load, f *lake.FileEntry) guard.Load {
		return guard.Load{Read: l.Read + f.Read, Quarantined: l.Quarantined + f.Quarantined}
	}
	for _, f := range x.byTable[table] {
		switch {
		case f.Replaced > 0:
		case f.Load > since:
			now = add(now, f)
		default:
			before[f.Load] = add(before[f.Load], f)
		}
	}
	var earlier []guard.Load
	for _, l := range before {
		earlier = append(earlier, l)
	}
	return guard.Quarantine(table, now, earlier, x.bounds(table))
}

// bounds are those of quarantine; where the config of a table allows more, a
// first load is not refused for less.
func (x *exportGuards) bounds(table string) configs.Bounds {
	b := x.state.Config.Guards.Quarantine
	if source, ok := x.state.Config.Source(table); ok && x.since() == 0 {
		b.Limit = max(b.Limit, source.MaxRejected)
	}
	return b
}
