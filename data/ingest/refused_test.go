package ingest_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/ingest"
)

// refusal is a set of exports that cannot be loaded, and what is said of it.
type refusal struct {
	name  string
	files map[string]string // by name; the source reads the folder
	from  []string          // what the source reads instead, relative to the folder
	set   func(*data.Source)
	want  string // the folder is written as DIR
}

const minimal = "customer_id,time,amount\n7,2024-05-06,1.50\n8,2024-05-07,2.50\n"

// refusals are the mistakes that stop a load.
func refusals(t *testing.T) []refusal {
	zipped := gzipped(t, strings.Repeat("7,2024-05-06,1.50\n", 5000))
	return []refusal{
		{
			name: "missing file", from: []string{"a.csv"},
			want: `DIR/a.csv: there is no such file; deliver it, or correct the path under files in the config`,
		}, {
			name: "pattern without a match", from: []string{"2024-*.csv"},
			want: `DIR/2024-*.csv: matches no file; deliver one, or correct the path under files in the config`,
		}, {
			name: "empty folder", from: []string{"."},
			want: `DIR: matches no file; deliver one, or correct the path under files in the config`,
		}, {
			name: "bad pattern", from: []string{"[a.csv"},
			want: `DIR/[a.csv: not a valid pattern: syntax error in pattern`,
		}, {
			name:  "unreadable among others: all are told",
			files: map[string]string{"a.csv": "", "b.csv": minimal, "c.csv": "customer_id,time\n7,2024-05-06\n"},
			want: `DIR/a.csv: is empty, without even a header; deliver it again, or take it away
DIR/c.csv:1: does not fit the mapping: it has no column amount (for amount); its columns are customer_id, time; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "nothing but blank lines", files: map[string]string{"a.csv": "\n\n"},
			want: `DIR/a.csv: is empty, without even a header; deliver it again, or take it away`,
		}, {
			name: "empty gzip", files: map[string]string{"a.csv.gz": gzipped(t, "")},
			want: `DIR/a.csv.gz: is empty, without even a header; deliver it again, or take it away`,
		}, {
			name: "wrong separator", files: map[string]string{"a.csv": minimal}, set: func(s *data.Source) { s.CSV.Separator = ";" },
			want: `reading DIR/a.csv: line 1: separator does not fit: csv.separator ";" does not stand in "customer_id,time,amount"; set csv.separator to ",", which gives 3 columns on 100% of the records`,
		}, {
			name: "truncated gzip", files: map[string]string{"a.csv.gz": zipped[:len(zipped)-9]},
			want: `reading DIR/a.csv.gz: line 1: compressed file is cut off or damaged: unexpected EOF: 277 bytes of gzip read; fetch the export again`,
		}, {
			name: "misspelt column", files: map[string]string{"a.csv": minimal}, set: mapped("amount", "amuont"),
			want: `DIR/a.csv:1: does not fit the mapping: it has no column amuont (for amount; did you mean amount?); its columns are customer_id, time, amount; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "column in another case", files: map[string]string{"a.csv": minimal}, set: mapped("customer_id", "CustomerID"),
			want: `DIR/a.csv:1: does not fit the mapping: it has no column CustomerID (for customer_id; did you mean customer_id?); its columns are customer_id, time, amount; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "expression with a column that is not there", files: map[string]string{"a.csv": minimal}, set: mapped("amount", "price * 2"),
			want: `DIR/a.csv:1: does not fit the mapping: reading expression "price * 2" of amount at character 1: there is no column "price"; columns: "customer_id", "time", "amount"; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "expression that does not parse", files: map[string]string{"a.csv": minimal}, set: mapped("amount", "amount * ("),
			want: `DIR/a.csv:1: does not fit the mapping: reading expression "amount * (" of amount at character 11: syntax error at end of input; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "duplicate header", files: map[string]string{"a.csv": "customer_id,time,amount,amount\n7,2024-05-06,1,2\n"},
			want: `DIR/a.csv:1: does not fit the mapping: it has more than one column amount; its columns are customer_id, time, amount, amount; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "duplicate header in an expression", files: map[string]string{"a.csv": "customer_id,time,n,n\n7,2024-05-06,1,2\n"}, set: mapped("amount", "n * 2"),
			want: `DIR/a.csv:1: does not fit the mapping: it has more than one column n; its columns are customer_id, time, n, n; correct the export, or tables.transactions.columns in the config`,
		}, {
			name:  "one of two files lacks a column",
			files: map[string]string{"a.csv": minimal, "b.csv": "\ncustomer_id,time,sum\n7,2024-05-06,1\n"},
			want:  `DIR/b.csv:2: does not fit the mapping: it has no column amount (for amount); its columns are customer_id, time, sum; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "json lines without a column", files: map[string]string{"a.jsonl": `{"customer_id":"7","time":"2024-05-06","amuont":1}` + "\n"},
			want: `DIR/a.jsonl: does not fit the mapping: it has no column amount (for amount; did you mean amuont?); its columns are customer_id, time, amuont; correct the export, or tables.transactions.columns in the config`,
		}, {
			name: "ambiguous dates", files: map[string]string{"a.csv": "customer_id,time,amount\n7,01/02/2024,1\n8,03/04/2024,2\n"},
			want: `DIR/a.csv: column time: the format of the dates cannot be told: day and month cannot be told apart: both m/d/Y and d/m/Y fit "01/02/2024"; set tables.transactions.time_format`,
		}, {
			name: "no dates", files: map[string]string{"a.csv": "customer_id,time,amount\n7,monday,1\n"},
			want: `DIR/a.csv: column time: the format of the dates cannot be told: no time layout fits "monday"; layouts are iso (2024-05-06, 2024-05-06 07:08:09.5, 2024-05-06T07:08Z, +02:00), yyyymmdd, yymmdd (70-99 are 19xx), epoch_s, epoch_ms, or three of d, m, mon, Y, y with one of / . - or a blank between, such as m/d/Y, d.m.Y or d-mon-Y; behind a date H:M or H:M:S (with or without AM/PM) may stand, and must where the layout says so, as in "m/d/Y H:M"; set tables.transactions.time_format`,
		}, {
			name: "over the budget", files: map[string]string{"a.csv": minimal + "9,2024-05-08,much\n9,2999-05-08,1\n9,2024-05-08,plenty\n"},
			want: `transactions: 60.00 % of the rows cannot be used, more than the 1.00 % that tables.transactions.max_rejected allows (amount: not an amount: 2; time: in the future: 1); the first is DIR/a.csv:4: amount: not an amount; all are in STATE/quarantine/transactions/refused-SUM.jsonl; correct the export or the mapping, or raise max_rejected`,
		}, {
			// The file of DuckDB's issue 25827, which its reader shortens without a word.
			name: "width changes at row 1,000 of 30,000", files: map[string]string{"a.csv": widthChange()},
			want: `transactions: 96.67 % of the rows cannot be used, more than the 1.00 % that tables.transactions.max_rejected allows (too many fields: 29000); the first is DIR/a.csv:1002: too many fields; all are in STATE/quarantine/transactions/refused-SUM.jsonl; correct the export or the mapping, or raise max_rejected`,
		}, {
			name: "wrong time format", files: map[string]string{"a.csv": minimal}, set: func(s *data.Source) { s.TimeFormat = "d.m" },
			want: `transactions: column time: reading time format "d.m": allowed: iso (2024-05-06, 2024-05-06 07:08:09.5, 2024-05-06T07:08Z, +02:00), yyyymmdd, yymmdd (70-99 are 19xx), epoch_s, epoch_ms, or three of d, m, mon, Y, y with one of / . - or a blank between, such as m/d/Y, d.m.Y or d-mon-Y; behind a date H:M or H:M:S (with or without AM/PM) may stand, and must where the layout says so, as in "m/d/Y H:M"`,
		}, {
			name: "mapping of no column", files: map[string]string{"a.csv": minimal}, set: func(s *data.Source) {
				s.Columns["colour"] = data.Mapping{From: "amount"}
				delete(s.Columns, "time")
			},
			want: `checking tables.transactions.columns: colour is no column of the table; time is required and not mapped`,
		}, {
			name: "parquet that is none", files: map[string]string{"a.parquet": "PAR1 and nothing else"},
			want: `DIR/a.parquet: cannot be read: reading parquet file DIR/a.parquet: `,
		}, {
			name: "json array", files: map[string]string{"a.json": `[{"customer_id":"7"}]`},
			want: `reading DIR/a.json: line 1: not JSON lines: the file begins with "[{\"customer_id\":\"7\"}]"; write one JSON object per line, or set the source's format to what the file is`,
		},
	}
}

