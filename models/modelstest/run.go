package modelstest

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Suite is an estimator under test.
type Suite struct {
	// New gives a fresh estimator with the same hyperparameters each time.
	New func() models.Estimator
	// Load rebuilds a predictor from its JSON.
	Load func([]byte) (models.Predictor, error)
	// Rows is the size of the training sets, 400 where 0.
	Rows int
	// WeightTolerance is how far a probability may move when rows of weight 2 are
	// repeated instead. Negative says that the estimator draws rows at random, so
	// that weights act in expectation only; the suite then asks that they act at
	// all.
	WeightTolerance float64
	// LeastAUC is what a model fitted on one half of Learnable must reach on the
	// other half; 0.7 where 0.
	LeastAUC float64
}

// Run holds an estimator against everything that the contracts of Estimator,
// Predictor and Explainer promise.
func Run(t *testing.T, s Suite) {
	t.Helper()
	if s.Rows == 0 {
		s.Rows = 400
	}
	if s.LeastAUC == 0 {
		s.LeastAUC = 0.7
	}
	x, y := Learnable(s.Rows, 1)
	t.Run("fits twice the same bytes", func(t *testing.T) { s.testRepeatable(t, x, y) })
	t.Run("refuses bad input", func(t *testing.T) { s.testBadInput(t, x, y) })
	t.Run("leaves its arguments alone", func(t *testing.T) { s.testArguments(t, x, y) })
	t.Run("predicts row by row", func(t *testing.T) { s.testRows(t, x, y) })
	t.Run("predicts probabilities", func(t *testing.T) { s.testProbabilities(t, x, y) })
	t.Run("survives odd columns", func(t *testing.T) { s.testOddColumns(t, x, y) })
	t.Run("beats a coin", func(t *testing.T) { s.testLearns(t, x, y) })
	t.Run("loads what it saved", func(t *testing.T) { s.testSaveLoad(t, x, y) })
	t.Run("predicts concurrently", func(t *testing.T) { s.testConcurrent(t, x, y) })
	t.Run("weighs rows", func(t *testing.T) { s.testWeights(t, x, y) })
	t.Run("stops when cancelled", func(t *testing.T) { s.testCancel(t, x, y) })
	t.Run("stops in the middle", func(t *testing.T) { s.testCancelMidway(t, x, y) })
	t.Run("explains what it predicts", func(t *testing.T) { s.testExplains(t, x, y) })
}

func (s Suite) fit(t *testing.T, x *mat.Dense, y, w []float64) models.Predictor {
	t.Helper()
	p, err := s.New().Fit(context.Background(), x, y, w)
	if err != nil {
		t.Fatalf("fitting: %v", err)
	}
	return p
}

func marshal(t *testing.T, p models.Predictor) string {
	t.Helper()
	data, err := p.MarshalJSON()
	if err != nil {
		t.Fatalf("marshalling: %v", err)
	}
	return string(data)
}

func (s Suite) testRepeatable(t *testing.T, x *mat.Dense, y []float64) {
	e := s.New()
	first, err := e.Fit(context.Background(), x, y, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := marshal(t, first)
	again, err := e.Fit(context.Background(), x, y, nil)
	if err != nil {
		t.Fatal(err)
	}
	if marshal(t, again) != want {
		t.Error("the same estimator fitted again gives another model")
	}
	cores := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(cores)
	for _, n := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(n)
		if marshal(t, s.fit(t, x, y, nil)) != want {
			t.Errorf("GOMAXPROCS = %d gives another model", n)
		}
	}
}

