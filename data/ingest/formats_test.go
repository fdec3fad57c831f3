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
