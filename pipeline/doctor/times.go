package doctor

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"predict/data"
	"predict/data/examine"
	"predict/data/value"
)

// damage is how each shape of unreadable times is told.
func damage(shape examine.Shape) (kind, seen, do string) {
	switch shape {
	case examine.Serial:
		return "time_serial", "are day numbers of a spreadsheet", "format the column as a date before saving, or export from the source"
	case examine.Zero:
		return "time_zero", "are the zero of a spreadsheet", "leave the cell empty where there is no date"
	case examine.Swapped:
		return "time_swapped", "have day and month in the other order", "export again from the source: where both orders fit, nobody can tell which was meant"
	case examine.ShortYear:
		return "time_short_year", "have a year of two digits", "export all years with four digits"
	case examine.Seconds, examine.Millis:
		return "time_epoch_mixed", "count from 1970", "export all times in one form"
	case examine.Other:
		return "time_mixed", "are dates of another layout", "export all dates in one layout"
	}
	return "values_refused", "are no dates", "correct the export or the mapping"
}

// times judges the columns of times of a table.
func (c *checker) times(t *examine.Table) {
	for _, col := range t.Columns {
		if col.Kind != data.Time || col.Values == 0 {
			continue
		}
		if c.layout(t, col) {
			continue
		}
		for _, shape := range slices.Sorted(maps.Keys(col.Times.Shapes)) {
			spot := *col.Times.Shapes[shape]
			kind, seen, do := damage(shape)
			if strings.HasPrefix(col.Times.Layout, "epoch") && (shape == examine.NoTime || shape == examine.Other) {
				kind, _, do = damage(examine.Seconds)
				seen = "do not count from 1970 as the others do"
			}
			c.add(Finding{
				Kind: kind, Severity: Warning, Table: t.Name, Column: col.From,
				Seen: fmt.Sprintf("%s values %s, such as %q; the others are %s", share(spot.Count, col.Values), seen, spot.Text, col.Times.Layout),
				Then: "these rows go to quarantine", Do: do,
			}.at(spot))
		}
		c.unbelievable(t, col)
		c.zones(t, col)
	}
	c.night(t)
}

// layout tells where no layout could be found; the rest of the column is then
// not judged.
func (c *checker) layout(t *examine.Table, col *examine.Column) bool {
	err := col.Times.LayoutErr
	if err == nil {
		return false
	}
	f := Finding{
		Kind: "time_unreadable", Severity: Error, Table: t.Name, Column: col.From, Seen: err.Error(),
		Then: stops, Do: "say how the dates are written", Config: []string{c.key(t.Name, "time_format: ...")},
	}
	if len(t.Files) > 0 {
		f.File = t.Files[0].Path
	}
	var either *value.AmbiguousError
	if errors.As(err, &either) {
		f.Kind, f.Do = "time_ambiguous", "say which comes first"
		f.Config = nil
		for _, l := range either.Layouts {
			f.Config = append(f.Config, c.key(t.Name, "time_format: "+l))
		}
	}
	c.add(f)
	return true
}

// unbelievable tells of times in the future and too long ago.
func (c *checker) unbelievable(t *examine.Table, col *examine.Column) {
	if s := col.Times.Future; s.Count > 0 {
		c.add(Finding{
			Kind: "time_future", Severity: Warning, Table: t.Name, Column: col.From,
			Seen: fmt.Sprintf("%s values are later than tomorrow, such as %q", share(s.Count, col.Values), s.Text),
			Then: "these rows go to quarantine", Do: "correct them: planned deliveries are no purchases yet, and a swapped day and month makes such dates",
		}.at(s))
	}
	if s := col.Times.Early; s.Count > 0 {
		kind := "time_early"
		if strings.HasPrefix(s.Text, "1900-01-0") || strings.HasPrefix(s.Text, "1899-12-3") {
			kind = "time_zero"
		}
		c.add(Finding{
			Kind: kind, Severity: Warning, Table: t.Name, Column: col.From,
			Seen: fmt.Sprintf("%s values lie before %s, such as %q", share(s.Count, col.Values), t.Source.Earliest, s.Text),
			Then: "these rows go to quarantine", Do: "leave the cell empty where there is no date, or set the first believable date",
			Config: []string{c.key(t.Name, `earliest: "1970-01-01"`)},
		}.at(s))
	}
}

