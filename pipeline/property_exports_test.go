package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

// unit is one or more rows of an export that stay together, as text.
type unit struct {
	id   string // of the customer
	rows []string
}

// export is all rows of a table.
type export struct {
	table, header string
	units         []unit
}

func (e export) rows() (n int64) {
	for _, u := range e.units {
		n += int64(len(u.rows))
	}
	return n
}

// oddIDs are ids that something else might take for another.
func oddIDs() []string {
	return []string{"1", "01", "001", "1.0", "é", "e\u0301", "日本", "a,b", `say "hi"`, "two\nlines", "=1+1", "-5", "a b", "A", "a", "1030000000000000000000000000000000000001", "' or 1=1", "x\ty", "0", "\u200f۱۲"}
}

// anyExports draws four tables of few customers, so that rows repeat, and gives
// one row of ten a fault.
func anyExports(r *rapid.T) []export {
	ids := rapid.SliceOfNDistinct(rapid.OneOf(rapid.SampledFrom(oddIDs()), rapid.StringMatching(`[0-9]{1,8}`)), 1, 12, rapid.ID).Draw(r, "ids")
	id := rapid.SampledFrom(ids)
	day := func(label string, from, to int) string {
		at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(from, to).Draw(r, label))
		if rapid.Bool().Draw(r, "clock") {
			at = at.Add(time.Duration(rapid.IntRange(0, 3).Draw(r, "hour")) * 6 * time.Hour)
			return at.Format("2006-01-02 15:04:05")
		}
		return at.Format(time.DateOnly)
	}
	of := func(values ...string) string { return rapid.SampledFrom(values).Draw(r, "value") }
	tables := []struct {
		name, header string
		least, most  int
		row          func() []string
	}{
		{"transactions", "id,at,sum,order,category,channel", 1, 60, func() []string {
			return []string{id.Draw(r, "id"), day("day", 0, 150), of("1", "2.50", "10", "-1", "0", "99.9999", "0.1"), of("", "A1", "A2", "7"), of("", "tea", "Tea", "a,b", "ü"), of("", "web", "shop")}
		}},
		{"customers", "id,since,segment,region,hour", 0, 15, func() []string {
			return []string{id.Draw(r, "id"), day("since", -300, 0), of("", "gold", "silver", "a;b"), of("", "north", "süd"), of("", "0", "9", "23")}
		}},
		{"contacts", "id,at,kind,done", 0, 20, func() []string {
			return []string{id.Draw(r, "id"), day("day", 0, 150), of("Q", "T", "complaint", "?"), of("", "2025-04-01")}
		}},
		{"invoices", "id,issued,due,paid,sum", 0, 20, func() []string {
			return []string{id.Draw(r, "id"), of("", "2025-02-01", "2025-03-01"), day("due", 20, 200), of("", "2025-03-05", "2025-04-20"), of("1", "20.5", "300")}
		}},
	}
	var all []export
	for _, t := range tables {
		e := export{table: t.name, header: t.header}
		if t.name == "transactions" { // a year of history, whatever is drawn
			for _, day := range []string{"2024-07-01", "2025-06-30"} {
				e.units = append(e.units, unit{id: "old", rows: []string{line([]string{"old", day, "5", "", "", ""})}})
			}
		}
		for range rapid.IntRange(t.least, t.most).Draw(r, t.name) {
			row := t.row()
			u := unit{id: row[0], rows: []string{line(row)}}
			switch rapid.IntRange(0, 40).Draw(r, "fault") {
			case 0:
				row[0] = ""
			case 1:
				row[0] = "1.03E+19"
			case 2:
				row[slices.Index(strings.Split(t.header, ","), timeColumn(t.name))] = "2025-02-30"
			case 3:
				row[len(row)-1] += "\x00"
			case 4:
				row = row[:2]
			case 5:
				row = append(row, "x")
			}
			// A row of the wrong length follows a sound one: a file that holds no
			// other is refused whole.
			if faulty := line(row); faulty != u.rows[0] {
				u.rows = append(u.rows, faulty)
			}
			e.units = append(e.units, u)
			if rapid.IntRange(0, 5).Draw(r, "again") == 0 {
				e.units = append(e.units, u)
			}
		}
		all = append(all, e)
	}
	return all
}

