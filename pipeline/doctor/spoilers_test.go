package doctor_test

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"predict/data"
	"predict/features"
)

// spoiler does one kind of damage to a set of exports.
type spoiler struct {
	kind string // the finding that has to tell it
	// everywhere says that it can be done to every set, not only to the demo.
	everywhere bool
	do         func(t *testing.T, w *world)
}

// every changes one row in so many.
func (w *world) every(n int, change func(row []string)) {
	for i := 1; i < len(w.rows); i += n {
		change(w.rows[i])
	}
}

// each changes a cell of one row in so many.
func (w *world) each(n, column int, change func(string) string) {
	w.every(n, func(row []string) { row[column] = change(row[column]) })
}

// keep leaves out the rows that are not wanted.
func (w *world) keep(wanted func(i int, row []string) bool) {
	head := w.rows[:1]
	var rows [][]string
	for i, row := range w.rows[1:] {
		if wanted(i, row) {
			rows = append(rows, row)
		}
	}
	w.rows = append(slices.Clone(head), rows...)
}

// middle is the day in the middle of the rows' days.
func (w *world) middle(t *testing.T) int {
	first, last := 1<<30, 0
	for _, row := range w.rows[1:] {
		d := w.day(t, row)
		first, last = min(first, d), max(last, d)
	}
	return (first + last) / 2
}

// stamp writes all times by a layout of package time, and sets time_format.
func (w *world) stamp(t *testing.T, layout, format string) {
	for _, row := range w.rows[1:] {
		row[w.time] = w.instant(t, row).Format(layout)
	}
	w.source.TimeFormat = format
}

// note adds a column of remarks.
func (w *world) note(of func(i int) string) {
	w.rows[0] = append(w.rows[0], "remark")
	for i := range w.rows[1:] {
		w.rows[i+1] = append(w.rows[i+1], of(i))
	}
}

func to(text string) func(string) string { return func(string) string { return text } }

// change replaces what was mapped.
func (w *world) mapped(column, from string) {
	w.source.Columns[column] = data.Mapping{From: from}
}

func fileSpoilers() []spoiler {
	return []spoiler{
		{"files_missing", true, func(_ *testing.T, w *world) { w.source.Files = []string{filepath.Join(w.folder, "none-*.csv")} }},
		{"file_empty", true, func(_ *testing.T, w *world) { w.text = []byte{} }},
		{"file_unreadable", false, func(_ *testing.T, w *world) { w.text = []byte("\x1f\x8b\x08\x00cut off") }},
		{"separator_wrong", true, func(_ *testing.T, w *world) { w.source.CSV.Separator = ";" }},
		{"separator_ambiguous", false, func(_ *testing.T, w *world) {
			w.text = []byte(strings.Repeat("one;two|three;four|five\nsix;seven|eight;nine|ten\n", 50))
		}},
		{"one_column", true, func(t *testing.T, w *world) {
			w.text = []byte(strings.ReplaceAll(string(write(t, w.rows)), ",", "#"))
		}},
		{"encoding_wrong", false, func(t *testing.T, w *world) {
			w.text = append([]byte("\ufeff"), write(t, w.rows)...)
			w.source.CSV.Encoding = "utf-16le"
		}},
		{"encodings_mixed", false, func(t *testing.T, w *world) {
			w.note(func(i int) string { return []string{"plain", "Caf\xe9", "Zürich"}[min(i%100, 2)] })
		}},
		{"mojibake", true, func(t *testing.T, w *world) {
			w.note(func(i int) string { return []string{"CafÃ©", "plain"}[min(i%50, 1)] })
		}},
		{"characters_lost", true, func(t *testing.T, w *world) {
			w.note(func(i int) string { return []string{"Caf\ufffd", "plain"}[min(i%50, 1)] })
		}},
		{"header_wrong", false, func(_ *testing.T, w *world) { w.rows[0] = w.rows[0][1:] }},
		{"header_missing", true, func(t *testing.T, w *world) { w.rows = w.rows[1:] }},
		{"header_repeated", true, func(t *testing.T, w *world) { w.rows = slices.Insert(w.rows, len(w.rows)/2, w.rows[0]) }},
		{"columns_missing", true, func(t *testing.T, w *world) { w.rows[0][w.time] = "when_it_was" }},
		{"mapping_wrong", false, func(t *testing.T, w *world) { w.mapped("amount", "amount * (") }},
		{"file_twice", false, func(t *testing.T, w *world) {
			again := filepath.Join(w.folder, "again.csv")
			if err := os.WriteFile(again, write(t, w.rows), 0o600); err != nil {
				t.Fatal(err)
			}
			w.source.Files = append(w.source.Files, again)
		}},
	}
}

