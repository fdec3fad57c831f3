package pipeline

import (
	"fmt"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// Columns of the table of Segments.
const (
	segmentName     = "segment"
	segmentAll      = "customers"
	segmentHigh     = "at high risk"
	segmentExpected = "expected to leave"
	segmentValue    = "value at risk"
)

// Segments is a small table for people: for each segment its customers, those
// of the highest tier, how many are expected to leave, and the value at risk in
// whole units of currency; most value first, at most so many rows. It has no
// rows where no customer has a segment.
func (l *RiskList) Segments(highest string, most int) (dataframe.DataFrame, error) {
	at := map[string]int{}
	var names []string
	var all, high []int
	var expected, value []float64
	for i := range l.Rows {
		r := &l.Rows[i]
		if r.Segment == "" {
			continue
		}
		k, ok := at[r.Segment]
		if !ok {
			k = len(names)
			at[r.Segment] = k
			names, all, high = append(names, r.Segment), append(all, 0), append(high, 0)
			expected, value = append(expected, 0), append(value, 0)
		}
		all[k]++
		if r.Tier == highest {
			high[k]++
		}
		expected[k] += r.Probability
		value[k] += float64(r.ValueAtRisk) / 10_000
	}
	df := dataframe.New(
		series.New(names, series.String, segmentName), series.New(all, series.Int, segmentAll), series.New(high, series.Int, segmentHigh),
		series.New(expected, series.Float, segmentExpected), series.New(value, series.Float, segmentValue),
	)
	if len(names) == 0 {
		return df, nil
	}
	df = df.Arrange(dataframe.RevSort(segmentValue), dataframe.Sort(segmentName))
	if df.Nrow() > most {
		rows := make([]int, most)
		for i := range rows {
			rows[i] = i
		}
		df = df.Subset(rows)
	}
	if df.Err != nil {
		return df, fmt.Errorf("summing up segments: %w", df.Err)
	}
	return df, nil
}
