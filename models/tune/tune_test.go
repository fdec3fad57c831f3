package tune_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/models"
	"predict/models/tune"
)

// TestPromote: of trials 1 to 8, those with the second, fifth and eighth are the
// moments at which the best that was not is tried on all rows.
func TestPromote(t *testing.T) {
	losses := []float64{5, 4, 3, 9, math.NaN(), 8, 1, 2}
	promoted := map[int]bool{}
	got := map[int]int{}
	for n := 1; n <= len(losses); n++ {
		if k, due := tune.Promote(losses[:n], func(k int) bool { return promoted[k] }); due {
			promoted[k], got[n] = true, k
		}
	}
	want := map[int]int{2: 1, 5: 2, 8: 6} // after 2 the better of 5 and 4; after 5 the 3; after 8 the 1
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("promoted by number of trials (-want +got):\n%s", diff)
	}
	if len(got) != tune.Promotions(len(losses)) {
		t.Errorf("%d promoted, Promotions says %d", len(got), tune.Promotions(len(losses)))
	}
	if _, due := tune.Promote([]float64{math.NaN(), math.NaN()}, func(int) bool { return false }); due {
		t.Error("a trial without a loss is promoted")
	}
}

// TestCompare by hand: customers 1 and 2 in one fold of equal weights gain .4 and
// 0, half of it each as a mean: the mean is .2, the parts .2 and 0, their
// deviations .1 and −.1, and the standard error sqrt(.02 · 2/1) = .2.
func TestCompare(t *testing.T) {
	fold := func(keys []uint64, weights []float64, losses ...float64) tune.Fold {
		return tune.Fold{Losses: losses, Weights: weights, Keys: keys}
	}
	tests := []struct {
		name        string
		base, other []tune.Fold
		want        tune.Gain
	}{
		{
			"one row each",
			[]tune.Fold{fold([]uint64{1, 2}, nil, 1, 1)},
			[]tune.Fold{fold([]uint64{1, 2}, nil, .6, 1)},
			tune.Gain{Mean: .2, Error: .2},
		},
		{
			"a customer's rows in two folds are one draw",
			[]tune.Fold{fold([]uint64{1, 2}, nil, 1, 1), fold([]uint64{2, 1}, nil, 1, 1)},
			[]tune.Fold{fold([]uint64{1, 2}, nil, .6, 1), fold([]uint64{2, 1}, nil, 1, .6)},
			tune.Gain{Mean: .2, Error: .2},
		},
		{
			"weights", // 3/4 of the first customer's .4
			[]tune.Fold{fold([]uint64{1, 2}, []float64{3, 1}, 1, 1)},
			[]tune.Fold{fold([]uint64{1, 2}, []float64{3, 1}, .6, 1)},
			tune.Gain{Mean: .3, Error: .3},
		},
		{
			"folds count the same", // 1/2 · .4 · 1/2 of the small fold, nothing in the large
			[]tune.Fold{fold([]uint64{1, 2}, nil, 1, 1), fold([]uint64{3, 4, 5, 6}, nil, 1, 1, 1, 1)},
			[]tune.Fold{fold([]uint64{1, 2}, nil, .6, 1), fold([]uint64{3, 4, 5, 6}, nil, 1, 1, 1, 1)},
			tune.Gain{Mean: .1, Error: .1},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := tune.Compare(test.base, test.other)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if mean := tune.Mean(test.base) - tune.Mean(test.other); math.Abs(mean-got.Mean) > 1e-12 {
				t.Errorf("the difference of the means is %v, the mean difference %v", mean, got.Mean)
			}
			if got.Clear() {
				t.Error("a gain of one standard error is no clear one")
			}
		})
	}
	one := []tune.Fold{fold([]uint64{1}, nil, 1)}
	if g, err := tune.Compare(one, []tune.Fold{fold([]uint64{1}, nil, .5)}); err != nil || g.Clear() {
		t.Errorf("one customer: %+v, error %v", g, err)
	}
	if _, err := tune.Compare(one, []tune.Fold{fold([]uint64{2}, nil, 1)}); !errors.Is(err, models.ErrShape) {
		t.Errorf("other customers: error %v", err)
	}
	if _, err := tune.Compare(one, nil); !errors.Is(err, models.ErrShape) {
		t.Errorf("no folds beside one: error %v", err)
	}
	if _, err := tune.Compare(nil, nil); !errors.Is(err, models.ErrEmpty) {
		t.Errorf("no folds: error %v", err)
	}
}

// TestPlan by hand, in seconds of work at Speed.
func TestPlan(t *testing.T) {
	const s = tune.Speed
	p := tune.Plan{Algorithms: []tune.Work{{Few: s, All: 4 * s}, {Few: s / 2, All: s / 2}}, Fixed: 3 * s}
	// As configured 1+4 and ½, fixed 3; then trials of 1, the second also 4 (the
	// first promotion), 1, and ½ of the second algorithm, not narrowed.
	for n, want := range []time.Duration{8500, 9500, 14500, 15500, 16000} {
		if got := p.Time(n); got != want*time.Millisecond {
			t.Errorf("%d trials take %v, want %v ms", n, got, want)
		}
	}
	for budget, want := range map[time.Duration]int{5: 0, 14: 1, 15: 2, 16: 4, 100_000: tune.MostTrials} {
		if got := p.Trials(budget * time.Second); got != want {
			t.Errorf("%d s allow %d trials, want %d", budget, got, want)
		}
	}
	second := 0
	for n := range 200 {
		second += p.Turn(n)
	}
	if second != 12 || p.Turn(3) != 1 || p.Turn(4) != 0 {
		t.Errorf("the second algorithm has %d turns, want 12, the fourth of four", second)
	}
}
