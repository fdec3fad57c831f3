package guard

import (
	"fmt"

	"predict/configs"
)

// DayTwins counts the rows of a day that are like another of the same customer in
// every column.
type DayTwins struct {
	Day  int32
	Rows int64
	// Single are the rows that are left when like rows are taken away in pairs.
	Single int64
}

// doubled reports whether every row of the day stands twice.
func (d DayTwins) doubled() bool { return d.Rows >= 2*leastRows && d.Single == 0 }

// Doubled warns of days all of whose rows stand twice: the day was delivered twice,
// and is counted so. Rows that are like each other by chance are some, never all.
// Where a day before was so as well it is the habit of what writes the exports.
// Days with fewer than 40 rows say nothing. It is a warning at most: what counts
// double is no reason to keep yesterday's list.
func Doubled(table string, now, before []DayTwins) []Finding {
	for _, d := range before {
		if d.doubled() {
			return nil
		}
	}
	var found []Finding
	for _, d := range now {
		if d.doubled() {
			found = append(found, Finding{
				Guard: configs.GuardVolume, Level: Warning, Table: table,
				Text:   fmt.Sprintf("%s: all %d rows of %s that were looked at stand twice", table, d.Rows, DayName(d.Day)),
				Remedy: "the day was delivered twice: take one of the deliveries away, or let duplicates: drop count like rows once",
			})
		}
	}
	return found
}
