package pipeline_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
	"time"

	"predict/configs"
	"predict/data/generate"
	"predict/pipeline"
)

// demo writes demo exports of so many customers and returns their folder.
func demo(t testing.TB, customers int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "exports")
	o := generate.DefaultOptions()
	o.Customers = customers
	if _, err := generate.Run(t.Context(), dir, o); err != nil {
		t.Fatal(err)
	}
	return dir
}

// runOn runs everything on the exports of a folder with a new state folder, and
// returns the state of the run.
func runOn(t testing.TB, exports string, change func(*configs.Config)) *pipeline.State {
	t.Helper()
	c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c.SetState(t.TempDir())
	quick(c)
	if change != nil {
		change(c)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC) }
	// So few customers do not always convince the gate.
	s := pipeline.NewState(c, pipeline.Settings{Version: "test", Now: now, Force: true})
	if err := pipeline.Locked(t.Context(), s, pipeline.RunStages()); err != nil {
		t.Fatal(err)
	}
	return s
}

// quick makes training short: what these tests show does not depend on how good
// the model is.
func quick(c *configs.Config) {
	c.Model.Candidates = []string{configs.Boosted, configs.Logistic}
	c.Model.Boosted.NumIterations, c.Model.Boosted.EarlyStoppingRound = 25, 5
	c.Model.Logistic.MaxIterations, c.Model.Logistic.Tolerance = 40, 1e-3
	c.Evaluation.Bootstrap = 20
}

// content reads a file.
func content(t testing.TB, parts ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// records reads a CSV file, the header first.
func records(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
