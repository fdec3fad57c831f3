package configs_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/data/flat"
)

// TestFlat proves that the settings reach the reader of flat tables, with paths
// from the folder of the config.
func TestFlat(t *testing.T) {
	text := `
version: 1
flat:
  file: ${WHERE}/customers.csv
  id: customerID
  label: Churn
  exclude: [Churn Score, Churn Reason]
  nulls: ["?"]
`
	look := func(name string) (string, bool) { return "exports", name == "WHERE" }
	c, err := configs.Parse(filepath.Join("some", "predict.yaml"), []byte(text), look)
	if err != nil {
		t.Fatal(err)
	}
	if !c.IsFlat() || c.FlatFile() != filepath.Join("some", "exports", "customers.csv") || c.FlatScoreFile() != "" {
		t.Errorf("flat %v, file %q, score file %q", c.IsFlat(), c.FlatFile(), c.FlatScoreFile())
	}
	want := flat.Options{
		ID: "customerID", Label: "Churn", Exclude: []string{"Churn Score", "Churn Reason"},
		Decimal: ".", Nulls: []string{"?"}, MaxRejected: 0.01,
	}
	if diff := cmp.Diff(want, c.Flat.Options()); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	if configs.Default().IsFlat() {
		t.Error("the default config is of a flat table")
	}
}

// TestFlatHash proves that what a result depends on changes the hash.
func TestFlatHash(t *testing.T) {
	base := configs.Default()
	base.Flat.File, base.Flat.ID, base.Flat.Label = "a.csv", "id", "left"
	if err := base.Validate(); err != nil {
		t.Fatal(err)
	}
	hashes := []string{base.Hash()}
	for _, change := range []func(*configs.Flat){
		func(f *configs.Flat) { f.Exclude = []string{"score"} },
		func(f *configs.Flat) { f.Folds = 10 },
		func(f *configs.Flat) { f.Stratify = false },
		func(f *configs.Flat) { f.Positive = "gone" },
	} {
		c := base
		change(&c.Flat)
		if slices.Contains(hashes, c.Hash()) {
			t.Errorf("the hash is the same for %+v", c.Flat)
		}
		hashes = append(hashes, c.Hash())
	}
}

// TestTelcoExamples parses the examples of flat tables without any environment
// variable set.
func TestTelcoExamples(t *testing.T) {
	for name, label := range map[string]string{"telco": "Churn", "telco33": "Churn Label"} {
		c := example(t, name)
		if !c.IsFlat() || c.Flat.Label != label {
			t.Errorf("%s: flat %v, label %q", name, c.IsFlat(), c.Flat.Label)
		}
		if got, want := c.StatePath(), filepath.Join("..", "state", name); got != want {
			t.Errorf("state folder %s, want %s", got, want)
		}
	}
}

// TestFlatMistakes proves that everything wrong with a flat table is reported at
// once, at its key.
func TestFlatMistakes(t *testing.T) {
	text := `
version: 1
flat:
  file: ${NO_SUCH_FOLDER}/customers.csv
  label: Churn
  exclude: [Churn, Reason, Reason, ""]
  folds: 1
  stratify: "yes"
  csv: {separator: ";", quote: ";", header: "yes", names: [a]}
  decimal: comma
  max_rejected: 2
  postive: "Yes"
`
	_, err := configs.Parse("predict.yaml", []byte(text), nil)
	var wrong *configs.Error
	if !errors.As(err, &wrong) {
		t.Fatalf("error %v", err)
	}
	var keys []string
	for _, p := range wrong.Problems {
		keys = append(keys, p.Key)
	}
	want := []string{
		"flat.id", "flat.file", "flat.exclude[0]", "flat.exclude[2]", "flat.exclude[3]", "flat.folds", "flat.stratify",
		"flat.csv.quote", "flat.csv.names", "flat.decimal", "flat.max_rejected", "flat.postive",
	}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}
