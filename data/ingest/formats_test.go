package ingest_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"

	"predict/data"
	"predict/data/duckdb/duckdbtest"
)

// purchase is a row of the exports that are written in every format.
type purchase struct {
	id, order, category, product string
	time                         time.Time
	amount                       string // with a decimal point
}

// purchases are rows that are easy to spoil: ids with leading zeros, beyond 64
// bits and of letters, quotes, separators and letters outside ASCII in texts,
// amounts that no float64 holds.
func purchases() []purchase {
	ids := []string{"007", "7", "0000000007", "18446744073709551617", "9223372036854775808", "-3", "A-17", "Zoë Ω", "1e5x"}
	texts := []string{"tea", "Café au lait", "nuts, salted", "say \"hi\"", "semi;colon|pipe", "Größe"}
	amounts := []string{"0.01", "-19.90", "900719925.0741", "1234567.89", "0.0001", "100000000", "15.3"}
	var all []purchase
	for i := range 60 {
		all = append(all, purchase{
			id: ids[i%len(ids)], order: fmt.Sprintf("%04d", i/2), category: texts[i%len(texts)], product: texts[(i/3)%2],
			time:   time.Date(2024, time.Month(1+i%12), 1+(7*i)%28, 8, 30, 0, 0, time.UTC),
			amount: amounts[i%len(amounts)],
		})
	}
	return all
}

const header = "customer_id,order_id,time,amount,category,product"

// dialect writes purchases as text.
type dialect struct {
	separator, quote, end string
	header, pad           bool
	decimal, layout       string
}

var plain = dialect{separator: ",", quote: `"`, end: "\n", header: true, decimal: ".", layout: "2006-01-02 15:04:05"}

// text writes the purchases; texts are quoted where they need it.
func (d dialect) text(rows []purchase) string {
	var b strings.Builder
	line := func(cells ...string) {
		for i, c := range cells {
			if d.quote != "" && strings.ContainsAny(c, d.separator+d.quote+"\r\n") {
				c = d.quote + strings.ReplaceAll(c, d.quote, d.quote+d.quote) + d.quote
			}
			if d.pad {
				c = "  " + c + " "
			}
			if i > 0 {
				b.WriteString(d.separator)
			}
			b.WriteString(c)
		}
		b.WriteString(d.end)
	}
	if d.header {
		line(strings.Split(header, ",")...)
	}
	for _, r := range rows {
		line(r.id, r.order, r.time.Format(d.layout), strings.Replace(r.amount, ".", d.decimal, 1), r.category, r.product)
	}
	return b.String()
}

// jsonLines writes the purchases as JSON lines: numbers as numbers, missing
// keys left out.
func jsonLines(rows []purchase) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, `{"customer_id":%q,"order_id":%q,"time":%q,"amount":%s,"category":%q,"product":%q,"more":{"n":[1,2]}}`+"\n",
			r.id, r.order, r.time.Format(time.DateTime), r.amount, r.category, r.product)
	}
	return b.String()
}

