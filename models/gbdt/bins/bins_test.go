package bins

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// column makes a matrix of one column.
func column(values ...float32) *models.Matrix32 {
	return &models.Matrix32{N: len(values), P: 1, Data: values}
}

func build(t *testing.T, x *models.Matrix32, w []float64, o Options) *Matrix {
	t.Helper()
	if o.MaxBin == 0 {
		o.MaxBin = 255
	}
	if o.MinRows == 0 {
		o.MinRows = 1
	}
	if o.Sample == 0 {
		o.Sample = 200_000
	}
	m, err := Build(context.Background(), x, nil, w, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func after(v float64) float64 { return math.Nextafter(v, math.Inf(1)) }

// The bounds follow by hand from the rules: halves between neighbours, a bin of
// its own for zero and for heavy values, the rest in even shares.
func TestBounds(t *testing.T) {
	inf, nan := math.Inf(1), float32(math.NaN())
	repeat := func(v float32, n int) []float32 { return slices.Repeat([]float32{v}, n) }
	tests := []struct {
		name    string
		values  []float32
		w       []float64
		options Options
		want    []float64
	}{
		{"few values", []float32{1, 2, 4, 4}, nil, Options{}, []float64{after(1.5), after(3), inf}},
		{"one value", []float32{7, 7, 7}, nil, Options{}, []float64{inf}},
		{"rare values join the next", []float32{1, 2, 2, 3, 3, 4}, nil, Options{MinRows: 2}, []float64{after(2.5), after(3.5), inf}},
		{"zero between", []float32{-2, -1, 0, 1, 2}, nil, Options{}, []float64{after(-1.5), -zeroBand, zeroBand, after(1.5), inf}},
		{"both zeros", []float32{float32(math.Copysign(0, -1)), 0, 3}, nil, Options{}, []float64{zeroBand, inf}},
		{"signs without zero", []float32{-2, -1, 1}, nil, Options{}, []float64{after(-1.5), zeroBand, inf}},
		{"only negative", []float32{-3, -2}, nil, Options{}, []float64{after(-2.5), inf}},
		{"no value", []float32{nan, nan}, nil, Options{}, nil},
		// Missing values take one of the four bins, the zero that is not there another:
		// two are left, of three rows each.
		{"missing", []float32{1, 2, 3, 4, 5, 6, nan}, nil, Options{MaxBin: 4}, []float64{after(3.5), inf}},
		// Three bins for ten rows: five equal ones are more than a third.
		{
			"heavy value", append(repeat(5, 5), 1, 2, 6, 7, 8), nil,
			Options{MaxBin: 4},
			[]float64{after(3.5), after(5.5), inf},
		},
		// The same, with weights in place of repetition.
		{
			"weights",
			[]float32{5, 1, 2, 6, 7, 8},
			[]float64{5, 1, 1, 1, 1, 1},
			Options{MaxBin: 4},
			[]float64{after(3.5), after(5.5), inf},
		},
	}
	for _, test := range tests {
		m := build(t, column(test.values...), test.w, test.options)
		if diff := cmp.Diff(test.want, m.Mappers[0].Upper); diff != "" {
			t.Errorf("%s: bounds (-want +got):\n%s", test.name, diff)
		}
	}
}

// The fast search agrees with the definition: the first bin whose bound is not
// below the value.
func TestBinOfEveryValue(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	kinds := map[string]func() float32{
		"normal": func() float32 { return float32(r.NormFloat64()) },
		"heavy":  func() float32 { return float32(math.Exp(8 * r.NormFloat64())) },
		"tiny":   func() float32 { return float32(r.NormFloat64() * 1e-38) },
		"counts": func() float32 { return float32(r.IntN(400)) },
		"huge":   func() float32 { return math.Float32frombits(uint32(r.Uint64()) &^ (1 << 23)) },
		"close":  func() float32 { return 1e6 + float32(r.IntN(300))/16 },
	}
	for name, draw := range kinds {
		values := make([]float32, 3000)
		for i := range values {
			values[i] = draw()
		}
		mapper := build(t, column(values...), nil, Options{}).Mappers[0]
		for _, b := range mapper.Upper[:len(mapper.Upper)-1] {
			near := float32(b)
			values = append(values, near, math.Nextafter32(near, math.MaxFloat32), math.Nextafter32(near, -math.MaxFloat32))
		}
		values = append(values, 0, float32(math.Copysign(0, -1)), math.MaxFloat32, -math.MaxFloat32,
			float32(math.Inf(1)), float32(math.Inf(-1)))
		for _, v := range values {
			want := 1 + slices.IndexFunc(mapper.Upper, func(b float64) bool { return float64(v) <= b })
			if got := mapper.Bin(v); int(got) != want {
				t.Fatalf("%s: %v is in bin %d, want %d", name, v, got, want)
			}
		}
		for _, nan := range []uint32{0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001} {
			if got := mapper.Bin(math.Float32frombits(nan)); got != 0 {
				t.Errorf("%s: NaN %x is in bin %d", name, nan, got)
			}
		}
	}
}

// Categories by weight, ties by number; rare ones, fractions below -1, missing
// and unseen ones are missing.
func TestCategories(t *testing.T) {
	nan := float32(math.NaN())
	x := column(9, 9, 9, 2.5, 2, 4, 4, 0, -0.5, 7, -3, nan, 2e6)
	m := build(t, x, nil, Options{Categorical: []bool{true}, MinRows: 2})
	mapper := m.Mappers[0]
	if diff := cmp.Diff([]int{9, 0, 2, 4}, mapper.Categories); diff != "" {
		t.Errorf("categories (-want +got):\n%s", diff)
	}
	want := []uint8{1, 1, 1, 3, 3, 4, 4, 2, 2, 0, 0, 0, 0}
	if diff := cmp.Diff(want, m.Columns[0]); diff != "" {
		t.Errorf("bins (-want +got):\n%s", diff)
	}
	if got := mapper.Bin(1); got != 0 {
		t.Errorf("an unseen category is in bin %d", got)
	}
	if got := mapper.Info(); got != "0:2:4:9" {
		t.Errorf("info %q", got)
	}
}

func TestInfo(t *testing.T) {
	tests := []struct {
		x    *models.Matrix32
		want string
	}{
		{column(3, 1, 0.1), "[0.10000000149011612:3]"},
		{column(3, 3), "none"},
		{column(float32(math.NaN())), "none"},
	}
	for _, test := range tests {
		if got := build(t, test.x, nil, Options{}).Mappers[0].Info(); got != test.want {
			t.Errorf("info of %v: %q, want %q", test.x.Data, got, test.want)
		}
	}
}

// Every bin can be read back from the lines, whatever shares a byte with it.
func TestLinesHoldTheColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n, p = 3000, 100
	x := &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}
	for i := range n {
		for j := range p {
			v := float32(r.IntN(1 + j*j/4))
			if j%3 == 0 && r.Float64() < 0.2 {
				v = float32(math.NaN())
			}
			x.Data[i*p+j] = v
		}
	}
	one := build(t, x, nil, Options{Workers: 1})
	m := build(t, x, nil, Options{Workers: 3})
	if diff := cmp.Diff(one.Lines, m.Lines); diff != "" {
		t.Error("the number of workers changes the lines")
	}
	found := 0
	for s, slot := range m.Slots {
		word := s / 8
		l := slices.IndexFunc(m.Sections, func(c Section) bool { return word >= c.From && word < c.To })
		for _, part := range slot.Parts {
			found++
			for i := range n {
				b := int(uint8(m.Lines[l][i][word-m.Sections[l].From] >> (8 * (s % 8))))
				if got := part.First + b/part.Stride%part.Cells; got != int(m.Columns[part.Feature][i]) {
					t.Fatalf("feature %d, row %d: %d in the line, %d in the column", part.Feature, i, got, m.Columns[part.Feature][i])
				}
			}
		}
	}
	varying := 0
	for _, c := range m.Columns {
		if c != nil {
			varying++
		}
	}
	if found != varying || varying != p-1 { // column 1 holds only zeros
		t.Errorf("%d features in slots, %d with columns, want %d", found, varying, p-1)
	}
	if len(m.Slots) >= found {
		t.Errorf("%d slots for %d features: nothing was packed", len(m.Slots), found)
	}
}

