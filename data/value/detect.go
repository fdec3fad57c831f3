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
		{name: "iso"},
		{name: "yyyymmdd"},
		{name: "yymmdd"},
		{name: "Y-m-d"},
		{name: "Y/m/d"},
		{name: "Y.m.d"},
		{name: "m/d/Y", twin: "d/m/Y"},
		{name: "d/m/Y", twin: "m/d/Y"},
		{name: "d-m-Y", twin: "m-d-Y"},
		{name: "m-d-Y", twin: "d-m-Y"},
		{name: "d.m.Y"},
		{name: "d-mon-Y"},
		{name: "d mon Y"},
		{name: "d/mon/Y"},
		{name: "mon d Y"},
		{name: "m/d/y", twin: "d/m/y"},
		{name: "d/m/y", twin: "m/d/y"},
		{name: "d.m.y"},
		{name: "d-mon-y"},
		{name: "d mon y"},
		{name: "epoch_s", minLen: 9, maxLen: 11},
		{name: "epoch_ms", minLen: 12, maxLen: 14},
	}
}

// AmbiguousError says which two layouts fit alike; it matches ErrAmbiguous.
type AmbiguousError struct {
	Layouts [2]string // they differ in the order of day and month
	Text    string    // a sample that both fit
}

// Error names both layouts, a sample and the remedy.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%v: both %s and %s fit %q", ErrAmbiguous, e.Layouts[0], e.Layouts[1], e.Text)
}

// Is reports whether target is ErrAmbiguous.
func (e *AmbiguousError) Is(target error) bool { return target == ErrAmbiguous }

// DetectTime returns the layout that fits every sample that is not empty. An
// error is an *AmbiguousError where two layouts fit that swap day and month,
// ErrNoLayout with the first text that does not fit, or ErrNoSamples.
func DetectTime(samples [][]byte) (layout string, err error) { return DetectMostly(samples, 1) }

// DetectMostly is DetectTime for samples of which a few may be broken: the
// layout that fits most of them is returned where it fits at least the share,
// above 0 and at most 1. Where two layouts that swap day and month both fit
// that many, more samples must fit one of them than the other.
func DetectMostly(samples [][]byte, share float64) (layout string, err error) {
	var texts [][]byte
	for _, s := range samples {
		if s = Trim(s); len(s) > 0 {
			texts = append(texts, s)
		}
	}
	if len(texts) == 0 {
		return "", ErrNoSamples
	}
	var best candidate
	most, near, reach := 0, "", 0 // near is the layout that fits the longest run of first samples
	counts := map[string]int{}
	spare := int((1 - share) * float64(len(texts)))
	for _, c := range candidates() {
		n, first, ok := c.fitting(texts, spare)
		if first > reach {
			near, reach = c.name, first
		}
		if !ok {
			continue
		}
		counts[c.name] = n
		if n > most {
			best, most = c, n
		}
	}
	switch {
	case most == 0 && reach == 0:
		return "", fmt.Errorf("%w %q; layouts are %s", ErrNoLayout, clip(texts[0]), Layouts)
	case most == 0:
		return "", fmt.Errorf("%w all values: %q is not %s as the values before it",
			ErrNoLayout, clip(texts[reach]), near)
	case best.twin != "" && counts[best.twin] == most:
		return "", &AmbiguousError{Layouts: [2]string{best.name, best.twin}, Text: string(clip(texts[0]))}
	}
	return best.name, nil
}

// fitting returns how many texts fit and the first that does not; ok is false
// as soon as more than spare do not.
func (c candidate) fitting(texts [][]byte, spare int) (n, first int, ok bool) {
	p, err := NewTimeParser(c.name, nil)
	if err != nil {
		return 0, 0, false
	}
	first = len(texts)
	for i, t := range texts {
		bounded := c.maxLen == 0 || wholeDigits(t) >= c.minLen && wholeDigits(t) <= c.maxLen
		if _, fits := p.Parse(t); fits && bounded {
			n++
			continue
		}
		first = min(first, i)
		if i+1-n > spare {
			return n, first, false
		}
	}
	return n, first, n > 0
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
