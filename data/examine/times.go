package examine

import (
	"bytes"
	"math"
	"time"

	"predict/data/value"
)

const (
	microsPerHour = int64(time.Hour / time.Microsecond)
	microsPerDay  = 24 * microsPerHour
)

func newTimes() *Times {
	return &Times{Shapes: map[Shape]*Spot{}, Zones: map[string]*Spot{}, First: math.MaxInt64, Last: math.MinInt64}
}

// timeCounter counts the values of a time column. It belongs to one goroutine.
type timeCounter struct {
	facts            *Times
	parser, iso      *value.TimeParser
	naive            *value.TimeParser // reads local times as if they were UTC
	shapes           []shapeParser
	location         *time.Location
	earliest, latest int64
	cos, sin         [24]int64

	// The offset of the zone from start to end, microseconds.
	start, end, offset int64

	// What is known of the time read last.
	hasClock bool
	hour     int
}

// shapeParser tells a form of times.
type shapeParser struct {
	shape Shape
	fits  func([]byte) bool
}

func newTimeCounter(t *tableRun, facts *Times, layout string, future bool) (*timeCounter, error) {
	c := &timeCounter{facts: facts, location: t.location, earliest: t.earliest, latest: t.run.options.Now.UnixMicro() + microsPerDay}
	if future {
		c.latest += 100 * 365 * microsPerDay
	}
	var err error
	if c.parser, err = value.NewTimeParser(layout, t.location); err != nil {
		return nil, err
	}
	if c.iso, err = value.NewTimeParser("iso", t.location); err != nil {
		return nil, err
	}
	if c.naive, err = value.NewTimeParser(layout, nil); err != nil {
		return nil, err
	}
	for h := range 24 {
		angle := 2 * math.Pi * (float64(h) + 0.5) / 24
		c.cos[h] = int64(math.Round(1e6 * math.Cos(angle)))
		c.sin[h] = int64(math.Round(1e6 * math.Sin(angle)))
	}
	c.shapes, err = shapeParsers(layout)
	return c, err
}

// count reads a time; the reason is empty where a load takes it. calculated
// says that an expression gave it in ISO form.
func (c *timeCounter) count(file string, line int64, text []byte, calculated bool) (int64, string) {
	parser := c.parser
	if calculated {
		parser = c.iso
	}
	v, ok := parser.Parse(text)
	switch {
	case !ok:
		at(c.facts.Shapes, c.shape(text)).see(file, line, text)
		return 0, reasonTime
	case v < c.earliest:
		c.facts.Early.see(file, line, text)
		return 0, reasonTooEarly
	case v >= c.latest:
		c.facts.Future.see(file, line, text)
		return 0, reasonFuture
	}
	c.facts.First, c.facts.Last = min(c.facts.First, v), max(c.facts.Last, v)
	c.clock(v)
	if zone := zoneOf(text); zone != "" {
		at(c.facts.Zones, zone).see(file, line, text)
	} else if c.location != time.UTC && (v-c.start < 2*microsPerHour || c.end-v < 2*microsPerHour) {
		c.change(file, line, text, v)
	}
	return v, ""
}

// clock notes the local hour of an instant.
func (c *timeCounter) clock(v int64) {
	if v < c.start || v >= c.end {
		c.look(v)
	}
	inDay := (v + c.offset) % microsPerDay
	if inDay < 0 {
		inDay += microsPerDay
	}
	c.hasClock = inDay != 0
	if !c.hasClock {
		c.facts.Midnight++
		return
	}
	c.hour = int(inDay / microsPerHour)
	c.facts.Clock++
	c.facts.Hours[c.hour]++
}

// look finds the offset of the zone at an instant, and how long it holds.
func (c *timeCounter) look(v int64) {
	t := time.UnixMicro(v).In(c.location)
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	c.start, c.end, c.offset = math.MinInt64/2, math.MaxInt64/2, int64(offset)*1_000_000
	if !start.IsZero() {
		c.start = start.UnixMicro()
	}
	if !end.IsZero() {
		c.end = end.UnixMicro()
	}
}

// change counts local times near a change of clocks that do not exist, or twice.
func (c *timeCounter) change(file string, line int64, text []byte, v int64) {
	local, ok := c.naive.Parse(text)
	if !ok || local%microsPerDay == 0 {
		return
	}
	fits := 0
	for _, shift := range []int64{-microsPerHour, 0, microsPerHour} {
		t := time.UnixMicro(v + shift).In(c.location)
		if _, offset := t.Zone(); v+shift+int64(offset)*1_000_000 == local {
			fits++
		}
	}
	switch fits {
	case 0:
		c.facts.Skipped.see(file, line, text)
	case 2:
		c.facts.Twice.see(file, line, text)
	}
}

