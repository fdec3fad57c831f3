package drift

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"predict/models"
)

var (
	nan = float32(math.NaN())
	inf = float32(math.Inf(1))
)

// Expected values are by hand. Half a customer a bin is lost in the millions of
// the first cases.
func TestStability(t *testing.T) {
	const million = 1_000_000
	tests := []struct {
		name          string
		training, now []int64
		psi, noise    float64
	}{
		{"nothing changed", []int64{3 * million, 7 * million}, []int64{3 * million, 7 * million}, 0, 1 * 2e-7},
		// .1·ln(.6/.5) + -.1·ln(.4/.5) = .1·ln 1.5
		{"two bins", []int64{5 * million, 5 * million}, []int64{6 * million, 4 * million}, .1 * math.Log(1.5), 2e-7},
		// .2·ln 2 + .1·ln 1.5 + .1·ln 1.25: shares .2,.3,.5 become .4,.2,.4.
		{
			"three bins",
			[]int64{2 * million, 3 * million, 5 * million},
			[]int64{4 * million, 2 * million, 4 * million},
			.2*math.Log(2) + .1*math.Log(1.5) + .1*math.Log(1.25), 2 * 2e-7,
		},
		{"bin empty on both sides", []int64{5 * million, 0, 5 * million}, []int64{6 * million, 0, 4 * million}, .1 * math.Log(1.5), 2e-7},
		// The empty bin counts as 1e-4: .02·ln(.02/.0001) up to the 1e-4 itself, and
		// .02·ln(1/.98).
		{
			"bin that was empty",
			[]int64{0, 10 * million},
			[]int64{million / 5, 10*million - million/5},
			(.02-1e-4)*math.Log(200) + .02*math.Log(1/.98), 2e-7,
		},
		// Half a customer each: shares .5/11 and 10.5/11 become 5.5/11 and 5.5/11.
		{"small samples", []int64{0, 10}, []int64{5, 5}, 5./11*math.Log(11) + 5./11*math.Log(10.5/5.5), .2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x := stability(test.training, test.now)
			if math.Abs(x.psi-test.psi) > 2e-6 || math.Abs(x.noise-test.noise) > 1e-12 {
				t.Errorf("PSI %.7f, noise %.9f, want %.7f, %.9f", x.psi, x.noise, test.psi, test.noise)
			}
		})
	}
}

// A normal feature that moves by d standard deviations has a PSI of d² (the
// symmetric Kullback-Leibler divergence), a little less in ten bins.
func TestStabilityOfNormal(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x := column(200_000, func() float32 { return float32(r.NormFloat64()) })
	tests := []struct{ d, low, high float64 }{
		{0, 0, .001}, {.1, .008, .0101}, {1. / 3, .09, .112}, {.5, .21, .251}, {1, .8, 1.01},
	}
	ref := reference(t, x)
	for _, test := range tests {
		now := column(200_000, func() float32 { return float32(test.d + r.NormFloat64()) })
		got := report(t, ref, now, DefaultOptions()).Features[0].Excess
		if got < test.low || got > test.high {
			t.Errorf("moved by %.2f: PSI %.4f, want %.4f to %.4f", test.d, got, test.low, test.high)
		}
	}
}

// Without a change, the mean of PSI over many samples is the noise, and no
// sample is told as drifted.
func TestNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	draw := func() float32 { return float32(r.ExpFloat64()) }
	ref := reference(t, column(5000, draw))
	for _, size := range []int{200, 1000, 5000} {
		sum, noise, told := 0.0, 0.0, 0
		const repetitions = 300
		for range repetitions {
			s := report(t, ref, column(size, draw), DefaultOptions()).Features[0]
			sum, noise = sum+s.PSI, noise+s.Noise
			if s.Level != Stable {
				told++
			}
		}
		// The reference itself is one draw, so the mean keeps its part of the noise:
		// 9 degrees of freedom, a standard deviation of √18/5000 = .00085.
		if math.Abs(sum-noise)/repetitions > .15*noise/repetitions+.0025 {
			t.Errorf("size %d: mean PSI %.5f, mean noise %.5f", size, sum/repetitions, noise/repetitions)
		}
		if told > 0 {
			t.Errorf("size %d: %d of %d samples without a change are told", size, told, repetitions)
		}
	}
}

