package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"predict/data/postgres"
	"predict/data/postgres/postgrestest"
)

// testMigrates starts from version 1 as it was made: what it held stays.
func testMigrates(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	s.Exec(t, o.URL, "create schema predict",
		"create table predict.meta (schema_version int primary key, program text not null, applied_at timestamptz not null default now())",
		"create table predict.lists (list_table text not null, run_id text not null, as_of date, model_id text not null, rows bigint not null, delivered_at timestamptz not null default now(), primary key (list_table, run_id))",
		"insert into predict.meta values (1, 'predict old')",
		"create table predict.risk (rank integer, run_id text not null)",
		"insert into predict.risk values (1, '2025-12-31-z')",
		"insert into predict.lists values ('risk', '2025-12-31-z', '2025-12-31', 'm0', 1)")
	o.Keep = 2
	deliver(t, o, list("2026-01-01-a", "2026-01-01", 2))
	equal(t, "versions", []string{"1|predict old", "2|predict test"}, s.Rows(t, o.URL, "select schema_version, program from predict.meta order by 1"))
	equal(t, "lists", []string{"2025-12-31-z|{}", "2026-01-01-a|{rank,customer_id,churn_probability,spend_365d,last_purchase,holdout}"},
		s.Rows(t, o.URL, "select run_id, columns from predict.lists order by 1"))
	equal(t, "rows", []string{"2025-12-31-z|1|-", "2026-01-01-a|1|c0", "2026-01-01-a|2|c1"}, s.Rows(t, o.URL, "select run_id, rank, customer_id from predict.risk order by 1, 2"))
}

// testNewer leaves a schema alone that a newer program made.
func testNewer(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	deliver(t, o, list("2026-01-01-a", "2026-01-01", 2))
	s.Exec(t, o.URL, "insert into predict.meta values (99, 'predict new')")
	_, err := postgres.Deliver(context.Background(), o, list("2026-01-02-b", "2026-01-02", 2))
	if !errors.Is(err, postgres.ErrForeign) || !strings.Contains(fmt.Sprint(err), "version 99") {
		t.Errorf("a newer schema: %v", err)
	}
}