// zones judges the zones that times name, and local times that cannot be.
func (c *checker) zones(t *examine.Table, col *examine.Column) {
	var named int64
	var first examine.Spot
	for _, name := range slices.Sorted(maps.Keys(col.Times.Zones)) {
		named += col.Times.Zones[name].Count
		if first.Count == 0 {
			first = *col.Times.Zones[name]
		}
	}
	clock := col.Times.Clock + col.Times.Midnight
	list := strings.Join(slices.Sorted(maps.Keys(col.Times.Zones)), ", ")
	switch {
	case named > 0 && named < clock:
		c.add(Finding{
			Kind: "time_zones_mixed", Severity: Warning, Table: t.Name, Column: col.From,
			Seen: fmt.Sprintf("%s times name a zone (%s), the others do not", share(named, clock), list),
			Then: "those that name none are read in " + c.zone(t) + ", so that the two differ by hours if that is another zone",
			Do:   "export all times with their zone, or say in which the others are", Config: []string{c.key(t.Name, "timezone: ...")},
		}.at(first))
	case len(col.Times.Zones) > 2:
		c.add(Finding{
			Kind: "time_zones_mixed", Severity: Note, Table: t.Name, Column: col.From, Count: named,
			Seen: fmt.Sprintf("times name %d zones: %s", len(col.Times.Zones), list),
			Then: "each is read in its own; days are those of UTC", Do: "nothing, if customers are in several zones",
		})
	}
	if s := col.Times.Skipped; s.Count > 0 {
		c.add(Finding{
			Kind: "time_clock_change", Severity: Warning, Table: t.Name, Column: col.From,
			Seen: fmt.Sprintf("%s lie in an hour that %s leaves out when clocks change, such as %q", number(s.Count), c.zone(t), s.Text),
			Then: "times are read in a zone that they are not of, and are wrong by hours", Do: "name the zone in which the export writes its times; most likely UTC",
			Config: []string{c.key(t.Name, "timezone: UTC")},
		}.at(s))
	}
}

// zone is that of the times of a table.
func (c *checker) zone(t *examine.Table) string {
	if t.Source.Timezone != "" {
		return t.Source.Timezone
	}
	return c.in.Timezone
}

// night tells where it is quiet in the middle of the day and busy at night.
func (c *checker) night(t *examine.Table) {
	contract, _ := data.TableNamed(t.Name)
	col := t.Column(contract.OrderBy)
	const enough, some, hardly = 500, 0.25, 0.1
	if col == nil || col.Times.Clock < enough {
		return
	}
	h := col.Times.Hours
	var atNight int64
	for _, n := range h[0:6] {
		atNight += n
	}
	quiet, least := 0, int64(-1)
	for from := range 24 {
		var sum int64
		for k := range 6 {
			sum += h[(from+k)%24]
		}
		if least < 0 || sum < least {
			quiet, least = from, sum
		}
	}
	middle := (quiet + 3) % 24
	if all := float64(col.Times.Clock); float64(atNight) < some*all || float64(least) > hardly*all || middle < 9 || middle > 18 {
		return
	}
	shift := (3 - middle + 24) % 24
	if shift > 12 {
		shift -= 24
	}
	c.add(Finding{
		Kind: "time_night", Severity: Warning, Table: t.Name, Column: col.From, Count: atNight,
		Seen:   fmt.Sprintf("%s times lie between 0 and 6 o'clock in %s, and the quiet hours are around %d o'clock", share(atNight, col.Times.Clock), c.zone(t), middle),
		Then:   fmt.Sprintf("evenings fall on other days, and preferred_hour is wrong by about %d hours", abs(shift)),
		Do:     fmt.Sprintf("name the zone in which the export writes its times: it is likely about %d hours away from %s", abs(shift), c.zone(t)),
		Config: []string{c.key(t.Name, "timezone: ...")},
	})
}

func abs(n int) int { return max(n, -n) }

// dateTables tells of tables without a time of day. A few may have one: where
// clocks change at midnight, that day begins at one.
func (c *checker) dateTables() {
	clocks := ""
	for _, t := range c.in.Facts.Tables {
		if m := mainTimes(t); m != nil && 2*m.Clock > m.Clock+m.Midnight {
			clocks = t.Name
			break
		}
	}
	for _, t := range c.in.Facts.Tables {
		m := mainTimes(t)
		if m == nil || 50*m.Clock >= m.Midnight || t.Name == data.Invoices || t.Name == data.Wallet {
			continue
		}
		location, err := time.LoadLocation(c.zone(t))
		_, offset := time.UnixMicro(m.Last).In(location).Zone()
		_, other := time.UnixMicro(m.Last).AddDate(0, -6, 0).In(location).Zone()
		contract, _ := data.TableNamed(t.Name)
		f := Finding{Table: t.Name, Kind: "time_dates_only", Column: c.from(t, contract.OrderBy), Count: m.Midnight}
		switch {
		case err == nil && max(offset, other) > 0 && len(m.Zones) == 0:
			f.Severity = Warning
			f.Seen = fmt.Sprintf("all %s times are dates without an hour, read in %s", number(m.Midnight), c.zone(t))
			f.Then = "midnight there is still the day before in UTC, by which days are counted: all dates move by one day"
			f.Do, f.Config = "read the dates of this table in UTC", []string{c.key(t.Name, "timezone: UTC")}
		case clocks != "" && clocks != t.Name:
			f.Severity = Note
			f.Seen = fmt.Sprintf("all %s times are dates without an hour, while %s has hours", number(m.Midnight), clocks)
			f.Then = "what happened on a day seems to come before everything else of that day"
			f.Do = "export the time of day, if the source has it"
		default:
			continue
		}
		c.add(f)
	}
}

// mainTimes are the times by which a table's rows are ordered, nil for none.
func mainTimes(t *examine.Table) *examine.Times {
	contract, _ := data.TableNamed(t.Name)
	col := t.Column(contract.OrderBy)
	if contract.OrderBy == "" || col == nil || col.Times.LayoutErr != nil {
		return nil
	}
	return col.Times
}
