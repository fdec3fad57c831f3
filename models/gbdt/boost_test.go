package gbdt_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt"
	"predict/models/gbdt/tree"
)

// FitRows keeps as many rounds as have the lowest loss on the later rows: the
// model is that of exactly so many rounds, and no other number of rounds that it
// tried is better.
func TestEarlyStopping(t *testing.T) {
	rows, later := behavioural(1500, 8, 1), behavioural(1500, 8, 2)
	o := few()
	o.NumIterations, o.LearningRate, o.MinDataInLeaf, o.EarlyStoppingRound = 200, 0.3, 5, 10
	e := mustNew(t, o)
	p, kept, err := e.FitRows(context.Background(), rows, &later)
	if err != nil {
		t.Fatal(err)
	}
	m := p.(*gbdt.Model)
	if kept != m.Rounds() || kept < 2 || kept > 100 {
		t.Fatalf("kept %d rounds, the model has %d", kept, m.Rounds())
	}
	exact := e.WithRounds(kept)
	again, err := exact.Fit(context.Background(), rows.X.Dense(nil), rows.Y, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Ensemble().Trees, again.(*gbdt.Model).Ensemble().Trees); diff != "" {
		t.Errorf("exactly %d rounds give other trees (-stopped +exact):\n%s", kept, diff)
	}
	loss := func(rounds int) float64 {
		q, err := e.WithRounds(rounds).Fit(context.Background(), rows.X.Dense(nil), rows.Y, nil)
		if err != nil {
			t.Fatal(err)
		}
		return logLoss(later.Y, q.PredictProba(nil, later.X.Dense(nil)))
	}
	best := loss(kept)
	for rounds := max(1, kept-10); rounds < kept+10; rounds++ {
		if l := loss(rounds); l < best {
			t.Errorf("%d rounds have loss %v on the later rows, the %d kept %v", rounds, l, kept, best)
		}
	}
}

func TestWeightZeroIsNoRow(t *testing.T) {
	rows := behavioural(2000, 5, 3)
	rows.W = make([]float64, 2000)
	dropped := models.Labelled{X: &models.Matrix32{P: 5}}
	for i := range rows.W {
		if i%3 > 0 {
			rows.W[i] = 1
			dropped.X.N++
			dropped.X.Data = append(dropped.X.Data, rows.X.Row(i)...)
			dropped.Y, dropped.W = append(dropped.Y, rows.Y[i]), append(dropped.W, 1)
		}
	}
	if diff := cmp.Diff(train(t, few(), dropped).Ensemble(), train(t, few(), rows).Ensemble()); diff != "" {
		t.Errorf("rows of weight 0 count (-dropped +weighted):\n%s", diff)
	}
}

func TestOddTables(t *testing.T) {
	nan := float32(math.NaN())
	missing := models.Labelled{X: &models.Matrix32{N: 200, P: 2, Data: slices.Repeat([]float32{nan}, 400)}}
	ten := models.Labelled{X: &models.Matrix32{N: 10, P: 1}}
	for i := range 200 {
		missing.Y = append(missing.Y, float64(i%4/3))
	}
	for i := range 10 {
		ten.X.Data, ten.Y = append(ten.X.Data, float32(i)), append(ten.Y, float64(i/5))
	}
	tiny := few()
	tiny.MinDataInLeaf, tiny.MinDataInBin, tiny.MinSumHessianInLeaf = 1, 1, 0
	tiny.LambdaL2 = 0
	tests := []struct {
		name    string
		options gbdt.Options
		rows    models.Labelled
		row     []float64
		want    float64
	}{
		// The mean label of 200 rows, one in four of which churned.
		{"all missing", few(), missing, []float64{1, math.NaN()}, 0.25},
		{"ten rows, default leaves", few(), ten, []float64{9}, 0.5},
		// Each round takes a fifth of a Newton step towards certainty, which is 2 at
		// p = 1/2 and never less than 1: after 20 rounds the margin is above 4.
		{"ten rows, leaves of one row", tiny, ten, []float64{9}, 0.99},
	}
	for _, test := range tests {
		m := train(t, test.options, test.rows)
		p := m.PredictProba(nil, mat.NewDense(1, len(test.row), test.row))[0]
		if math.Abs(p-test.want) > 0.01 {
			t.Errorf("%s: probability %v, want %v", test.name, p, test.want)
		}
		if m.Rounds() < 1 {
			t.Errorf("%s: no tree", test.name)
		}
	}
}

