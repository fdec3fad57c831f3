package signals

import "predict/features"

// spells are the stretches of time over which a signal holds, ends included, in any
// order.
type spells struct{ from, to []int64 }

func (s *spells) reset() { s.from, s.to = s.from[:0], s.to[:0] }

// add adds a stretch; one that ends before it begins is none.
func (s *spells) add(from, to int64) {
	if from <= to {
		s.from, s.to = append(s.from, from), append(s.to, to)
	}
}

// cut drops the stretches beyond the first n.
func (s *spells) cut(n int) { s.from, s.to = s.from[:n], s.to[:n] }

// since returns the instant from which on the signal held without a break up to the
// cutoff, at most SinceDays before it; features.NoTime where it does not hold there.
func (s *spells) since(cutoff int64) int64 {
	reached, oldest := features.NoTime, cutoff-SinceDays*features.Day
	at := cutoff
	for {
		first := at
		for k, to := range s.to {
			if to >= at && s.from[k] <= at {
				first = min(first, s.from[k])
				reached = first
			}
		}
		switch {
		case reached == features.NoTime:
			return features.NoTime
		case first <= oldest:
			return oldest
		case first == at:
			return at
		}
		at = first
	}
}

// repeated adds the stretches in which there were at least n of the events within
// the days before. Times rise; they are those before the cutoff.
func (s *spells) repeated(times []int64, n, days int) {
	for i := n - 1; i < len(times); i++ {
		s.add(times[i], times[i-n+1]+int64(days)*features.Day)
	}
}
