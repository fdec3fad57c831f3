package pipeline

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/data/postgres/postgrestest"
)

// TestDeliveredColumns: the config knows the columns of the list, and each has a
// meaning.
func TestDeliveredColumns(t *testing.T) {
	var names []string
	for _, c := range riskColumns() {
		names = append(names, c.name)
		if meanings()[c.name] == "" {
			t.Errorf("meanings: %s has none", c.name)
		}
	}
	if diff := cmp.Diff(names, configs.ListColumns()); diff != "" {
		t.Errorf("configs.ListColumns (-columns of the list +it):\n%s", diff)
	}
	if len(meanings()) != len(names) {
		t.Errorf("%d meanings of %d columns", len(meanings()), len(names))
	}
}

// published is a state whose run has published a list of n customers.
func published(t *testing.T, n int) *State {
	t.Helper()
	s := testState(t, t.TempDir(), "2026-01-01")
	s.Risk = bigList(n)
	s.Manifest.AsOf, s.Manifest.Model = "2026-01-01", &ModelNote{ID: s.Risk.ModelID}
	if err := (publishStage{}).Run(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// deliverTo sets where the list goes, as a config with a variable does.
func (s *State) deliverTo(url string) {
	s.Config.Deliver.Postgres.URL = "${DB}"
	s.Config.Place.Secrets = map[string]configs.Secret{"DB": configs.Secret(url)}
}

// csvAsStored is risk.csv with the cells as the table has them: missing as a
// dash, without the apostrophe that is for spreadsheets, numbers not rounded
// left out.
func csvAsStored(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, r := range records[1:] {
		var cells []string
		for i, name := range records[0] {
			cell := strings.TrimPrefix(r[i], "'")
			switch {
			case name == "churn_probability":
				continue
			case cell == "":
				cell = "-"
			case name == "holdout":
				cell = cell[:1] // y or n
			case name == "usual_gap_days", name == "score_change": // as PostgreSQL writes a float
				v, err := strconv.ParseFloat(cell, 64)
				if err != nil {
					t.Fatal(err)
				}
				cell = strconv.FormatFloat(v, 'g', -1, 64)
			}
			cells = append(cells, cell)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	return rows
}

// TestDeliver brings a published list into a real server and holds the table
// against risk.csv, cell by cell.
func TestDeliver(t *testing.T) {
	server := postgrestest.Start(t)
	s := published(t, 500)
	url := server.Database(t, "all")
	s.deliverTo(url)
	ctx := context.Background()
	if err := (deliverStage{}).Run(ctx, s); err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, name := range configs.ListColumns() {
		switch name {
		case "churn_probability":
			continue
		case "holdout":
			name = "case when holdout then 'y' else 'n' end"
		case "value_at_risk", "spend_365d":
			name = "round(" + name + ", 2)"
		}
		columns = append(columns, name)
	}
	got := server.Rows(t, url, "select "+strings.Join(columns, ", ")+" from predict.risk order by rank")
	if diff := cmp.Diff(csvAsStored(t, filepath.Join(s.Output, csvFile)), got); diff != "" {
		t.Errorf("rows (-risk.csv +table):\n%s", diff)
	}
	var probabilities []string
	for _, r := range s.Risk.Rows {
		probabilities = append(probabilities, strconv.FormatFloat(r.Probability, 'g', -1, 64))
	}
	if diff := cmp.Diff(probabilities, server.Rows(t, url, "select churn_probability from predict.risk order by rank")); diff != "" {
		t.Errorf("probabilities (-list +table):\n%s", diff)
	}

	// The same run again, of which the list is not in memory any more.
	again := testState(t, s.Dir, "2026-01-01")
	again.Config.Deliver, again.Config.Place = s.Config.Deliver, s.Config.Place
	again.Manifest, again.Skipped = again.publishedRun(), true
	if err := (publishStage{}).Run(ctx, again); err != nil {
		t.Fatal(err)
	}
	const state = "select xmin, ctid from predict.risk order by rank"
	before := server.Rows(t, url, state)
	if err := (deliverStage{}).Run(ctx, again); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before, server.Rows(t, url, state)) {
		t.Error("the same run again has changed rows")
	}
	// To a database that lacks it, it is delivered from the published files.
	url = server.Database(t, "some")
	again.deliverTo(url)
	again.Config.Deliver.Postgres.Columns = []string{"customer_id", "tier"}
	if err := (deliverStage{}).Run(ctx, again); err != nil {
		t.Fatal(err)
	}
	equal := func(want []string, query string) {
		t.Helper()
		if diff := cmp.Diff(want, server.Rows(t, url, query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	equal([]string{"customer_id", "tier", "run_id"}, "select attname from pg_attribute where attrelid = 'predict.risk'::regclass and attnum > 0 order by attnum")
	equal([]string{"500|2026-01-01-4567cdef"}, "select count(*), min(run_id) from predict.risk")
}

// TestDeliverFails: the files stand, and the error says where it went, what
// helps, and no password.
func TestDeliverFails(t *testing.T) {
	s := published(t, 3)
	var log bytes.Buffer
	s.Settings.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for url, says := range map[string]string{
		"postgres://u:hunter2@localhost:1/crm?connect_timeout=1": "database crm",
		"hunter2": "postgres://user:password@host",
	} {
		s.deliverTo(url)
		s.Config.Deliver.Postgres.TimeoutSeconds = 1
		err := Stages{deliverStage{}}.Run(context.Background(), s)
		if !errors.Is(err, errDelivery) || errors.Is(err, ErrConfig) {
			t.Fatalf("error %v", err)
		}
		for _, want := range []string{says, "the files are published", "deliver: "} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("the error does not say %q: %v", want, err)
			}
		}
		s.tell(context.Background(), s.Settings.Now(), err)
		entries, _, e := readLedger(s.ledgerPath(), 1)
		if e != nil || len(entries) != 1 {
			t.Fatalf("the ledger has %d entries: %v", len(entries), e)
		}
		if o := entries[0].Outcome; o.Status != Published || o.ExitCode != 1 || !o.Undelivered() || !strings.Contains(o.Problem, "not delivered") {
			t.Errorf("the run is told as %+v; want it published, with a problem", o)
		}
		if next := afterRun(entries[0]); !strings.Contains(next, "the next run delivers it") {
			t.Errorf("the next step is %q", next)
		}
		if strings.Contains(err.Error()+log.String(), "hunter2") {
			t.Errorf("the password is shown: %v\n%s", err, log.String())
		}
	}
	if s.publishedRun() == nil {
		t.Error("the published files do not stand")
	}
	s.Config.Deliver.Postgres.URL = ""
	if err := (deliverStage{}).Run(context.Background(), s); err != nil {
		t.Errorf("without a connection: %v", err)
	}
}

// BenchmarkDeliver replaces a list in a real server by another, all columns.
func BenchmarkDeliver(b *testing.B) {
	server := postgrestest.Start(b)
	s := testState(b, b.TempDir(), "2026-01-01")
	s.Risk = bigList(200_000)
	s.Manifest.AsOf, s.Manifest.Model = "2026-01-01", &ModelNote{ID: s.Risk.ModelID}
	if err := (publishStage{}).Run(context.Background(), s); err != nil {
		b.Fatal(err)
	}
	s.deliverTo(server.Database(b, "bench"))
	n := 0
	for b.Loop() {
		n++
		s.Manifest.RunID = "run " + strconv.Itoa(n)
		if err := (deliverStage{}).Run(context.Background(), s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(s.Risk.Rows))/b.Elapsed().Seconds(), "rows/s")
}
