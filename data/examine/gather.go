package examine

import (
	"maps"
	"slices"

	"predict/data"
	"predict/data/csv"
)

// gather brings the counts of all workers together.
func (t *tableRun) gather(workers []*worker) {
	for _, w := range workers {
		t.facts.Rows += w.rows
		t.facts.Bad += w.bad
		t.facts.Rejected += w.rejected + w.bad
		t.facts.Unnamed += w.unnamed
		for i, c := range w.columns {
			t.facts.Columns[i].merge(c)
		}
		for f, counts := range w.files {
			f.merge(counts)
		}
	}
	t.facts.Days = mergeDays(workers)
	t.facts.gatherCustomers(workers)
}

func (f *File) merge(c *fileCounts) {
	for _, reason := range slices.Sorted(maps.Keys(c.bad)) {
		if f.Bad == nil {
			f.Bad = map[csv.Reason]*Spot{}
		}
		at(f.Bad, reason).merge(*c.bad[reason])
	}
	f.Mojibake.merge(c.mojibake)
	f.Replaced.merge(c.replaced)
	switch {
	case c.first > c.last:
	case f.First > f.Last:
		f.First, f.Last = c.first, c.last
	default:
		f.First, f.Last = min(f.First, c.first), max(f.Last, c.last)
	}
}

func (c *Column) merge(o *Column) {
	c.Missing += o.Missing
	c.Values += o.Values
	mergeSpots(c.Refused, o.Refused)
	switch c.Kind {
	case data.Time:
		c.Times.merge(o.Times)
	case data.Money:
		c.Amounts.merge(o.Amounts)
	case data.Symbol:
		for text, n := range o.Texts {
			c.Texts[text] += n
		}
		c.Others += o.Others
	}
}

func (a *Amounts) merge(o *Amounts) {
	a.Negative += o.Negative
	a.Zero += o.Zero
	a.Positive += o.Positive
	a.Decimals += o.Decimals
	mergeSpots(a.Currencies, o.Currencies)
	a.OtherMark.merge(o.OtherMark)
}

func (t *Times) merge(o *Times) {
	mergeSpots(t.Shapes, o.Shapes)
	mergeSpots(t.Zones, o.Zones)
	t.Future.merge(o.Future)
	t.Early.merge(o.Early)
	t.Skipped.merge(o.Skipped)
	t.Twice.merge(o.Twice)
	t.First, t.Last = min(t.First, o.First), max(t.Last, o.Last)
	t.Midnight += o.Midnight
	t.Clock += o.Clock
	for h, n := range o.Hours {
		t.Hours[h] += n
	}
}
