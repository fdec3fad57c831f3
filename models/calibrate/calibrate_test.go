package calibrate

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

var (
	probs12   = []float64{.1, .15, .2, .2, .3, .35, .4, .5, .55, .6, .7, .8}
	labels12  = []float64{1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1}
	weights12 = []float64{1, 1, 2, 1, 3, 1, 1, 2, 1, 1, 1, 2}
)

// The expected numbers are those of scikit-learn 1.9.1:
// IsotonicRegression(out_of_bounds="clip"). The last pool, one churned customer
// of weight w, is worth max(1-.5/(w+1), rate of the pool before) here and 1
// there; values above .7 follow from that.
func TestIsotonicAgainstScikitLearn(t *testing.T) {
	at := []float64{.05, .1, .17, .25, .33, .45, .52, .65, .75, .95}
	tests := []struct {
		name string
		w    []float64
		want []float64
	}{
		{"plain", nil, []float64{1. / 3, 1. / 3, 1. / 3, 1. / 3, 1. / 3, .6, .6, .6, (.6 + .75) / 2, .75}},
		{"weighted", weights12, []float64{2. / 9, 2. / 9, 2. / 9, 2. / 9, 2. / 9, 2. / 3, 2. / 3, 2. / 3, (2./3 + 5./6) / 2, 5. / 6}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := fit(t, Isotonic, probs12, labels12, test.w)
			for i, p := range at {
				near(t, p, c.Calibrate(p), test.want[i], 1e-12)
			}
		})
	}
}

// The expected numbers are those of scikit-learn 1.9.1: LogisticRegression(
// C=inf) on log odds, each row once as churned and once as stayed, weighted by
// Platt's target and its complement.
func TestPlattAgainstScikitLearn(t *testing.T) {
	tests := []struct {
		name             string
		w                []float64
		slope, intercept float64
	}{
		{"plain", nil, 0.15495849958832944, 0.07410986907410382},
		{"weighted", weights12, 0.511084896922199, 0.10538333006795378},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := fit(t, Platt, probs12, labels12, test.w).(*platt)
			near(t, 0, c.slope, test.slope, 1e-8)
			near(t, 1, c.intercept, test.intercept, 1e-8)
		})
	}
}

func TestEveryKind(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var p, y []float64
	for range 20_000 {
		truth := r.Float64()
		// The model is overconfident: its log odds are twice the true ones.
		p = append(p, sigmoid(2*logit(truth)+0.5))
		y = append(y, 0)
		if r.Float64() < truth {
			y[len(y)-1] = 1
		}
	}
	for _, kind := range Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			c := fit(t, kind, p, y, nil)
			data, err := c.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			loaded, err := Load(data)
			if err != nil {
				t.Fatal(err)
			}
			again, err := loaded.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(data), string(again)); diff != "" {
				t.Errorf("saved again (-was +is):\n%s", diff)
			}
			if got, err := KindOf(loaded); err != nil || got != kind {
				t.Errorf("kind %q, error %v, want %q", got, err, kind)
			}
			before := 0.0
			for k := range 10001 {
				v := c.Calibrate(float64(k) / 10000)
				if !(v >= before && v <= 1) {
					t.Fatalf("at %v: %v after %v, want no fall within [0,1]", float64(k)/10000, v, before)
				}
				if l := loaded.Calibrate(float64(k) / 10000); l != v {
					t.Fatalf("loaded gives %v, want %v", l, v)
				}
				before = v
			}
			if kind != Identity {
				// .5+margin of .5 is what the model makes of true log odds of 0.
				near(t, .5, c.Calibrate(sigmoid(.5)), .5, .05)
				near(t, .8, c.Calibrate(sigmoid(2*logit(.8)+.5)), .8, .05)
			}
		})
	}
}

func TestEdges(t *testing.T) {
	t.Run("a score that runs the wrong way is ignored", func(t *testing.T) {
		p, y := []float64{.1, .2, .8, .9}, []float64{1, 1, 0, 0}
		for _, kind := range []Kind{Platt, Isotonic} {
			c := fit(t, kind, p, y, nil)
			near(t, .1, c.Calibrate(.1), .5, 1e-9)
			near(t, .9, c.Calibrate(.9), .5, 1e-9)
		}
	})
	t.Run("separated classes stay off 0 and 1", func(t *testing.T) {
		p, y := []float64{0, .2, .8, 1}, []float64{0, 0, 1, 1}
		for _, kind := range []Kind{Platt, Isotonic} {
			c := fit(t, kind, p, y, nil)
			if low, high := c.Calibrate(0), c.Calibrate(1); !(low > 0 && high < 1) {
				t.Errorf("%s: %v and %v, want inside (0,1)", kind, low, high)
			}
		}
		near(t, 0, fit(t, Isotonic, p, y, nil).Calibrate(.2), .5/3, 1e-12)
	})
	t.Run("a small first pool does not lift the next", func(t *testing.T) {
		p, y := []float64{.1}, []float64{0}
		for range 10 {
			p, y = append(p, .2), append(y, 0)
		}
		y[1] = 1
		near(t, .2, fit(t, Isotonic, p, y, nil).Calibrate(.2), .1, 1e-12)
	})
	t.Run("equal probabilities", func(t *testing.T) {
		p, y := []float64{.3, .3, .3, .3}, []float64{1, 0, 1, 0}
		for _, kind := range []Kind{Platt, Isotonic} {
			near(t, .3, fit(t, kind, p, y, nil).Calibrate(.3), .5, 1e-9)
		}
	})
}

func TestFitErrors(t *testing.T) {
	tests := []struct {
		name string
		kind Kind
		p, y []float64
		want error
	}{
		{"one class", Platt, []float64{.1, .2}, []float64{1, 1}, models.ErrOneClass},
		{"no rows", Isotonic, nil, nil, models.ErrEmpty},
		{"lengths", Isotonic, []float64{.1}, []float64{1, 0}, models.ErrShape},
		{"no probability", Platt, []float64{math.NaN(), 0}, []float64{1, 0}, models.ErrValue},
		{"unknown kind", "spline", []float64{.1, .2}, []float64{1, 0}, models.ErrValue},
	}
	for _, test := range tests {
		if _, err := Fit(test.kind, test.p, test.y, nil); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, text := range []string{
		``, `{}`, `null`, `{"kind":"spline"}`, `{"kind":"beta","a":1,"b":-1,"intercept":0}`, `{"kind":"beta","a":1,"b":1}`, `{"kind":"platt"}`, `{"kind":"platt","slope":-1,"intercept":0}`,
		`{"kind":"isotonic"}`, `{"kind":"isotonic","from":[0,1],"to":[1,0]}`, `{"kind":"isotonic","from":[1,1],"to":[0,1]}`,
		`{"kind":"isotonic","from":[0],"to":[2]}`, `{"kind":"identity"} x`, `{"kind":"identity","code":1}`,
	} {
		if _, err := Load([]byte(text)); err == nil {
			t.Errorf("loading %s gives no error", text)
		}
	}
}

func fit(t *testing.T, kind Kind, p, y, w []float64) models.Calibrator {
	t.Helper()
	c, err := Fit(kind, p, y, w)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func near(t *testing.T, at, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("at %v: %.10f, want %.10f", at, got, want)
	}
}
