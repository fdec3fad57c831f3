package calibrate

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The expected numbers are those of scikit-learn 1.9.1: LogisticRegression(
// C=inf, tol=1e-14, solver="newton-cholesky") on ln p and -ln(1-p), each row
// once as churned and once as stayed, weighted by the drawn-in label and its
// complement. Where its free fit has a negative multiple, the fit on the other
// column alone is expected, as follows from the loss being convex.
func TestBetaAgainstScikitLearn(t *testing.T) {
	rising := []float64{0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1}
	early := []float64{0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1}
	tests := []struct {
		name    string
		y, w    []float64
		a, b, c float64
	}{
		{"both", rising, nil, 0.8981655780607452, 0.30597634745157165, 0.43134905901888554},
		{"both, the free a is -0.35", rising, weights12, 0, 1.520229224651247, -1.2934094761234438},
		{"the free a is -1.12", labels12, nil, 0, 0.5724727971440153, -0.34389973056027634},
		{"the free a is -1.21", labels12, weights12, 0, 1.3797521833276916, -0.9541674814297537},
		{"the free b is -1.86", early, nil, 1.1522913613170258, 0, 1.587870629811115},
		{"the free b is -2.14", early, weights12, 1.5293196431930578, 0, 2.2849263446303043},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := fit(t, Beta, probs12, test.y, test.w).(*beta)
			near(t, 0, got.a, test.a, 1e-8)
			near(t, 1, got.b, test.b, 1e-8)
			near(t, 2, got.c, test.c, 1e-8)
		})
	}
}

// Labels drawn at the rate that a known beta gives must lead back to it.
func TestBetaFindsWhatItDrew(t *testing.T) {
	truth := &beta{a: .6, b: 1.8, c: -.4}
	p, y := drawnFrom(truth.Calibrate, 100_000)
	got := fit(t, Beta, p, y, nil).(*beta)
	near(t, 0, got.a, truth.a, .05)
	near(t, 1, got.b, truth.b, .05)
	near(t, 2, got.c, truth.c, .05)
}

// Two probabilities make ln p and -ln(1-p) one line, and extremes are 36 log
// odds away: neither may upset the search.
func TestBetaOnAwkwardScores(t *testing.T) {
	t.Run("two probabilities", func(t *testing.T) {
		p, y := []float64{.2, .2, .2, .2, .7, .7, .7, .7}, []float64{0, 0, 0, 1, 1, 1, 0, 1}
		c := fit(t, Beta, p, y, nil)
		// Labels are drawn in to 5/6 and 1/6: the means of the two are free.
		near(t, .2, c.Calibrate(.2), (3./6+5./6)/4, 1e-9)
		near(t, .7, c.Calibrate(.7), (1./6+15./6)/4, 1e-9)
	})
	t.Run("extremes", func(t *testing.T) {
		p, y := drawnFrom(func(p float64) float64 { return p }, 20_000)
		for i := range 20 {
			p[i] = float64(i % 2) // certain, and half of them mistaken
		}
		c := fit(t, Beta, p, y, nil)
		before := 0.0
		for k := range 1001 {
			v := c.Calibrate(float64(k) / 1000)
			if !(v >= before && v > 0 && v < 1) {
				t.Fatalf("at %v: %v after %v", float64(k)/1000, v, before)
			}
			before = v
		}
	})
}

// By hand. What a matrix leaves open gets 0.
func TestSolve(t *testing.T) {
	tests := []struct {
		name string
		d    derivatives
		n    int
		want params
	}{
		{"full", derivatives{params{8, 7}, [3]params{{4}, {2, 3}}}, 2, params{1.25, 1.5}},
		{"constant column", derivatives{params{0, 3}, [3]params{{0}, {0, 2}}}, 2, params{0, 1.5}},
		{
			"second column says what the first does",
			derivatives{params{3, 3, 4}, [3]params{{1}, {1, 1}, {0, 0, 2}}},
			3,
			params{3, 0, 2},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for i, v := range solve(test.d, test.n) {
				near(t, float64(i), v, test.want[i], 1e-12)
			}
		})
	}
}

// drawnFrom gives n probabilities that lean to 0 and labels of the given rate.
func drawnFrom(rate func(p float64) float64, n int) (p, y []float64) {
	r := rand.New(rand.NewPCG(11, 12))
	for range n {
		p = append(p, sigmoid(1.5*r.NormFloat64()-1))
		label := 0.0
		if r.Float64() < rate(p[len(p)-1]) {
			label = 1
		}
		y = append(y, label)
	}
	return p, y
}

func BenchmarkBeta135k(b *testing.B) {
	p, y := drawnFrom(math.Sqrt, 135_000)
	for b.Loop() {
		if _, err := Fit(Beta, p, y, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*135_000/b.Elapsed().Seconds(), "rows/s")
}