func column(n int, f func() float32) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = f()
	}
	return out
}

func reference(t *testing.T, values []float32, categorical ...int) *Reference {
	t.Helper()
	r, err := NewReference(&models.Matrix32{N: len(values), P: 1, Data: values}, []string{"f"}, nil, categorical)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func dense(values []float32) *mat.Dense {
	x := mat.NewDense(len(values), 1, nil)
	for i, v := range values {
		x.Set(i, 0, float64(v))
	}
	return x
}

func report(t *testing.T, ref *Reference, values []float32, o Options) *Report {
	t.Helper()
	c := NewCounter(ref)
	if err := c.Add(dense(values), nil); err != nil {
		t.Fatal(err)
	}
	r, err := c.Report(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// repeat makes n values, in turn of those given.
func repeat(n int, values ...float32) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = values[i%len(values)]
	}
	return out
}

func TestReport(t *testing.T) {
	thousand := column(1000, func() float32 { return 0 })
	for i := range thousand {
		thousand[i] = float32(i)
	}
	shifted := slices.Clone(thousand)
	for i := range shifted {
		shifted[i] += 600
	}
	missing := slices.Clone(thousand)
	for i := range 150 {
		missing[i*6] = nan
	}
	tests := []struct {
		name          string
		training, now []float32
		categorical   bool
		watched       bool
		level         Level
		broken        bool
		// text is part of the sentence.
		text string
	}{
		{"as in training", thousand, thousand, false, false, Stable, false, `"f" is as in training: PSI 0.000`},
		{
			"moved by more than half", thousand, shifted, false, false, Hard, true,
			"60.0 % of the customers lie above 999, 0.0 % in training. Look at its source, or train again.",
		},
		{"the same, watched", thousand, shifted, false, true, Warning, false, "has drifted, as it is expected to"},
		{"the same, few customers", thousand, shifted[400:590], false, false, Warning, false, "on only 190 customers"},
		{"missing now", thousand, missing, false, false, Hard, false, "15.0 % of the customers have no value, 0.0 % in training"},
		{"missing before, too", missing, missing, false, false, Stable, false, ""},
		{"constant", repeat(900, 7), repeat(900, 7), false, false, Stable, false, ""},
		{"constant with another value", repeat(900, 7), repeat(900, 7, 7, 7, 3), false, false, Hard, false, "25.0 % of the customers lie below 7, 0.0 % in training"},
		{"all missing", repeat(900, nan), repeat(900, nan), false, false, Stable, false, ""},
		{"all missing, filled now", repeat(900, nan), repeat(900, 3), false, false, Hard, true, "100.0 % of the customers have a value, 0.0 % in training"},
		{"infinite now", repeat(900, 1, 2), repeat(900, 1, 2, inf), false, false, Hard, true, "33.3 % of the customers lie above 2"},
		{"infinite in training", repeat(900, 1, inf, -inf), repeat(900, 1, inf, -inf), false, false, Stable, false, ""},
		{"few values", repeat(900, 0, 1), repeat(900, 0, 1, 1, 1), false, false, Hard, false, "25.0 % of the customers have the value 0, 50.0 % in training"},
		{"codes", repeat(900, 4, 9), repeat(900, 9, 4), true, false, Stable, false, ""},
		{"codes, one rarer", repeat(900, 4, 9), repeat(900, 9, 9, 9, 4), true, false, Hard, false, "25.0 % of the customers have the value 4, 50.0 % in training"},
		{"codes, a new one", repeat(900, 4, 9), repeat(900, 4, 9, 12), true, false, Hard, true, "33.3 % of the customers have another value than the frequent ones"},
		{"largest numbers", repeat(900, math.MaxFloat32, -math.MaxFloat32), repeat(900, math.MaxFloat32, -math.MaxFloat32), false, false, Stable, false, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var categorical []int
			if test.categorical {
				categorical = []int{0}
			}
			o := DefaultOptions()
			if test.watched {
				o.Watched = []string{"f", "another"}
			}
			r := report(t, reference(t, test.training, categorical...), test.now, o)
			s := r.Features[0]
			whole := test.level
			if whole == Hard && !test.broken {
				whole = Warning
			}
			if s.Level != test.level || s.Broken != test.broken || r.Level != whole || !strings.Contains(s.Text, test.text) {
				t.Errorf("%s: %s, want %s: %s", s.Level, s.Text, test.level, test.text)
			}
		})
	}
}