// More rows than are sampled, some missing values only beyond the sample, and a
// choice of rows.
func TestChosenRows(t *testing.T) {
	const n = 20_000
	x := column(make([]float32, n)...)
	var rows []int32
	for i := range n {
		x.Data[i] = float32(i % 500)
		if i%100 == 3 {
			x.Data[i] = float32(math.NaN())
		}
		if i%2 == 1 {
			rows = append(rows, int32(i))
		}
	}
	m, err := Build(context.Background(), x, rows, nil, Options{MaxBin: 255, MinRows: 3, Sample: 1000, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	for k, i := range rows {
		if want := m.Mappers[0].Bin(x.Data[i]); m.Columns[0][k] != want {
			t.Fatalf("row %d: bin %d, want %d", i, m.Columns[0][k], want)
		}
	}
	again, err := m.Bin(context.Background(), x, 2)
	if err != nil {
		t.Fatal(err)
	}
	if again[0][rows[7]] != m.Columns[0][7] {
		t.Error("the same row has another bin when it is binned again")
	}
	if s := sampled(rows, len(rows), 1000, 5); len(s) < 850 || len(s) > 1150 || !slices.IsSorted(s) {
		t.Errorf("%d rows sampled for 1000", len(s))
	}
}

func TestBuildStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Build(ctx, column(1, 2, 3), nil, nil, Options{MaxBin: 255, MinRows: 1, Sample: 1000}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	many := &models.Matrix32{N: MaxRows + 1, P: 1}
	if _, err := Build(context.Background(), many, nil, nil, Options{}); err == nil {
		t.Error("more than MaxRows rows give no error")
	}
}

func TestRadix(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 2, 1000} {
		a := make([]uint64, n)
		for i := range a {
			a[i] = uint64(r.Uint32()>>(i%3*8))<<32 | uint64(i)
		}
		want := slices.Clone(a)
		slices.Sort(want)
		got, _ := radix(a, make([]uint64, n), 32)
		if !slices.Equal(got, want) {
			t.Errorf("%d numbers are not in order", n)
		}
	}
}
