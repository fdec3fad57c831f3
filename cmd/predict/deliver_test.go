package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/postgres/postgrestest"
)

// predict runs the command line and gives exit code, results and log.
func predict(t *testing.T, args ...string) (code int, out, log string) {
	t.Helper()
	var results, told bytes.Buffer
	code = execute(context.Background(), args, streams{out: &results, err: &told})
	return code, results.String(), told.String()
}

// TestDeliverToPostgres runs two nights into a real server, with a password that
// must show nowhere.
func TestDeliverToPostgres(t *testing.T) {
	const password = "hunter2/p%w@d"
	server := postgrestest.Start(t)
	owner := server.Database(t, "crm")
	server.Exec(t, owner, "create role guarded login password '"+password+"'", "grant create on database crm to guarded")
	dir := filepath.Join(t.TempDir(), "shop")
	config := filepath.Join(dir, "predict.yaml")
	if code, _, log := predict(t, "generate", dir, "--customers", "300", "--seed", "1"); code != 0 {
		t.Fatal(log)
	}
	makeSmall(t, config)
	if err := appendSection(config, "deliver: {postgres: {url: '${TEST_URL}', columns: [rank, customer_id, tier], keep_lists: 2}}\n"); err != nil {
		t.Fatal(err)
	}
	all := ""
	run := func(want int, args ...string) string {
		t.Helper()
		code, out, log := predict(t, args...)
		all += out + log
		if code != want {
			t.Fatalf("exit code %d, want %d:\n%s", code, want, log)
		}
		return out + log
	}
	look := func(query string) []string {
		t.Helper()
		return server.Rows(t, owner, query)
	}
	expect := func(what string, want, got []string) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}

	// Without the variable nothing starts.
	if log := run(2, "run", "-c", config, "--force"); !strings.Contains(log, "TEST_URL is not set") {
		t.Errorf("log:\n%s", log)
	}
	// With a password that is wrong the files stand, and the next run delivers.
	t.Setenv("TEST_URL", server.URL("guarded", password+"x", "crm"))
	if log := run(1, "run", "-c", config, "--force", "-v", "--as-of", "2025-12-01"); !strings.Contains(log, "password authentication failed") || !strings.Contains(log, "the files are published") {
		t.Errorf("log:\n%s", log)
	}
	t.Setenv("TEST_URL", server.URL("guarded", password, "crm"))
	run(0, "run", "-c", config, "--force", "-v", "--json", "--as-of", "2025-12-01")
	expect("lists", []string{"2025-12-01"}, look("select as_of from predict.lists"))
	run(0, "run", "-c", config, "--force", "-v")
	expect("lists", []string{"2025-12-01", "2026-01-01"}, look("select as_of from predict.lists order by 1"))
	list, err := os.ReadFile(filepath.Join(dir, "state", "outputs", "latest", "risk.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for i, line := range strings.Split(strings.TrimSpace(string(list)), "\n")[1:] {
		cells := strings.SplitN(line, ",", 7)
		want = append(want, strconv.Itoa(i+1)+"|"+cells[1]+"|"+cells[5])
	}
	expect("the newest list", want, look("select rank, customer_id, tier from predict.risk_latest order by rank"))
	expect("columns", []string{"rank", "customer_id", "tier", "run_id"}, look("select column_name from information_schema.columns where table_schema = 'predict' and table_name = 'risk' order by ordinal_position"))
	before := look("select xmin, ctid from predict.risk order by ctid")
	if log := run(0, "run", "-c", config, "-v"); !strings.Contains(log, "delivered before") {
		t.Errorf("log:\n%s", log)
	}
	run(0, "score", "-c", config, "--json")
	expect("places of rows", before, look("select xmin, ctid from predict.risk order by ctid"))

	secrets := []string{"hunter2", "p%25w", "p%w"}
	for _, secret := range secrets {
		if strings.Contains(all, secret) {
			t.Errorf("output or log holds %s", secret)
		}
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds %s", path, secret)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