func rowSpoilers() []spoiler {
	return []spoiler{
		{"no_rows", true, func(_ *testing.T, w *world) { w.rows = w.rows[:1] }},
		{"rows_rejected", true, func(_ *testing.T, w *world) { w.each(20, w.time, to("monday")) }},
		{"records_broken", true, func(_ *testing.T, w *world) { w.widen() }},
		{"rows_repeated", true, func(_ *testing.T, w *world) {
			w.source.Duplicates = "drop"
			w.rows = append(w.rows, w.rows[len(w.rows)*4/5:]...)
		}},
		{"values_missing", true, func(_ *testing.T, w *world) { w.each(500, w.time, to("")) }},
		{"values_refused", true, func(_ *testing.T, w *world) { w.each(500, w.time, to("monday")) }},
		{"column_empty", false, func(_ *testing.T, w *world) { w.each(1, slices.Index(w.rows[0], "category"), to("")) }},
	}
}

// widen writes the rows with a field too many in one of 200.
func (w *world) widen() {
	var b strings.Builder
	for i, row := range w.rows {
		for k, cell := range row {
			if k > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Quote(strings.NewReplacer(`"`, "", ",", "").Replace(cell)))
		}
		if i%200 == 7 {
			b.WriteString(",much")
		}
		b.WriteByte('\n')
	}
	w.text = []byte(b.String())
}

func idSpoilers() []spoiler {
	return []spoiler{
		{"id_scientific", true, func(_ *testing.T, w *world) { w.each(300, w.id, to("1.23457E+11")) }},
		{"id_rounded", true, func(_ *testing.T, w *world) {
			w.each(1, w.id, func(id string) string {
				h := fnv.New64a()
				h.Write([]byte(id))
				return fmt.Sprintf("%015d00000", h.Sum64()%1e14+1e14)
			})
		}},
		{"id_point_zero", false, func(_ *testing.T, w *world) { w.each(3, w.id, func(id string) string { return id + ".0" }) }},
		{"id_zeros_lost", false, func(_ *testing.T, w *world) {
			w.each(7, w.id, func(id string) string { return strings.TrimLeft(id, "0") })
		}},
		{"id_error_value", true, func(_ *testing.T, w *world) { w.each(100, w.id, to("#N/A")) }},
		{"id_variants", true, func(_ *testing.T, w *world) { w.each(5, w.id, func(id string) string { return id + "\u200c" }) }},
		{"id_guarded", true, func(_ *testing.T, w *world) {
			n := 0
			w.each(3, w.id, func(id string) string {
				if n++; n%2 == 0 {
					return `="` + id + `"`
				}
				return "'" + id
			})
		}},
		{"id_renamed", false, func(t *testing.T, w *world) {
			last := 0
			for _, row := range w.rows[1:] {
				last = max(last, w.day(t, row))
			}
			for _, row := range w.rows[1:] {
				if w.day(t, row) > last-20 {
					row[w.id] = "CUST-" + row[w.id]
				}
			}
		}},
		{"id_placeholder", true, func(_ *testing.T, w *world) { w.each(5, w.id, to("99999")) }},
		{"id_missing", true, func(_ *testing.T, w *world) { w.each(2, w.id, to("")) }},
		{"id_unjoined", false, func(_ *testing.T, w *world) { w.each(1, w.id, func(id string) string { return "C" + id }) }},
	}
}

func timeSpoilers() []spoiler {
	const iso, slashes, american = "2006-01-02 15:04:05", "02/01/2006", "01/02/2006"
	return []spoiler{
		{"time_ambiguous", true, func(t *testing.T, w *world) {
			w.keep(func(_ int, row []string) bool { return w.instant(t, row).Day() <= 12 })
			w.stamp(t, slashes, "auto")
		}},
		{"time_unreadable", true, func(_ *testing.T, w *world) { w.each(1, w.time, to("monday")); w.source.TimeFormat = "auto" }},
		{"time_serial", true, func(t *testing.T, w *world) {
			w.each(300, w.time, to("45123"))
		}},
		{"time_zero", true, func(_ *testing.T, w *world) { w.each(300, w.time, to("1900-01-00")) }},
		{"time_swapped", true, func(t *testing.T, w *world) {
			var swapped []string
			for i := 1; i < len(w.rows); i += 50 {
				swapped = append(swapped, w.instant(t, w.rows[i]).Format(american))
			}
			w.stamp(t, slashes, "auto")
			for k, text := range swapped {
				w.rows[1+50*k][w.time] = text
			}
		}},
		{"time_short_year", true, func(t *testing.T, w *world) {
			w.stamp(t, slashes, "d/m/Y")
			w.each(300, w.time, func(s string) string { return s[:6] + s[8:] })
		}},
		{"time_epoch_mixed", true, func(t *testing.T, w *world) {
			w.stamp(t, iso, "auto")
			w.each(200, w.time, to("1718000000"))
			w.each(300, w.time, to("1718000000123"))
		}},
		{"time_mixed", true, func(t *testing.T, w *world) {
			w.stamp(t, iso, "auto")
			w.each(300, w.time, to("13.01.2011"))
		}},
		{"time_future", true, func(t *testing.T, w *world) { w.stamp(t, iso, "auto"); w.each(300, w.time, to("2031-05-06 10:00:00")) }},
		{"time_early", true, func(t *testing.T, w *world) { w.stamp(t, iso, "auto"); w.each(300, w.time, to("0001-01-01 00:00:00")) }},
		{"time_zones_mixed", true, func(t *testing.T, w *world) {
			w.stamp(t, iso, "auto")
			w.each(3, w.time, func(s string) string { return s + "+09:00" })
		}},
		{"time_night", false, func(t *testing.T, w *world) { w.shiftHours(t, 0, 11) }},
		{"time_clock_change", false, func(t *testing.T, w *world) {
			w.source.Timezone = "Europe/Berlin"
			w.each(5000, w.time, to("2025-03-30 02:30:00"))
		}},
		{"time_shift", false, func(t *testing.T, w *world) { w.shiftHours(t, w.middle(t), 6) }},
		{"time_dates_only", true, func(t *testing.T, w *world) { w.stamp(t, "2006-01-02", "auto"); w.source.Timezone = "Asia/Tehran" }},
	}
}