// testLocked lets several writers deliver at once, and one find the lock held.
func testLocked(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if _, err := postgres.Deliver(context.Background(), o, list(fmt.Sprintf("2026-01-0%d-x", i%4+1), fmt.Sprintf("2026-01-0%d", i%4+1), 50)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	equal(t, "runs", []string{"2026-01-04-x|50|50"}, s.Rows(t, o.URL, "select run_id, count(*), count(distinct rank) from predict.risk group by 1"))

	conn := s.Connect(t, o.URL)
	ctx := context.Background()
	if _, err := conn.Exec(ctx, "begin; lock table predict.risk in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	o.LockTimeout, o.Timeout = 50*time.Millisecond, time.Second
	if _, err := postgres.Deliver(ctx, o, list("2026-01-05-y", "2026-01-05", 5)); !errors.Is(err, postgres.ErrBusy) && !errors.Is(err, postgres.ErrTimeout) {
		t.Errorf("a table that is locked: %v", err)
	}
	if _, err := conn.Exec(ctx, "rollback"); err != nil {
		t.Fatal(err)
	}
	deliver(t, o, list("2026-01-05-y", "2026-01-05", 5))
}

// testReader has a reader with a long transaction: it neither waits nor makes
// wait, and sees one list all the time.
func testReader(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	deliver(t, o, list("2026-01-01-a", "2026-01-01", 10))
	conn := s.Connect(t, o.URL)
	ctx := context.Background()
	count := func() (run string, n int) {
		t.Helper()
		if err := conn.QueryRow(ctx, "select min(run_id) || max(run_id), count(*) from predict.risk").Scan(&run, &n); err != nil {
			t.Fatal(err)
		}
		return run, n
	}
	if _, err := conn.Exec(ctx, "begin isolation level repeatable read"); err != nil {
		t.Fatal(err)
	}
	run, n := count()
	o.LockTimeout, o.Timeout = 100*time.Millisecond, 10*time.Second
	if r := deliver(t, o, list("2026-01-02-b", "2026-01-02", 20)); r.Attempts != 1 {
		t.Errorf("%d attempts beside a reader", r.Attempts)
	}
	if run2, n2 := count(); run2 != run || n2 != n {
		t.Errorf("the reader saw %s with %d rows, then %s with %d", run, n, run2, n2)
	}
	if _, err := conn.Exec(ctx, "rollback"); err != nil {
		t.Fatal(err)
	}
	if run, n := count(); run != "2026-01-02-b2026-01-02-b" || n != 20 {
		t.Errorf("afterwards %s with %d rows", run, n)
	}
}

// testPassword looks for the password wherever an error goes.
func testPassword(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	const password = "s3cr%2Ft/p@ss:w#rd"
	s.Exec(t, o.URL, "create role guarded login password '"+password+"'", "grant create on database password to guarded")
	with := o
	with.URL = s.URL("guarded", password, "password")
	deliver(t, with, list("2026-01-01-a", "2026-01-01", 2))
	equal(t, "user", []string{"guarded"}, s.Rows(t, o.URL, "select tableowner from pg_tables where tablename = 'risk'"))

	wrong := "wr0ng-" + password
	for name, url := range map[string]string{
		"wrong":         s.URL("guarded", wrong, "password"),
		"no database":   s.URL("guarded", password, "nowhere"),
		"no such host":  "postgres://guarded:wr0ng-pw@db.invalid/x?connect_timeout=1",
		"not escaped":   "postgres://guarded:" + wrong + "@db.invalid/x",
		"in a port":     "postgres://guarded:wr0ng-pw/x@db.invalid:99999/x",
		"pairs":         "host=/nowhere user=guarded password=wr0ng-pw dbname=x",
		"broken pairs":  "host=/nowhere user=guarded password='wr0ng-pw",
		"bad parameter": "postgres://guarded:wr0ng-pw@db.invalid/x?sslmode=wr0ng-pw&connect_timeout=soon",
		"no URL":        "wr0ng-pw",
		"empty":         "",
	} {
		with.URL, with.Timeout = url, time.Second
		_, err := postgres.Deliver(context.Background(), with, list("2026-01-02-b", "2026-01-02", 2))
		if err == nil {
			t.Errorf("%s: delivered", name)
			continue
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			for _, text := range []string{e.Error(), fmt.Sprintf("%+v", e), fmt.Sprintf("%#v", e)} {
				for _, secret := range []string{password, "wr0ng", "s3cr"} {
					if strings.Contains(text, secret) {
						t.Errorf("%s: the error holds the password: %s", name, text)
					}
				}
			}
		}
		if !errors.Is(err, postgres.ErrURL) && !errors.Is(err, postgres.ErrUnreachable) && !errors.Is(err, postgres.ErrTimeout) {
			t.Errorf("%s: the kind is not known: %v", name, err)
		}
	}
}

// testDenied delivers as a user who may not.
func testDenied(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	s.Exec(t, o.URL, "create role stranger login")
	o.URL = s.URL("stranger", "", "denied")
	_, err := postgres.Deliver(context.Background(), o, list("2026-01-01-a", "2026-01-01", 2))
	if !errors.Is(err, postgres.ErrDenied) || !strings.Contains(err.Error(), "database denied") {
		t.Errorf("a user without rights: %v", err)
	}
}

// testBroken has the server end the session in the middle: the delivery is tried
// again.
func testBroken(t *testing.T, s *postgrestest.Server, o postgres.Options) {
	deliver(t, o, list("2026-01-01-a", "2026-01-01", 2))
	l := list("2026-01-02-b", "2026-01-02", 5000)
	cell, cut := cellOf(l), false
	l.Open = cells(func(dst []byte, row, column int) ([]byte, bool) {
		if row == 2500 && !cut {
			cut = true
			s.Exec(t, o.URL, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'predict test'")
		}
		return cell(dst, row, column)
	})
	if r := deliver(t, o, l); r.Attempts != 2 || r.Rows != 5000 {
		t.Errorf("after a cut connection: %+v", r)
	}
	equal(t, "runs", []string{"2026-01-02-b|5000|5000"}, s.Rows(t, o.URL, "select run_id, count(*), count(distinct rank) from predict.risk group by 1"))
}