// A feature, an exempt one and the score in one report.
func TestReportOrder(t *testing.T) {
	const n = 2000
	x := &models.Matrix32{N: n, P: 3}
	scores := make([]float64, n)
	for i := range n {
		v := float32(i) / n
		x.Data = append(x.Data, v, v, v)
		scores[i] = float64(i) / n
	}
	ref, err := NewReference(x, []string{"a", "b", "c"}, scores, nil)
	if err != nil {
		t.Fatal(err)
	}
	now := mat.NewDense(n, 3, nil)
	for i := range n {
		v := float64(i) / n
		now.SetRow(i, []float64{v, v * v, v * .3})
		scores[i] *= scores[i]
	}
	c := NewCounter(ref)
	if err := c.Add(now, scores); err != nil {
		t.Fatal(err)
	}
	o := DefaultOptions()
	o.Watched = []string{"c"}
	o.Importance = map[string]float64{"a": .6, "b": .005, "c": .3}
	r, err := c.Report(o)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.Features {
		got = append(got, s.Feature+" "+string(s.Level))
	}
	if diff := cmp.Diff([]string{"c warning", "b warning", "a stable"}, got); diff != "" {
		t.Errorf("features, the worst first (-want +got):\n%s", diff)
	}
	if want := "and the model hardly uses it"; !strings.Contains(r.Features[1].Text, want) {
		t.Errorf("text = %q, want %q", r.Features[1].Text, want)
	}
	if r.Score == nil || r.Score.Level != Hard || r.Level != Hard || !strings.HasPrefix(r.Score.Text, "The score has drifted beyond the limit of 0.25") {
		t.Errorf("score = %+v, level %s", r.Score, r.Level)
	}
	if diff := cmp.Diff([]string{"", "c", "b"}, features(r.Beyond(Warning))); diff != "" {
		t.Errorf("beyond the warning (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{""}, features(r.Beyond(Hard))); diff != "" {
		t.Errorf("beyond the limit (-want +got):\n%s", diff)
	}
}

func features(shifts []Shift) []string {
	var out []string
	for _, s := range shifts {
		out = append(out, s.Feature)
	}
	return out
}

// Counting in parts and merging them in any order is counting all at once.
func TestMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	values := column(3000, func() float32 { return float32(r.NormFloat64()) })
	ref := reference(t, values)
	whole := report(t, ref, values, DefaultOptions())
	parts := []*Counter{NewCounter(ref), NewCounter(ref), NewCounter(ref)}
	for k, c := range parts {
		if err := c.Add(dense(values[k*1000:(k+1)*1000]), nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, order := range [][]int{{0, 1, 2}, {2, 0, 1}} {
		sum := NewCounter(ref)
		for _, k := range order {
			if err := sum.Merge(parts[k]); err != nil {
				t.Fatal(err)
			}
		}
		got, err := sum.Report(DefaultOptions())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole, got); diff != "" {
			t.Errorf("order %v:\n%s", order, diff)
		}
	}
}

func TestErrors(t *testing.T) {
	x := &models.Matrix32{N: 2, P: 2, Data: make([]float32, 4)}
	good := reference(t, []float32{1, 2})
	build := func(x *models.Matrix32, names []string, scores []float64, categorical []int) func() error {
		return func() error {
			_, err := NewReference(x, names, scores, categorical)
			return err
		}
	}
	two := []string{"a", "b"}
	tests := []struct {
		name string
		call func() error
		want error
	}{
		{"no matrix", build(nil, nil, nil, nil), models.ErrEmpty},
		{"no rows", build(&models.Matrix32{P: 2}, two, nil, nil), models.ErrEmpty},
		{"short names", build(x, two[:1], nil, nil), models.ErrShape},
		{"short scores", build(x, two, []float64{1}, nil), models.ErrShape},
		{"names twice", build(x, []string{"a", "a"}, nil, nil), models.ErrValue},
		{"score above 1", build(x, two, []float64{0, 1.5}, nil), models.ErrValue},
		{"score missing", build(x, two, []float64{0, math.NaN()}, nil), models.ErrValue},
		{"categorical column that is not there", build(x, two, nil, []int{2}), models.ErrValue},
		{"adding nothing", func() error { return NewCounter(good).Add(nil, nil) }, models.ErrEmpty},
		{"adding other columns", func() error { return NewCounter(good).Add(mat.NewDense(1, 2, nil), nil) }, models.ErrShape},
		{"adding too few scores", func() error { return NewCounter(good).Add(mat.NewDense(2, 1, nil), []float64{.5}) }, models.ErrShape},
		{"adding a score that is none", func() error { return NewCounter(good).Add(mat.NewDense(1, 1, nil), []float64{-1}) }, models.ErrValue},
		{"merging another reference", func() error { return NewCounter(good).Merge(NewCounter(reference(t, []float32{1, 2}))) }, models.ErrShape},
		{"merging nothing", func() error { return NewCounter(good).Merge(nil) }, models.ErrShape},
		{"reporting nothing", func() error { _, err := NewCounter(good).Report(DefaultOptions()); return err }, models.ErrEmpty},
		{"no options", func() error { _, err := NewCounter(good).Report(Options{}); return err }, models.ErrValue},
		{"limit below the warning", func() error { return Options{Warn: .2, Limit: .1, ScoreLimit: .2, Broken: 2}.Validate() }, models.ErrValue},
		{"infinite limit", func() error { return Options{Warn: .2, Limit: math.Inf(1), ScoreLimit: .2, Broken: 2}.Validate() }, models.ErrValue},
		{"broken without a limit", func() error { return Options{Warn: .1, Limit: 1, ScoreLimit: 1}.Validate() }, models.ErrValue},
		{"importance that is no share", func() error {
			return Options{Warn: .1, Limit: 1, ScoreLimit: 1, Broken: 2, MinImportance: 7}.Validate()
		}, models.ErrValue},
		{"negative rows", func() error { return Options{Warn: .2, Limit: 1, ScoreLimit: 1, Broken: 2, MinRows: -1}.Validate() }, models.ErrValue},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := test.call(); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	const n, p = 4096, 180
	r := rand.New(rand.NewPCG(7, 8))
	x := &models.Matrix32{N: n, P: p, Data: column(n*p, r.Float32)}
	names := make([]string, p)
	for j := range names {
		names[j] = string(rune('a' + j))
	}
	ref, err := NewReference(x, names, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	rows, c := x.Dense(nil), NewCounter(ref)
	for b.Loop() {
		if err := c.Add(rows, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkNewReference(b *testing.B) {
	const n, p = 200_000, 64
	r := rand.New(rand.NewPCG(7, 8))
	x := &models.Matrix32{N: n, P: p, Data: column(n*p, r.Float32)}
	names := make([]string, p)
	for j := range names {
		names[j] = string(rune('a' + j))
	}
	for b.Loop() {
		if _, err := NewReference(x, names, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
