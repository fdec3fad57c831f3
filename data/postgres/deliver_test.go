package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/data/postgres"
	"predict/data/postgres/postgrestest"
)

// list makes a list of n rows: a number, an id, a probability, money, a date and
// a mark.
func list(runID, asOf string, n int) postgres.List {
	return postgres.List{
		RunID: runID, AsOf: asOf, ModelID: "m1", Rows: n,
		Columns: []postgres.Column{
			{Name: "rank", Type: postgres.Integer, Comment: "1 is the most urgent"},
			{Name: "customer_id", Type: postgres.Text, Comment: "the id as exported"},
			{Name: "churn_probability", Type: postgres.Float},
			{Name: "spend_365d", Type: postgres.Money},
			{Name: "last_purchase", Type: postgres.Date},
			{Name: "holdout", Type: postgres.Boolean},
		},
		Open: cells(func(dst []byte, row, column int) ([]byte, bool) {
			switch column {
			case 0:
				return fmt.Appendf(dst, "%d", row+1), true
			case 1:
				return fmt.Appendf(dst, "c%d", row), true
			case 2:
				return fmt.Appendf(dst, "0.%03d", row%1000), true
			case 3:
				return fmt.Appendf(dst, "%d.2500", row), row%2 == 0
			case 4:
				return append(dst, "2026-01-31"...), row%3 > 0
			default:
				return append(dst, "ft"[row%2]), true
			}
		}),
	}
}

// cells gives cells that are there at once.
func cells(of postgres.Cell) func() (postgres.Cell, error) {
	return func() (postgres.Cell, error) { return of, nil }
}

// cellOf are the cells of a list.
func cellOf(l postgres.List) postgres.Cell {
	of, _ := l.Open() // of a list of this test, which is there
	return of
}

