package metrics

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"predict/models"
)

// Validate reports an option out of range as models.ErrValue.
func (o Options) Validate() error {
	switch {
	case o.Replicates < 0:
		return fmt.Errorf("checking options: %d replicates, must be 0 or more: %w", o.Replicates, models.ErrValue)
	case !(o.Level > 0 && o.Level < 1):
		return fmt.Errorf("checking options: level %v, must lie between 0 and 1: %w", o.Level, models.ErrValue)
	case o.Bins < 1:
		return fmt.Errorf("checking options: %d bins, must be 1 or more: %w", o.Bins, models.ErrValue)
	}
	return nil
}

// Evaluate measures the probabilities p of a sample, next to simple rules on
// the same customers, with bootstrap intervals. It reports models.ErrOneClass
// where y holds one class. A cancelled context ends it with the context's error.
func Evaluate(ctx context.Context, s Sample, p []float64, rules []Rule, o Options) (*Report, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	ranks, keys, err := prepare(s, p, rules, o)
	if err != nil {
		return nil, err
	}
	point := passAll(s, ranks, nil)
	if point == nil {
		return nil, fmt.Errorf("measuring: the weight of one class vanishes beside the other: %w", models.ErrOneClass)
	}
	names := make([]string, len(rules))
	for i, rule := range rules {
		names[i] = rule.Name
	}
	report := newReport(len(s.Y), point, names)
	report.Level = o.Level
	if o.Replicates == 0 {
		return report, nil
	}
	replicates, err := bootstrap(ctx, s, ranks, keys, o)
	if err != nil {
		return nil, err
	}
	report.Replicates = len(replicates)
	report.Undefined = o.Replicates - len(replicates)
	if len(replicates) == 0 {
		return nil, fmt.Errorf("resampling %d customers: no replicate holds both classes: %w", len(s.Y), models.ErrOneClass)
	}
	report.addIntervals(replicates, names, o.Level)
	return report, nil
}

// prepare checks the input and sorts it by each score, the model's first.
func prepare(s Sample, p []float64, rules []Rule, o Options) ([]*ranked, []uint64, error) {
	if err := models.CheckLabels(s.Y, s.W); err != nil {
		return nil, nil, err
	}
	keys := s.Keys
	if keys == nil {
		keys = rowKeys(len(s.Y))
	}
	if len(keys) != len(s.Y) {
		return nil, nil, fmt.Errorf("checking keys: %d keys for %d labels: %w", len(keys), len(s.Y), models.ErrShape)
	}
	model, err := newRanked(s.Y, p, s.W, true, o.Bins)
	if err != nil {
		return nil, nil, err
	}
	ranks := []*ranked{model}
	seen := make([]string, 0, len(rules))
	for _, rule := range rules {
		if slices.Contains(seen, rule.Name) {
			return nil, nil, fmt.Errorf("checking rules: two are named %q: %w", rule.Name, models.ErrValue)
		}
		seen = append(seen, rule.Name)
		k, err := newRanked(s.Y, rule.Score, s.W, false, 1)
		if err != nil {
			return nil, nil, fmt.Errorf("ranking by rule %s: %w", rule.Name, err)
		}
		ranks = append(ranks, k)
	}
	return ranks, keys, nil
}

// bootstrap gives the outcomes of every replicate that holds both classes, in
// the order of the replicates: outcomes[r][k] belongs to ranks[k].
func bootstrap(ctx context.Context, s Sample, ranks []*ranked, keys []uint64, o Options) ([][]outcome, error) {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	all := make([][]outcome, o.Replicates)
	table := poissonTable()
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, o.Replicates) {
		group.Go(func() {
			draw := make([]uint8, len(keys))
			for ctx.Err() == nil {
				r := int(next.Add(1)) - 1
				if r >= o.Replicates {
					return
				}
				drawReplicate(draw, keys, table, o.Seed, r)
				all[r] = passAll(s, ranks, draw)
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("resampling customers: %w", err)
	}
	return slices.DeleteFunc(all, func(row []outcome) bool { return row == nil }), nil
}

// passAll gives nil where the replicate holds one class.
func passAll(s Sample, ranks []*ranked, draw []uint8) []outcome {
	row := make([]outcome, len(ranks))
	total := totalsOf(s.Y, s.W, draw)
	for i, k := range ranks {
		var err error
		if row[i], err = k.pass(draw, total); err != nil {
			return nil
		}
	}
	return row
}

// interval gives the percentiles of values that leave (1-level)/2 on each side,
// linear between order statistics (type 7 of Hyndman and Fan 1996).
func interval(values []float64, level float64) Interval {
	slices.Sort(values)
	at := func(q float64) float64 {
		h := q * float64(len(values)-1)
		low := int(math.Floor(h))
		high := min(low+1, len(values)-1)
		return values[low] + float64((h-float64(low))*(values[high]-values[low]))
	}
	return Interval{Low: at((1 - level) / 2), High: at((1 + level) / 2)}
}