// widthChange has 1,000 rows of three fields and then 29,000 of four.
func widthChange() string {
	return "customer_id,time,amount\n" + strings.Repeat("7,2024-05-06,1.50\n", 1000) + strings.Repeat("7,2024-05-06,1.50,x\n", 29_000)
}

// mapped maps a column by something else.
func mapped(column, from string) func(*data.Source) {
	return func(s *data.Source) { s.Columns[column] = data.Mapping{From: from} }
}

// TestRefusals: what cannot be loaded is told with its place and what to do;
// nothing is left of the attempt, on a new state or on one that holds data.
func TestRefusals(t *testing.T) {
	for _, c := range refusals(t) {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range c.files {
				write(t, dir, name, text)
			}
			if c.from == nil {
				c.from = []string{"."}
			}
			var from []string
			for _, f := range c.from {
				from = append(from, filepath.Join(dir, f))
			}
			s := source(from, "customer_id", "time", "amount")
			if c.set != nil {
				c.set(&s)
			}
			for name, state := range map[string]string{"new state": t.TempDir(), "state with data": stateWithData(t)} {
				before := tree(t, state)
				_, err := ingest.Run(context.Background(), options(state, transactions(s)))
				if err == nil {
					t.Fatalf("%s: no error", name)
				}
				got := strings.ReplaceAll(strings.ReplaceAll(err.Error(), dir, "DIR"), state, "STATE")
				for name := range refusedIn(t, state) {
					got = strings.ReplaceAll(got, name, "refused-SUM.jsonl")
				}
				if strings.HasSuffix(c.want, ": ") { // the rest is the engine's
					got = got[:min(len(got), len(c.want))]
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
				if !errors.Is(err, ingest.ErrContract) && c.name != "wrong time format" {
					t.Errorf("%s: the error is not told as one of the exports", name)
				}
				left := tree(t, state)
				for name := range refusedIn(t, state) {
					delete(left, "quarantine/transactions/"+name)
				}
				if _, had := before["quarantine/"]; !had {
					delete(left, "quarantine/")
					delete(left, "quarantine/transactions/")
				}
				sameTree(t, before, left)
			}
		})
	}
}