// deliver delivers and fails the test where that fails.
func deliver(t *testing.T, o postgres.Options, l postgres.List) postgres.Result {
	t.Helper()
	r, err := postgres.Deliver(context.Background(), o, l)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func equal(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestDelivery holds deliveries against a real server. Each part has a database
// of its own.
func TestDelivery(t *testing.T) {
	s := postgrestest.Start(t)
	options := func(t *testing.T, name string) postgres.Options {
		return postgres.Options{URL: s.Database(t, name), Schema: "predict", Table: "risk", Keep: 1, Program: "predict test"}
	}
	for name, test := range map[string]func(*testing.T, *postgrestest.Server, postgres.Options){
		"first":    testFirst,
		"again":    testAgain,
		"keep":     testKeep,
		"rights":   testRights,
		"columns":  testColumns,
		"texts":    testTexts,
		"foreign":  testForeign,
		"migrates": testMigrates,
		"newer":    testNewer,
		"locked":   testLocked,
		"reader":   testReader,
		"password": testPassword,
		"denied":   testDenied,
		"broken":   testBroken,
		"slow":     testSlow,
	} {
		t.Run(name, func(t *testing.T) { test(t, s, options(t, name)) })
	}
}

func testFirst(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	r := deliver(t, o, list("2026-01-31-aa", "2026-01-31", 3))
	if r.Rows != 3 || r.Known || r.Older || !strings.Contains(r.Server, "database first") {
		t.Errorf("result %+v", r)
	}
	equal(t, "rows", []string{
		"1|c0|0|0.2500|-|f|2026-01-31-aa", "2|c1|0.001|-|2026-01-31|t|2026-01-31-aa", "3|c2|0.002|2.2500|2026-01-31|f|2026-01-31-aa",
	}, s.Rows(t, o.URL, "select * from predict.risk order by rank"))
	equal(t, "types", []string{
		"rank|integer", "customer_id|text", "churn_probability|double precision", "spend_365d|numeric(18,4)", "last_purchase|date", "holdout|boolean", "run_id|text",
	}, s.Rows(t, o.URL, "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'predict.risk'::regclass and attnum > 0 order by attnum"))
	equal(t, "comments", []string{"1 is the most urgent"}, s.Rows(t, o.URL, "select col_description('predict.risk'::regclass, 1)"))
	equal(t, "lists", []string{"risk|2026-01-31-aa|2026-01-31|m1|3"}, s.Rows(t, o.URL, "select list_table, run_id, as_of, model_id, rows from predict.lists"))
	equal(t, "versions", []string{"1|predict test", "2|predict test"}, s.Rows(t, o.URL, "select schema_version, program from predict.meta order by 1"))
}

func testAgain(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	l := list("2026-01-31-aa", "2026-01-31", 5)
	deliver(t, o, l)
	const state = "select xmin::text, ctid::text, * from predict.risk order by rank"
	before := s.Rows(t, o.URL, state)
	if r := deliver(t, o, l); !r.Known || r.Rows != 0 {
		t.Errorf("the same list again: %+v", r)
	}
	equal(t, "rows with their places", before, s.Rows(t, o.URL, state))
	// Another run of the same date takes its place.
	if r := deliver(t, o, list("2026-01-31-bb", "2026-01-31", 2)); !slices.Equal(r.Removed, []string{"2026-01-31-aa"}) {
		t.Errorf("another list of that date: %+v", r)
	}
	equal(t, "runs", []string{"2026-01-31-bb|2"}, s.Rows(t, o.URL, "select run_id, count(*) from predict.risk group by 1"))
	// A list without rows is a list, too.
	deliver(t, o, list("2026-02-01-cc", "2026-02-01", 0))
	equal(t, "rows", []string{"0"}, s.Rows(t, o.URL, "select count(*) from predict.risk"))
}

func testKeep(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	o.Keep = 2
	runs := func() []string {
		return s.Rows(t, o.URL, "select run_id, count(*) from predict.risk group by 1 order by 1")
	}
	deliver(t, o, list("2026-01-01-a", "2026-01-01", 1))
	deliver(t, o, list("2026-01-02-b", "2026-01-02", 2))
	r := deliver(t, o, list("2026-01-03-c", "2026-01-03", 3))
	equal(t, "removed", []string{"2026-01-01-a"}, r.Removed)
	equal(t, "runs", []string{"2026-01-02-b|2", "2026-01-03-c|3"}, runs())
	equal(t, "newest", []string{"2026-01-03-c|3"}, s.Rows(t, o.URL, "select run_id, count(*) from predict.risk_latest group by 1"))
	// A list of a past date does not push a newer one out.
	if r := deliver(t, o, list("2025-06-30-d", "2025-06-30", 4)); !r.Older || r.Rows != 0 {
		t.Errorf("a list of the past: %+v", r)
	}
	equal(t, "runs", []string{"2026-01-02-b|2", "2026-01-03-c|3"}, runs())
	// Fewer lists are kept from the next delivery on.
	o.Keep = 1
	deliver(t, o, list("2026-01-04-e", "2026-01-04", 1))
	equal(t, "runs", []string{"2026-01-04-e|1"}, runs())
	// Lists without a date replace each other.
	o.Table = "flat"
	deliver(t, o, list("undated-a", "", 1))
	deliver(t, o, list("undated-b", "", 2))
	equal(t, "undated", []string{"undated-b|2"}, s.Rows(t, o.URL, "select run_id, count(*) from predict.flat group by 1"))
	equal(t, "the other table", []string{"2026-01-04-e|1"}, runs())
}

func testRights(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	deliver(t, o, list("2026-01-01-a", "2026-01-01", 2))
	s.Exec(t, o.URL, "create role analyst login", "grant usage on schema predict to analyst",
		"grant select on predict.risk, predict.risk_latest to analyst", "create index by_customer on predict.risk (customer_id)",
		"create view mine as select customer_id from predict.risk")
	o2 := o
	l := list("2026-01-02-b", "2026-01-02", 3)
	l.Columns = append(l.Columns, postgres.Column{Name: "region", Type: postgres.Text})
	cell := cellOf(l)
	l.Open = cells(func(dst []byte, row, column int) ([]byte, bool) {
		if column == 6 {
			return append(dst, "north"...), true
		}
		return cell(dst, row, column)
	})
	deliver(t, o2, l)
	analyst := s.URL("analyst", "", "rights")
	equal(t, "of the table", []string{"3"}, s.Rows(t, analyst, "select count(*) from predict.risk"))
	equal(t, "of the view, with the new column", []string{"north|3"}, s.Rows(t, analyst, "select region, count(*) from predict.risk_latest group by 1"))
	equal(t, "of a view of others", []string{"3"}, s.Rows(t, o.URL, "select count(*) from mine"))
	equal(t, "index", []string{"by_customer"}, s.Rows(t, o.URL, "select indexname from pg_indexes where schemaname = 'predict' and tablename = 'risk'"))
}

func testColumns(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	l := list("2026-01-01-a", "2026-01-01", 2)
	deliver(t, o, l)
	// With fewer columns the same run is delivered again; those left out are empty.
	all := cellOf(l)
	l.Columns = l.Columns[:2]
	l.Open = cells(func(dst []byte, row, column int) ([]byte, bool) {
		if column > 1 {
			t.Errorf("the cell of column %d was asked for", column)
		}
		return all(dst, row, column)
	})
	if r := deliver(t, o, l); r.Known || r.Rows != 2 {
		t.Errorf("with other columns: %+v", r)
	}
	equal(t, "rows", []string{"1|c0|-|-|-|-|2026-01-01-a", "2|c1|-|-|-|-|2026-01-01-a"}, s.Rows(t, o.URL, "select * from predict.risk order by rank"))
	if r := deliver(t, o, l); !r.Known {
		t.Errorf("with the same columns: %+v", r)
	}
}

func testTexts(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	long := strings.Repeat("ä'\\\"\t", 1<<20)
	texts := []string{"", `\N`, `\.`, "a\tb\nc\rd\\e", "'; drop table predict.risk; --", "سلام", "a\x00b", "a\xffb\xc3", long, "\x01\x1f\x7f\u0085\ufffd"}
	stored := []string{"", `\N`, `\.`, "a\tb\nc\rd\\e", "'; drop table predict.risk; --", "سلام", "a\ufffdb", "a\ufffdb\ufffd", long, "\x01\x1f\x7f\u0085\ufffd"}
	l := postgres.List{
		RunID: "2026-01-01-a", AsOf: "2026-01-01", Rows: len(texts),
		Columns: []postgres.Column{{Name: "rank", Type: postgres.Integer, Comment: "it's"}, {Name: "customer_id", Type: postgres.Text}},
		Open: cells(func(dst []byte, row, column int) ([]byte, bool) {
			if column == 0 {
				return fmt.Appendf(dst, "%d", row), true
			}
			return append(dst, texts[row]...), true
		}),
	}
	if r := deliver(t, o, l); r.Replaced != 3 {
		t.Errorf("%d characters replaced, want 3", r.Replaced)
	}
	equal(t, "texts", stored, s.Rows(t, o.URL, "select customer_id from predict.risk order by rank"))
}

func testForeign(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	s.Exec(t, o.URL, "create schema predict", "create table predict.risk (id int)", "insert into predict.risk values (7)")
	_, err := postgres.Deliver(context.Background(), o, list("r", "2026-01-01", 1))
	if !errors.Is(err, postgres.ErrForeign) {
		t.Errorf("a table of others: %v", err)
	}
	equal(t, "the table of others", []string{"7"}, s.Rows(t, o.URL, "select * from predict.risk"))
	equal(t, "what was made besides", []string{}, s.Rows(t, o.URL, "select relname from pg_class where relnamespace = 'predict'::regnamespace and relname <> 'risk'"))
	o.Table = "other"
	deliver(t, o, list("r", "2026-01-01", 1))
	s.Exec(t, o.URL, "drop view predict.other_latest", "alter table predict.other alter rank type bigint")
	_, err = postgres.Deliver(context.Background(), o, list("r2", "2026-01-02", 1))
	if !errors.Is(err, postgres.ErrForeign) || !strings.Contains(fmt.Sprint(err), "rank is bigint, not integer") {
		t.Errorf("a column of another type: %v", err)
	}
	// A view that was dropped comes back.
	s.Exec(t, o.URL, "alter table predict.other alter rank type integer")
	deliver(t, o, list("r2", "2026-01-02", 1))
	equal(t, "the view", []string{"1"}, s.Rows(t, o.URL, "select count(*) from predict.other_latest"))
}

func testSlow(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	deliver(t, o, list("2026-01-01-a", "2026-01-01", 2))
	o.Timeout = 300 * time.Millisecond
	l := list("2026-01-02-b", "2026-01-02", 100)
	cell := cellOf(l)
	l.Open = cells(func(dst []byte, row, column int) ([]byte, bool) {
		time.Sleep(time.Millisecond)
		return cell(dst, row, column)
	})
	if _, err := postgres.Deliver(context.Background(), o, l); !errors.Is(err, postgres.ErrTimeout) {
		t.Errorf("too slow: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	o.Timeout = time.Minute
	rows := 0
	l.Open = cells(func(dst []byte, row, column int) ([]byte, bool) {
		if rows++; rows == 200 {
			cancel()
		}
		return cell(dst, row, column)
	})
	l.Rows = 1_000_000
	if _, err := postgres.Deliver(ctx, o, l); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	equal(t, "runs", []string{"2026-01-01-a|2"}, s.Rows(t, o.URL, "select run_id, count(*) from predict.risk group by 1"))
}