func (s Suite) testBadInput(t *testing.T, x *mat.Dense, y []float64) {
	n := len(y)
	infinite := mat.DenseCopyOf(x)
	infinite.Set(3, 1, math.Inf(1))
	odd := slices.Clone(y)
	odd[0] = 0.5
	negative := make([]float64, n)
	negative[0] = -1
	tests := []struct {
		name string
		x    *mat.Dense
		y, w []float64
		want error
	}{
		{"no rows", &mat.Dense{}, nil, nil, models.ErrEmpty},
		{"nil matrix", nil, nil, nil, models.ErrEmpty},
		{"too few labels", x, y[1:], nil, models.ErrShape},
		{"too few weights", x, y, make([]float64, n-1), models.ErrShape},
		{"nobody churned", x, make([]float64, n), nil, models.ErrOneClass},
		{"one class by weight", x, y, y, models.ErrOneClass},
		{"label neither 0 nor 1", x, odd, nil, models.ErrValue},
		{"negative weight", x, y, negative, models.ErrValue},
		{"infinite feature", infinite, y, nil, models.ErrValue},
	}
	for _, test := range tests {
		p, err := s.New().Fit(context.Background(), test.x, test.y, test.w)
		if !errors.Is(err, test.want) || p != nil {
			t.Errorf("%s: predictor %v, error %v, want %v", test.name, p, err, test.want)
		}
	}
}

func (s Suite) testArguments(t *testing.T, x *mat.Dense, y []float64) {
	keptX, keptY := mat.DenseCopyOf(x), slices.Clone(y)
	e := s.New()
	name := e.Name()
	p, err := e.Fit(context.Background(), x, y, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.PredictProba(nil, x)
	if !same(keptX.RawMatrix().Data, x.RawMatrix().Data) || !same(keptY, y) {
		t.Error("fitting or predicting changed its arguments")
	}
	if name == "" || e.Name() != name {
		t.Errorf("name %q became %q", name, e.Name())
	}
}

func (s Suite) testRows(t *testing.T, x *mat.Dense, y []float64) {
	p := s.fit(t, x, y, nil)
	want := p.PredictProba(nil, x)
	reversed := make([]int, len(y))
	for i := range reversed {
		reversed[i] = len(y) - 1 - i
	}
	got := p.PredictProba(nil, rows(x, reversed))
	slices.Reverse(got)
	if !same(want, got) {
		t.Error("a row's probability depends on the other rows")
	}
	dst := make([]float64, len(y))
	if out := p.PredictProba(dst, x); &out[0] != &dst[0] || !same(dst, want) {
		t.Error("the probabilities are not in dst")
	}
	if one := p.PredictProba(nil, rows(x, []int{5})); one[0] != want[5] {
		t.Errorf("row 5 alone = %v, among others %v", one[0], want[5])
	}
}

func (s Suite) testProbabilities(t *testing.T, x *mat.Dense, y []float64) {
	p := s.fit(t, x, y, nil)
	odd := mat.NewDense(4, 5, nil)
	for j := range 5 {
		odd.Set(0, j, math.NaN())
		odd.Set(1, j, math.Inf(1))
		odd.Set(2, j, math.Inf(-1))
		odd.Set(3, j, 1e300)
	}
	for _, v := range append(p.PredictProba(nil, x), p.PredictProba(nil, odd)...) {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("probability %v", v)
		}
	}
}

func (s Suite) testOddColumns(t *testing.T, x *mat.Dense, y []float64) {
	n := len(y)
	wide := mat.NewDense(n, 9, nil)
	for i := range n {
		copy(wide.RawRowView(i), x.RawRowView(i))
		wide.Set(i, 5, math.NaN())
		wide.Set(i, 6, 0)
		wide.Set(i, 7, math.NaN())
		wide.Set(i, 8, 1e250*x.At(i, 0))
	}
	wide.Set(0, 7, 1)
	for _, v := range s.fit(t, wide, y, nil).PredictProba(nil, wide) {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("probability %v", v)
		}
	}
	useless := mat.NewDense(n, 1, nil)
	first := s.fit(t, useless, y, nil).PredictProba(nil, useless)
	for _, v := range first {
		if v != first[0] {
			t.Fatalf("one constant column gives probabilities %v and %v", first[0], v)
		}
	}
	tiny := rows(x, []int{0, 1, 2})
	for _, v := range s.fit(t, tiny, []float64{1, 0, 1}, nil).PredictProba(nil, tiny) {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("three customers: probability %v", v)
		}
	}
}