func TestRefusals(t *testing.T) {
	rows := behavioural(300, 3, 1)
	with := func(change func(r *models.Labelled, o *gbdt.Options)) (models.Labelled, gbdt.Options) {
		x := *rows.X
		x.Data = slices.Clone(x.Data)
		r, o := models.Labelled{X: &x, Y: slices.Clone(rows.Y)}, few()
		change(&r, &o)
		return r, o
	}
	tests := []struct {
		name   string
		change func(r *models.Labelled, o *gbdt.Options)
		want   error
		text   string
	}{
		{"infinite", func(r *models.Labelled, _ *gbdt.Options) { r.X.Data[7] = float32(math.Inf(-1)) }, models.ErrValue, "row 2, column 1 is infinite"},
		{"label missing", func(r *models.Labelled, _ *gbdt.Options) { r.Y[4] = math.NaN() }, models.ErrValue, "label 4 is NaN"},
		{"one class", func(r *models.Labelled, _ *gbdt.Options) { clear(r.Y) }, models.ErrOneClass, "one class"},
		{"no rows", func(r *models.Labelled, _ *gbdt.Options) { *r = models.Labelled{X: &models.Matrix32{P: 3}} }, models.ErrEmpty, ""},
		{"no matrix", func(r *models.Labelled, _ *gbdt.Options) { r.X = nil }, models.ErrEmpty, ""},
		{"cut short", func(r *models.Labelled, _ *gbdt.Options) { r.X.Data = r.X.Data[1:] }, models.ErrShape, "899 numbers for 300×3"},
		{"constraints", func(_ *models.Labelled, o *gbdt.Options) { o.Monotone = []int8{1} }, models.ErrShape, "1 for 3 columns"},
		{"names", func(_ *models.Labelled, o *gbdt.Options) { o.Features = []string{"a"} }, models.ErrShape, "1 names for 3 columns"},
		{"unknown category", func(_ *models.Labelled, o *gbdt.Options) { o.CategoricalFeature = []string{"color"} }, models.ErrValue, `"color" is neither`},
		{"rising category", func(_ *models.Labelled, o *gbdt.Options) {
			o.CategoricalFeature, o.Monotone = []string{"2"}, []int8{0, 0, 1}
		}, models.ErrValue, "categorical, so nothing rises"},
	}
	for _, test := range tests {
		r, o := with(test.change)
		p, _, err := mustNew(t, o).FitRows(context.Background(), r, nil)
		if p != nil || !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: predictor %v, error %v, want %v with %q", test.name, p, err, test.want, test.text)
		}
	}
	narrow := behavioural(10, 2, 1)
	odd := behavioural(10, 3, 1)
	odd.Y[3] = 2
	for name, later := range map[string]models.Labelled{"other columns": narrow, "label 2": odd} {
		if _, _, err := mustNew(t, few()).FitRows(context.Background(), rows, &later); err == nil || !strings.Contains(err.Error(), "later rows") {
			t.Errorf("later rows with %s: error %v", name, err)
		}
	}
}

func TestValidateReportsAll(t *testing.T) {
	o := gbdt.Options{Monotone: []int8{0, 2}, LambdaL1: -1, MinGainToSplit: math.NaN()}
	_, err := gbdt.New(o)
	if !errors.Is(err, models.ErrValue) {
		t.Fatalf("error %v, want ErrValue", err)
	}
	for _, name := range []string{
		"num_iterations", "learning_rate", "num_leaves", "lambda_l1", "min_gain_to_split", "max_bin", "min_data_in_bin",
		"bin_construct_sample_cnt", "feature_fraction", "feature_fraction_bynode", "data_sample_strategy", "bagging_fraction",
		"mvs_fraction", "max_cat_to_onehot", "max_cat_threshold", "min_data_per_group", "monotone constraint of column 1",
	} {
		if !strings.Contains(err.Error(), name+":") {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
	if err := gbdt.DefaultOptions().Validate(); err != nil {
		t.Errorf("default options: %v", err)
	}
}

func TestImportances(t *testing.T) {
	e := &tree.Ensemble{
		Features: []string{"a", "b"}, Infos: []string{"[0:1]", "none"}, Sigmoid: 1,
		Trees: []tree.Tree{
			{Nodes: []tree.Node{{Left: 1, Right: ^2, Gain: 5}, {Left: ^0, Right: ^1, Gain: 2}}, Leaves: make([]tree.Leaf, 3)},
			{Leaves: make([]tree.Leaf, 1)},
		},
	}
	m, err := gbdt.NewModel(e)
	if err != nil {
		t.Fatal(err)
	}
	want := []gbdt.Importance{{Feature: 0, Name: "a", Gain: 7, Splits: 2}, {Feature: 1, Name: "b"}}
	if diff := cmp.Diff(want, m.Importances()); diff != "" {
		t.Errorf("importances (-want +got):\n%s", diff)
	}
}
