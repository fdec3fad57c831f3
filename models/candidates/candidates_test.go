package candidates_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/blend"
	"predict/models/candidates"
)

// rate is an algorithm that learns the weighted rate of churn, and for a booster
// the number of rounds that it was told or found.
type rate struct {
	name string
	rows *[]int // how many rows each fit had
}

type constant float64

func (c constant) PredictProba(dst []float64, x *mat.Dense) []float64 {
	n, _ := x.Dims()
	if dst == nil {
		dst = make([]float64, n)
	}
	for i := range dst {
		dst[i] = float64(c)
	}
	return dst
}

func (c constant) MarshalJSON() ([]byte, error) { return json.Marshal(float64(c)) }

func (r rate) Name() string { return r.name }

func (r rate) Fit(_ context.Context, x *mat.Dense, y, w []float64) (models.Predictor, error) {
	if err := models.CheckTraining(x, y, w); err != nil {
		return nil, err
	}
	if r.rows != nil {
		*r.rows = append(*r.rows, len(y))
	}
	churned, all := 0.0, 0.0
	for i, v := range y {
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		churned += weight * v
		all += weight
	}
	return constant(churned / all), nil
}

// booster finds as many rounds as there are later rows, and without them makes
// those it was told.
type booster struct {
	rate
	rounds int
}

func (b booster) WithRounds(n int) models.Booster { b.rounds = n; return b }

func (b booster) FitRows(ctx context.Context, rows models.Labelled, later *models.Labelled) (models.Predictor, int, error) {
	p, err := b.Fit(ctx, rows.X.Dense(nil), rows.Y, rows.W)
	if later != nil {
		return p, len(later.Y), err
	}
	return p, b.rounds, err
}

// rowsOf makes n rows of n customers; every third churned. The feature is the
// row's number.
func rowsOf(n int) candidates.Rows {
	x := mat.NewDense(n, 1, nil)
	y := make([]float64, n)
	for i := range n {
		x.Set(i, 0, float64(i))
		if i%3 == 0 {
			y[i] = 1
		}
	}
	return candidates.RowsOf(x, y, nil, nil)
}

