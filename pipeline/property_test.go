package pipeline_test

import (
	"flag"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"predict/configs"
	"predict/data/columnar"
	"predict/models/gbdt/tree"
	"predict/pipeline"
)

// propertyConfig reads the exports that this test makes. Everything that a row
// can have wrong may happen as often as it likes.
const propertyConfig = `version: 1
state: state
tables:
  transactions:
    files: deliveries/transactions*
    csv: {separator: ",", quote: '"', header: yes}
    time_format: iso
    max_rejected: 1
    columns: {customer_id: id, time: at, amount: sum * 1, order_id: order, category: upper(category), channel: channel}
  customers:
    files: deliveries/customers*
    csv: {separator: ",", quote: '"', header: yes}
    time_format: iso
    max_rejected: 1
    columns: {customer_id: id, signup: since, segment: segment, region: region, preferred_hour: hour}
  contacts:
    files: deliveries/contacts*
    csv: {separator: ",", quote: '"', header: yes}
    time_format: iso
    max_rejected: 1
    columns:
      customer_id: id
      time: at
      kind: {from: kind, values: {Q: billing_question, T: technical, "*": other}}
      resolved: done
  invoices:
    files: deliveries/invoices*
    csv: {separator: ",", quote: '"', header: yes}
    time_format: iso
    max_rejected: 1
    duplicates: keep
    missing_customer: quarantine
    columns: {customer_id: id, issued: issued, due: due, paid: paid, amount: sum}
churn: {horizon_days: 30, lookback_days: 365}
`

// TestAnyDelivery feeds random exports twice: once as one file for each table,
// and once with rows and customers in another order, in other files with other
// names, compressed or not, over one night or several, with other buckets and
// workers. The books balance and are the same, and so are the feature table and
// the list that a fixed model gives. What order does matter for is kept: of
// customers the last row counts, so the rows of one stay in order.
// PREDICT_PROPERTY_CASES is the number of exports that are drawn.
func TestAnyDelivery(t *testing.T) {
	cases := flag.Lookup("rapid.checks")
	before := cases.Value.String()
	t.Cleanup(func() { _ = flag.Set(cases.Name, before) })
	n := os.Getenv("PREDICT_PROPERTY_CASES")
	switch {
	case n != "":
	case testing.Short():
		n = "10" // of which rapid draws a fifth
	default:
		n = "6"
	}
	if err := flag.Set(cases.Name, n); err != nil {
		t.Fatalf("PREDICT_PROPERTY_CASES: %v", err)
	}
	root := t.TempDir()
	model := filepath.Join(root, "model.txt")
	writeFixedModel(t, model)
	listed, quarantined := 0, int64(0)
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp(root, "case")
		if err != nil {
			r.Fatal(err)
		}
		exports := anyExports(r)
		plain := plan{nights: 1, buckets: 4, workers: 1}
		for _, e := range exports {
			plain.files = append(plain.files, file{table: e.table, name: e.table + ".csv", units: e.units})
		}
		want := delivered(r, filepath.Join(dir, "plain"), model, exports, plain)
		got := delivered(r, filepath.Join(dir, "other"), model, exports, anyPlan(r, exports))
		for _, e := range exports {
			if b := want.books[e.table]; b.read != e.rows() {
				r.Errorf("%s: %d rows were delivered and %d read", e.table, e.rows(), b.read)
			}
			quarantined += want.books[e.table].quarantined
		}
		if diff := cmp.Diff(want.books, got.books, cmp.AllowUnexported(book{})); diff != "" {
			r.Errorf("the books (-plain +other):\n%s", diff)
		}
		if diff := cmp.Diff(want.features, got.features, cmpopts.EquateNaNs()); diff != "" {
			r.Errorf("the features (-plain +other):\n%s", diff)
		}
		if diff := cmp.Diff(want.list, got.list); diff != "" {
			r.Errorf("the list (-plain +other):\n%s", diff)
		}
		listed += len(want.list) - 1
	})
	if listed == 0 || quarantined == 0 {
		t.Errorf("%d customers were listed and %d rows quarantined: that shows nothing", listed, quarantined)
	}
}

// book is what became of the rows of a table, over all nights.
type book struct{ read, kept, quarantined, duplicates, outOfScope int64 }

// delivery is what exports come to.
type delivery struct {
	books    map[string]book
	features []columnar.Column
	list     [][]string
}

