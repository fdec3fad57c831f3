package signals

import "predict/features"

// tally counts customers by the signals that they showed.
type tally struct {
	stayed, churned [NumPatterns]int64
	leads           [NumSignals][SinceDays + 1]int64
	warned          int64
}

// add counts a customer by since when each signal was shown, features.NoTime where
// it was not, and by the last purchase. A signal that began with or after it came too
// late.
func (y *tally) add(since *[NumSignals]int64, churned bool, last int64) {
	pattern := 0
	warned := int64(0)
	for s, at := range since {
		if at == features.NoTime {
			continue
		}
		pattern |= 1 << s
		if churned && at < last {
			y.leads[s][min((last-at)/features.Day, SinceDays)]++
			warned = 1
		}
	}
	if !churned {
		y.stayed[pattern]++
		return
	}
	y.churned[pattern]++
	y.warned += warned
}

// merge adds what another tally has counted.
func (y *tally) merge(other *tally) {
	for p := range y.stayed {
		y.stayed[p] += other.stayed[p]
		y.churned[p] += other.churned[p]
	}
	for s := range y.leads {
		for days, n := range other.leads[s] {
			y.leads[s][days] += n
		}
	}
	y.warned += other.warned
}
