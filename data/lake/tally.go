package lake

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"predict/data"
)

// tally is what the rows of one export, in one table, are found to be.
type tally struct {
	rows        int64
	first, last int64
	spans       bool
	days        DayCounts
}

// merge adds rows that were counted elsewhere.
func (t *tally) merge(o *tally) {
	t.rows += o.rows
	t.days = t.days.Merge(o.days)
	switch {
	case !o.spans:
	case !t.spans:
		t.first, t.last, t.spans = o.first, o.last, true
	default:
		t.first, t.last = min(t.first, o.first), max(t.last, o.last)
	}
}

// maxExports is the most exports of a load.
const maxExports = 1 << 20

// maxDense is how many days, over all exports, are counted in an array.
const maxDense = 1 << 20

// tallyRows counts rows by the number of their export, base+i for element i of
// the result, and by the day of their times, which are nil for a table without.
func tallyRows(sources []int32, times []int64, base int32) ([]tally, error) {
	most := base
	for i, s := range sources {
		if s < base {
			return nil, fmt.Errorf("row %d is of export %d, which belongs to an earlier load", i, s)
		}
		most = max(most, s)
	}
	if most-base >= maxExports {
		return nil, fmt.Errorf("a row is of export %d of the load, and it may have %d", most-base+1, maxExports)
	}
	tallies := make([]tally, most-base+1)
	for i, s := range sources {
		t := &tallies[s-base]
		t.rows++
		if times == nil || times[i] == data.Missing64 {
			continue
		}
		if !t.spans {
			t.first, t.last, t.spans = times[i], times[i], true
		}
		t.first, t.last = min(t.first, times[i]), max(t.last, times[i])
	}
	if times == nil {
		return tallies, nil
	}
	starts, total := make([]int64, len(tallies)), int64(0)
	for i := range tallies {
		if t := &tallies[i]; t.spans {
			starts[i] = total - dayOf(t.first)
			total += dayOf(t.last) - dayOf(t.first) + 1
		}
		if total > maxDense {
			tallySparse(tallies, sources, times, base)
			return tallies, nil
		}
	}
	counts := make([]int64, total)
	for i, s := range sources {
		if times[i] != data.Missing64 {
			counts[starts[s-base]+dayOf(times[i])]++
		}
	}
	for i := range tallies {
		t := &tallies[i]
		if !t.spans {
			continue
		}
		for d := dayOf(t.first); d <= dayOf(t.last); d++ {
			if n := counts[starts[i]+d]; n > 0 {
				t.days = append(t.days, DayCount{Day: int32(d), Rows: n})
			}
		}
	}
	return tallies, nil
}

// tallySparse counts days that lie too far apart for an array.
func tallySparse(tallies []tally, sources []int32, times []int64, base int32) {
	for i, s := range sources {
		if times[i] != data.Missing64 {
			t := &tallies[s-base]
			t.days = t.days.Add(int32(dayOf(times[i])), 1)
		}
	}
}

// describe returns the exports of the load with what their rows were found to
// be.
func (x *Load) describe(files []FileEntry) ([]FileEntry, error) {
	files = slices.Clone(files)
	left := map[string]int{}
	for name, t := range x.tables {
		left[name] = len(t.tallies)
	}
	var errs []error
	for i := range files {
		f := &files[i]
		f.Load, f.Number, f.Replaced, f.Unkeyed = x.number, int(x.Source(i)), 0, 0
		all := new(tally)
		for _, table := range []string{f.Table, data.WalletSegments} {
			if x.tables[table] == nil || table == data.WalletSegments && f.Table != data.Wallet {
				continue
			}
			t := x.tables[table].tallies[x.Source(i)]
			if t == nil {
				continue
			}
			left[table]--
			all.merge(t)
			if unkeyed(table) {
				f.Unkeyed = t.rows
			}
		}
		if all.rows != f.Kept {
			errs = append(errs, fmt.Errorf("export %s is said to have %d rows that were kept, and %d were written", f.Path, f.Kept, all.rows))
		}
		f.First, f.Last, f.Days = nil, nil, all.days
		if all.spans {
			f.First, f.Last = &all.first, &all.last
		}
	}
	for _, table := range slices.Sorted(maps.Keys(left)) {
		if left[table] > 0 {
			errs = append(errs, fmt.Errorf("there are rows of %s from %d exports that are none of the load's, or of another table", table, left[table]))
		}
	}
	return files, errors.Join(errs...)
}