// delivered loads the exports as planned, night by night, and scores them.
func delivered(r *rapid.T, dir, model string, exports []export, p plan) delivery {
	folder := filepath.Join(dir, "deliveries")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		r.Fatal(err)
	}
	c, err := configs.Parse(filepath.Join(dir, "predict.yaml"), []byte(propertyConfig), nil)
	if err != nil {
		r.Fatal(err)
	}
	c.Place.Folder = dir
	c.Resources.Workers, c.Resources.Buckets = p.workers, p.buckets
	run := func(stages pipeline.Stages) *pipeline.State {
		now := func() time.Time { return time.Date(2025, 7, 2, 3, 0, 0, 0, time.UTC) }
		s := pipeline.NewState(c, pipeline.Settings{Version: "test", Log: slog.New(slog.DiscardHandler), Now: now, Model: model, Force: true})
		if err := pipeline.Locked(r.Context(), s, stages); err != nil {
			r.Fatal(err)
		}
		return s
	}
	got := delivery{books: map[string]book{}}
	for night := range p.nights {
		for _, f := range p.files {
			if f.night == night {
				f.write(r, folder, exports)
			}
		}
		for _, b := range run(pipeline.LoadStages()).Load.Books {
			if err := b.Check(); err != nil {
				r.Error(err)
			}
			sum := got.books[b.Table]
			sum.read, sum.kept, sum.quarantined = sum.read+b.Read, sum.kept+b.Kept, sum.quarantined+b.Rejected()
			sum.duplicates, sum.outOfScope = sum.duplicates+b.Duplicates, sum.outOfScope+b.Scoped()
			got.books[b.Table] = sum
		}
	}
	s := run(pipeline.ScoreStages())
	for table, b := range got.books {
		if n := s.Lake.Rows(table); n != b.kept {
			r.Errorf("%s: the lake holds %d rows, the books %d", table, n, b.kept)
		}
	}
	tables, err := filepath.Glob(filepath.Join(s.Dir, "features", "*", "features.parquet"))
	if err != nil || len(tables) != 1 {
		r.Fatalf("feature tables %v, error %v", tables, err)
	}
	got.features = columnsOf(r, tables[0])
	for i, c := range got.features {
		got.features[i] = named(r, s, c)
	}
	got.list = listWithoutRun(r, filepath.Join(s.Output, "risk.csv"))
	return got
}

// columnsOf reads a Parquet file whole.
func columnsOf(r *rapid.T, path string) (columns []columnar.Column) {
	f, err := columnar.Open(path)
	if err != nil {
		r.Fatal(err)
	}
	defer f.Close()
	for _, field := range f.Fields() {
		c, err := f.Column(columnar.All, field.Name)
		if err != nil {
			r.Fatal(err)
		}
		columns = append(columns, c)
	}
	return columns
}

// named puts texts in the place of the codes of customers' facts, which follow
// the order in which texts were first seen. Codes of categories and channels are
// ranks by name.
func named(r *rapid.T, s *pipeline.State, c columnar.Column) columnar.Column {
	column := strings.TrimPrefix(c.Name, "profile_")
	if column != "segment" && column != "region" && column != "preferred_channel" || column == c.Name {
		return c
	}
	symbols, err := s.Lake.Symbols("customers", column)
	if err != nil {
		r.Fatal(err)
	}
	texts := columnar.Column{Name: c.Name, Type: columnar.String}
	for _, code := range c.I32 {
		text := "none"
		if code >= 0 && int(code) < len(symbols) {
			text = symbols[code]
		}
		texts.S = append(texts.S, text)
	}
	return texts
}

// listWithoutRun reads a list without the id of the run, which follows from the
// checksums of the exports.
func listWithoutRun(r *rapid.T, path string) [][]string {
	text, err := os.ReadFile(path)
	if err != nil {
		r.Fatal(err)
	}
	list := splitCSV(r, string(text))
	run := slices.Index(list[0], "run_id")
	if run < 0 {
		r.Fatalf("the list has no run_id: %v", list[0])
	}
	for i := range list {
		list[i] = slices.Delete(list[i], run, run+1)
	}
	return list
}

// writeFixedModel writes a model that asks for features of every table, so that
// most customers get a probability of their own.
func writeFixedModel(t *testing.T, path string) {
	t.Helper()
	asks := map[string][]float64{
		"days_since_last_purchase": {3, 10, 40, 120}, "spend_all": {0, 5, 25, 100}, "purchases_90d": {0, 1, 3},
		"lines_365d": {1, 2, 5}, "mean_purchase_all": {1, 4, 9},
	}
	e := tree.Ensemble{Features: slices.Sorted(maps.Keys(asks)), Sigmoid: 1}
	for i, name := range e.Features {
		e.Infos = append(e.Infos, "[-1e+06:1e+06]")
		for k, threshold := range asks[name] {
			v := 0.1 + 0.013*float64(k) + 0.007*float64(i)
			e.Trees = append(e.Trees, tree.Tree{
				Nodes:     []tree.Node{{Feature: i, Threshold: threshold, Missing: tree.MissingNaN, Left: ^0, Right: ^1, Gain: 5, Weight: 10, Count: 100}},
				Leaves:    []tree.Leaf{{Value: -v, Weight: 5, Count: 50}, {Value: v, Weight: 5, Count: 50}},
				Shrinkage: 1,
			})
		}
	}
	var text strings.Builder
	if err := e.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
