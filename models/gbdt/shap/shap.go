package shap

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"predict/models/gbdt/tree"
)

// Bounds on the tables of an ensemble.
const (
	// mostCells is how many cells a table has at most: more of them spare lookups,
	// but a column of float64 should stay in the fastest cache.
	mostCells = 4096
	// mostBytes is what all tables take at most, in bytes.
	mostBytes = 256 << 20
)

// Explainer splits the margins of one ensemble. It is immutable and safe for
// concurrent use.
//
// Its tables take at most 256 MiB. Where tables of 4096 cells would take more,
// they are made smaller, and more leaves are computed for each block of rows.
// Besides, the paths to these leaves are kept, which grow with the trees, and
// each worker needs about 8·4096 bytes for each feature or group it sums.
type Explainer struct {
	features int
	columns  []column
	parts    []part // in the order of the trees
	rules    rules
	base     float64
	blocks   sync.Pool // of *block: lists are scored in many small frames
}

// part is what one tree adds.
type part struct {
	tables []*table
	paths  *paths
}

// New prepares the tables of an ensemble, on all cores. Cover is Leaf.Count and
// Node.Count, as LightGBM writes them. Where no training row passed a node, each
// of its children has half of the cover. It fails where the ensemble is no set
// of trees: wrong children, features that do not exist, values that are not
// finite.
func New(e *tree.Ensemble) (*Explainer, error) { return build(e, mostCells, mostBytes) }

func build(e *tree.Ensemble, cells, bytes int) (*Explainer, error) {
	if err := check(e); err != nil {
		return nil, err
	}
	x := &Explainer{features: len(e.Features), parts: make([]part, len(e.Trees))}
	at := x.setColumns(e)
	scale := 1.0
	if e.Average {
		scale /= float64(len(e.Trees))
	}
	all := make([]*branches, len(e.Trees))
	bases := make([]float64, len(e.Trees))
	parallel(len(e.Trees), 0, func(next func() (int, bool)) {
		for i, ok := next(); ok; i, ok = next() {
			all[i] = newBranches(&e.Trees[i], scale)
			bases[i] = all[i].base()
		}
	})
	for _, b := range bases {
		x.base += b
	}
	plans := x.plan(all, at, cells, bytes)
	longest := mostFeatures
	for _, p := range plans {
		for _, l := range p.paths {
			longest = max(longest, len(l.path))
		}
	}
	x.rules = newRules(longest)
	parallel(len(plans), 0, func(next func() (int, bool)) {
		for i, ok := next(); ok; i, ok = next() {
			plans[i].join(cells)
			x.parts[i] = x.newPart(plans[i], at)
		}
	})
	return x, nil
}

// setColumns makes the columns of all trees together, and gives the number of
// each feature's column.
func (x *Explainer) setColumns(e *tree.Ensemble) map[int]int {
	nodes := map[int][]*tree.Node{}
	var features []int
	for i := range e.Trees {
		for j := range e.Trees[i].Nodes {
			n := &e.Trees[i].Nodes[j]
			if nodes[n.Feature] == nil {
				features = append(features, n.Feature)
			}
			nodes[n.Feature] = append(nodes[n.Feature], n)
		}
	}
	slices.Sort(features)
	at := make(map[int]int, len(features))
	for i, f := range features {
		at[f] = i
		x.columns = append(x.columns, newColumn(f, nodes[f]))
	}
	return at
}

// plan cuts up all trees, into smaller tables until they take at most the given
// bytes.
func (x *Explainer) plan(all []*branches, at map[int]int, cells, bytes int) []*plan {
	plans := make([]*plan, len(all))
	sizes := make([]int, len(all))
	for {
		parallel(len(all), 0, func(next func() (int, bool)) {
			for i, ok := next(); ok; i, ok = next() {
				b := all[i]
				plans[i] = newPlan(b, cells)
				bins := make([]int, len(b.columns))
				for k := range bins {
					bins[k] = x.columns[at[b.columns[k].feature]].bins()
				}
				sizes[i] = 0
				for k := range plans[i].groups {
					sizes[i] += plans[i].groups[k].bytes(bins)
				}
			}
		})
		sum := 0
		for _, s := range sizes {
			sum += s
		}
		if sum <= bytes || cells == 0 {
			return plans
		}
		cells /= 2
	}
}

// newPart computes the tables of a tree.
func (x *Explainer) newPart(p *plan, at map[int]int) part {
	columns := make([]int, len(p.b.columns))
	bins := make([][]uint16, len(p.b.columns))
	for k := range p.b.columns {
		own := &p.b.columns[k]
		columns[k] = at[own.feature]
		c := &x.columns[columns[k]]
		bins[k] = make([]uint16, c.bins())
		for bin := range bins[k] {
			bins[k][bin] = uint16(own.bin(c.value(bin)))
		}
	}
	var made part
	for i := range p.groups {
		made.tables = append(made.tables, newTable(&p.groups[i], x.rules, columns, bins))
	}
	if len(p.paths) > 0 {
		made.paths = &paths{columns: columns, bins: bins, leaves: p.paths}
	}
	return made
}

// Base is the margin of a row that is asked for no feature: the cover-weighted
// mean of the leaves, summed over the trees, or their mean where the ensemble
// averages. A row's contributions and Base add up to its margin.
func (x *Explainer) Base() float64 { return x.base }

// parallel lets workers (below 1: as many as there are cores) take the numbers
// 0 to n-1, each once.
func parallel(n, workers int, work func(next func() (int, bool))) {
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var taken atomic.Int64
	next := func() (int, bool) {
		i := int(taken.Add(1)) - 1
		return i, i < n
	}
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() { work(next) })
	}
	wait.Wait()
}
