package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/duckdb/duckdbtest"
	"predict/data/generate"
	"predict/data/ingest"
)

// TestEverythingAgain: all tables are delivered a second time, the rows in
// another order and in a file of another name; nothing is added.
func TestEverythingAgain(t *testing.T) {
	o := generate.DefaultOptions()
	o.Customers, o.Seed = 100, 21
	sources, summary := exports(t, o)
	state := t.TempDir()
	load(t, options(state, sources))
	before := contentOf(t, state)
	for name, s := range sources {
		text, err := os.ReadFile(s.Files[0])
		if err != nil {
			t.Fatal(err)
		}
		s.Files = append(s.Files, write(t, t.TempDir(), "again.csv", shuffled(string(text), 4)))
		sources[name] = s
	}
	r := load(t, options(state, sources))
	for _, b := range r.Books {
		s, _ := summary.Table(b.Table)
		if b.Kept != 0 || b.Duplicates != int64(s.Clean) || b.Rejected()+b.Scoped() != 0 || b.FilesKnown != 1 {
			t.Errorf("%s: %+v, want %d duplicates and nothing else", b.Table, b, s.Clean)
		}
	}
	if diff := cmp.Diff(before, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-before +after):\n%s", clipped(diff))
	}
}

// TestMappingChanged: rows of earlier loads keep the columns that they have; a
// warning says so.
func TestMappingChanged(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, dir, "a.csv", "customer_id,time,amount,category\n7,2024-05-06,1.50,tea\n")
	load(t, options(state, transactions(source([]string{dir}, "customer_id", "time", "amount"))))
	write(t, dir, "b.csv", "customer_id,time,amount,category\n7,2024-05-06,1.50,tea\n7,2024-05-06,1.50,\n")
	r := load(t, options(state, transactions(source([]string{dir}, "customer_id", "time", "amount", "category"))))
	want := []string{"transactions: the mapping has the columns time, amount, category, but earlier loads have time, amount; remove the state folder to load them again"}
	if diff := cmp.Diff(want, r.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if b := books(t, r, data.Transactions); b.Kept != 1 || b.Duplicates != 1 {
		t.Errorf("books %+v, want one row kept and one duplicate", b)
	}
	rows := content{data.Transactions: {"7": {"time=2024-05-06T00:00:00 amount=1.5000", "time=2024-05-06T00:00:00 amount=1.5000 category=tea"}}}
	if diff := cmp.Diff(rows, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestFailedCommit: a quarantine is not left behind by a load whose commit
// fails.
func TestFailedCommit(t *testing.T) {
	for name, state := range map[string]string{"new state": t.TempDir(), "state with data": stateWithData(t)} {
		before := tree(t, state)
		block := filepath.Join(state, "lake", "lake.json.new")
		s := source([]string{dailyFiles(t, 3, 3)}, "customer_id", "time", "amount")
		s.MaxRejected = 1
		o := options(state, transactions(s))
		o.Progress = func(int64) {
			if err := os.MkdirAll(block, 0o700); err != nil {
				t.Error(err)
			}
		}
		r, err := ingest.Run(context.Background(), o)
		if err == nil || !strings.Contains(err.Error(), "committing the load") || r.New() || len(r.Quarantine) > 0 {
			t.Errorf("%s: report %+v, error %v; want a load that was not committed", name, r, err)
		}
		if err := os.Remove(block); err != nil {
			t.Error(err)
		}
		left := tree(t, state)
		for path := range left { // folders that the commit has made do no harm
			if strings.HasSuffix(path, "/") && strings.HasPrefix(path, "lake/") {
				delete(left, path)
			}
		}
		for path := range before {
			if strings.HasSuffix(path, "/") && strings.HasPrefix(path, "lake/") {
				delete(before, path)
			}
		}
		sameTree(t, before, left)
	}
}

// TestParquetRows: rows of a Parquet export are numbered from 1 in the
// quarantine, and its name is the one that is told.
func TestParquetRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.parquet")
	duckdbtest.Exec(t, fmt.Sprintf("copy (select * from (values ('7', date '2024-05-06', 1.5), ('8', null, 2.5), ('9', date '2024-05-08', 3.5)) t(customer_id, time, amount)) to '%s' (format parquet)", path))
	s := source([]string{path}, "customer_id", "time", "amount")
	s.MaxRejected = 1
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	want := []ingest.Rejected{{File: path, Line: 2, Column: "time", Reason: "missing", Raw: `"8",,"2.5"`}}
	if diff := cmp.Diff(want, rejected(t, r.Quarantine[0])); diff != "" {
		t.Errorf("quarantine (-want +got):\n%s", diff)
	}
	if got := total(t, state, data.Transactions, "amount"); got != "5.0000" {
		t.Errorf("sum %s, want 5.0000", got)
	}
}

// TestOtherKinds: numbers, truth values and small whole numbers.
func TestOtherKinds(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	customers := source([]string{write(t, dir, "c.csv", "customer_id,preferred_hour,contract_end\n1,0,2030-01-01\n2,23.0,\n3,24,\n4,-1,\n5,noon,\n6,,2200-01-01\n")}, "customer_id", "preferred_hour", "contract_end")
	scores := source([]string{write(t, dir, "s.csv", "customer_id,time,score,scale\n1,2024-05-01,4.25,csat\n2,2024-05-01,good,csat\n3,2024-05-01,-3,\n4,2024-05-01,NaN,csat\n5,2024-05-01,9,stars\n")}, "customer_id", "time", "score", "scale")
	offers := source([]string{write(t, dir, "o.csv", "customer_id,time,control\n1,2024-05-01,Yes\n2,2024-05-01,0\n3,2024-05-01,\n4,2024-05-01,2\n")}, "customer_id", "time", "control")
	sources := tolerant(map[string]data.Source{data.Customers: customers, data.Satisfaction: scores, data.Offers: offers})
	r := load(t, options(state, sources))
	const day = "time=2024-05-01T00:00:00 "
	want := content{
		data.Customers:    {"1": {"preferred_hour=0 contract_end=2030-01-01T00:00:00"}, "2": {"preferred_hour=23"}},
		data.Satisfaction: {"1": {day + "score=4.25 scale=csat"}, "3": {day + "score=-3"}},
		data.Offers:       {"1": {day + "control=1"}, "2": {day + "control=0"}, "3": {strings.TrimSpace(day)}},
	}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
	for table, want := range map[string]map[string]int64{
		data.Customers:    {"preferred_hour: outside the allowed range": 1, "preferred_hour: not a number": 2, "contract_end: in the future": 1},
		data.Satisfaction: {"score: not a number": 1, "score: missing": 1, "scale: not one of the allowed values": 1},
		data.Offers:       {"control: not a truth value (yes/no, true/false, 1/0)": 1},
	} {
		if diff := cmp.Diff(want, books(t, r, table).Quarantined); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table, diff)
		}
	}
}
