package logistic

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/modelstest"
)

func TestConformance(t *testing.T) {
	straight := DefaultOptions()
	straight.Knots, straight.L2 = 0, 1
	many := DefaultOptions()
	many.Knots, many.Tail, many.L2 = maxKnots, 0.01, 10
	for name, o := range map[string]Options{"default": DefaultOptions(), "straight": straight, "many knots": many} {
		// The search stops at a gradient below the tolerance, not at the exact
		// minimum; duplicated rows take another path to it.
		o.Tolerance = 1e-9
		t.Run(name, func(t *testing.T) {
			modelstest.Run(t, modelstest.Suite{
				New:             func() models.Estimator { return mustNew(t, o) },
				Load:            Load,
				WeightTolerance: 1e-6,
			})
		})
	}
}

// Several blocks of rows, so that the order of their sum is tested.
func TestConformanceOfManyRows(t *testing.T) {
	modelstest.Run(t, modelstest.Suite{
		New:             func() models.Estimator { return mustNew(t, DefaultOptions()) },
		Load:            Load,
		Rows:            5000,
		WeightTolerance: 1e-4,
	})
}

// The expected coefficients are those of scikit-learn 1.9.1 (numpy 2.4.6):
// LogisticRegression(C=1/L2, tol=1e-12, solver="newton-cholesky") on columns
// standardised with the (weighted) training mean and population standard
// deviation, missing values imputed by the mean, and a standardised indicator
// as the last coefficient.
func TestAgainstScikitLearn(t *testing.T) {
	const n, p = 40, 3
	x, y, w := mat.NewDense(n, p, nil), make([]float64, n), make([]float64, n)
	for i := range n {
		for j := range p {
			x.Set(i, j, float64((i*37+j*101+i*i*j*7)%97)/10)
		}
		if x.At(i, 0)-x.At(i, 1)+float64((i*53)%29)/4-2 > 0 {
			y[i] = 1
		}
		w[i] = float64(1 + i%3)
	}
	holes := mat.DenseCopyOf(x)
	for i := 0; i < n; i += 5 {
		holes.Set(i, 2, math.NaN())
	}
	tests := []struct {
		name      string
		x         *mat.Dense
		w         []float64
		l2        float64
		intercept float64
		want      []float64
	}{
		{"plain", x, nil, 1, 0.7243901168081786, []float64{1.3474567761224403, -1.227910893020931, 0.1607916987262645}},
		{"weighted", x, w, 2, 0.6393903676153878, []float64{1.1580069024492594, -1.19300036614405, 0.10202276244658906}},
		{"missing", holes, nil, 1, 0.6998772090024804, []float64{1.390767427582016, -1.1613415333604042, 0.08868540983020799, 0.5348229973688348}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := fit(t, Options{L2: test.l2, Tolerance: 1e-11, MaxIterations: 1000}, test.x, y, test.w)
			got := append([]float64{m.BaseMargin()}, standardised(m, test.x, test.w)...)
			want := append([]float64{test.intercept}, test.want...)
			for c := range want {
				if math.Abs(got[c]-want[c]) > 1e-6 {
					t.Errorf("coefficient %d = %.9f, want %.9f", c, got[c], want[c])
				}
			}
		})
	}
}

// standardised reads the coefficients of standardised columns off a model of
// straight lines: rise per unit times standard deviation.
func standardised(m *Model, x *mat.Dense, w []float64) []float64 {
	n, p := x.Dims()
	var out, indicators []float64
	for j := range p {
		var total, present, sum, squares float64
		for pass := range 2 {
			mean := sum / present
			for i := range n {
				weight := 1.0
				if w != nil {
					weight = w[i]
				}
				v := x.At(i, j)
				switch {
				case pass == 0:
					total += weight
					if !math.IsNaN(v) {
						present, sum = present+weight, sum+weight*v
					}
				case !math.IsNaN(v):
					squares += weight * (v - mean) * (v - mean)
				}
			}
		}
		c := m.curves[j]
		out = append(out, (c.Heights[1]-c.Heights[0])/(c.Knots[1]-c.Knots[0])*math.Sqrt(squares/total))
		if share := 1 - present/total; share > 0 {
			indicators = append(indicators, c.Missing*math.Sqrt(share*(1-share))/(1-share))
		}
	}
	return append(out, indicators...)
}

// Contributions are against the average training row: their mean is 0.
func TestContributionsAverageToZero(t *testing.T) {
	x, y := modelstest.Learnable(3000, 1)
	m := fit(t, DefaultOptions(), x, y, nil)
	c := m.Contributions(nil, x)
	for j := range m.Features() {
		if mean := mat.Sum(c.ColView(j)) / 3000; math.Abs(mean) > 1e-6 {
			t.Errorf("mean contribution of feature %d = %v, want 0", j, mean)
		}
	}
	margins := m.Margins(nil, x)
	for i, margin := range margins {
		if d := margin - m.BaseMargin() - mat.Sum(c.RowView(i)); math.Abs(d) > 1e-9 {
			t.Fatalf("row %d: contributions miss the margin by %v", i, d)
		}
	}
}

func TestMissingValues(t *testing.T) {
	x, y := modelstest.Learnable(3000, 1)
	o := DefaultOptions()
	o.L2 = 300 // the default shrinks the effects of as few as 3,000 rows to a third
	m := fit(t, o, x, y, nil)
	row := mat.NewDense(1, 5, []float64{math.NaN(), .5, math.NaN(), 1, 7})
	c := m.Contributions(nil, row)
	if got := c.At(0, 0); got != 0 {
		t.Errorf("contribution of a value that was never missing in training = %v, want 0", got)
	}
	// Learnable adds 1 to the margin where feature 2 is missing.
	if got := c.At(0, 2); got < 0.3 {
		t.Errorf("contribution of a missing value that means churn = %v, want above 0.3", got)
	}
	row.Set(0, 0, 1e9)
	far := m.Contributions(nil, row).At(0, 0)
	row.Set(0, 0, 10)
	if near := m.Contributions(nil, row).At(0, 0); far != near {
		t.Errorf("contributions beyond the last knot: %v and %v, want equal", far, near)
	}
}

// A bend that no straight line follows: churn at both ends of feature 1.
func TestKnotsFindABend(t *testing.T) {
	x, y := modelstest.Learnable(4000, 1)
	o := DefaultOptions()
	o.L2 = 1
	m := fit(t, o, x, y, nil)
	at := func(v float64) float64 {
		return m.Contributions(nil, mat.NewDense(1, 5, []float64{0, v, 0, 1, 7})).At(0, 1)
	}
	if low, middle, high := at(0), at(.5), at(1); low < middle+1 || high < middle+1 {
		t.Errorf("contributions at 0, .5, 1 = %.2f, %.2f, %.2f, want about 2 apart", low, middle, high)
	}
}

// Standardised columns have mean 0 and variance 1 over the training rows,
// whatever the number of knots; a segment or a missing value taken for another
// would show here.
func TestColumnsAreStandardised(t *testing.T) {
	const n = 3000
	x, y := modelstest.Learnable(n, 1)
	for knots := range maxKnots + 1 {
		o := DefaultOptions()
		o.Knots = knots
		d, err := newDesign(context.Background(), x, y, nil, o)
		if err != nil {
			t.Fatal(err)
		}
		f := newObjective(context.Background(), d, 1)
		k := len(f.columns)
		if want := 4*(knots+1) + 1; k != want {
			t.Errorf("%d knots: %d columns, want %d", knots, k, want)
		}
		sums, squares, row := make([]float64, k), make([]float64, k), make([]float64, k)
		for i := range n {
			f.columnValues(row, i)
			for c, v := range row {
				sums[c] += v / n
				squares[c] += v * v / n
			}
		}
		for c := range k {
			if math.Abs(sums[c]) > 1e-9 || math.Abs(squares[c]-1) > 1e-9 {
				t.Errorf("%d knots, column %+v: mean %v, variance %v", knots, f.columns[c], sums[c], squares[c])
			}
		}
	}
}

// The gradient that the search follows is that of the value that it compares.
func TestGradient(t *testing.T) {
	x, y := modelstest.Learnable(500, 1)
	w := make([]float64, 500)
	for i := range w {
		w[i] = float64(i%3) / 2
	}
	d, err := newDesign(context.Background(), x, y, w, DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	f := newObjective(context.Background(), d, 10)
	theta := make([]float64, len(f.columns)+1)
	for c := range theta {
		theta[c] = math.Sin(float64(c))
	}
	f.evaluate(theta)
	gradient := slices.Clone(f.gradient)
	const step = 1e-5
	for c := range theta {
		at := slices.Clone(theta)
		at[c] += step
		f.evaluate(at)
		up := f.value
		at[c] -= 2 * step
		f.evaluate(at)
		if want := (up - f.value) / (2 * step); math.Abs(gradient[c]-want) > 1e-8 {
			t.Errorf("derivative %d = %v, by differences %v", c, gradient[c], want)
		}
	}
}

func TestOptions(t *testing.T) {
	bad := Options{L2: -1, Knots: 7, Tail: .5, Tolerance: 0, MaxIterations: 0, MaxRows: -1}
	_, err := New(bad)
	if !errors.Is(err, models.ErrValue) {
		t.Fatalf("error %v, want ErrValue", err)
	}
	if got := len(errors.Unwrap(err).(interface{ Unwrap() []error }).Unwrap()); got != 6 {
		t.Errorf("%d problems reported, want 6: %v", got, err)
	}
	o := DefaultOptions()
	o.MaxRows = 10
	x, y := modelstest.Learnable(11, 1)
	if _, err := mustNew(t, o).Fit(context.Background(), x, y, nil); !errors.Is(err, models.ErrShape) {
		t.Errorf("too many rows: error %v, want ErrShape", err)
	}
}

func TestLoadRefusesDamage(t *testing.T) {
	tests := map[string]string{
		"falling knots":    `{"intercept":0,"converged":true,"curves":[{"knots":[1,0],"heights":[1,2],"missing":0}]}`,
		"lost height":      `{"intercept":0,"converged":true,"curves":[{"knots":[0,1],"heights":[1],"missing":0}]}`,
		"no knots":         `{"intercept":0,"converged":true,"curves":[{"knots":[],"heights":[],"missing":0}]}`,
		"negative unit":    `{"intercept":0,"converged":true,"curves":[{"log":-1,"knots":[0,1],"heights":[1,2],"missing":0}]}`,
		"unknown field":    `{"intercept":0,"converged":true,"curves":[{"knots":[0],"heights":[0],"missing":0}],"x":1}`,
		"number too large": `{"intercept":1e999,"converged":true,"curves":[{"knots":[0],"heights":[0],"missing":0}]}`,
	}
	for name, text := range tests {
		if _, err := Load([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func fit(t *testing.T, o Options, x *mat.Dense, y, w []float64) *Model {
	t.Helper()
	p, err := mustNew(t, o).Fit(context.Background(), x, y, w)
	if err != nil {
		t.Fatal(err)
	}
	return p.(*Model)
}

func mustNew(t *testing.T, o Options) Estimator {
	t.Helper()
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
