package pipeline

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"predict/data"
	"predict/data/lake"
	"predict/pipeline/guard"
)

// twinDays is how many days before the judged ones are looked at for like rows.
const twinDays = 7

// twinSum counts, by day, rows that are like another of the same customer.
type twinSum struct {
	judged []int32
	days   map[int32]*guard.DayTwins
	seen   map[string]int32 // by the values of a row: its day, where there is one too many
	key    []byte
}

func newTwinSum(judged []int32) *twinSum {
	return &twinSum{judged: judged, days: map[int32]*guard.DayTwins{}, seen: map[string]int32{}}
}

// add counts the transactions of a bucket.
func (c *twinSum) add(rows *lake.Rows) {
	times := rows.I64["time"]
	wide, narrow, numbers := slices.Sorted(maps.Keys(rows.I64)), slices.Sorted(maps.Keys(rows.I32)), slices.Sorted(maps.Keys(rows.F64))
	for i := range len(rows.Start) - 1 {
		clear(c.seen)
		for at := rows.Start[i]; at < rows.Start[i+1]; at++ {
			day := dayOf(times[at])
			if day < c.judged[0]-twinDays || day > c.judged[len(c.judged)-1] {
				continue
			}
			c.key = c.key[:0]
			for _, name := range wide {
				c.key = binary.LittleEndian.AppendUint64(c.key, uint64(rows.I64[name][at])) //nolint:gosec // bits
			}
			for _, name := range narrow {
				c.key = binary.LittleEndian.AppendUint32(c.key, uint32(rows.I32[name][at])) //nolint:gosec // bits
			}
			for _, name := range numbers {
				c.key = binary.LittleEndian.AppendUint64(c.key, math.Float64bits(rows.F64[name][at]))
			}
			if _, again := c.seen[string(c.key)]; again {
				delete(c.seen, string(c.key))
			} else {
				c.seen[string(c.key)] = day
			}
			c.day(day).Rows++
		}
		for _, day := range c.seen {
			c.day(day).Single++
		}
	}
}

func (c *twinSum) day(day int32) *guard.DayTwins {
	if c.days[day] == nil {
		c.days[day] = &guard.DayTwins{Day: day}
	}
	return c.days[day]
}

// findings are the judged days that stand twice.
func (c *twinSum) findings() []guard.Finding {
	var now, before []guard.DayTwins
	for _, day := range slices.Sorted(maps.Keys(c.days)) {
		if _, judged := slices.BinarySearch(c.judged, day); judged {
			now = append(now, *c.days[day])
		} else {
			before = append(before, *c.days[day])
		}
	}
	return guard.Doubled(data.Transactions, now, before)
}
