package causes

import (
	"fmt"
	"strings"
	"time"

	counted "predict/features/causes"
)

// monthText returns a month as yyyy-mm.
func (j *judge) monthText(month int) string { return j.firstDay(month).Format("2006-01") }

// monthWords returns a month in words; of the last month of the data, if it is
// not over, that it is told so far.
func (j *judge) monthWords(month int) string {
	words := j.firstDay(month).Format("January 2006")
	if end := j.firstDay(month + 1).UnixMicro(); j.n.Until < end {
		words += " so far"
	}
	return words
}

func (j *judge) firstDay(month int) time.Time {
	return time.Date(1970, time.Month(int(j.n.FirstMonth)+month+1), 1, 0, 0, 0, 0, time.UTC)
}

// spikeText tells a story in a line.
func (j *judge) spikeText(s *story, before int) string {
	parts := []string{fmt.Sprintf("%d customers", s.Customers)}
	switch {
	case s.topic.product != counted.AnyCode:
		parts = append(parts, "product "+short(s.Product))
	case j.n.ContactProductsExported:
		parts = append(parts, "all products")
	}
	switch {
	case s.topic.reason != counted.AnyCode:
		parts = append(parts, `"`+short(s.Reason)+`"`)
	case j.n.ContactReasonsExported:
		parts = append(parts, "all reasons")
	}
	in := "in " + j.monthWords(s.first)
	if s.Usual > 0 {
		parts = append(parts, fmt.Sprintf("%.1f times the usual %s", s.Times, in))
	} else {
		parts = append(parts, in, fmt.Sprintf("none in the %d months before", before))
	}
	text := strings.Join(parts, ", ")
	if s.last > s.first {
		text += fmt.Sprintf("; and on to %s, at most %d a month", j.monthWords(s.last), s.Peak)
	}
	return text
}
