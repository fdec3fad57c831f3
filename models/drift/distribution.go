package drift

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// bins is the number of quantile bins of a feature and of the most frequent
// values of a categorical one. Ten is what the usual limits of the PSI were
// found with (Siddiqi 2006); more would be noise on small samples.
const bins = 10

// distribution is how one feature, or the score, was spread in training.
//
// Bin k of a number holds the values above cuts[k-1] and at most cuts[k]. The
// first and the last bin lie outside of what training has seen and are empty
// there, so that a constant that changes is noticed. Bin k of a category holds
// cuts[k], the last all other values. Missing values have a bin after all those.
type distribution struct {
	name        string
	categorical bool
	// cuts rise, at most bins+2 of them.
	cuts []float32
	// keys are the cuts in the order of integers, filled up with the largest.
	keys [bins + 2]uint32
	// counts has len(cuts)+2 entries.
	counts []int64
}

// ready prepares bin, once cuts are set.
func (d *distribution) ready() {
	for k := range d.keys {
		d.keys[k] = math.MaxUint32
		if k < len(d.cuts) {
			d.keys[k] = ordered(d.cuts[k])
		}
	}
}

// bin is the number of the bin of a value. It counts the cuts below the value
// without a branch: where a value falls cannot be predicted.
func (d *distribution) bin(v float32) int {
	if v != v {
		return len(d.cuts) + 1
	}
	key := ordered(v)
	if d.categorical {
		k := slices.Index(d.keys[:len(d.cuts)], key)
		if k < 0 {
			k = len(d.cuts)
		}
		return k
	}
	below := uint64(0)
	for _, cut := range d.keys {
		below += (uint64(cut) - uint64(key)) >> 63
	}
	return int(below)
}

// ordered maps numbers to integers in the same order, none of them the largest;
// both zeros are one.
func ordered(v float32) uint32 {
	b := math.Float32bits(v)
	if v == 0 {
		b = 0
	}
	// All bits of a negative number turn, and the sign of a positive one.
	return b ^ (uint32(int32(b)>>31) | 1<<31)
}

// describe is what a bin holds, to follow "of the customers".
func (d *distribution) describe(k int) string {
	last := len(d.cuts)
	switch {
	case k == last+1:
		return "have no value"
	case last == 0:
		return "have a value"
	case d.categorical && k == last:
		return "have another value than the frequent ones"
	case d.categorical:
		return fmt.Sprintf("have the value %s", plain(d.cuts[k]))
	case k == 0:
		return fmt.Sprintf("lie below %s", plain(after(d.cuts[0])))
	case k == last:
		return fmt.Sprintf("lie above %s", plain(d.cuts[last-1]))
	case k == 1 && after(d.cuts[0]) == d.cuts[1]:
		return fmt.Sprintf("have the value %s", plain(d.cuts[1]))
	case k == 1:
		return fmt.Sprintf("lie from %s to %s", plain(after(d.cuts[0])), plain(d.cuts[1]))
	}
	return fmt.Sprintf("lie above %s, up to %s", plain(d.cuts[k-1]), plain(d.cuts[k]))
}

// plain writes a number with four digits or, from a thousand on, all before the
// point.
func plain(v float32) string {
	if a := math.Abs(float64(v)); a >= 1000 && a < 1e9 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.4g", v)
}

func after(v float32) float32 { return math.Nextafter32(v, float32(math.Inf(1))) }

func finite(v float32) bool { return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) }

// quantiles gives the cuts of a number from a sorted sample of its finite values
// and its range over all rows. A bin holds about a tenth of the values; one that
// is very frequent has a bin of its own.
func quantiles(sorted []float32, low, high float32) []float32 {
	if len(sorted) == 0 {
		return nil
	}
	cuts := []float32{math.Nextafter32(low, float32(math.Inf(-1)))}
	distinct := slices.Compact(slices.Clone(sorted))
	if len(distinct) <= bins {
		cuts = append(cuts, distinct...)
	} else {
		for k := 1; k < bins; k++ {
			cuts = append(cuts, sorted[(k*len(sorted)+bins-1)/bins-1])
		}
	}
	cuts = slices.Compact(append(cuts, high))
	// The neighbours of the largest numbers are infinite.
	return slices.DeleteFunc(cuts, func(v float32) bool { return !finite(v) })
}

// frequent gives the most frequent values of a sorted sample, rising.
func frequent(sorted []float32) []float32 {
	type run struct {
		value float32
		n     int
	}
	var runs []run
	for _, v := range sorted {
		if k := len(runs) - 1; k >= 0 && runs[k].value == v {
			runs[k].n++
			continue
		}
		runs = append(runs, run{v, 1})
	}
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.n, a.n) })
	var cuts []float32
	for _, r := range runs[:min(bins, len(runs))] {
		cuts = append(cuts, r.value)
	}
	slices.Sort(cuts)
	return cuts
}
