package tree_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"

	"predict/models/gbdt"
	"predict/models/gbdt/tree"
)

// TestAgainstPython is the Go half of scripts/lightgbm, whose Python half holds
// the results against each other. The fixtures in testdata hold the same without
// Python.
func TestAgainstPython(t *testing.T) {
	folder := os.Getenv("LIGHTGBM_FOLDER")
	if folder == "" {
		t.Skip("LIGHTGBM_FOLDER is not set: run scripts/lightgbm")
	}
	var cases []struct {
		Name     string          `json:"name"`
		Options  json.RawMessage `json:"options"`
		Features []string        `json:"features"`
		Monotone []int8          `json:"monotone"`
	}
	text, err := os.ReadFile(filepath.Join(folder, "cases.json"))
	must(t, err)
	must(t, json.Unmarshal(text, &cases))
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			at := func(name string) string { return filepath.Join(folder, c.Name, name) }
			test := load(t, at("test.csv"))

			theirs, err := os.ReadFile(at("theirs.txt"))
			must(t, err)
			e, err := tree.ReadText(bytes.NewReader(theirs))
			must(t, err)
			m, err := gbdt.NewModel(e)
			must(t, err)
			save(t, at("here.csv"), m, test)

			options := gbdt.DefaultOptions()
			must(t, json.Unmarshal(c.Options, &options))
			options.Features, options.Monotone, options.Seed = c.Features, c.Monotone, 1
			trainer, err := gbdt.New(options)
			must(t, err)
			train := load(t, at("train.csv"))
			n, p := train.Dims()
			y, w := mat.Col(nil, 0, train), mat.Col(nil, 1, train)
			fitted, err := trainer.Fit(context.Background(), mat.DenseCopyOf(train.Slice(0, n, 2, p)), y, w)
			must(t, err)
			m = fitted.(*gbdt.Model)
			var ours bytes.Buffer
			must(t, m.Ensemble().WriteText(&ours))
			must(t, os.WriteFile(at("ours.txt"), ours.Bytes(), 0o600))
			back, err := tree.ReadText(&ours)
			must(t, err)
			if diff := cmp.Diff(m.Ensemble(), back, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the text does not hold the ensemble (-trained +read):\n%.2000s", diff)
			}
			save(t, at("ours.csv"), m, test)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, path string) *mat.Dense {
	t.Helper()
	file, err := os.Open(path)
	must(t, err)
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	must(t, err)
	x := mat.NewDense(len(lines), len(lines[0]), nil)
	for i, line := range lines {
		for j, cell := range line {
			v, err := strconv.ParseFloat(cell, 64)
			must(t, err)
			x.Set(i, j, v)
		}
	}
	return x
}

// save writes margin, probability, contributions and base of each row.
func save(t *testing.T, path string, m *gbdt.Model, x *mat.Dense) {
	t.Helper()
	must(t, m.Explains())
	margins, probabilities, contributions := m.Margins(nil, x), m.PredictProba(nil, x), m.Contributions(nil, x)
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	for i, margin := range margins {
		fmt.Fprintf(w, "%v,%v,", margin, probabilities[i])
		for _, v := range contributions.RawRowView(i) {
			fmt.Fprintf(w, "%v,", v)
		}
		fmt.Fprintf(w, "%v\n", m.BaseMargin())
	}
	must(t, w.Flush())
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
}
