package signals

import (
	"cmp"
	"slices"

	"predict/features"
)

// spell is a stretch of time over which a signal holds, ends included.
type spell struct{ from, to int64 }

// spells are the stretches of a signal, in any order, that begin at or before the
// cutoff.
type spells []spell

// add adds a stretch; one that ends before it begins is none.
func (s *spells) add(from, to int64) {
	if from <= to {
		*s = append(*s, spell{from, to})
	}
}

// since returns the instant from which on the signal held without a break up to the
// cutoff, at most SinceDays before it; features.NoTime where it does not hold there.
// It orders the stretches.
func (s spells) since(cutoff int64) int64 {
	slices.SortFunc(s, func(a, b spell) int { return cmp.Compare(b.to, a.to) })
	first := cutoff
	for _, one := range s {
		if one.to < first {
			break
		}
		first = min(first, one.from)
	}
	if len(s) == 0 || s[0].to < cutoff {
		return features.NoTime
	}
	return max(first, cutoff-SinceDays*features.Day)
}

// repeated adds the stretches in which there were at least n of the events within
// the days before. Times rise; they are those before the cutoff.
func (s *spells) repeated(times []int64, n, days int) {
	for i := n - 1; i < len(times); i++ {
		s.add(times[i], times[i-n+1]+int64(days)*features.Day)
	}
}