func TestFitsWhatIsAsked(t *testing.T) {
	var seen []int
	trainer := candidates.Trainer{Average: []string{"a", "b"}, Candidates: []candidates.Candidate{
		{Name: "a", Estimator: booster{rate: rate{name: "a"}, rounds: 7}},
		{Name: "b", Estimator: rate{"b", &seen}, MaxRows: 40},
	}}
	if diff := cmp.Diff([]string{"a", "b", blend.Name}, trainer.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	rows := rowsOf(300)
	all, err := trainer.Fit(context.Background(), rows, candidates.Recipe{Rounds: map[string]int{"a": 12}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range all {
		got = append(got, f.Name)
	}
	if diff := cmp.Diff([]string{"a", "b", blend.Name}, got); diff != "" {
		t.Errorf("fitted (-want +got):\n%s", diff)
	}
	if all[0].Rounds != 12 || all[0].Rows != 300 || all[1].Rows != 40 || !slices.Equal(seen, []int{40}) {
		t.Errorf("rounds %d of 12, rows %d of 300 and %d of 40, seen %v", all[0].Rounds, all[0].Rows, all[1].Rows, seen)
	}
	// The members of a wanted average are fitted with it.
	one, err := trainer.Fit(context.Background(), rows, candidates.Recipe{Weights: map[string]float64{"a": 0.4, "b": 0.6}}, []string{blend.Name})
	if err != nil || len(one) != 1 || one[0].Name != blend.Name || len(seen) != 2 {
		t.Errorf("average alone: %d fitted, %d fits of a member, error %v", len(one), len(seen)-1, err)
	}
	// With all the weight at one member there is no average.
	none, err := trainer.Fit(context.Background(), rows, candidates.Recipe{Weights: map[string]float64{"a": 1, "b": 0}}, nil)
	if err != nil || len(none) != 2 {
		t.Errorf("one member: %d fitted, error %v, want the two candidates", len(none), err)
	}
	asked, err := trainer.Fit(context.Background(), rows, candidates.Recipe{Weights: map[string]float64{"a": 1, "b": 0}}, []string{blend.Name})
	if err != nil || len(asked) != 1 {
		t.Errorf("one member, asked for by name: %d fitted, error %v", len(asked), err)
	}
}

func TestOneClassIsReported(t *testing.T) {
	trainer := candidates.Trainer{Candidates: []candidates.Candidate{{Name: "b", Estimator: rate{name: "b"}}}}
	rows := rowsOf(30)
	rows.Y = make([]float64, 30)
	if _, err := trainer.Fit(context.Background(), rows, candidates.Recipe{}, nil); !errors.Is(err, models.ErrOneClass) {
		t.Errorf("fit: error %v", err)
	}
	if _, err := trainer.OutOfTime(context.Background(), rowsOf(30), rows); !errors.Is(err, models.ErrOneClass) {
		t.Errorf("rehearsal: error %v", err)
	}
}

// TestOutOfTime: the predictions for later rows are those of a model of the
// earlier ones, and boosters find their rounds there.
func TestOutOfTime(t *testing.T) {
	trainer := candidates.Trainer{Average: []string{"a", "b"}, Candidates: []candidates.Candidate{
		{Name: "a", Estimator: booster{rate: rate{name: "a"}}}, {Name: "b", Estimator: rate{name: "b"}},
	}}
	early, later := rowsOf(10), rowsOf(6) // 4 of 10, 2 of 6 churned
	r, err := trainer.OutOfTime(context.Background(), early, later)
	if err != nil {
		t.Fatal(err)
	}
	if !r.OutOfTime || r.Rounds["a"] != 6 || r.Rounds["b"] != 0 {
		t.Errorf("out of time %v, rounds %v", r.OutOfTime, r.Rounds)
	}
	for k, name := range []string{"a", "b", blend.Name} {
		if r.Names[k] != name || len(r.P[k]) != 6 || math.Abs(r.P[k][0]-0.4) > 1e-12 {
			t.Errorf("%s: %s predicts %v, want .4 six times", name, r.Names[k], r.P[k])
		}
	}
}

// TestOutOfFold: every row is predicted by a model that has not seen its
// customer.
func TestOutOfFold(t *testing.T) {
	var seen []int
	trainer := candidates.Trainer{Seed: 3, Candidates: []candidates.Candidate{{Name: "b", Estimator: rate{"b", &seen}}}}
	rows := rowsOf(60)
	for i := range rows.Keys {
		rows.Keys[i] = uint64(i / 2) // two rows of each customer
	}
	r, err := trainer.OutOfFold(context.Background(), rows, 4)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows.Y {
		fold := trainer.Fold(rows.Keys[i], 4)
		churned, all := 0.0, 0.0
		for k := range rows.Y {
			if trainer.Fold(rows.Keys[k], 4) != fold {
				churned += rows.Y[k]
				all++
			}
		}
		if math.Abs(r.P[0][i]-churned/all) > 1e-12 {
			t.Fatalf("row %d: %v, want the rate %v of the other folds", i, r.P[0][i], churned/all)
		}
	}
	if len(seen) != 4 || r.OutOfTime {
		t.Errorf("%d fits for 4 folds, out of time %v", len(seen), r.OutOfTime)
	}
	if _, err := trainer.OutOfFold(context.Background(), rows, 1); !errors.Is(err, models.ErrValue) {
		t.Errorf("one fold: error %v", err)
	}
}

// TestSampleFollowsTheCustomers: which rows are drawn depends on keys and seed,
// not on the order of the rows.
func TestSampleFollowsTheCustomers(t *testing.T) {
	draw := func(rows candidates.Rows, seed uint64) []float32 {
		x := &capture{}
		trainer := candidates.Trainer{Seed: seed, Candidates: []candidates.Candidate{{Name: "c", Estimator: x, MaxRows: 50}}}
		if _, err := trainer.Fit(context.Background(), rows, candidates.Recipe{}, nil); err != nil {
			t.Fatal(err)
		}
		slices.Sort(x.values)
		return x.values
	}
	rows := rowsOf(400)
	turned := rowsOf(400)
	for i := range 400 {
		turned.X.Row(i)[0], turned.Y[i], turned.Keys[i] = rows.X.Row(399 - i)[0], rows.Y[399-i], rows.Keys[399-i]
	}
	first := draw(rows, 1)
	if len(first) != 50 || !slices.Equal(first, draw(turned, 1)) {
		t.Error("the order of the rows changes the sample")
	}
	if slices.Equal(first, draw(rows, 2)) {
		t.Error("the seed does not change the sample")
	}
}

// capture keeps the first column of what it is fitted on.
type capture struct{ values []float32 }

func (*capture) Name() string { return "capture" }

func (c *capture) Fit(_ context.Context, x *mat.Dense, _, _ []float64) (models.Predictor, error) {
	n, _ := x.Dims()
	for i := range n {
		c.values = append(c.values, float32(x.At(i, 0)))
	}
	return constant(0.5), nil
}
