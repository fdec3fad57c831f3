package grow

import (
	"predict/models/gbdt/bins"
)

// findRoot fills the root's histogram and finds its best split.
func (g *grower) findRoot(root *leaf) {
	root.histogram = g.take()
	g.find(root, nil)
}

// findChildren finds the best splits of two sides, of which the left one holds
// the histogram of both together. Only that of the smaller side is counted.
func (g *grower) findChildren(left, right *leaf) {
	if g.p.Depth > 0 && left.depth >= g.p.Depth {
		return
	}
	small, large := left, right
	if right.to-right.from < left.to-left.from {
		small, large = right, left
	}
	large.histogram, small.histogram = left.histogram, g.take()
	g.find(small, large)
}

// chunkRows is the number of rows from which a section is shared out among
// workers.
const chunkRows = 16384

// find counts the small leaf, leaves the rest in the histogram of the large one
// (nil for the root), and finds the best split of both.
func (g *grower) find(small, large *leaf) {
	searches := []search{g.newSearch(small)}
	if large != nil {
		searches = append(searches, g.newSearch(large))
	}
	if searches[0].off && searches[len(searches)-1].off {
		return
	}
	sections := g.m.Sections
	entries := g.entries[small.from:small.to]
	chunks := max(1, min(g.p.Workers/max(len(sections), 1), len(entries)/chunkRows))
	for len(g.stages) < len(sections)*chunks {
		g.stages = append(g.stages, new(stage))
	}
	best := make([][2]candidate, len(sections))
	if chunks == 1 {
		bins.Each(g.p.Workers, len(sections), func(l int) {
			s := sections[l]
			g.stages[l].count(small.histogram[s.From:s.To], g.m.Lines[l], entries)
			best[l] = g.searchWords(searches, s)
		})
	} else {
		parts := g.countChunks(small, chunks)
		bins.Each(g.p.Workers, len(sections), func(l int) {
			s := sections[l]
			for _, part := range parts {
				for word := s.From; word < s.To; word++ {
					small.histogram[word].plus(&part[word])
				}
			}
			best[l] = g.searchWords(searches, s)
		})
		g.free = append(g.free, parts...)
	}
	for k := range searches {
		var c candidate
		for l := range best {
			if best[l][k].better(&c) {
				c = best[l][k]
			}
		}
		searches[k].keep(g, c)
	}
}

// countChunks counts parts of the leaf's rows: the first into its own histogram,
// the others into those returned.
func (g *grower) countChunks(l *leaf, chunks int) []histogram {
	all := []histogram{l.histogram}
	for len(all) < chunks {
		all = append(all, g.take())
	}
	sections := g.m.Sections
	bins.Each(g.p.Workers, len(sections)*chunks, func(task int) {
		k, c := task%len(sections), task/len(sections)
		from, to := share(l.to-l.from, c, chunks)
		s := sections[k]
		g.stages[task].count(all[c][s.From:s.To], g.m.Lines[k], g.entries[l.from+from:l.from+to])
	})
	return all[1:]
}

// plus adds the cells of other.
func (g *group) plus(other *group) {
	for s := range g {
		for b, v := range other[s] {
			g[s][b] += v
		}
	}
}

// search is the search for a leaf's best split.
type search struct {
	leaf *leaf
	scan scan
	// own is the leaf's gain without a split.
	own float64
	// off tells that the leaf cannot be split.
	off bool
}

func (g *grower) newSearch(l *leaf) search {
	p, u := g.p, g.units
	l.mask = g.mask
	if p.FeatureShareOfNode < 1 {
		// A node's draw depends on where in the tree its entries lie, which no other
		// node of the same depth shares.
		l.mask = choose(g.mask, len(g.m.Columns), p.FeatureShareOfNode, bins.Hash(g.seed^uint64(l.depth)<<32^uint64(l.from)<<1|1))
	}
	rows := float64(l.to - l.from)
	s := scan{
		total: l.total, gradient: cellGradient(l.total), hessian: cellHessian(l.total),
		l1: p.L1 / u.gradient, l2: p.L2 / u.hessian,
	}
	if rows > 0 {
		s.perRow = s.hessian / rows
	}
	s.least = max(p.MinHessian/u.hessian, (float64(p.MinRows)-0.5)*s.perRow, 1)
	scale := u.hessian / u.gradient
	s.bounds = bounds{l.bounds.low * scale, l.bounds.high * scale}
	s.plain = l.bounds.free() && p.L1 == 0
	s.sets = setRules{
		maxOneHot: p.MaxOneHot, maxSet: p.MaxSet,
		smooth: p.CategorySmooth / u.hessian, l2: p.SetL2 / u.hessian,
		minRowsOfGroup: float64(p.MinRowsPerGroup) - 0.5, minRowsOfCategory: p.CategorySmooth - 0.5,
	}
	own := gainOf(s.gradient, s.hessian, s.l1, s.l2, outputOf(s.gradient, s.hessian, s.l1, s.l2, s.bounds))
	return search{leaf: l, scan: s, own: own, off: s.hessian < 2*s.least}
}

// keep takes over the best candidate where it gains enough. A gain below the
// rounding of the sums is none.
func (s *search) keep(g *grower, c candidate) {
	if c.gain <= 0 || c.gain-s.own <= 1e-13*c.gain {
		return
	}
	gained := float64((c.gain-s.own)*g.units.gradient*g.units.gradient)/g.units.hessian - g.p.MinGain
	if gained > 0 {
		s.leaf.best, s.leaf.gained = c, gained
	}
}

// searchWords subtracts the first leaf's histogram from that of the second, and
// finds the best candidate of both in some words.
func (g *grower) searchWords(searches []search, words bins.Section) (best [2]candidate) {
	var scratch [256]uint64
	for word := words.From; word < words.To; word++ {
		for s := range 8 {
			if word*8+s >= len(g.m.Slots) {
				break
			}
			slot := &g.m.Slots[word*8+s]
			if len(searches) == 2 {
				subtract(searches[1].leaf.histogram[word][s][:slot.Cells], searches[0].leaf.histogram[word][s][:slot.Cells])
			}
			for k := range searches {
				if searches[k].off {
					continue
				}
				cells := searches[k].leaf.histogram[word][s][:slot.Cells]
				for _, part := range slot.Parts {
					values := cells
					if len(slot.Parts) > 1 {
						values = marginal(scratch[:], cells, part)
					}
					if c := g.searchFeature(&searches[k], values, part, best[k].gain); c.better(&best[k]) {
						best[k] = c
					}
				}
			}
		}
	}
	return best
}

// searchFeature finds the best candidate of one feature from its cells, or any
// where none gains enough.
func (g *grower) searchFeature(s *search, values []uint64, part bins.Part, enough float64) candidate {
	if s.leaf.mask != nil && !s.leaf.mask[part.Feature] {
		return candidate{}
	}
	var missing uint64
	if part.First == 0 {
		missing, values = values[0], values[1:]
	}
	if g.m.Mappers[part.Feature].Categorical {
		return s.scan.categories(values, part.Feature)
	}
	var constraint int8
	if g.p.Monotone != nil {
		constraint = g.p.Monotone[part.Feature]
	}
	return s.scan.numeric(values, missing, part.Feature, constraint, enough)
}
