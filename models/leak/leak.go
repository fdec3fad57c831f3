package leak

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"predict/models"
)

// Kind is the way in which a feature gives the label away.
type Kind string

// Kinds of suspects, the strongest evidence first. A feature is named once, with
// the first that holds.
const (
	// Separates is a feature that alone orders the classes almost perfectly.
	Separates Kind = "separates"
	// Presence is a feature that is filled, or missing, for almost only one class
	// and a large part of it.
	Presence Kind = "presence"
	// Value is a single value that almost only one class holds, and a large part of
	// it.
	Value Kind = "value"
	// PureEnd is a feature one end of whose order holds almost only one class, and
	// a large part of it.
	PureEnd Kind = "pure_end"
	// Apart is a feature that is far better alone than any other.
	Apart Kind = "apart"
)

// Suspect is a feature that seems to give the label away.
type Suspect struct {
	// Feature is its name and Index its column.
	Feature string `json:"feature"`
	Index   int    `json:"index"`
	// Kind is the evidence.
	Kind Kind `json:"kind"`
	// AUC is that of the feature alone, in the better direction: in [0.5,1]. A
	// missing value takes the place in the order that its churn rate gives it.
	AUC float64 `json:"auc"`
	// Why is a sentence with the figures and what to do.
	Why string `json:"why"`
}

// Find gives the features of x that seem to give y away, the highest AUC first
// (ties: by column). names are the columns of x; y is 0 or 1; NaN means
// missing. The result depends on the arguments alone, not on the number of
// workers. It reports models.ErrEmpty, models.ErrShape, models.ErrValue or
// models.ErrOneClass, and the context's error where it ends.
func Find(ctx context.Context, x *models.Matrix32, y []float64, names []string, o Options) ([]Suspect, error) {
	if err := check(x, y, names, o); err != nil {
		return nil, fmt.Errorf("looking for leaks: %w", err)
	}
	found, err := inspectAll(ctx, x, y, o)
	if err != nil {
		return nil, fmt.Errorf("looking for leaks: %w", err)
	}
	allowed := make([]bool, x.P)
	for j, name := range names {
		allowed[j] = slices.Contains(o.Allowed, name)
	}
	apart(found, allowed, o)
	var out []Suspect
	for j, f := range found {
		if f.kind == "" || allowed[j] {
			continue
		}
		out = append(out, Suspect{
			Feature: names[j], Index: j, Kind: f.kind, AUC: f.auc,
			Why: fmt.Sprintf("%q seems to know the outcome: %s; %s.", names[j], f.why, remedy),
		})
	}
	slices.SortStableFunc(out, func(a, b Suspect) int { return cmp.Compare(b.AUC, a.AUC) })
	return out, nil
}

func check(x *models.Matrix32, y []float64, names []string, o Options) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if x == nil || x.N <= 0 || x.P <= 0 {
		return models.ErrEmpty
	}
	if len(x.Data) != x.N*x.P || len(y) != x.N || len(names) != x.P {
		return fmt.Errorf("%d numbers, %d labels and %d names for %d rows of %d features: %w",
			len(x.Data), len(y), len(names), x.N, x.P, models.ErrShape)
	}
	for _, j := range o.Categorical {
		if j < 0 || j >= x.P {
			return fmt.Errorf("categorical column %d, there are %d: %w", j, x.P, models.ErrValue)
		}
	}
	return models.CheckLabels(y, nil)
}

// line is the number of neighbouring columns that are read at once: as many as
// share a cache line.
const line = 16

// inspectAll looks at every column, line of them to a job.
func inspectAll(ctx context.Context, x *models.Matrix32, y []float64, o Options) ([]finding, error) {
	rows := sample(y, o.Rows, o.Seed)
	churned := make([]bool, len(rows))
	for k, i := range rows {
		churned[k] = y[i] == 1
	}
	categorical := make([]bool, x.P)
	for _, j := range o.Categorical {
		categorical[j] = true
	}
	workers := o.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	jobs := (x.P + line - 1) / line
	found := make([]finding, x.P)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, jobs) {
		group.Go(func() {
			columns := make([]float32, line*len(rows))
			var c counter
			for ctx.Err() == nil {
				first := (int(next.Add(1)) - 1) * line
				if first >= x.P {
					return
				}
				width := min(line, x.P-first)
				gather(columns, x, rows, first, width)
				for k := range width {
					counted := c.count(columns[k*len(rows):(k+1)*len(rows)], churned)
					found[first+k] = inspect(&counted, categorical[first+k], o)
				}
			}
		})
	}
	group.Wait()
	return found, ctx.Err()
}

// gather copies width columns from the first on, one after the other.
func gather(into []float32, x *models.Matrix32, rows []int32, first, width int) {
	for i, row := range rows {
		for k, v := range x.Row(int(row))[first : first+width] {
			into[k*len(rows)+i] = v
		}
	}
}
