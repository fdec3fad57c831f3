package guard

import "slices"

// What waits are judged by.
const (
	mostPause  = 14 // days without a row; longer was no pause of the business but a hole
	recentDays = 91 // that say what is ordinary: a quarter of a year
	leastWaits = 6  // of them, at least
	ordinary   = 0.9
)

// LongestPause is the longest run of days without a row between two days that
// have some, in the 400 days before day, at most 14: a longer pause was no
// pause of the business but a hole.
func LongestPause(rows DayRows, first, day int32) int {
	longest := 0
	for _, w := range waits(rows, max(day-pauseDays, first), day) {
		longest = max(longest, w.days-1)
	}
	return longest
}

// OrdinaryWait is how many days ordinarily pass from the newest day that has rows
// to the next that has some: of the last quarter of a year, the wait that nine of
// ten after the same day of the week did not exceed. So a closed weekend is ordinary
// after a Friday, not after a Tuesday, and a pause at Christmas is not ordinary at
// all. Where that day of the week is rare, all waits are taken, and where these are
// few, those of the last 400 days. It is 1 where nothing is known.
func OrdinaryWait(rows DayRows, first, newest int32) int {
	all := waits(rows, max(newest-recentDays, first), newest+1)
	if len(all) < leastWaits {
		all = waits(rows, max(newest-pauseDays, first), newest+1)
	}
	var same, every []int
	for _, w := range all {
		every = append(every, w.days)
		if (newest-w.from)%7 == 0 {
			same = append(same, w.days)
		}
	}
	if len(same) >= leastWaits {
		every = same
	}
	if len(every) == 0 {
		return 1
	}
	slices.Sort(every)
	return every[int(ordinary*float64(len(every)-1))]
}

// wait is the number of days from a day with rows to the next one.
type wait struct {
	from int32
	days int
}

// waits are those between days with rows, from a day on and before another.
func waits(rows DayRows, from, before int32) []wait {
	var list []wait
	last, known := int32(0), false
	for d := from; d < before; d++ {
		if rows.Rows(d) == 0 {
			continue
		}
		if days := int(d - last); known && days <= mostPause+1 {
			list = append(list, wait{last, days})
		}
		last, known = d, true
	}
	return list
}
