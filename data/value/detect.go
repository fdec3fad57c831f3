package value

import (
	"errors"
	"fmt"
)

var (
	// ErrAmbiguous says that the samples can be read with the day first and with
	// the month first: only the owner of the data can tell, with time_format.
	ErrAmbiguous = errors.New("day and month cannot be told apart")
	// ErrNoLayout says that no layout fits all samples.
	ErrNoLayout = errors.New("no time layout fits")
	// ErrNoSamples says that every sample is empty, so that nothing can be told.
	ErrNoSamples = errors.New("no value to tell the time layout from")
)

// candidate is a layout that DetectTime tries.
type candidate struct {
	name string
	// twin is the layout that reads the same texts with day and month swapped.
	twin string
	// minLen and maxLen bound the texts it is tried on; 0 means no bound.
	minLen, maxLen int
}

// candidates are tried in this order: where two fit, the first is meant. A
// number of 9 to 11 digits is read as seconds since 1970, one of 12 to 14 as
// milliseconds; decimals do not count.
func candidates() []candidate {
	return []candidate{
		{name: "iso"}, {name: "yyyymmdd"}, {name: "yymmdd"},
		{name: "Y-m-d"}, {name: "Y/m/d"}, {name: "Y.m.d"},
		{name: "m/d/Y", twin: "d/m/Y"}, {name: "d/m/Y", twin: "m/d/Y"},
		{name: "d-m-Y", twin: "m-d-Y"}, {name: "m-d-Y", twin: "d-m-Y"},
		{name: "d.m.Y"},
		{name: "d-mon-Y"}, {name: "d mon Y"}, {name: "d/mon/Y"}, {name: "mon d Y"},
		{name: "m/d/y", twin: "d/m/y"}, {name: "d/m/y", twin: "m/d/y"},
		{name: "d.m.y"}, {name: "d-mon-y"}, {name: "d mon y"},
		{name: "epoch_s", minLen: 9, maxLen: 11}, {name: "epoch_ms", minLen: 12, maxLen: 14},
	}
}

// DetectTime returns the layout that fits every sample that is not empty. An
// error is ErrAmbiguous where two layouts fit that swap day and month,
// ErrNoLayout with the first text that does not fit, or ErrNoSamples.
func DetectTime(samples [][]byte) (layout string, err error) {
	var texts [][]byte
	for _, s := range samples {
		if s = Trim(s); len(s) > 0 {
			texts = append(texts, s)
		}
	}
	if len(texts) == 0 {
		return "", ErrNoSamples
	}
	best, bestName, bestTwin := -1, "", ""
	fits := map[string]bool{}
	for _, c := range candidates() {
		n := c.fitting(texts)
		fits[c.name] = n == len(texts)
		if n > best {
			best, bestName, bestTwin = n, c.name, c.twin
		}
	}
	switch {
	case best == 0:
		return "", fmt.Errorf("%w %q: set time_format; allowed: %s", ErrNoLayout, clip(texts[0]), Layouts)
	case best < len(texts):
		return "", fmt.Errorf("%w all values: %q is not %s as the values before it; set time_format",
			ErrNoLayout, clip(texts[best]), bestName)
	case fits[bestTwin]:
		return "", fmt.Errorf("%w: both %s and %s fit %q; set time_format", ErrAmbiguous, bestName, bestTwin, clip(texts[0]))
	}
	return bestName, nil
}

// fitting returns how many texts fit before the first that does not.
func (c candidate) fitting(texts [][]byte) int {
	p, err := NewTimeParser(c.name, nil)
	if err != nil {
		return 0
	}
	for i, t := range texts {
		if c.maxLen > 0 && (wholeDigits(t) < c.minLen || wholeDigits(t) > c.maxLen) {
			return i
		}
		if _, ok := p.Parse(t); !ok {
			return i
		}
	}
	return len(texts)
}

// wholeDigits counts the digits before the decimals of a number.
func wholeDigits(b []byte) int {
	n := 0
	for _, c := range b {
		if c-'0' > 9 && !(n == 0 && c == '-') {
			break
		}
		if c != '-' {
			n++
		}
	}
	return n
}

// clip shortens a text for a message.
func clip(b []byte) []byte {
	if len(b) > 40 {
		return b[:40]
	}
	return b
}
