package leak

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

var nan = math.NaN()

// table makes a matrix of columns.
func table(columns ...[]float64) *models.Matrix32 {
	x := &models.Matrix32{N: len(columns[0]), P: len(columns)}
	for i := range x.N {
		for _, c := range columns {
			x.Data = append(x.Data, float32(c[i]))
		}
	}
	return x
}

// customers are n labels, every fourth churned.
func customers(n int) []float64 {
	y := make([]float64, n)
	for i := range y {
		if i%4 == 0 {
			y[i] = 1
		}
	}
	return y
}

// each makes a column from the labels.
func each(y []float64, f func(r *rand.Rand, i int, churned bool) float64) []float64 {
	r := rand.New(rand.NewPCG(1, uint64(len(y))))
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = f(r, i, v == 1)
	}
	return out
}

// lift gives the churned a mean that is higher by d standard deviations: an AUC
// of Φ(d/√2).
func lift(d float64) func(*rand.Rand, int, bool) float64 {
	return func(r *rand.Rand, _ int, churned bool) float64 {
		if churned {
			return d + r.NormFloat64()
		}
		return r.NormFloat64()
	}
}

func TestFind(t *testing.T) {
	share := func(churnedShare, stayedShare, in, out float64) func(*rand.Rand, int, bool) float64 {
		return func(r *rand.Rand, _ int, churned bool) float64 {
			p := stayedShare
			if churned {
				p = churnedShare
			}
			if r.Float64() < p {
				return in
			}
			return out
		}
	}
	tests := []struct {
		name        string
		feature     func(*rand.Rand, int, bool) float64
		categorical bool
		n           int
		want        Kind
	}{
		{"no relation", lift(0), false, 8000, ""},
		{"constant", func(*rand.Rand, int, bool) float64 { return 7 }, false, 8000, ""},
		{"all missing", func(*rand.Rand, int, bool) float64 { return nan }, false, 8000, ""},
		{"infinite", func(*rand.Rand, int, bool) float64 { return math.Inf(-1) }, false, 8000, ""},
		{"honest and strong, AUC .86", lift(1.53), false, 8000, ""},
		{"label", share(1, 0, 1, 0), false, 8000, Separates},
		{"label turned round", share(1, 0, 0, 1), false, 8000, Separates},
		{"label with one in fifty wrong", share(.98, .02, 1, 0), false, 8000, Separates},
		{"label as codes", share(1, 0, 3, 8), true, 8000, Separates},
		{"label hidden in the middle", func(r *rand.Rand, _ int, churned bool) float64 {
			if churned {
				return 0.5 * (r.Float64() - 0.5)
			}
			return math.Copysign(0.3+r.Float64(), r.NormFloat64())
		}, false, 8000, Separates},
		{"filled for three in ten churned", func(r *rand.Rand, _ int, churned bool) float64 {
			if churned && r.Float64() < .3 {
				return r.NormFloat64()
			}
			return nan
		}, false, 8000, Presence},
		{"missing for three in ten churned", func(r *rand.Rand, _ int, churned bool) float64 {
			if churned && r.Float64() < .3 {
				return nan
			}
			return r.NormFloat64()
		}, false, 8000, Presence},
		{"filled for the churned of one channel", share(.4, .05, 1, nan), false, 8000, ""},
		{"one value, in the middle", func(r *rand.Rand, _ int, churned bool) float64 {
			if churned && r.Float64() < .4 {
				return 0
			}
			return r.NormFloat64()
		}, false, 8000, Value},
		{"one code", share(.4, .0005, 17, 4), true, 8000, Value},
		{"one rare code", share(.1, 0, 17, 4), true, 8000, ""},
		{"many codes of the churned alone", func(r *rand.Rand, _ int, churned bool) float64 {
			if churned && r.Float64() < .6 {
				return float64(100 + r.IntN(20))
			}
			return float64(r.IntN(20))
		}, true, 8000, PureEnd},
		{"an end of the churned alone", func(r *rand.Rand, _ int, churned bool) float64 {
			if churned {
				return r.Float64() * 1.6
			}
			return r.Float64()
		}, false, 8000, PureEnd},
		{"an end of those who stayed alone is honest", func(r *rand.Rand, _ int, churned bool) float64 {
			if churned {
				return r.Float64()
			}
			return r.Float64() * 1.6
		}, false, 8000, ""},
		{"far ahead, AUC .94", lift(2.2), false, 8000, Apart},
		{"identifier", func(_ *rand.Rand, i int, _ bool) float64 { return float64(i) }, true, 8000, ""},
		{"two thousand codes", func(r *rand.Rand, _ int, _ bool) float64 { return float64(r.IntN(2000)) }, true, 8000, ""},
		{"identifier in the order of the labels", func(r *rand.Rand, i int, churned bool) float64 {
			if churned {
				return float64(i)
			}
			return float64(i) + 1e6
		}, false, 8000, Separates},
		{"label of thirty customers", share(1, 0, 1, 0), false, 40, Separates},
		{"ten rows say nothing", share(1, 0, 1, 0), false, 10, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			y := customers(test.n)
			columns := [][]float64{each(y, test.feature)}
			for k := range 6 {
				columns = append(columns, each(y, lift(0.1*float64(k))))
			}
			o := DefaultOptions()
			if test.categorical {
				o.Categorical = []int{0}
			}
			found, err := Find(context.Background(), table(columns...), y, names(7), o)
			if err != nil {
				t.Fatal(err)
			}
			got := make(map[string]Kind)
			for _, s := range found {
				got[s.Feature] = s.Kind
			}
			want := make(map[string]Kind)
			if test.want != "" {
				want["a"] = test.want
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("suspects (-want +got):\n%s%v", diff, found)
			}
		})
	}
}

