package guard

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"predict/configs"
)

// What volume is judged by.
const (
	weeksBack = 8  // weeks of history
	leastWeek = 4  // same weekdays in them, at least
	leastDays = 28 // days whose own deviation is known, at least
	leastRows = 20 // rows of a usual day, at least: below, chance alone halves and doubles
	pauseDays = 400
)

// DayRows counts rows by day, as days since 1970-01-01 UTC.
type DayRows interface {
	Rows(day int32) int64
}

// TableDays is the history of a table.
type TableDays struct {
	Table string
	Days  DayRows
	// First is the first day that has rows.
	First int32
	// Seen is the share of a day's rows that is usually there when the first list
	// after it is made: 1 where all of them are.
	Seen float64
}

// Volume judges the rows of days (rising) by table. A day is held against the
// median of the same weekday of the eight weeks before, on a logarithmic scale.
// A warning needs a factor of b.Warn that is also beyond the largest deviation
// of a day in these weeks, three times their robust spread (1.4826 times the
// median absolute deviation) and three times the chance of counts; a hard
// finding needs b.Limit, 1.25 times the largest deviation, and four times the
// others. So a table with few rows or with bursts is never judged hard.
//
// A day without a row is judged apart: a business may have been closed. It is
// hard only where another table has its usual rows that day, and the table has
// not had such a day in the 400 days before.
func Volume(tables []TableDays, days []int32, b configs.Bounds) []Finding {
	var found []Finding
	busy := map[int32]bool{} // days on which some table has its usual rows
	judged := map[string][]dayVerdict{}
	for _, t := range tables {
		for _, day := range days {
			v, ok := t.judge(day, b)
			if !ok {
				continue
			}
			judged[t.Table] = append(judged[t.Table], v)
			if v.rows > 0 && v.level != Hard {
				busy[day] = true
			}
		}
	}
	for _, t := range tables {
		for i := range judged[t.Table] {
			if v := &judged[t.Table][i]; v.rows == 0 {
				v.level = Warning
				if busy[v.day] && !t.pausedBefore(days[0]) {
					v.level = Hard
				}
			}
		}
		if f, ok := volumeFinding(t.Table, judged[t.Table]); ok {
			found = append(found, f)
		}
	}
	return found
}

// dayVerdict is what is found of one day of a table.
type dayVerdict struct {
	day           int32
	rows          int64
	usual         float64
	weeks         int
	largestFactor float64 // of the weeks before
	level         Level
}

// judge holds a day against the weeks before; ok is false where they do not
// suffice.
func (t TableDays) judge(day int32, b configs.Bounds) (dayVerdict, bool) {
	usual, weeks := t.usual(day)
	usual *= t.Seen
	if weeks < leastWeek || usual < leastRows {
		return dayVerdict{}, false
	}
	var off []float64 // sizes of the deviations of the days before
	for d := day - 7*weeksBack; d < day; d++ {
		if m, n := t.usual(d); n >= leastWeek && m > 0 && t.Days.Rows(d) > 0 {
			off = append(off, math.Abs(math.Log(float64(t.Days.Rows(d))/m)))
		}
	}
	if len(off) < leastDays {
		return dayVerdict{}, false
	}
	v := dayVerdict{day: day, rows: t.Days.Rows(day), usual: usual, weeks: weeks}
	largest, spread, chance := slices.Max(off), madScale*median(off), 1/math.Sqrt(usual)
	v.largestFactor = math.Exp(largest)
	beyond := func(factor, largestTimes, times float64) bool {
		size := math.Abs(math.Log(float64(v.rows) / usual))
		return size >= max(math.Log(factor), largestTimes*largest, times*spread, times*chance)
	}
	switch {
	case v.rows == 0: // judged with the other tables
	case beyond(b.Limit, 1.25, 4):
		v.level = Hard
	case beyond(b.Warn, 1, 3):
		v.level = Warning
	}
	return v, true
}

// madScale makes the median absolute deviation of normal deviates their
// standard deviation: 1/Φ⁻¹(3/4).
const madScale = 1.4826

// usual is the median of the same weekday of the weeks before a day, and how many
// of them lie within the history.
func (t TableDays) usual(day int32) (rows float64, weeks int) {
	var h [weeksBack]float64
	for k := int32(1); k <= weeksBack; k++ {
		if d := day - 7*k; d >= t.First {
			h[weeks] = float64(t.Days.Rows(d))
			weeks++
		}
	}
	return median(h[:weeks]), weeks
}

// pausedBefore reports whether a day on which rows were usual had none, in the
// 400 days before.
func (t TableDays) pausedBefore(day int32) bool {
	for d := max(day-pauseDays, t.First+7*leastWeek); d < day; d++ {
		if t.Days.Rows(d) > 0 {
			continue
		}
		if m, n := t.usual(d); n >= leastWeek && m*t.Seen >= leastRows {
			return true
		}
	}
	return false
}

// mostDays is the number of days that a finding names.
const mostDays = 3

// volumeFinding tells the days of a table that stand out, the worst first.
func volumeFinding(table string, days []dayVerdict) (Finding, bool) {
	out := slices.DeleteFunc(slices.Clone(days), func(v dayVerdict) bool { return v.level == "" })
	if len(out) == 0 {
		return Finding{}, false
	}
	slices.SortStableFunc(out, func(a, b dayVerdict) int { return rank(b.level) - rank(a.level) })
	var texts []string
	for _, v := range out[:min(mostDays, len(out))] {
		texts = append(texts, fmt.Sprintf("%s has %d rows, usual on %ss are %.0f", DayName(v.day), v.rows, weekday(v.day), v.usual))
	}
	if more := len(out) - mostDays; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more days", more))
	}
	return Finding{
		Guard: configs.GuardVolume, Level: out[0].level, Table: table,
		Text:   fmt.Sprintf("%s: %s; of the weeks before, no day was off by more than a factor of %.1f", table, strings.Join(texts, ", "), out[0].largestFactor),
		Remedy: "look whether the exports of these days are whole and delivered once; if the day was really so, publish with --force once",
	}, true
}

// DayName writes a day since 1970-01-01 UTC as yyyy-mm-dd.
func DayName(day int32) string { return dayTime(day).Format(time.DateOnly) }

func weekday(day int32) string { return dayTime(day).Weekday().String() }

func dayTime(day int32) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }
