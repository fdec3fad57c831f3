package calibrate

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
	"predict/models/metrics"
)

// Labels are drawn at a known rate of the model's probability; the simplest
// kind that can follow that rate must be chosen.
func TestChoose(t *testing.T) {
	step := func(p float64) float64 {
		if p < .3 {
			return .1
		}
		return .5
	}
	tests := []struct {
		name string
		rate func(p float64) float64
		want Kind
	}{
		{"probabilities that hold", func(p float64) float64 { return p }, Identity},
		{"overconfident", func(p float64) float64 { return sigmoid(logit(p)/2 + .3) }, Platt},
		{"bent at one end", (&beta{a: .3, b: 3, c: 0}).Calibrate, Beta},
		{"two levels", step, Isotonic},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, y := drawnFrom(test.rate, 30_000)
			keys := someKeys(len(p))
			got, err := Choose(nil, p, y, nil, keys, 5)
			if err != nil {
				t.Fatal(err)
			}
			if got.Kind != test.want || len(got.Losses) != 4 || got.Fallback != "" {
				t.Errorf("chose %q, want %q: %+v", got.Kind, test.want, got.Losses)
			}
			if kind, err := KindOf(got.Calibrator); kind != got.Kind || err != nil {
				t.Errorf("calibrator is a %q, error %v", kind, err)
			}
			whole := fit(t, got.Kind, p, y, nil)
			near(t, .4, got.Calibrator.Calibrate(.4), whole.Calibrate(.4), 0)
			again, err := Choose([]Kind{Isotonic, Beta, Platt, Identity, Beta}, p, y, nil, keys, 5)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got.Losses, again.Losses); diff != "" {
				t.Errorf("the order of the kinds matters (-was +is):\n%s", diff)
			}
		})
	}
}

// The losses of identity are those of the probabilities themselves.
func TestLossesOfIdentity(t *testing.T) {
	p, y := drawnFrom(math.Sqrt, 2000)
	got, err := Choose([]Kind{Identity, Platt}, p, y, nil, nil, 3)
	if err != nil {
		t.Fatal(err)
	}
	logLoss, err := metrics.LogLoss(y, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, 0, got.Losses[0].LogLoss, logLoss, 1e-12)
	near(t, 1, got.Losses[0].Behind, logLoss-got.Losses[1].LogLoss, 1e-12)
	if got.Losses[1].Behind != 0 || got.Losses[1].BehindError != 0 || !(got.Losses[0].BehindError > 0) {
		t.Errorf("platt should be best: %+v", got.Losses)
	}
}

// By hand: losses of ln 2 and ln 4 against ln 4/3 and ln 4: the differences are
// ln 1.5 and 0, their mean m = ln(1.5)/2 and standard error m, as
// sqrt(2·m²·2/1)/2. Rows that repeat a customer change nothing.
func TestBehindCountsCustomers(t *testing.T) {
	y := []float64{1, 0}
	a, b := []float64{.5, .75}, []float64{.75, .75}
	m := math.Log(1.5) / 2
	// Probabilities in the order of the rows: the rows keep their places.
	p2, p4 := []float64{.1, .2}, []float64{.1, .2, .3, .4}
	tests := []struct {
		name string
		c    *crossFit
		a, b []float64
	}{
		{"one row each", newCrossFit(p2, y, nil, nil, 2), a, b},
		{"two rows each", newCrossFit(p4, append(y, y...), nil, []uint64{9, 4, 9, 4}, 2), append(a, a...), append(b, b...)},
		{"weight 2", newCrossFit(p2, y, []float64{2, 2}, []uint64{9, 4}, 2), a, b},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			mean, standardError := test.c.behind(test.a, test.b)
			near(t, 0, mean, m, 1e-12)
			near(t, 1, standardError, m, 1e-12)
		})
	}
}