// shiftHours moves the times from a day on.
func (w *world) shiftHours(t *testing.T, from, hours int) {
	for _, row := range w.rows[1:] {
		if w.day(t, row) >= from {
			row[w.time] = w.instant(t, row).Add(time.Duration(hours) * time.Hour).Format("2006-01-02 15:04:05")
		}
	}
}

func daySpoilers() []spoiler {
	return []spoiler{
		{"days_missing", true, func(t *testing.T, w *world) {
			m := w.middle(t)
			w.keep(func(_ int, row []string) bool { d := w.day(t, row); return d < m || d >= m+25 })
		}},
		{"months_missing", true, func(t *testing.T, w *world) {
			m := w.middle(t)
			w.keep(func(_ int, row []string) bool { d := w.day(t, row); return d < m || d >= m+65 })
		}},
		{"level_shift", true, func(t *testing.T, w *world) {
			m := w.middle(t)
			late := append([][]string{}, w.rows[1:]...)
			for _, row := range late {
				if w.day(t, row) >= m {
					for k := range 9 {
						again := slices.Clone(row)
						again[w.id] = fmt.Sprintf("%d%s", k+1, row[w.id])
						w.rows = append(w.rows, again)
					}
				}
			}
		}},
		{"table_stale", false, func(t *testing.T, w *world) {
			w.others = slices.Clone(w.others)
			for i, o := range w.others {
				if o.Name == data.Contacts {
					short := *o
					short.Days = o.Days[:len(o.Days)/2]
					w.others[i] = &short
				}
			}
		}},
	}
}

func amountSpoilers() []spoiler {
	return []spoiler{
		{"currency_mixed", true, func(_ *testing.T, w *world) {
			w.each(3, w.amount, func(s string) string { return "€" + s })
			w.each(4, w.amount, func(s string) string { return "$" + strings.TrimPrefix(s, "€") })
		}},
		{"currency_other", true, func(_ *testing.T, w *world) { w.each(1, w.amount, func(s string) string { return s + " JPY" }) }},
		{"decimal_mark", true, func(_ *testing.T, w *world) { w.each(200, w.amount, to("12,50")) }},
		{"amount_scale", true, func(t *testing.T, w *world) {
			m := w.middle(t)
			for _, row := range w.rows[1:] {
				if w.day(t, row) >= m {
					v, err := strconv.ParseFloat(row[w.amount], 64)
					if err != nil {
						t.Fatal(err)
					}
					row[w.amount] = strconv.FormatFloat(100*v, 'f', 2, 64)
				}
			}
		}},
		{"amount_negative", true, func(_ *testing.T, w *world) {
			w.each(1, w.amount, func(s string) string { return "-" + strings.TrimPrefix(s, "-") })
		}},
		{"amount_zero", true, func(_ *testing.T, w *world) { w.each(3, w.amount, to("0")) }},
	}
}

func historySpoilers() []spoiler {
	return []spoiler{
		{"as_of_outside", true, func(_ *testing.T, w *world) { w.input.AsOf = "1969-05-06" }},
		{"history_short", true, func(t *testing.T, w *world) {
			m := w.middle(t)
			w.keep(func(_ int, row []string) bool { d := w.day(t, row); return d >= m && d < m+60 })
			w.input.AsOf = ""
		}},
		{"customers_few", true, func(_ *testing.T, w *world) {
			few := map[string]bool{}
			w.keep(func(_ int, row []string) bool {
				if len(few) < 40 {
					few[row[w.id]] = true
				}
				return few[row[w.id]]
			})
		}},
		{"churned_few", true, func(_ *testing.T, w *world) { w.input.MinChurned = 5000 }},
		{"one_class", true, func(_ *testing.T, w *world) {
			w.others = nil
			w.input.Features.Churn.Definition = features.Cancellation
		}},
		{"horizon", true, func(_ *testing.T, w *world) {
			w.input.Features.Churn.Definition = features.Inactivity
			w.input.Features.Churn.HorizonDays = 7
		}},
		{"lookback", true, func(_ *testing.T, w *world) { w.input.Features.Churn.LookbackDays = 3650 }},
	}
}

// spoilers are all of them.
func spoilers() []spoiler {
	return slices.Concat(fileSpoilers(), rowSpoilers(), idSpoilers(), timeSpoilers(), daySpoilers(), amountSpoilers(), historySpoilers())
}
