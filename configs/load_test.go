package configs_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/data"
	"predict/features"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// environment is what the variables of the test configs stand for.
func environment(name string) (string, bool) {
	v, ok := map[string]string{"EXPORTS": "/srv/exports"}[name]
	return v, ok
}

func parseFile(t *testing.T, file string) (*configs.Config, error) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return configs.Parse(filepath.ToSlash(file), text, environment)
}

// TestBad holds the message of each mistake against a golden file. A file has
// one mistake, but for many_mistakes, which has ten.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bad.yaml")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d files: %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".bad.yaml")
		t.Run(name, func(t *testing.T) {
			c, err := parseFile(t, file)
			var wrong *configs.Error
			if !errors.As(err, &wrong) || c != nil {
				t.Fatalf("got config %v and error %v, want an *Error", c, err)
			}
			want := 1
			if name == "many_mistakes" {
				want = 10
			}
			if len(wrong.Problems) != want {
				t.Errorf("%d problems, want %d", len(wrong.Problems), want)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", err.Error()+"\n")
		})
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("differs from %s, which -update rewrites (-want +got):\n%s", file, diff)
	}
}

// TestGood reads each good file, writes it as YAML and reads that back.
func TestGood(t *testing.T) {
	files, err := filepath.Glob("testdata/*.good.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d files: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			c, err := parseFile(t, file)
			if err != nil {
				t.Fatal(err)
			}
			text, err := c.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			back, err := configs.Parse(filepath.ToSlash(file), text, environment)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c, back); diff != "" {
				t.Errorf("reading back what was written (-first +second):\n%s", diff)
			}
			if c.Hash() != back.Hash() {
				t.Error("the hash changed by writing and reading")
			}
		})
	}
}

// TestDecoded holds what all_tables.good.yaml says, with awkward texts and
// numbers, against what is decoded.
func TestDecoded(t *testing.T) {
	got, err := parseFile(t, "testdata/all_tables.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := configs.Default()
	want.Place, want.Tables = got.Place, got.Tables
	want.State, want.AsOf, want.Timezone, want.Currency = "out", "2026-07-01", "Europe/Vienna", "CHF"
	want.Features.Families = []string{"recency", "payment", "rhythm"}
	want.Churn.Definition, want.Churn.HorizonDays, want.Churn.GapDays = features.Cancellation, 30, 7
	want.Churn.LookbackDays, want.Churn.MinPurchases = 365, 2
	want.Cutoffs.Max, want.Cutoffs.Train, want.Cutoffs.Test = 4, []string{"2026-01-01", "2026-03-01"}, "2026-05-01"
	want.Model.Algorithm, want.Model.Seed, want.Model.Calibration = configs.Forest, 7, configs.Isotonic
	want.Model.Logistic.L2, want.Model.Logistic.LogTails = 10, false
	want.Score.Tiers, want.Score.HoldoutShare = configs.Tiers{High: 0.5, Medium: 0.2}, 0.05
	want.Score.Actions["payment"] = "Call the debtor"
	want.Resources = configs.Resources{Workers: 2, MemoryMiB: 512, Buckets: 64}
	if diff := cmp.Diff(want, *got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	lines := data.DefaultSource()
	lines.Files = []string{"tx/"}
	lines.CSV = data.Dialect{
		Separator: "\t", Quote: "none", Header: "no", Names: []string{"id", "ts", "total", "n"},
		Skip: 2, Trim: "yes", Encoding: "latin-1",
	}
	lines.Decimal, lines.TimeFormat, lines.Duplicates = ",", "d.m.Y H:M", "keep"
	lines.Columns = map[string]data.Mapping{
		"customer_id": {From: "id"}, "time": {From: "ts"}, "amount": {From: "total * n"}, "is_return": {From: "total < 0"},
	}
	if diff := cmp.Diff(lines, got.Tables[data.Transactions]); diff != "" {
		t.Errorf("transactions (-want +got):\n%s", diff)
	}
	segment := data.Mapping{From: "seg", Values: map[string]string{"010": "gold", "*": "other"}}
	if diff := cmp.Diff(segment, got.Tables[data.Customers].Columns["segment"]); diff != "" {
		t.Errorf("segment (-want +got):\n%s", diff)
	}
}

func TestLoadMissingFile(t *testing.T) {
	_, err := configs.Load(filepath.Join(t.TempDir(), "none.yaml"))
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the file does not exist", err)
	}
}

func TestPaths(t *testing.T) {
	c, err := parseFile(t, "testdata/environment.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.StatePath(), "/var/lib/predict"; got != want {
		t.Errorf("state %s, want %s", got, want)
	}
	s, ok := c.Source(data.Transactions)
	if !ok {
		t.Fatal("no source for transactions")
	}
	want := []string{"/srv/exports/shop.csv", "testdata/more/*.csv", "/abs//srv/exports.csv"}
	if diff := cmp.Diff(want, s.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if s.Timezone != "UTC" {
		t.Errorf("zone %q, want that of the project", s.Timezone)
	}
	if got, want := c.Tables[data.Transactions].Files[0], "${EXPORTS}/shop.csv"; got != want {
		t.Errorf("as written: %s, want %s", got, want)
	}
	if _, ok := c.Source(data.Wallet); ok {
		t.Error("a source for wallet, which the config does not name")
	}
}
