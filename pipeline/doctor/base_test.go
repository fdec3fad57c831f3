package doctor_test

import (
	"bytes"
	"context"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"predict/configs"
	"predict/data"
	"predict/data/csv"
	"predict/data/examine"
	"predict/data/generate"
	"predict/data/value"
	"predict/pipeline/doctor"
)

// base is a set of exports that can be spoiled: its transactions as one plain
// CSV, and its config.
type base struct {
	name             string
	config           *configs.Config
	rows             [][]string // the header first
	id, time, amount int        // columns of rows
	layout           string     // of the times
	parser           *value.TimeParser
	others           []*examine.Table
}

// realData is the folder of the real data sets.
func realData(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CHURN_REAL_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real data are not there; set CHURN_REAL_DATA")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// example loads a config of configs/examples.
func example(t *testing.T, name string) *configs.Config {
	t.Helper()
	t.Setenv("CHURN_REAL_DATA", realData(t))
	c, err := configs.Load("../../configs/examples/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// demo generates exports.
func demo(t *testing.T) *configs.Config {
	t.Helper()
	o := generate.DefaultOptions()
	o.Customers = 300
	dir := filepath.Join(t.TempDir(), "demo")
	if _, err := generate.Run(context.Background(), dir, o); err != nil {
		t.Fatal(err)
	}
	c, err := configs.Load(filepath.Join(dir, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newBase reads the transactions of a config, of one customer in every so many.
func newBase(t *testing.T, name string, c *configs.Config, one uint32, id, when, amount, layout string) *base {
	t.Helper()
	b := &base{name: name, config: c, layout: layout}
	var err error
	if b.parser, err = value.NewTimeParser(layout, nil); err != nil {
		t.Fatal(err)
	}
	source, _ := c.Source(data.Transactions)
	for _, pattern := range source.Files {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, path := range files {
			b.read(t, path, source.CSV, one, id)
		}
	}
	at := func(name string) int { return slices.Index(b.rows[0], name) }
	b.id, b.time, b.amount = at(id), at(when), at(amount)
	sources := map[string]data.Source{}
	for _, name := range c.TableNames() {
		if name != data.Transactions {
			sources[name], _ = c.Source(name)
		}
	}
	b.others = look(t, sources, c.Timezone)
	if b.id < 0 || b.time < 0 || b.amount < 0 {
		t.Fatalf("%s: columns are %v", name, b.rows[0])
	}
	return b
}

func (b *base) read(t *testing.T, path string, dialect data.Dialect, one uint32, id string) {
	t.Helper()
	f, err := csv.Open(path, dialect, csv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b.rows == nil {
		b.rows = [][]string{f.Columns()}
	}
	column := slices.Index(f.Columns(), id)
	r := f.Records()
	var block csv.Block
	for {
		if err := f.Next(&block); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		for r.Start(&block); r.Next(); {
			if r.Bad() != "" {
				continue
			}
			h := fnv.New32a()
			h.Write(r.Text(column))
			if h.Sum32()%one != 0 {
				continue
			}
			row := make([]string, r.Len())
			for i := range row {
				row[i] = string(r.Text(i))
			}
			b.rows = append(b.rows, row)
		}
	}
}

// day is the day of a row, in days since 1970.
func (b *base) day(t *testing.T, row []string) int {
	t.Helper()
	v, ok := b.parser.Parse([]byte(row[b.time]))
	if !ok {
		t.Fatalf("%q is no time of %s", row[b.time], b.layout)
	}
	return int(v / int64(24*time.Hour/time.Microsecond))
}

// instant is the time of a row.
func (b *base) instant(t *testing.T, row []string) time.Time {
	t.Helper()
	v, _ := b.parser.Parse([]byte(row[b.time]))
	return time.UnixMicro(v).UTC()
}

// write puts rows into a file as plain CSV and returns its text.
func write(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := stdcsv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// world is what a spoiler may change.
type world struct {
	*base
	rows   [][]string // of transactions, the header first
	text   []byte     // written in place of rows where it is set
	path   string     // where the transactions are written
	source data.Source
	others []*examine.Table // the facts of the other tables
	input  doctor.Input     // but for the facts
	folder string
}

// world returns a copy that can be changed.
func (b *base) world(t *testing.T) *world {
	t.Helper()
	w := &world{base: b, folder: t.TempDir(), others: b.others}
	for _, row := range b.rows {
		w.rows = append(w.rows, slices.Clone(row))
	}
	w.path = filepath.Join(w.folder, "transactions.csv")
	c := b.config
	w.source, _ = c.Source(data.Transactions)
	w.source.Files, w.source.CSV = []string{w.path}, data.Dialect{}
	w.input = doctor.Input{
		Features: c.FeatureOptions(), MinCustomers: 50, MinChurned: 10, Currency: c.Currency, Timezone: c.Timezone,
	}
	return w
}

// now is the moment of all examinations.
var now = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)

// look examines sources.
func look(t *testing.T, sources map[string]data.Source, zone string) []*examine.Table {
	t.Helper()
	r, err := examine.Run(context.Background(), examine.Options{Sources: sources, Timezone: zone, Now: now, Scratch: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return r.Tables
}

// check writes the transactions, examines them and judges everything.
func (w *world) check(t *testing.T) []doctor.Finding {
	t.Helper()
	if w.text == nil {
		w.text = write(t, w.rows)
	}
	if err := os.WriteFile(w.path, w.text, 0o600); err != nil {
		t.Fatal(err)
	}
	tables := look(t, map[string]data.Source{data.Transactions: w.source}, w.input.Timezone)
	w.input.Facts = &examine.Result{Tables: append(tables, w.others...)}
	return doctor.Check(w.input)
}

// names are the kinds of findings with severity and table, each once.
func names(list []doctor.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s %s %s", f.Severity, f.Table, f.Kind))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
