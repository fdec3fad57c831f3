package ingest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

// TestDayOrMonth: files that alone could be read either way are read like those
// that cannot, of the same load or an earlier one; a date late in a long file
// decides, too.
func TestDayOrMonth(t *testing.T) {
	const head = "customer_id,time,amount\n"
	either := head + "1,01/02/2024,1\n"
	want := func(month string) content {
		return content{data.Transactions: {"1": {"time=2024-" + month + "T00:00:00 amount=1.0000"}}}
	}
	only := func(c content) content { return content{data.Transactions: {"1": c[data.Transactions]["1"]}} }
	for _, c := range []struct {
		name  string
		loads [][]string
		want  content
	}{
		{"month first, by another file", [][]string{{either, head + "2,12/31/2023,1\n"}}, want("01-02")},
		{"day first, by another file", [][]string{{either, head + "2,31/12/2023,1\n"}}, want("02-01")},
		{"day first, by an earlier load", [][]string{{head + "2,31/12/2023,1\n"}, {either}}, want("02-01")},
		{"month first, by a date after 400,000 rows", [][]string{{either + strings.Repeat("2,03/04/2024,1\n", 400_000) + "2,12/31/2023,1\n"}}, want("01-02")},
		{"month first, one broken date", [][]string{{either + strings.Repeat("2,12/31/2023,1\n", 100) + "2,31/31/2023,1\n"}}, want("01-02")},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, state := t.TempDir(), t.TempDir()
			s := source([]string{dir}, "customer_id", "time", "amount")
			for i, files := range c.loads {
				for k, text := range files {
					write(t, dir, fmt.Sprintf("%d-%d.csv", i, k), text)
				}
				load(t, options(state, transactions(s)))
			}
			if diff := cmp.Diff(c.want, only(contentOf(t, state))); diff != "" {
				t.Errorf("lake (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDateLayouts: each layout is found by itself, and read when it is given.
func TestDateLayouts(t *testing.T) {
	days := purchases()
	for i := range days {
		days[i].time = days[i].time.Truncate(24 * time.Hour)
	}
	for _, c := range []struct {
		name, layout string
		withTime     bool
	}{
		{"iso", time.DateOnly, false},
		{"iso", "2006-01-02T15:04:05Z07:00", true},
		{"iso", "2006-01-02T15:04:05.000", true},
		{"yyyymmdd", "20060102", false},
		{"yymmdd", "060102", false},
		{"m/d/Y", "1/2/2006", false},
		{"m/d/Y", "01/02/2006 3:04:05 PM", true},
		{"d/m/Y", "02/01/2006", false},
		{"d.m.Y", "2.1.2006 15:04", true},
		{"d-m-Y", "02-01-2006", false},
		{"Y/m/d", "2006/01/02", false},
		{"d-mon-Y", "2-Jan-2006", false},
		{"d mon Y", "2 January 2006", false},
		{"m/d/y", "1/2/06", false},
	} {
		for _, given := range []string{"auto", c.name} {
			t.Run(given+" "+c.layout, func(t *testing.T) {
				rows := days
				if c.withTime {
					rows = purchases()
				}
				d := plain
				d.layout = c.layout
				s := source([]string{write(t, t.TempDir(), "export.csv", d.text(rows))}, strings.Split(header, ",")...)
				s.TimeFormat = given
				sameLake(t, rows, s)
			})
		}
	}
}

// TestEpochs: seconds and milliseconds since 1970.
func TestEpochs(t *testing.T) {
	for _, c := range []struct {
		layout string
		of     func(time.Time) int64
	}{{"epoch_s", time.Time.Unix}, {"epoch_ms", time.Time.UnixMilli}} {
		var b strings.Builder
		b.WriteString("customer_id,time,amount\n")
		for _, r := range purchases() {
			fmt.Fprintf(&b, "%s,%d,%s\n", r.id, c.of(r.time), r.amount)
		}
		for _, given := range []string{"auto", c.layout} {
			s := source([]string{write(t, t.TempDir(), "export.csv", b.String())}, "customer_id", "time", "amount")
			s.TimeFormat, s.Duplicates = given, "keep"
			var rows []purchase
			for _, r := range purchases() {
				rows = append(rows, purchase{id: r.id, time: r.time, amount: r.amount})
			}
			sameLake(t, rows, s)
		}
	}
}

// TestZones: times without a zone are those of the source's zone, else of the
// project's; times with one are what they say.
func TestZones(t *testing.T) {
	for _, c := range []struct{ name, text, own, project, want string }{
		{"project", "2024-07-01 12:00:00", "", "Europe/Berlin", "2024-07-01T10:00:00"},
		{"source", "2024-01-01 00:30:00", "Europe/Berlin", "America/New_York", "2023-12-31T23:30:00"},
		{"own offset", "2024-07-01T12:00:00+05:30", "Europe/Berlin", "UTC", "2024-07-01T06:30:00"},
		{"utc", "2024-07-01T12:00:00Z", "Europe/Berlin", "UTC", "2024-07-01T12:00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount\n1,"+c.text+",2\n")}, "customer_id", "time", "amount")
			s.Timezone = c.own
			state := t.TempDir()
			o := options(state, transactions(s))
			o.Timezone = c.project
			load(t, o)
			want := content{data.Transactions: {"1": {"time=" + c.want + " amount=2.0000"}}}
			if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
				t.Errorf("lake (-want +got):\n%s", diff)
			}
		})
	}
}