func packed(t *testing.T, zip func(*bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := zip(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t *testing.T, text string) string {
	return packed(t, func(b *bytes.Buffer) error {
		w := gzip.NewWriter(b)
		if _, err := w.Write([]byte(text)); err != nil {
			return err
		}
		return w.Close()
	})
}

func zstandard(t *testing.T, text string) string {
	return packed(t, func(b *bytes.Buffer) error {
		w, err := zstd.NewWriter(b)
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte(text)); err != nil {
			return err
		}
		return w.Close()
	})
}

// utf16Text encodes a text in UTF-16, big-endian or little-endian, with a mark.
func utf16Text(text string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func (d dialect) with(change func(*dialect)) dialect {
	change(&d)
	return d
}

// TestFormats: one table in every format gives one lake.
func TestFormats(t *testing.T) {
	all := purchases()
	columns := strings.Split(header, ",")
	ascii := purchases() // without texts that Latin-1 lacks
	for i := range ascii {
		ascii[i].id = strings.ReplaceAll(ascii[i].id, "Ω", "O")
	}
	latin, err := charmap.ISO8859_1.NewEncoder().String(plain.text(ascii))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file, text string
		rows             []purchase
		set              func(*data.Source)
	}{
		{name: "semicolons", text: plain.with(func(d *dialect) { d.separator = ";" }).text(all)},
		{name: "tabs", text: plain.with(func(d *dialect) { d.separator = "\t" }).text(all)},
		{name: "pipes", text: plain.with(func(d *dialect) { d.separator = "|" }).text(all)},
		{name: "two characters", text: plain.with(func(d *dialect) { d.separator = "||" }).text(all), set: func(s *data.Source) { s.CSV.Separator = "||" }},
		{name: "apostrophes", text: plain.with(func(d *dialect) { d.quote = "'" }).text(all)},
		{name: "no header", text: plain.with(func(d *dialect) { d.header = false }).text(all), set: func(s *data.Source) { s.CSV.Header, s.CSV.Names = "no", columns }},
		{name: "names instead of the header", text: strings.Replace(plain.text(all), header, "a,b,c,d,e,f", 1), set: func(s *data.Source) { s.CSV.Header, s.CSV.Names = "yes", columns }},
		{name: "lines before the header", text: "made by the till\n\n" + plain.text(all), set: func(s *data.Source) { s.CSV.Skip = 2 }},
		{name: "separator named", text: "sep=;\r\n" + plain.with(func(d *dialect) { d.separator = ";" }).text(all)},
		{name: "returns and line feeds", text: plain.with(func(d *dialect) { d.end = "\r\n" }).text(all)},
		{name: "lone returns", text: plain.with(func(d *dialect) { d.end = "\r" }).text(all)},
		{name: "no last line end", text: strings.TrimSuffix(plain.text(all), "\n")},
		{name: "padding", text: plain.with(func(d *dialect) { d.pad = true }).text(all)},
		{name: "byte order mark", text: "\uFEFF" + plain.text(all)},
		{name: "utf-16le", text: utf16Text(plain.text(all), false)},
		{name: "utf-16be", text: utf16Text(plain.text(all), true)},
		{name: "latin-1", text: latin, rows: ascii, set: func(s *data.Source) { s.CSV.Encoding = "latin-1" }},
		{name: "latin-1, found", text: latin, rows: ascii},
		{name: "gzip", file: "export.csv.gz", text: gzipped(t, plain.text(all))},
		{name: "gzip by another name", text: gzipped(t, plain.text(all))},
		{name: "gzip of utf-16", text: gzipped(t, utf16Text(plain.text(all), false))},
		{name: "two gzips, one behind the other", text: gzipped(t, plain.text(all[:20])) + gzipped(t, plain.with(func(d *dialect) { d.header = false }).text(all[20:]))},
		{name: "zstd", file: "export.csv.zst", text: zstandard(t, plain.text(all))},
		{name: "json lines", file: "export.jsonl", text: jsonLines(all)},
		{name: "json lines, gzip", file: "export.ndjson.gz", text: gzipped(t, jsonLines(all))},
		{name: "json lines by another name", text: jsonLines(all), set: func(s *data.Source) { s.Format = "jsonl" }},
		{name: "decimal comma", text: plain.with(func(d *dialect) { d.separator, d.decimal = ";", "," }).text(all), set: func(s *data.Source) { s.Decimal = "," }},
		{name: "decimal comma between commas", text: plain.with(func(d *dialect) { d.decimal = "," }).text(all), set: func(s *data.Source) { s.Decimal = "," }},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.rows == nil {
				c.rows = all
			}
			if c.file == "" {
				c.file = "export.csv"
			}
			s := source([]string{write(t, t.TempDir(), c.file, c.text)}, columns...)
			if c.set != nil {
				c.set(&s)
			}
			sameLake(t, c.rows, s)
		})
	}
}

// sameLake loads the source and compares the lake with the purchases.
func sameLake(t *testing.T, rows []purchase, s data.Source) {
	t.Helper()
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	if b := books(t, r, data.Transactions); b.Read != int64(len(rows)) || b.Kept != b.Read {
		t.Errorf("read %d rows of %d, kept %d: %v", b.Read, len(rows), b.Kept, b.Quarantined)
	}
	if diff := cmp.Diff(contentOfPurchases(rows), contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// contentOfPurchases is what the lake must hold.
func contentOfPurchases(rows []purchase) content {
	byID := map[string][]string{}
	for _, r := range rows {
		byID[r.id] = append(byID[r.id], r.row())
	}
	c := content{}
	for id, rows := range byID {
		c.add(data.Transactions, id, rows)
	}
	return c
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

// TestParquet: DuckDB writes the export; typed columns and texts come through
// alike.
func TestParquet(t *testing.T) {
	rows := purchases()
	dir := t.TempDir()
	d := plain
	path := write(t, dir, "export.csv", d.text(rows))
	csv := duckdbtest.CSV{Paths: []string{path}, Quote: `"`, Header: true, Columns: strings.Split(header, ",")}
	for _, c := range []struct{ name, selected string }{
		{"texts", "*"},
		{"types", "customer_id, order_id, cast(time as timestamp) as time, cast(amount as decimal(18, 4)) as amount, category, product"},
		{"zones", "customer_id, order_id, cast(time || '+00' as timestamptz) as time, cast(amount as decimal(18, 4)) as amount, category, product"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(dir, c.name+".parquet")
			duckdbtest.Exec(t, fmt.Sprintf("copy (select %s from %s) to '%s' (format parquet)", c.selected, csv.Table(), out))
			sameLake(t, rows, source([]string{out}, strings.Split(header, ",")...))
		})
	}
}
