package features

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Engine computes the feature tables of some cutoffs. It is immutable once its
// peers are set; its workers may run at the same time.
type Engine struct {
	families []Family
	tables   []string // that are there
	schema   Schema
	cutoffs  []int64
	labels   labeller
	peers    []PeerSpend // one for each cutoff
	decay    *decayTable
}

// NewEngine returns an engine for the cutoffs, in rising order, given the names
// of the tables that are there. Data are known up to until: the label of a
// cutoff is known where cutoff+gap+horizon <= until. All that is wrong with the
// options is reported at once.
func NewEngine(o Options, tables []string, cutoffs []int64, until int64) (*Engine, error) {
	problems := []error{o.Validate()}
	families, err := choose(Families(), o.Families, tables)
	problems = append(problems, err)
	if !slices.Contains(tables, "transactions") {
		problems = append(problems, &OptionError{"tables", "transactions is absent, which every feature and label needs; map it"})
	}
	if o.Churn.Definition == Cancellation && !slices.Contains(tables, "cancellations") {
		problems = append(problems, &OptionError{"churn.definition", "cancellation needs the table cancellations; map it, or choose another definition"})
	}
	if len(cutoffs) == 0 {
		problems = append(problems, &OptionError{"cutoffs", "there is none"})
	}
	for i := 1; i < len(cutoffs); i++ {
		if cutoffs[i] <= cutoffs[i-1] {
			problems = append(problems, &OptionError{"cutoffs", "they do not rise: " + formatTime(cutoffs[i-1]) + ", " + formatTime(cutoffs[i])})
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("features: setting up: %w", err)
	}
	e := &Engine{
		families: families, tables: slices.Clone(tables), cutoffs: slices.Clone(cutoffs), labels: newLabeller(o.Churn, until),
		peers: make([]PeerSpend, len(cutoffs)), decay: newDecayTable(),
	}
	for _, f := range families {
		for _, s := range f.Specs {
			e.schema.Specs = append(e.schema.Specs, s)
			e.schema.Families = append(e.schema.Families, f.Name)
		}
	}
	return e, nil
}

// choose returns the families that are wanted (all, where none is named) and
// whose tables are there, in the order of all.
func choose(all []Family, wanted, tables []string) ([]Family, error) {
	var chosen []Family
	var names []string
	for _, f := range all {
		names = append(names, f.Name)
		absent := func(table string) bool { return !slices.Contains(tables, table) }
		if len(wanted) > 0 && !slices.Contains(wanted, f.Name) || slices.ContainsFunc(f.Tables, absent) {
			continue
		}
		chosen = append(chosen, f)
	}
	var problems []error
	for _, name := range wanted {
		if !slices.Contains(names, name) {
			problems = append(problems, &OptionError{"families", fmt.Sprintf("%q is no family; there are %s", name, strings.Join(names, ", "))})
		}
	}
	if len(chosen) == 0 && len(problems) == 0 {
		problems = append(problems, &OptionError{"families", "none is left: the tables that they need are absent; map them, or name other families"})
	}
	return chosen, errors.Join(problems...)
}

// Schema returns the columns of the feature tables.
func (e *Engine) Schema() Schema {
	return Schema{Specs: slices.Clone(e.schema.Specs), Families: slices.Clone(e.schema.Families)}
}

// Cutoffs returns the cutoffs in rising order.
func (e *Engine) Cutoffs() []int64 { return slices.Clone(e.cutoffs) }

// NewTables returns an empty table for each cutoff, in order.
func (e *Engine) NewTables() []*Table {
	tables := make([]*Table, len(e.cutoffs))
	for i, cutoff := range e.cutoffs {
		tables[i] = &Table{Cutoff: cutoff, Excluded: make(map[Exclusion]int64, numExclusions)}
	}
	return tables
}

// Worker computes features. It is for one goroutine; it keeps memory between
// batches and nothing of their customers.
type Worker struct {
	e       *Engine
	build   builder
	view    View
	scratch Scratch
	missing []float64
	tally   [][numExclusions]int64
}

// NewWorker returns a worker.
func (e *Engine) NewWorker() *Worker {
	w := &Worker{e: e, missing: make([]float64, e.schema.Len()), tally: make([][numExclusions]int64, len(e.cutoffs))}
	for i := range w.missing {
		w.missing[i] = math.NaN()
	}
	w.build.decay = e.decay
	return w
}

// Compute appends to dst, one table for each cutoff as NewTables returns them,
// a row for each eligible customer in the order of the batch, and counts every
// other customer under one exclusion. A batch whose columns do not fit, or
// whose events are not in the order of time, is a *BatchError and adds nothing.
func (w *Worker) Compute(b *Batch, dst []*Table) error {
	if err := b.check(); err != nil {
		return err
	}
	if len(dst) != len(w.e.cutoffs) {
		return fmt.Errorf("features: computing: %d tables for %d cutoffs; use NewTables", len(dst), len(w.e.cutoffs))
	}
	clear(w.tally)
	v := &w.view
	v.Scratch, v.decay = &w.scratch, w.e.decay
	for i := range b.IDs {
		t := w.build.build(b, i)
		for k, cutoff := range w.e.cutoffs {
			v.point(t, cutoff)
			reason := w.e.labels.eligible(v)
			w.tally[k][reason]++
			if reason != included {
				continue
			}
			v.fill()
			v.Peers = &w.e.peers[k]
			w.append(dst[k], b, i)
		}
	}
	for k, table := range dst {
		for _, reason := range Exclusions() {
			if n := w.tally[k][reason]; n > 0 {
				table.count(reason, n)
			}
		}
	}
	return nil
}

// append adds the row of the view, which is customer i of the batch.
func (w *Worker) append(t *Table, b *Batch, i int) {
	n := len(t.X)
	t.X = append(t.X, w.missing...)
	row := t.X[n:]
	at := 0
	for f := range w.e.families {
		family := &w.e.families[f]
		next := at + len(family.Specs)
		family.Fill(row[at:next:next], &w.view)
		at = next
	}
	t.IDs, t.Keys = append(t.IDs, b.IDs[i]), append(t.Keys, b.Keys[i])
	t.Labels = append(t.Labels, w.e.labels.label(&w.view))
	t.Profiles = append(t.Profiles, profile(&w.view))
}

func (t *Table) count(reason Exclusion, n int64) {
	if t.Excluded == nil {
		t.Excluded = make(map[Exclusion]int64, numExclusions)
	}
	t.Excluded[reason] += n
}