func names(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = string(rune('a' + i))
	}
	return out
}

// Berka's best honest feature has an AUC of .935 and relatives of .93: far
// ahead of nothing.
func TestFindHonestRelatives(t *testing.T) {
	y := customers(8000)
	var columns [][]float64
	for k := range 7 {
		columns = append(columns, each(y, lift(2.14-0.05*float64(k))))
	}
	found, err := Find(context.Background(), table(columns...), y, names(7), DefaultOptions())
	if err != nil || len(found) != 0 {
		t.Errorf("Find() = %v, %v, want none", found, err)
	}
}

func TestFindAllowed(t *testing.T) {
	y := customers(400)
	x := table(y, each(y, lift(0)), y)
	o := DefaultOptions()
	o.Allowed = []string{"a"}
	got, err := Find(context.Background(), x, y, names(3), o)
	if err != nil {
		t.Fatal(err)
	}
	want := []Suspect{{
		Feature: "c", Index: 2, Kind: Separates, AUC: 1,
		Why: `"c" seems to know the outcome: alone it separates churned customers from the others with an AUC of 1.000; ` +
			`honest features stay below 0.96; leave it out, or allow it by name if it is always written before the cutoff.`,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("suspects (-want +got):\n%s", diff)
	}
}

func TestFindErrors(t *testing.T) {
	y := customers(40)
	x := table(y, y)
	bad := DefaultOptions()
	bad.Categorical = []int{2}
	zero := Options{}
	noLabel := customers(40)
	noLabel[3] = nan
	tests := []struct {
		name string
		x    *models.Matrix32
		y    []float64
		n    []string
		o    Options
		want error
	}{
		{"no rows", &models.Matrix32{P: 2}, nil, names(2), DefaultOptions(), models.ErrEmpty},
		{"nil", nil, nil, nil, DefaultOptions(), models.ErrEmpty},
		{"short data", &models.Matrix32{N: 40, P: 2, Data: x.Data[1:]}, y, names(2), DefaultOptions(), models.ErrShape},
		{"short labels", x, y[1:], names(2), DefaultOptions(), models.ErrShape},
		{"short names", x, y, names(1), DefaultOptions(), models.ErrShape},
		{"label missing", x, noLabel, names(2), DefaultOptions(), models.ErrValue},
		{"one class", x, make([]float64, 40), names(2), DefaultOptions(), models.ErrOneClass},
		{"categorical column that is not there", x, y, names(2), bad, models.ErrValue},
		{"no options", x, y, names(2), zero, models.ErrValue},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Find(context.Background(), test.x, test.y, test.n, test.o); !errors.Is(err, test.want) {
				t.Errorf("Find() = %v, want %v", err, test.want)
			}
		})
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Find(ended, x, y, names(2), DefaultOptions()); !errors.Is(err, context.Canceled) {
		t.Errorf("Find() of a context that ended = %v", err)
	}
}

// The same bytes with one worker and with three, also where rows are sampled.
func TestFindWorkers(t *testing.T) {
	y := customers(5000)
	var columns [][]float64
	for k := range 20 {
		columns = append(columns, each(y, lift(0.15*float64(k))))
	}
	o := DefaultOptions()
	o.Rows, o.Seed, o.Workers = 1000, 3, 1
	one, err := Find(context.Background(), table(columns...), y, names(20), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(one) == 0 {
		t.Error("Find() = none, want the features of AUC .97 and more")
	}
	o.Workers = 3
	three, err := Find(context.Background(), table(columns...), y, names(20), o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, three); diff != "" {
		t.Errorf("suspects of one worker and of three:\n%s", diff)
	}
}

// Expected areas are by hand.
func TestAreas(t *testing.T) {
	tests := []struct {
		name            string
		values          []float32
		churned         []bool
		ordered, groups float64
	}{
		// Pairs: (2,1) won, (2,3) lost, (4,1) and (4,3) won.
		{"no ties", []float32{1, 2, 3, 4}, []bool{false, true, false, true}, .75, .5},
		// The same pairs the other way round.
		{"falling", []float32{4, 3, 2, 1}, []bool{false, true, false, true}, .75, .5},
		// (1,1) ties, (1,2) lost, (2,1) won, (2,2) ties.
		{"ties", []float32{1, 1, 2, 2}, []bool{false, true, false, true}, .5, .5},
		// Known: (2,1) won. Missing is churned, so high: (NaN,1) won; it has no pair
		// with another that is missing.
		{"missing", []float32{1, 2, float32(nan)}, []bool{false, true, true}, 1, .5},
		{"zeros are one", []float32{0, float32(math.Copysign(0, -1))}, []bool{false, true}, .5, .5},
		// Two of group 5 churned, two of group 6 stayed. Base rate .5: a churned one
		// is placed by (1+5)/(1+10) = .545, one who stayed by (0+5)/11 = .455.
		{"groups", []float32{5, 5, 6, 6}, []bool{true, true, false, false}, 1, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c counter
			counted := c.count(test.values, test.churned)
			groups := counted.atoms
			if counted.missing.size() > 0 {
				groups = append(groups, counted.missing)
			}
			if got := areaOrdered(&counted); got != test.ordered {
				t.Errorf("areaOrdered() = %v, want %v", got, test.ordered)
			}
			if got := areaGroups(groups); got != test.groups {
				t.Errorf("areaGroups() = %v, want %v", got, test.groups)
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	const n, p = 424_000, 180
	r := rand.New(rand.NewPCG(1, 2))
	x := &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}
	for i := range x.Data {
		x.Data[i] = r.Float32()
	}
	y := customers(n)
	for b.Loop() {
		if _, err := Find(context.Background(), x, y, make([]string, p), DefaultOptions()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