// zoneOf is how a time of day names its zone: Z, or an offset such as +02:00;
// empty where it names none.
func zoneOf(text []byte) string {
	n := len(text)
	if n < 14 {
		return ""
	}
	if c := text[n-1]; c == 'Z' || c == 'z' {
		return "Z"
	}
	if i := bytes.LastIndexAny(text[max(0, n-6):], "+-"); i >= 0 && text[n-1]-'0' <= 9 {
		if at := max(0, n-6) + i; at > 12 && (n-at == 3 || n-at == 5 || n-at == 6) {
			return string(text[at:])
		}
	}
	return ""
}

// shape tells what a text is that the layout does not read.
func (c *timeCounter) shape(text []byte) Shape {
	text = value.Trim(text)
	for _, p := range c.shapes {
		if p.fits(text) {
			return p.shape
		}
	}
	return NoTime
}

// shapeParsers are the forms that a layout is mistaken for, likeliest first.
func shapeParsers(layout string) ([]shapeParser, error) {
	list := []shapeParser{{Zero, isDayZero}, {Serial, isSerial}}
	swapped := map[string]string{
		"m/d/Y": "d/m/Y", "d/m/Y": "m/d/Y", "d-m-Y": "m-d-Y", "m-d-Y": "d-m-Y", "d.m.Y": "m.d.Y",
		"m/d/y": "d/m/y", "d/m/y": "m/d/y",
	}
	for _, other := range []struct {
		shape  Shape
		layout string
	}{
		{Swapped, swapped[layout]},
		{Seconds, "epoch_s"},
		{Millis, "epoch_ms"},
		{ShortYear, "m/d/y"},
		{ShortYear, "d/m/y"},
		{ShortYear, "d.m.y"},
		{ShortYear, "d-mon-y"},
		{Other, "iso"},
		{Other, "yyyymmdd"},
		{Other, "m/d/Y"},
		{Other, "d/m/Y"},
		{Other, "d.m.Y"},
		{Other, "d-m-Y"},
		{Other, "d-mon-Y"},
		{Other, "Y/m/d"},
		{Other, "mon d Y"},
		{Other, "d mon Y"},
	} {
		if other.layout == "" {
			continue
		}
		p, err := value.NewTimeParser(other.layout, nil)
		if err != nil {
			return nil, err
		}
		fits := func(b []byte) bool { _, ok := p.Parse(b); return ok }
		switch other.shape {
		case Seconds:
			fits = func(b []byte) bool { return numberOf(b, 9, 11) }
		case Millis:
			fits = func(b []byte) bool { return numberOf(b, 12, 14) }
		}
		list = append(list, shapeParser{other.shape, fits})
	}
	return list, nil
}

// isDayZero reports whether a text is the day before the first one of a
// spreadsheet.
func isDayZero(b []byte) bool {
	for _, zero := range []string{"1900-01-00", "00/01/1900", "01/00/1900", "1/0/1900", "0/1/1900", "00.01.1900", "0.1.1900", "1899-12-30", "30/12/1899", "12/30/1899", "30.12.1899"} {
		if bytes.HasPrefix(b, []byte(zero)) {
			return true
		}
	}
	return false
}

// isSerial reports whether a text is a day number of a spreadsheet between 1954
// and 2064, with or without decimals.
func isSerial(b []byte) bool {
	whole, _, _ := bytes.Cut(b, []byte("."))
	return len(whole) == 5 && whole[0] >= '2' && whole[0] <= '5' && digitsOnly(whole) && digitsOnly(bytes.Replace(b, []byte("."), nil, 1))
}

// numberOf reports whether a text is a whole number of so many digits, with or
// without decimals.
func numberOf(b []byte, fewest, most int) bool {
	whole, _, _ := bytes.Cut(b, []byte("."))
	return len(whole) >= fewest && len(whole) <= most && digitsOnly(bytes.Replace(b, []byte("."), nil, 1))
}

func digitsOnly(b []byte) bool {
	for _, c := range b {
		if c-'0' > 9 {
			return false
		}
	}
	return len(b) > 0
}
