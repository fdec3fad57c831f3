package treetest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Fixture is a model and what LightGBM predicts with it for n rows of p features.
type Fixture struct {
	// Name is the name of the files without their ending.
	Name string
	// LightGBM is the version that wrote the fixture.
	LightGBM string
	// Text is the model.txt.
	Text []byte
	// Features are the p names as LightGBM gives them back.
	Features []string
	// Gain and Splits are LightGBM's importances of the p features.
	Gain, Splits []float64
	// Rows is n×p, NaN where missing, with infinities, zeros of both signs, values on
	// and beside thresholds, and categories that no training row held.
	Rows [][]float64
	// Raw holds the n margins, Probability the n probabilities. For a forest, whose
	// margins LightGBM sums, they and Contributions are means over the trees, as
	// (*tree.Ensemble).Margin has it.
	Raw, Probability []float64
	// Contributions is n×(p+1): log odds of each feature, and the expected margin
	// last. A row sums to its margin.
	Contributions [][]float64
}

// Load reads all fixtures of a folder in the order of their names.
func Load(t testing.TB, folder string) []Fixture {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("treetest: no fixtures in %s: %v", folder, err)
	}
	all := make([]Fixture, 0, len(files))
	for _, file := range files {
		all = append(all, load(t, file))
	}
	return all
}

func load(t testing.TB, file string) Fixture {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var stored struct {
		LightGBM      string      `json:"lightgbm"`
		Features      []string    `json:"features"`
		Gain          []float64   `json:"importance_gain"`
		Splits        []float64   `json:"importance_split"`
		Rows          []string    `json:"rows"` // JSON has no NaN
		Raw           []float64   `json:"raw"`
		Probability   []float64   `json:"probability"`
		Contributions [][]float64 `json:"contributions"`
	}
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatalf("treetest: %s: %v", file, err)
	}
	path := strings.TrimSuffix(file, ".json")
	f := Fixture{
		Name: filepath.Base(path), LightGBM: stored.LightGBM, Features: stored.Features,
		Gain: stored.Gain, Splits: stored.Splits,
		Raw: stored.Raw, Probability: stored.Probability, Contributions: stored.Contributions,
	}
	for i, line := range stored.Rows {
		row := make([]float64, 0, len(f.Features))
		for cell := range strings.SplitSeq(line, ",") {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatalf("treetest: %s: row %d: %v", file, i, err)
			}
			row = append(row, v)
		}
		f.Rows = append(f.Rows, row)
	}
	if len(f.Rows) != len(f.Raw) || len(f.Rows) != len(f.Contributions) || len(f.Rows) == 0 {
		t.Fatalf("treetest: %s: %d rows, %d margins, %d contributions", file, len(f.Rows), len(f.Raw), len(f.Contributions))
	}
	f.Text, err = os.ReadFile(path + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(f.Text, []byte("\naverage_output\n")) {
		average(&f, float64(bytes.Count(f.Text, []byte("\nTree="))))
	}
	return f
}

// average turns sums over the trees into means.
func average(f *Fixture, trees float64) {
	for i := range f.Raw {
		f.Raw[i] /= trees
		for j := range f.Contributions[i] {
			f.Contributions[i][j] /= trees
		}
	}
}
