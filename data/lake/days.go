package lake

import (
	"encoding/json"
	"errors"
	"slices"
)

// DayCount is a number of rows of one day.
type DayCount struct {
	Day  int32 // days since 1970-01-01 UTC; negative before
	Rows int64
}

// DayCounts are numbers of rows by day, sorted by day, without days that have
// none. The zero value counts nothing. In JSON it is a list of runs of days
// without a gap, each the first day and the counts from it on.
type DayCounts []DayCount

// Add returns the counts with n more rows of a day.
func (c DayCounts) Add(day int32, n int64) DayCounts {
	if n == 0 {
		return c
	}
	at, found := c.find(day)
	if found {
		c[at].Rows += n
		return c
	}
	return slices.Insert(c, at, DayCount{day, n})
}

// find returns where a day is, or belongs.
func (c DayCounts) find(day int32) (at int, found bool) {
	return slices.BinarySearchFunc(c, day, func(e DayCount, day int32) int { return compareIntegers(e.Day, day) })
}

// Merge returns the counts of both; neither is changed.
func (c DayCounts) Merge(other DayCounts) DayCounts {
	sum := make(DayCounts, 0, len(c)+len(other))
	for len(c) > 0 || len(other) > 0 {
		switch {
		case len(other) == 0 || len(c) > 0 && c[0].Day < other[0].Day:
			sum, c = append(sum, c[0]), c[1:]
		case len(c) == 0 || other[0].Day < c[0].Day:
			sum, other = append(sum, other[0]), other[1:]
		default:
			sum = append(sum, DayCount{c[0].Day, c[0].Rows + other[0].Rows})
			c, other = c[1:], other[1:]
		}
	}
	return sum
}

// Rows returns the number of rows of a day.
func (c DayCounts) Rows(day int32) int64 {
	if at, found := c.find(day); found {
		return c[at].Rows
	}
	return 0
}

// Total returns the number of rows of all days.
func (c DayCounts) Total() int64 {
	n := int64(0)
	for _, d := range c {
		n += d.Rows
	}
	return n
}

// MarshalJSON writes runs of days: [[19000,5,7],[19010,3]].
func (c DayCounts) MarshalJSON() ([]byte, error) {
	runs := [][]int64{}
	for i, d := range c {
		if i == 0 || d.Day != c[i-1].Day+1 {
			runs = append(runs, []int64{int64(d.Day)})
		}
		last := len(runs) - 1
		runs[last] = append(runs[last], d.Rows)
	}
	return json.Marshal(runs)
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (c *DayCounts) UnmarshalJSON(text []byte) error {
	var runs [][]int64
	if err := json.Unmarshal(text, &runs); err != nil {
		return err
	}
	*c = nil
	for _, run := range runs {
		for i, n := range run {
			day := run[0] + int64(i) - 1
			if i == 0 {
				continue
			}
			if n < 1 || int64(int32(day)) != day || len(*c) > 0 && int64((*c)[len(*c)-1].Day) >= day {
				return errors.New("numbers of rows by day that are not sorted, or not positive")
			}
			*c = append(*c, DayCount{int32(day), n})
		}
	}
	return nil
}
