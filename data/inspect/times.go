package inspect

import (
	"strconv"
	"strings"
	"time"

	"predict/data/value"
)

// mostlyTimes is the share of values that must be times of one layout.
const mostlyTimes = 0.97

// times describes values as times; nil where they are none. Bare digits such as
// 930101 are taken for dates where all of them are, and for seconds since 1970
// only where the column's name says that it holds a time.
func times(name string, filled []string, d *dictionary) *Times {
	if t := jalali(filled); t != nil {
		return t
	}
	digits := 0
	samples := make([][]byte, len(filled))
	for i, text := range filled {
		samples[i] = []byte(text)
		if strings.Trim(text, "0123456789") == "" {
			digits++
		}
	}
	named := d.namesTime(name)
	layout, err := value.DetectMostly(samples, mostlyTimes)
	t := &Times{Layout: layout}
	if either, ok := err.(*value.AmbiguousError); ok { //nolint:errorlint // DetectMostly returns it as it is
		t.Ambiguous = either.Layouts
		layout = either.Layouts[0]
	} else if err != nil {
		return nil
	}
	if digits == len(filled) {
		switch {
		case strings.HasPrefix(layout, "epoch"):
			if !named {
				return nil
			}
		case len(filled) < 20 && !named, layout == "yymmdd" && !named && distinct(filled) < 20:
			return nil
		}
	}
	t.span(layout, samples)
	if t.Broken*100 > 3*len(filled) {
		return nil
	}
	if digits == len(filled) && !named && (t.First.Year() < 1900 || t.Last.Year() > 2100) {
		return nil
	}
	return t
}

// span reads the values of a layout.
func (t *Times) span(layout string, samples [][]byte) {
	p, err := value.NewTimeParser(layout, nil)
	if err != nil {
		t.Broken = len(samples)
		return
	}
	first, last := int64(0), int64(0)
	seen := false
	for _, s := range samples {
		at, ok := p.Parse(s)
		if !ok {
			t.Broken++
			continue
		}
		if !seen || at < first {
			first = at
		}
		if !seen || at > last {
			last = at
		}
		seen = true
		text := string(s)
		if strings.Contains(text, ":") {
			t.Clock = true
			tail := text[strings.LastIndex(text, ":"):]
			t.Zoned = t.Zoned || strings.HasSuffix(text, "Z") || strings.ContainsAny(tail, "+") || strings.Count(text, "-") > 2
		}
	}
	if t.Ambiguous[0] == "" {
		t.First, t.Last = time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
	}
}

func distinct(filled []string) int {
	seen := map[string]bool{}
	for _, t := range filled {
		seen[t] = true
	}
	return len(seen)
}

// namesTime says that a name is one of a column of times, in any table.
func (d *dictionary) namesTime(name string) bool {
	for target := range d.columns {
		_, column, _ := strings.Cut(target, ".")
		if timeColumn(column) && d.fit(name, "", "column "+target) >= beginning {
			return true
		}
	}
	return false
}

// timeColumn says that a column of some table holds times.
func timeColumn(column string) bool {
	switch column {
	case "time", "signup", "birth_date", "contract_end", "issued", "due", "paid", "resolved", "responded", "month":
		return true
	}
	return false
}

// jalali recognises dates of the Iranian calendar: 1402/05/12, 1402-05-12,
// 14020512, perhaps with a time of day behind. A reading as dates of the years
// 1300 to 1430 of our calendar makes no sense in any export.
func jalali(filled []string) *Times {
	good, named := 0, 0
	t := &Times{Jalali: true}
	for _, text := range filled {
		date, clock, _ := strings.Cut(text, " ")
		y, m, d, marks := jalaliParts(date)
		if y < 1300 || y > 1430 || m < 1 || m > 12 || d < 1 || d > 31 || m > 6 && d > 30 {
			continue
		}
		good++
		if marks {
			named++
		}
		t.Clock = t.Clock || strings.Contains(clock, ":")
	}
	if good == 0 || float64(good) < mostlyTimes*float64(len(filled)) || named == 0 && (good < 20 || distinct(filled) < 20) {
		return nil
	}
	t.Broken = len(filled) - good
	return t
}

// jalaliParts cuts a date of year, month and day; marks says that separators
// stand between them.
func jalaliParts(date string) (y, m, d int, marks bool) {
	parts := strings.FieldsFunc(date, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) == 1 && len(date) == 8 {
		parts = []string{date[:4], date[4:6], date[6:]}
	} else {
		marks = true
	}
	if len(parts) != 3 || len(parts[0]) != 4 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			return 0, 0, 0, false
		}
		n[i] = v
	}
	return n[0], n[1], n[2], marks
}
