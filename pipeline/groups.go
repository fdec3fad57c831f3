package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"predict/data"
	"predict/features"
	"predict/models/metrics"
)

// Names of the groups of special interest in an evaluation.
const (
	groupRecent  = "bought within 30 days"
	groupOnce    = "bought once"
	groupTreated = "made an offer"
	groupControl = "control of an offer"
)

// segmentPrefix begins the names of the groups by segment; the largest
// mostEvaluated are told.
const (
	segmentPrefix = "segment "
	mostEvaluated = 12
)

// facts are what groups are made of: rows of a sample by group.
type facts struct {
	n                              int
	recent, once, treated, control []int
	segments                       map[string][]int
}

// factCollector fills facts from rows of a feature table.
type factCollector struct {
	recency, purchases int // columns, -1 where they are not computed
	segments           []string
}

func newFactCollector(s *State) (*factCollector, error) {
	c := &factCollector{recency: s.Schema.Index("days_since_last_purchase"), purchases: s.Schema.Index("purchases_all")}
	var err error
	if c.segments, err = s.Lake.Symbols(data.Customers, "segment"); err != nil { // of no table there are none
		return nil, fmt.Errorf("reading the dictionary of customers.segment: %w", err)
	}
	return c, nil
}

// add notes the next row of the sample.
func (c *factCollector) add(f *facts, row []float64, p *features.Profile) {
	i := f.n
	f.n++
	if c.recency >= 0 && row[c.recency] <= 30 {
		f.recent = append(f.recent, i)
	}
	if c.purchases >= 0 && row[c.purchases] == 1 {
		f.once = append(f.once, i)
	}
	if treated(p) {
		f.treated = append(f.treated, i)
	}
	if p.Control {
		f.control = append(f.control, i)
	}
	if name := textOf(c.segments, p.Segment); name != "" {
		if f.segments == nil {
			f.segments = map[string][]int{}
		}
		f.segments[name] = append(f.segments[name], i)
	}
}

// groups lists the groups that have customers.
func (f *facts) groups() []metrics.Group {
	var out []metrics.Group
	for _, g := range []metrics.Group{{Name: groupRecent, Rows: f.recent}, {Name: groupOnce, Rows: f.once}, {Name: groupTreated, Rows: f.treated}, {Name: groupControl, Rows: f.control}} {
		if len(g.Rows) > 0 {
			out = append(out, g)
		}
	}
	names := slices.SortedFunc(maps.Keys(f.segments), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(f.segments[b]), len(f.segments[a])), cmp.Compare(a, b))
	})
	for _, name := range names[:min(len(names), mostEvaluated)] {
		out = append(out, metrics.Group{Name: segmentPrefix + name, Rows: f.segments[name]})
	}
	return out
}
