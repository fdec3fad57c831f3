package gbdt_test

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/models"
	"predict/models/gbdt"
	"predict/models/gbdt/tree"
)

// The expected trees are those of LightGBM 4.7.0 (numpy 2.4.6), written by
// testdata/first_trees.py from the rows beside it.
func TestAgainstLightGBM(t *testing.T) {
	rows := readRows(t, "testdata/first_trees.csv")
	o := gbdt.DefaultOptions()
	o.NumIterations, o.NumLeaves, o.LearningRate, o.MinDataInLeaf, o.LambdaL2 = 3, 15, 0.1, 20, 1
	o.MinDataPerGroup = 20
	o.Features = []string{"share", "balance", "gap", "count", "region", "kind"}
	o.CategoricalFeature = []string{"region", "kind"}
	p, _, err := mustNew(t, o).FitRows(context.Background(), rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open("testdata/first_trees.model.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := tree.ReadText(file)
	if err != nil {
		t.Fatal(err)
	}
	got := p.(*gbdt.Model).Ensemble()
	for k := range want.Trees {
		for i := range want.Trees[k].Nodes {
			// LightGBM lets a feature without missing values have none later.
			// For categories the kind of missing values means nothing.
			n, ours := &want.Trees[k].Nodes[i], got.Trees[k].Nodes[i]
			if n.Categorical || n.Missing == tree.MissingNone {
				n.Missing, n.DefaultLeft = ours.Missing, ours.DefaultLeft
			}
		}
		// Gradients are rounded to 20 bits where splits are chosen, and gains and inner
		// values are written with six digits.
		if diff := cmp.Diff(want.Trees[k], got.Trees[k], cmpopts.EquateApprox(2e-5, 1e-6), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("tree %d (-LightGBM +ours):\n%s", k, diff)
		}
		for i, leaf := range want.Trees[k].Leaves {
			if d := math.Abs(leaf.Value - got.Trees[k].Leaves[i].Value); d > 1e-7 {
				t.Errorf("tree %d: the value of leaf %d differs by %g", k, i, d)
			}
		}
	}
}

func readRows(t *testing.T, name string) models.Labelled {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	p := len(records[0]) - 1
	rows := models.Labelled{X: &models.Matrix32{N: len(records), P: p}}
	number := func(s string) float64 {
		if s == "" {
			return math.NaN()
		}
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, r := range records {
		for _, s := range r[:p] {
			rows.X.Data = append(rows.X.Data, float32(number(s)))
		}
		rows.Y = append(rows.Y, number(r[p]))
	}
	return rows
}
