package ingest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"predict/data"
	"predict/data/ingest"
	"predict/data/lake"
)

// now is the moment of every load in the tests.
var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// source is a mapping of columns given as "column", taken from the column of
// the same name, or "column=name or expression".
func source(files []string, columns ...string) data.Source {
	s := data.DefaultSource()
	s.Files, s.Columns = files, map[string]data.Mapping{}
	for _, c := range columns {
		name, from, ok := strings.Cut(c, "=")
		if !ok {
			from = name
		}
		s.Columns[name] = data.Mapping{From: from}
	}
	return s
}

// transactions are sources of the one table that most tests load.
func transactions(s data.Source) map[string]data.Source {
	return map[string]data.Source{data.Transactions: s}
}

// options are those of a load into the state.
func options(state string, sources map[string]data.Source) ingest.Options {
	return ingest.Options{State: state, Sources: sources, Timezone: "UTC", Workers: 2, Buckets: 4, Now: now}
}

// load loads the sources into the state and checks what must hold of every
// load: the books balance, and so do those of each file.
func load(t testing.TB, o ingest.Options) *ingest.Report {
	t.Helper()
	r, err := ingest.Run(context.Background(), o)
	if err != nil {
		t.Fatalf("loading: %v", err)
	}
	balanced(t, o.State, r)
	return r
}

// balanced checks the books of a load against each other, the lake's manifest
// and the quarantine.
func balanced(t testing.TB, state string, r *ingest.Report) {
	t.Helper()
	quarantined := map[string]int64{}
	for _, path := range r.Quarantine {
		quarantined[filepath.Base(filepath.Dir(path))] = int64(len(rejected(t, path)))
	}
	l := open(t, state)
	for _, b := range r.Books {
		if err := b.Check(); err != nil {
			t.Error(err)
		}
		var files lake.FileEntry
		for _, f := range l.Files() {
			if f.Table != b.Table || f.Load != r.Load {
				continue
			}
			if f.Kept+f.Duplicates+f.OutOfScope+f.Quarantined != f.Read {
				t.Errorf("the books of %s do not balance: %+v", f.Path, f)
			}
			files.Read += f.Read
			files.Kept += f.Kept
			files.Duplicates += f.Duplicates
			files.OutOfScope += f.OutOfScope
			files.Quarantined += f.Quarantined
		}
		if files.Read != b.Read || files.Kept != b.Kept || files.Duplicates != b.Duplicates || files.OutOfScope != b.Scoped() || files.Quarantined != b.Rejected() {
			t.Errorf("%s: the books of the files add up to %+v, those of the table are %+v", b.Table, files, b)
		}
		if quarantined[b.Table] != b.Rejected() {
			t.Errorf("%s: the quarantine holds %d records, the books %d", b.Table, quarantined[b.Table], b.Rejected())
		}
	}
}

// books returns the books of a table.
func books(t testing.TB, r *ingest.Report, table string) *ingest.Books {
	t.Helper()
	for _, b := range r.Books {
		if b.Table == table {
			return b
		}
	}
	t.Fatalf("there are no books of %s", table)
	return nil
}

