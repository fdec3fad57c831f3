package golearn

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/modelstest"
)

func TestConformance(t *testing.T) {
	o := DefaultOptions()
	o.Trees, o.MaxRows, o.MinLeaf = 25, 300, 5
	modelstest.Run(t, modelstest.Suite{
		New:  func() models.Estimator { return mustNew(t, o) },
		Load: Load,
		// Weights are chances of being drawn.
		WeightTolerance: -1,
	})
}

// By hand: 8 rows, feature 0 separates the classes between 3 and 5, feature 1
// tells nothing. The midpoint is 4; every tree that sees both classes finds it
// unless its draw left the neighbours out.
func TestOneSplit(t *testing.T) {
	s := &sample{
		values:  [][]float64{{0, 1, 2, 3, 5, 6, 7, 8}, {1, 1, 1, 1, 1, 1, 1, 1}},
		churned: []bool{false, false, false, false, true, true, true, true},
	}
	got, err := grow(context.Background(), s, Options{MaxDepth: 5, MinLeaf: 1, Features: 2})
	if err != nil {
		t.Fatal(err)
	}
	if got.Feature[0] != 0 || got.Threshold[0] != 4 || len(got.Feature) != 3 {
		t.Fatalf("tree %+v, want one question: feature 0 above 4", got)
	}
	for value, want := range map[float64]float64{-9: 0, 4: 0, 4.1: 1, 99: 1} {
		if vote := got.vote([]float64{value, 1}); vote != want {
			t.Errorf("vote at %v = %v, want %v", value, vote, want)
		}
	}
}

// golearn's own tree is asked, so the arrays must say what its nodes say.
func TestArraysAgreeWithGolearn(t *testing.T) {
	x, y := modelstest.Learnable(300, 3)
	s := &sample{values: make([][]float64, 3)}
	for i := range 300 {
		s.churned = append(s.churned, y[i] == 1)
		for k, j := range []int{0, 1, 3} {
			s.values[k] = append(s.values[k], x.At(i, j))
		}
	}
	got, err := grow(context.Background(), s, Options{MaxDepth: 8, MinLeaf: 5})
	if err != nil {
		t.Fatal(err)
	}
	want, err := golearnVotes(s, Options{MaxDepth: 8, MinLeaf: 5})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		vote := got.vote([]float64{x.At(i, 0), x.At(i, 1), x.At(i, 3)})
		if vote != 0.5 && vote != want[i] {
			t.Fatalf("row %d: vote %v, golearn says %v", i, vote, want[i])
		}
	}
}

func TestOptions(t *testing.T) {
	_, err := New(Options{Features: -1})
	if !errors.Is(err, models.ErrValue) {
		t.Fatalf("error %v, want ErrValue", err)
	}
	if got := len(errors.Unwrap(err).(interface{ Unwrap() []error }).Unwrap()); got != 5 {
		t.Errorf("%d problems reported, want 5: %v", got, err)
	}
}

func TestPanicsBecomeErrors(t *testing.T) {
	// A value too few: copying the sample goes out of range.
	s := &sample{values: [][]float64{{1}}, churned: []bool{true, false}}
	if _, err := grow(context.Background(), s, Options{MaxDepth: 1, MinLeaf: 1}); err == nil {
		t.Error("a panic gives no error")
	}
}

func TestLoadRefusesDamage(t *testing.T) {
	tests := map[string]string{
		"circle":         `{"medians":[0],"trees":[{"feature":[0,-1],"threshold":[0,0],"low":[0,0],"high":[1,0],"vote":[0,1]}]}`,
		"outside":        `{"medians":[0],"trees":[{"feature":[0,-1],"threshold":[0,0],"low":[1,0],"high":[9,0],"vote":[0,1]}]}`,
		"feature":        `{"medians":[0],"trees":[{"feature":[1,-1,-1],"threshold":[0,0,0],"low":[1,0,0],"high":[2,0,0],"vote":[0,1,0]}]}`,
		"vote":           `{"medians":[0],"trees":[{"feature":[-1],"threshold":[0],"low":[0],"high":[0],"vote":[2]}]}`,
		"column lengths": `{"medians":[0],"trees":[{"feature":[-1],"threshold":[],"low":[0],"high":[0],"vote":[1]}]}`,
		"no trees":       `{"medians":[0],"trees":[]}`,
	}
	for name, text := range tests {
		if _, err := Load([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestBetween(t *testing.T) {
	next := math.Nextafter(1, 2)
	for _, pair := range [][2]float64{{1, 2}, {1, next}, {-math.MaxFloat64, math.MaxFloat64}, {0, 5e-324}} {
		if got := between(pair[0], pair[1]); !(got >= pair[0] && got < pair[1]) {
			t.Errorf("between(%v, %v) = %v", pair[0], pair[1], got)
		}
	}
}

func mustNew(t testing.TB, o Options) Estimator {
	t.Helper()
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func BenchmarkFit5000x120(b *testing.B) {
	small, y := modelstest.Learnable(20_000, 1)
	x := mat.NewDense(20_000, 120, nil)
	for i := range 20_000 {
		for j := range 120 {
			x.Set(i, j, small.At((i+j/5*7)%20_000, j%5))
		}
	}
	for b.Loop() {
		if _, err := mustNew(b, DefaultOptions()).Fit(context.Background(), x, y, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*100*5000/b.Elapsed().Seconds(), "rows/s")
}
