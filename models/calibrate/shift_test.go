package calibrate

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

func TestWithShift(t *testing.T) {
	inner := fit(t, Platt, probs12, labels12, nil)
	c := WithShift(inner, math.Log(2))
	// The odds double: q/(1-q) becomes 2q/(1-q).
	q := inner.Calibrate(.3)
	near(t, .3, c.Calibrate(.3), 2*q/(1+q), 1e-12)
	if kind, err := KindOf(c); kind != Platt || err != nil {
		t.Errorf("kind %q, error %v", kind, err)
	}
	near(t, 0, ShiftOf(c), math.Ln2, 0)
	near(t, 0, ShiftOf(inner), 0, 0)
	near(t, 0, ShiftOf(WithShift(c, 1)), math.Ln2+1, 0)
	if WithShift(c, -math.Ln2) != inner {
		t.Error("a shift taken back does not give the calibrator")
	}
	if _, err := WithShift(inner, math.NaN()).MarshalJSON(); err == nil {
		t.Error("a shift of NaN is stored")
	}
	if _, err := WithShift(foreign{}, 1).MarshalJSON(); err == nil {
		t.Error("a calibrator of another package is stored")
	}
}

type foreign struct{ identity }

func TestShiftIsStored(t *testing.T) {
	for _, kind := range Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			c := WithShift(fit(t, kind, probs12, labels12, nil), -.25)
			data, err := c.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			loaded, err := Load(data)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := KindOf(loaded); got != kind || err != nil || ShiftOf(loaded) != -.25 {
				t.Errorf("kind %q, error %v, shift %v", got, err, ShiftOf(loaded))
			}
			again, err := loaded.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(data), string(again)); diff != "" {
				t.Errorf("saved again (-was +is):\n%s", diff)
			}
			for k := range 101 {
				near(t, float64(k)/100, loaded.Calibrate(float64(k)/100), c.Calibrate(float64(k)/100), 0)
			}
		})
	}
}

// By hand: odds of 1/4 and 1, doubled, are probabilities of 1/3 and 2/3.
func TestShiftTo(t *testing.T) {
	tests := []struct {
		name string
		p, w []float64
		rate float64
		want float64
	}{
		{"two customers", []float64{.2, .5}, nil, .5, math.Ln2},
		{"weighted", []float64{.2, .5}, []float64{3, 1}, 5. / 12, math.Ln2},
		{"weight 0 does not count", []float64{.2, .5, 1}, []float64{3, 1, 0}, 5. / 12, math.Ln2},
		{"nothing to do", []float64{.1, .3}, nil, .2, 0},
		{"all alike", []float64{.5, .5}, nil, .9, math.Log(9)},
		{"all certain", []float64{0, 0}, nil, .5, -logit(0)},
		{"a rare event", []float64{.5}, nil, 1e-9, logit(1e-9)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ShiftTo(test.p, test.w, test.rate)
			if err != nil {
				t.Fatal(err)
			}
			near(t, test.rate, got, test.want, 1e-9)
		})
	}
	t.Run("every rate is met", func(t *testing.T) {
		p, _ := drawnFrom(math.Sqrt, 1000)
		p[0], p[1] = 0, 1
		for _, rate := range []float64{1e-6, .01, .3, .5, .9, .9999} {
			delta, err := ShiftTo(p, nil, rate)
			if err != nil {
				t.Fatal(err)
			}
			var mean float64
			for _, v := range p {
				mean += WithShift(identity{}, delta).Calibrate(v) / 1000
			}
			near(t, rate, mean, rate, 1e-11)
		}
	})
}

func TestShiftToErrors(t *testing.T) {
	one := []float64{.5}
	tests := []struct {
		name string
		p, w []float64
		rate float64
		want error
	}{
		{"rate 0", one, nil, 0, models.ErrValue},
		{"rate 1", one, nil, 1, models.ErrValue},
		{"rate NaN", one, nil, math.NaN(), models.ErrValue},
		{"no rows", nil, nil, .5, models.ErrEmpty},
		{"no weight", one, []float64{0}, .5, models.ErrEmpty},
		{"weights", one, []float64{1, 2}, .5, models.ErrShape},
		{"negative weight", one, []float64{-1}, .5, models.ErrValue},
		{"probability NaN", []float64{math.NaN()}, nil, .5, models.ErrValue},
	}
	for _, test := range tests {
		if _, err := ShiftTo(test.p, test.w, test.rate); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
}

// By hand: of churners 80 % score .8 and of the others 20 %, the base being
// one half. A share m at .8 has the greatest likelihood at a rate of
// (m-.2)/.6.
func TestPriorShift(t *testing.T) {
	tests := []struct {
		name      string
		high, low int
		rate      float64
	}{
		{"as before", 50, 50, .5},
		{"fewer churners", 35, 65, .25},
		{"more churners", 65, 35, .75},
		{"fewer than any rate gives", 10, 90, .5 / 101},
		{"more than any rate gives", 90, 10, 1 - .5/101},
		// The same scores, true as they stand: .25 of customers at a risk of .8 and
		// the others at .2 churn at a rate of .35, but the estimate is 1/12. This is
		// where PriorShift is wrong, as its documentation says.
		{"other customers at known risks", 25, 75, 1. / 12},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var p []float64
			for range test.high {
				p = append(p, .8)
			}
			for range test.low {
				p = append(p, .2)
			}
			delta, rate := PriorShift(p, .5)
			near(t, 0, rate, test.rate, 1e-10)
			near(t, 1, delta, logit(test.rate), 1e-8)
		})
	}
}

// The repetitions of the paper, run for long, stop at the same rate.
func TestPriorShiftAgainstRepetition(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const base = .3
	p := make([]float64, 2000)
	for i := range p {
		p[i] = sigmoid(2.5*r.NormFloat64() - 1.2)
	}
	rate := base
	for range 5000 {
		var sum float64
		for _, v := range p {
			churned, stayed := v*rate/base, (1-v)*(1-rate)/(1-base)
			sum += churned / (churned + stayed)
		}
		rate = sum / float64(len(p))
	}
	delta, got := PriorShift(p, base)
	near(t, 0, got, rate, 1e-9)
	near(t, 1, delta, logit(rate)-logit(base), 1e-7)
}

func TestPriorShiftOfNothing(t *testing.T) {
	for name, p := range map[string][]float64{"no rows": nil, "not a number": {math.NaN()}, "outside": {2}} {
		if delta, rate := PriorShift(p, .3); delta != 0 || rate != .3 {
			t.Errorf("%s: %v and %v, want 0 and .3", name, delta, rate)
		}
	}
	if delta, rate := PriorShift([]float64{.5}, 1); delta != 0 || rate != 1 {
		t.Errorf("base 1: %v and %v, want 0 and 1", delta, rate)
	}
	if _, rate := PriorShift([]float64{1, 1, 0}, .3); !(rate > 0 && rate < 1) {
		t.Errorf("certain scores: rate %v", rate)
	}
}
