package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"predict/data/postgres"
	"predict/data/postgres/postgrestest"
)

// writerVariable holds, as JSON, the delivery of a process that is to be killed.
const writerVariable = "PREDICT_TEST_WRITER"

// order is a delivery that another process makes.
type order struct {
	URL, Schema, RunID, AsOf string
	Rows                     int
}

// TestMain makes the one delivery that the variable asks for, or runs the tests.
func TestMain(m *testing.M) {
	text := os.Getenv(writerVariable)
	if text == "" {
		os.Exit(m.Run())
	}
	var o order
	err := json.Unmarshal([]byte(text), &o)
	if err == nil {
		fmt.Println("ready")
		_, err = postgres.Deliver(context.Background(), o.options(), list(o.RunID, o.AsOf, o.Rows))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func (o order) options() postgres.Options {
	return postgres.Options{URL: o.URL, Schema: o.Schema, Table: "risk", Program: "predict kill"}
}

// start lets another process make the delivery, and returns when that begins.
func (o order) start(t *testing.T) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), writerVariable+"="+string(text)), os.Stderr
	ready, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		_, err = io.ReadFull(ready, make([]byte, 1))
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}

// kills is how many processes are killed: 50, in short tests 10, or what the
// environment says.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("PREDICT_POSTGRES_KILLS")
	switch {
	case text == "" && testing.Short():
		return 10
	case text == "":
		return 50
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal("PREDICT_POSTGRES_KILLS:", err)
	}
	return n
}

// TestKilledWriters kills processes that deliver, at random moments, while a
// reader polls. Whoever looks finds one whole list at any moment, and after a
// delivery that nobody disturbs nothing else is there.
func TestKilledWriters(t *testing.T) {
	s := postgrestest.Start(t)
	url, want := s.Database(t, "killed"), kills(t)
	run := func(schema string, n int) order {
		rows := 500 + n%1000
		date := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly)
		return order{URL: url, Schema: schema, RunID: fmt.Sprintf("%s-%d", date, rows), AsOf: date, Rows: rows}
	}
	deliverOrder := func(o order) {
		t.Helper()
		deliver(t, o.options(), list(o.RunID, o.AsOf, o.Rows))
	}
	deliverOrder(run("predict", 0))
	first := run("predict", 1).start(t)
	begun := time.Now()
	if err := first.Wait(); err != nil {
		t.Fatal(err)
	}
	usual := time.Since(begun)

	var looks atomic.Int64
	seen := map[string]bool{}
	reading, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- poll(reading, url, &looks, seen) }()

	r := rand.New(rand.NewPCG(7, 11))
	killed, finished, fresh, before := 0, 0, 0, 0
	for n := 2; killed < want; n++ {
		o := run("predict", n)
		if n%8 == 0 { // one that makes the schema, too
			o.Schema = fmt.Sprintf("fresh%d", n)
		}
		cmd := o.start(t)
		time.Sleep(time.Duration(r.Float64() * 1.1 * float64(usual)))
		_ = cmd.Process.Kill() // it may have ended
		err := cmd.Wait()
		var exit *exec.ExitError
		switch {
		case err == nil:
			finished++
		case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled():
			killed++
		default:
			t.Fatalf("a writer failed by itself: %v", err)
		}
		if o.Schema != "predict" {
			fresh++
			deliverOrder(o)
			whole(t, s, o)
			s.Exec(t, url, "drop schema "+o.Schema+" cascade")
		} else if len(s.Rows(t, url, "select 1 from predict.lists where run_id = '"+o.RunID+"'")) > 0 && err != nil {
			before++
		}
		select {
		case err := <-done:
			t.Fatalf("after %d kills: %v", killed, err)
		default:
		}
	}
	last := run("predict", 100_000)
	deliverOrder(last)
	whole(t, s, last)
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	summary(t, "PostgreSQL: %d kills (%d after the commit, %d of writers that make the schema), %d deliveries ended before their kill; %d looks saw %d different lists: 0 duplicated or missing rows",
		killed, before, fresh, finished, looks.Load(), len(seen))
}

// summary logs a line, and adds it to the file that the environment names.
func summary(t *testing.T, format string, a ...any) {
	t.Helper()
	line := fmt.Sprintf(format, a...)
	t.Log(line)
	path := os.Getenv("TORTURE_SUMMARY")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintln(f, line); err != nil {
		t.Fatal(err)
	}
}

// poll looks at the table until it is told to stop or finds anything but one
// whole list.
func poll(ctx context.Context, url string, looks *atomic.Int64, seen map[string]bool) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	for ctx.Err() == nil {
		for _, table := range []string{"risk", "risk_latest"} {
			var least, most string
			var count, distinct, sum int
			err := conn.QueryRow(ctx, "select min(run_id), max(run_id), count(*), count(distinct rank), sum(rank) from predict."+table).Scan(&least, &most, &count, &distinct, &sum)
			if ctx.Err() != nil {
				return context.Canceled
			}
			if err != nil {
				return fmt.Errorf("looking at %s: %w", table, err)
			}
			rows, err := strconv.Atoi(least[strings.LastIndex(least, "-")+1:])
			if err != nil || least != most || count != rows || distinct != rows || sum != rows*(rows+1)/2 {
				return fmt.Errorf("in %s are the lists %s to %s with %d rows, %d different ones, sum %d", table, least, most, count, distinct, sum)
			}
			looks.Add(1)
			seen[least] = true
		}
	}
	return context.Canceled
}

// whole expects a schema with one list and nothing else.
func whole(t *testing.T, s *postgrestest.Server, o order) {
	t.Helper()
	equal(t, "rows", []string{fmt.Sprintf("%s|%d|%d|%d", o.RunID, o.Rows, o.Rows, o.Rows*(o.Rows+1)/2)},
		s.Rows(t, o.URL, "select run_id, count(*), count(distinct rank), sum(rank) from "+o.Schema+".risk group by 1"))
	equal(t, "lists", []string{fmt.Sprintf("%s|%d", o.RunID, o.Rows)}, s.Rows(t, o.URL, "select run_id, rows from "+o.Schema+".lists"))
	equal(t, "versions", []string{"1", "2"}, s.Rows(t, o.URL, "select schema_version from "+o.Schema+".meta order by 1"))
	equal(t, "tables and views", []string{"lists", "meta", "risk", "risk_latest"},
		s.Rows(t, o.URL, "select relname from pg_class where relkind in ('r', 'v', 'm', 'S', 'f', 'p') and relnamespace = '"+o.Schema+"'::regnamespace order by 1"))
}