// timeColumn is the time that a table needs, or one that it has.
func timeColumn(table string) string {
	return map[string]string{"transactions": "at", "customers": "since", "contacts": "at", "invoices": "due"}[table]
}

// line writes a row. The last field is that of the file, see file.write.
func line(cells []string) string {
	quoted := slices.Clone(cells)
	for i, c := range quoted {
		if strings.ContainsAny(c, ",\"\n") || strings.TrimSpace(c) != c {
			quoted[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, ",") + ",\n"
}

// file is a part of an export as it is delivered.
type file struct {
	table, name string
	night       int
	units       []unit
}

// write writes the file. The last column of its header is its own and has no
// values: exports that hold the same bytes count once, however they are called.
func (f file) write(r *rapid.T, folder string, exports []export) {
	i := slices.IndexFunc(exports, func(e export) bool { return e.table == f.table })
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s,%s\n", exports[i].header, strings.ReplaceAll(f.name, ".", "_"))
	for _, u := range f.units {
		for _, row := range u.rows {
			text.WriteString(row)
		}
	}
	var packed bytes.Buffer
	var err error
	switch filepath.Ext(f.name) {
	case ".gz":
		w := gzip.NewWriter(&packed)
		_, err = w.Write(text.Bytes())
		err = firstError(err, w.Close())
	case ".zst":
		w, e := zstd.NewWriter(&packed)
		if e != nil {
			r.Fatal(e)
		}
		_, err = w.Write(text.Bytes())
		err = firstError(err, w.Close())
	default:
		packed = text
	}
	if err = firstError(err, os.WriteFile(filepath.Join(folder, f.name), packed.Bytes(), 0o600)); err != nil {
		r.Fatal(err)
	}
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// plan is how exports are delivered and loaded.
type plan struct {
	files                    []file
	nights, buckets, workers int
}

// anyPlan draws a plan for the same rows.
func anyPlan(r *rapid.T, exports []export) plan {
	p := plan{
		nights:  rapid.IntRange(1, 3).Draw(r, "nights"),
		buckets: 1 << rapid.IntRange(0, 7).Draw(r, "buckets"),
		workers: rapid.IntRange(1, 7).Draw(r, "workers"),
	}
	for _, e := range exports {
		units := rapid.Permutation(e.units).Draw(r, "order of "+e.table)
		if e.table == "customers" {
			units = keepOrder(units, e.units)
		}
		parts := rapid.IntRange(1, 4).Draw(r, "files of "+e.table)
		var cuts []int
		for range parts - 1 {
			cuts = append(cuts, rapid.IntRange(0, len(units)).Draw(r, "cut"))
		}
		slices.Sort(cuts)
		cuts = append(cuts, len(units))
		from, night := 0, 0
		for i, to := range cuts {
			night = rapid.IntRange(night, p.nights-1).Draw(r, "night")
			if i == 0 { // a table without any file stops a load
				night = 0
			}
			name := fmt.Sprintf("%s_%d%s%s", e.table, i, rapid.SampledFrom([]string{"", "-b", " x", "é"}).Draw(r, "name"),
				rapid.SampledFrom([]string{".csv", ".txt", ".csv.gz", ".csv.zst"}).Draw(r, "ending"))
			p.files = append(p.files, file{table: e.table, name: name, night: night, units: units[from:to]})
			from = to
		}
	}
	return p
}

// keepOrder gives the places that a permutation gives a customer's rows to these
// rows in their own order: the last one counts.
func keepOrder(shuffled, sorted []unit) []unit {
	next := map[string][]unit{}
	for _, u := range sorted {
		next[u.id] = append(next[u.id], u)
	}
	out := make([]unit, len(shuffled))
	for i, u := range shuffled {
		out[i] = next[u.id][0]
		next[u.id] = next[u.id][1:]
	}
	return out
}

// splitCSV reads CSV.
func splitCSV(r *rapid.T, text string) [][]string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		r.Fatal(err)
	}
	return all
}