// rejected reads a quarantine.
func rejected(t testing.TB, path string) []ingest.Rejected {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []ingest.Rejected
	for line := range strings.Lines(string(text)) {
		var r ingest.Rejected
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func open(t testing.TB, state string) *lake.Lake {
	t.Helper()
	l, err := lake.Open(filepath.Join(state, "lake"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// content is what a lake holds: by table and customer the rows as text. Rows of
// events are sorted, because the order of equal times depends on the codes of
// symbols; those of customers stay in order, because the last one counts.
type content map[string]map[string][]string

// contentOf reads all of a lake.
func contentOf(t testing.TB, state string) content {
	t.Helper()
	return contentOfLake(t, open(t, state))
}

// contentOfLake reads all of a lake, or of a view of it.
func contentOfLake(t testing.TB, l *lake.Lake) content {
	t.Helper()
	all := content{}
	for bucket := range l.Buckets() {
		b, err := l.ReadBucket(context.Background(), bucket, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for table, rows := range b.Tables {
			texts := render(t, l, table, rows)
			for i, id := range b.IDs {
				all.add(table, id, texts[rows.Start[i]:rows.Start[i+1]])
			}
		}
	}
	rows, err := l.ReadUnkeyed(context.Background(), data.WalletSegments)
	if err != nil {
		t.Fatal(err)
	}
	if rows != nil {
		all.add(data.WalletSegments, "", render(t, l, data.WalletSegments, rows))
	}
	return all
}

func (c content) add(table, id string, rows []string) {
	if len(rows) == 0 {
		return
	}
	if c[table] == nil {
		c[table] = map[string][]string{}
	}
	if table != data.Customers {
		slices.Sort(rows)
	}
	c[table][id] = rows
}

// render writes the rows of a table as texts such as "time=2024-05-06
// amount=1.5000 category=tea"; missing values are left out.
func render(t testing.TB, l *lake.Lake, table string, rows *lake.Rows) []string {
	t.Helper()
	if table == data.WalletSegments { // has the columns and the symbols of wallet
		table = data.Wallet
	}
	contract, _ := data.TableNamed(table)
	texts := make([][]string, rows.Start[len(rows.Start)-1])
	for _, c := range contract.Columns {
		var symbols []string
		if c.Kind == data.Symbol {
			var err error
			if symbols, err = l.Symbols(table, c.Name); err != nil {
				t.Fatal(err)
			}
		}
		for i := range texts {
			if text := cell(c, rows, i, symbols); text != "" {
				texts[i] = append(texts[i], c.Name+"="+text)
			}
		}
	}
	lines := make([]string, len(texts))
	for i := range texts {
		lines[i] = strings.Join(texts[i], " ")
	}
	return lines
}

// cell is one value as text, empty where it is missing.
func cell(c data.Column, rows *lake.Rows, i int, symbols []string) string {
	switch {
	case c.Kind == data.Number:
		if v, ok := rows.F64[c.Name]; ok && v[i] == v[i] {
			return strconv.FormatFloat(v[i], 'g', -1, 64)
		}
	case c.Kind.Wide():
		v, ok := rows.I64[c.Name]
		switch {
		case !ok || v[i] == data.Missing64:
		case c.Kind == data.Time:
			return time.UnixMicro(v[i]).UTC().Format("2006-01-02T15:04:05.999999")
		case c.Kind == data.Money:
			return money(v[i])
		default:
			return fmt.Sprintf("%016x", uint64(v[i]))
		}
	default:
		v, ok := rows.I32[c.Name]
		switch {
		case !ok || v[i] == data.Missing32:
		case c.Kind == data.Symbol:
			return symbols[v[i]]
		default:
			return strconv.Itoa(int(v[i]))
		}
	}
	return ""
}

// money writes an amount with its four decimals.
func money(units int64) string {
	sign := ""
	if units < 0 {
		sign, units = "-", -units
	}
	return fmt.Sprintf("%s%d.%04d", sign, units/data.MoneyScale, units%data.MoneyScale)
}

// total adds up a money column of a table of the lake.
func total(t testing.TB, state, table, column string) string {
	t.Helper()
	l := open(t, state)
	sum := int64(0)
	for bucket := range l.Buckets() {
		b, err := l.ReadBucket(context.Background(), bucket, map[string][]string{table: {column}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range b.Tables[table].I64[column] {
			sum += v
		}
	}
	return money(sum)
}

// write writes an export and returns its path.
func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tree returns the content of every file below dir by its relative path, and
// the folders with an empty content.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			files[filepath.ToSlash(name)+"/"] = ""
			return nil
		}
		text, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// lastRegions lists the customers that have several rows, with the region of
// the last one.
func lastRegions(customers map[string][]string) string {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(customers)) {
		if rows := customers[id]; len(rows) > 1 {
			all = append(all, id+":"+strings.TrimPrefix(rows[len(rows)-1], "region="))
		}
	}
	return strings.Join(all, ",")
}

// row is a purchase as the lake holds it. Amounts have at most four decimals.
func (p purchase) row() string {
	whole, decimals, _ := strings.Cut(p.amount, ".")
	text := fmt.Sprintf("time=%s amount=%s.%s", p.time.UTC().Format("2006-01-02T15:04:05.999999"), whole, (decimals + "0000")[:4])
	if p.order != "" {
		text += fmt.Sprintf(" order_id=%016x", lake.Key([]byte(p.order)))
	}
	if p.category != "" {
		text += " category=" + p.category
	}
	if p.product != "" {
		text += " product=" + p.product
	}
	return text
}