func (s Suite) testLearns(t *testing.T, x *mat.Dense, y []float64) {
	later, labels := Learnable(s.Rows, 2)
	score := s.fit(t, x, y, nil).PredictProba(nil, later)
	if auc := orderedShare(labels, score); auc < s.LeastAUC {
		t.Errorf("AUC on new rows = %.3f, want %.3f", auc, s.LeastAUC)
	}
}

func (s Suite) testSaveLoad(t *testing.T, x *mat.Dense, y []float64) {
	p := s.fit(t, x, y, nil)
	text := marshal(t, p)
	loaded, err := s.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if marshal(t, loaded) != text {
		t.Error("a loaded model is saved as another")
	}
	if !same(p.PredictProba(nil, x), loaded.PredictProba(nil, x)) {
		t.Error("a loaded model predicts something else")
	}
	for _, bad := range []string{"", "{", "null", "[]", "{}", text[:len(text)/2], text + text, `{"surprise":1}`} {
		if _, err := s.Load([]byte(bad)); err == nil {
			t.Errorf("loading %.20q gives no error", bad)
		}
	}
}

func (s Suite) testConcurrent(t *testing.T, x *mat.Dense, y []float64) {
	p := s.fit(t, x, y, nil)
	want := p.PredictProba(nil, x)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if !same(p.PredictProba(nil, x), want) {
				t.Error("concurrent predictions differ")
			}
		})
	}
	group.Wait()
}

func (s Suite) testWeights(t *testing.T, x *mat.Dense, y []float64) {
	w := make([]float64, len(y))
	var repeated []int
	var labels []float64
	for i := range y {
		w[i] = float64(1 + i%2)
		for range 1 + i%2 {
			repeated, labels = append(repeated, i), append(labels, y[i])
		}
	}
	weighted := s.fit(t, x, y, w).PredictProba(nil, x)
	if s.WeightTolerance < 0 {
		if same(weighted, s.fit(t, x, y, nil).PredictProba(nil, x)) {
			t.Error("weights change nothing")
		}
		return
	}
	duplicated := s.fit(t, rows(x, repeated), labels, nil).PredictProba(nil, x)
	for i := range weighted {
		if d := math.Abs(weighted[i] - duplicated[i]); d > s.WeightTolerance {
			t.Fatalf("row %d: weight 2 gives %v, the row twice %v", i, weighted[i], duplicated[i])
		}
	}
}

func (s Suite) testCancel(t *testing.T, x *mat.Dense, y []float64) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	done := make(chan error, 1)
	go func() {
		_, err := s.New().Fit(ctx, x, y, nil)
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("fitting goes on 10 s after it was cancelled")
	}
}

// countdown is a context that is cancelled after it was asked a number of
// times, so that cancelling in the middle of a fit is repeatable.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func (s Suite) testCancelMidway(t *testing.T, x *mat.Dense, y []float64) {
	for after := int64(1); after < 1<<20; after = after*3/2 + 1 {
		ctx := &countdown{Context: context.Background()}
		ctx.left.Store(after)
		p, err := s.New().Fit(ctx, x, y, nil)
		if err == nil {
			return
		}
		if !errors.Is(err, context.Canceled) || p != nil {
			t.Fatalf("cancelled after %d checks: predictor %v, error %v, want context.Canceled", after, p, err)
		}
	}
}

// testExplains applies to an Explainer only: contributions differ from the
// margin by the same base for every row.
func (s Suite) testExplains(t *testing.T, x *mat.Dense, y []float64) {
	p, ok := s.fit(t, x, y, nil).(models.Explainer)
	if !ok {
		return
	}
	proba := p.PredictProba(nil, x)
	contributions := p.Contributions(nil, x)
	var base float64
	for i, q := range proba {
		rest := math.Log(q / (1 - q))
		for _, c := range contributions.RawRowView(i) {
			rest -= c
		}
		if i == 0 {
			base = rest
		}
		if math.Abs(rest-base) > 1e-9 {
			t.Fatalf("row %d: margin minus contributions = %v, for row 0 %v", i, rest, base)
		}
	}
}

// same compares bit for bit, NaN equal to NaN.
func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(u, v float64) bool { return math.Float64bits(u) == math.Float64bits(v) })
}