func TestFoldsKeepCustomersTogether(t *testing.T) {
	keys := make([]uint64, 3000)
	p, y := make([]float64, 3000), make([]float64, 3000)
	for i := range keys {
		keys[i], p[i] = uint64(i%1000), float64(i*7%3000)/3000
	}
	c := newCrossFit(p, y, nil, keys, 5)
	of, count := map[uint64]int{}, make([]int, 5)
	for i, fold := range c.fold {
		if was, ok := of[c.keys[i]]; ok && was != fold {
			t.Fatalf("customer %d is in folds %d and %d", c.keys[i], was, fold)
		}
		of[c.keys[i]] = fold
		count[fold]++
	}
	for fold, n := range count {
		if n < 500 || n > 700 {
			t.Errorf("fold %d has %d rows, want about 600", fold, n)
		}
	}
}

func TestChooseFallsBack(t *testing.T) {
	p := make([]float64, 100)
	for i := range p {
		p[i] = .2
	}
	y := make([]float64, 100)
	t.Run("one class", func(t *testing.T) {
		got, err := Choose(nil, p, y, nil, nil, 5)
		if err != nil {
			t.Fatal(err)
		}
		if got.Kind != Identity || got.Fallback == "" || got.Calibrator.Calibrate(.2) != .2 || len(got.Losses) != 0 {
			t.Errorf("choice %+v", got)
		}
	})
	t.Run("few churned", func(t *testing.T) {
		for i := range 10 {
			y[i] = 1
		}
		got, err := Choose(nil, p, y, nil, nil, 5)
		if err != nil {
			t.Fatal(err)
		}
		// 10 of 100, drawn towards .2 by 100 imagined rows: 30 of 200.
		near(t, .2, got.Calibrator.Calibrate(.2), .15, 1e-12)
		if got.Kind != Identity || got.Fallback == "" {
			t.Errorf("choice %+v", got)
		}
	})
	t.Run("few churned and no calibration wanted", func(t *testing.T) {
		got, err := Choose([]Kind{Identity}, p, y, nil, nil, 5)
		if err != nil || ShiftOf(got.Calibrator) != 0 || got.Fallback == "" {
			t.Errorf("choice %+v, error %v", got, err)
		}
	})
	t.Run("one customer holds all who churned", func(t *testing.T) {
		keys := make([]uint64, 100)
		for i := range keys {
			if keys[i] = uint64(i); i < 30 {
				y[i], keys[i] = 1, 7
			}
		}
		got, err := Choose(nil, p, y, nil, keys, 5)
		if err != nil {
			t.Fatal(err)
		}
		if got.Fallback == "" || ShiftOf(got.Calibrator) == 0 {
			t.Errorf("choice %+v", got)
		}
	})
}

func TestChooseErrors(t *testing.T) {
	p, y := []float64{.1, .2}, []float64{0, 1}
	tests := []struct {
		name  string
		kinds []Kind
		p     []float64
		keys  []uint64
		folds int
		want  error
	}{
		{"unknown kind", []Kind{"spline"}, p, nil, 5, models.ErrValue},
		{"one fold", nil, p, nil, 1, models.ErrValue},
		{"keys", nil, p, []uint64{1}, 5, models.ErrShape},
		{"probabilities", nil, p[:1], nil, 5, models.ErrShape},
		{"NaN", nil, []float64{.1, math.NaN()}, nil, 5, models.ErrValue},
	}
	for _, test := range tests {
		if _, err := Choose(test.kinds, test.p, y, nil, test.keys, test.folds); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
	if _, err := Choose(nil, []float64{.1, 2}, []float64{0, 0}, nil, nil, 5); !errors.Is(err, models.ErrValue) {
		t.Errorf("one class and a bad probability: error %v", err)
	}
	if _, err := Choose(nil, nil, nil, nil, nil, 5); !errors.Is(err, models.ErrEmpty) {
		t.Errorf("no rows: error %v", err)
	}
}

func someKeys(n int) []uint64 {
	r := rand.New(rand.NewPCG(21, 22))
	keys := make([]uint64, n)
	for i := range keys {
		keys[i] = r.Uint64()
	}
	return keys
}

func BenchmarkChoose135k(b *testing.B) {
	p, y := drawnFrom(math.Sqrt, 135_000)
	keys := someKeys(len(p))
	for b.Loop() {
		if _, err := Choose(nil, p, y, nil, keys, 5); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*135_000/b.Elapsed().Seconds(), "rows/s")
}
