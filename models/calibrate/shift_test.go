package calibrate

import (
	"errors"
	"math"
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