// refusedIn gives the quarantines of refused loads of transactions, by name.
func refusedIn(t testing.TB, state string) map[string][]ingest.Rejected {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(state, "quarantine", "transactions", "refused-*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]ingest.Rejected{}
	for _, path := range paths {
		all[filepath.Base(path)] = rejected(t, path)
	}
	return all
}

// stateWithData is a state that holds a load with a quarantine.
func stateWithData(t testing.TB) string {
	t.Helper()
	state := t.TempDir()
	s := source([]string{write(t, t.TempDir(), "old.csv", "customer_id,time,amount\n5,2024-01-01,1\n6,2024-01-02,none\n")}, "customer_id", "time", "amount")
	s.MaxRejected = 1
	load(t, options(state, transactions(s)))
	return state
}

// TestChangedFile: where the source says so, a file that was loaded and has
// changed since is refused by name; what was loaded of it stays.
func TestChangedFile(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	path := write(t, dir, "a.csv", minimal)
	s := source([]string{dir}, "customer_id", "time", "amount")
	s.Changed = "refuse"
	load(t, options(state, transactions(s)))
	before := tree(t, state)
	write(t, dir, "a.csv", minimal+"9,2024-05-08,3.50\n")
	_, err := ingest.Run(context.Background(), options(state, transactions(s)))
	want := path + ": has changed since load 1 read it; deliver corrections as a new file, or set tables.transactions.changed to replace or append"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	sameTree(t, before, tree(t, state))
}

// TestOneBadTable: a table that cannot be loaded keeps the others out, too.
func TestOneBadTable(t *testing.T) {
	dir, state := t.TempDir(), stateWithData(t)
	before := tree(t, state)
	good := source([]string{write(t, dir, "a.csv", minimal)}, "customer_id", "time", "amount")
	bad := source([]string{write(t, dir, "b.csv", "customer_id,time,kind\n7,2024-05-06,address\n7,2024-05-06,sex\n8,2024-05-07,\n")}, "customer_id", "time", "kind")
	_, err := ingest.Run(context.Background(), options(state, map[string]data.Source{data.Transactions: good, data.Changes: bad}))
	var budget *ingest.BudgetError
	if !errors.As(err, &budget) || budget.Table != data.Changes || !errors.Is(err, ingest.ErrContract) {
		t.Fatalf("error %v, want a BudgetError of changes", err)
	}
	if diff := cmp.Diff([]string{"kind: missing: 1", "kind: not one of the allowed values: 1"}, budget.Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if got := rejected(t, budget.Quarantine); len(got) != 2 {
		t.Errorf("%d records in %s, want 2", len(got), budget.Quarantine)
	}
	if err := os.RemoveAll(filepath.Dir(budget.Quarantine)); err != nil {
		t.Fatal(err)
	}
	sameTree(t, before, tree(t, state))
}

// TestCancelled: a load that is cancelled, at any moment, leaves nothing.
func TestCancelled(t *testing.T) {
	sources := damaged(t, 100, 3)
	for _, blocks := range []int{0, 1, 100, 700} {
		state := stateWithData(t)
		before := tree(t, state)
		ctx, cancel := context.WithCancel(context.Background())
		if blocks == 0 {
			cancel()
		}
		o := options(state, sources)
		o.Progress = func(int64) {
			if blocks--; blocks <= 0 {
				cancel()
			}
		}
		if _, err := ingest.Run(ctx, o); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want that the load was cancelled", err)
		}
		sameTree(t, before, tree(t, state))
		cancel()
	}
}

// TestKilled: what a load that was killed has left is gone after the next one,
// which gives the bytes of a load that was never disturbed.
func TestKilled(t *testing.T) {
	s := source([]string{write(t, t.TempDir(), "a.csv", minimal)}, "customer_id", "time", "amount")
	undisturbed, state := t.TempDir(), t.TempDir()
	load(t, options(undisturbed, transactions(s)))
	write(t, state, ".loading/transactions-0.rows", "left over")
	write(t, state, "quarantine/transactions/load-000001.jsonl", "{}\n")
	write(t, state, "lake/.staging/transactions/bucket=000/load-000001.parquet", "half")
	load(t, options(state, transactions(s)))
	left := slices.DeleteFunc(slices.Sorted(maps.Keys(tree(t, state))), func(name string) bool { return strings.HasPrefix(name, "lake") })
	if diff := cmp.Diff([]string{"./"}, left); diff != "" {
		t.Errorf("beside the lake (-want +got):\n%s", diff)
	}
	sameTree(t, tree(t, filepath.Join(undisturbed, "lake")), tree(t, filepath.Join(state, "lake")))
}

// TestPrivate: nobody else may read what the load writes.
func TestPrivate(t *testing.T) {
	state := stateWithData(t)
	for name := range tree(t, state) {
		if name == "./" {
			continue
		}
		info, err := os.Stat(filepath.Join(state, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}
