package examine

import (
	"cmp"
	"math"
	"slices"
)

// dayCounts counts the rows of days. Sums are whole numbers, so that they do
// not depend on the order of the rows.
type dayCounts struct {
	days map[int32]*Day
	last *Day
}

// add counts a row of a day; clock knows the local hour of the time read last.
func (d *dayCounts) add(day int32, amount int64, clock *timeCounter) {
	if d.last == nil || d.last.Day != day {
		d.last = d.days[day]
		if d.last == nil {
			d.last = &Day{Day: day}
			d.days[day] = d.last
		}
	}
	at := d.last
	at.Rows++
	if amount > 0 {
		at.LogSum += int64(math.Round(math.Log10(float64(amount)) * 1e6))
		at.LogCount++
	}
	if clock.hasClock {
		at.Clock++
		at.Cos += clock.cos[clock.hour]
		at.Sin += clock.sin[clock.hour]
	}
}

// mergeDays adds the days of all workers, in rising order.
func mergeDays(workers []*worker) []Day {
	all := map[int32]*Day{}
	for _, w := range workers {
		for key, d := range w.days.days {
			sum := all[key]
			if sum == nil {
				sum = &Day{Day: key}
				all[key] = sum
			}
			sum.Rows += d.Rows
			sum.LogSum += d.LogSum
			sum.LogCount += d.LogCount
			sum.Cos += d.Cos
			sum.Sin += d.Sin
			sum.Clock += d.Clock
		}
	}
	var list []Day
	for _, d := range all {
		list = append(list, *d)
	}
	slices.SortFunc(list, func(a, b Day) int { return cmp.Compare(a.Day, b.Day) })
	return list
}
