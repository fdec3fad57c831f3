package columnar_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"predict/data/columnar"
)

// write writes the columns as one file, in row groups of at most size rows.
func write(t testing.TB, cols []columnar.Column, optional bool, size int, opts columnar.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.parquet")
	var fields []columnar.Field
	for _, c := range cols {
		fields = append(fields, columnar.Field{Name: c.Name, Type: c.Type, Optional: optional && c.Type != columnar.Bool})
	}
	w, err := columnar.Create(path, fields, opts)
	if err != nil {
		t.Fatal(err)
	}
	for lo, n := 0, cols[0].Len(); lo < n; lo += size {
		hi := min(n, lo+size)
		part := make([]columnar.Column, len(cols))
		for i, c := range cols {
			part[i] = slice(c, lo, hi)
		}
		if err := w.WriteRowGroup(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func slice(c columnar.Column, lo, hi int) columnar.Column {
	p := columnar.Column{Name: c.Name, Type: c.Type}
	switch {
	case c.I32 != nil:
		p.I32 = c.I32[lo:hi]
	case c.I64 != nil:
		p.I64 = c.I64[lo:hi]
	case c.F32 != nil:
		p.F32 = c.F32[lo:hi]
	case c.F64 != nil:
		p.F64 = c.F64[lo:hi]
	case c.S != nil:
		p.S = c.S[lo:hi]
	case c.B != nil:
		p.B = c.B[lo:hi]
	}
	return p
}

func read(t testing.TB, path string) []columnar.Column {
	t.Helper()
	r, err := columnar.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var cols []columnar.Column
	for _, f := range r.Fields() {
		c, err := r.Column(columnar.All, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		cols = append(cols, c)
	}
	return cols
}

// columns returns columns of n rows that reach every encoding: constant, few and
// many values, sorted, random, extreme; where missing, about a third of the
// values are missing.
func columns(n int, missing bool) []columnar.Column {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	gone := func() bool { return missing && r.IntN(3) == 0 }
	var cols []columnar.Column
	for _, typ := range []columnar.Type{columnar.Int32, columnar.Date} {
		void := columnar.Missing32
		if typ == columnar.Date {
			void = columnar.MissingDate
		}
		for name, next := range map[string]func(i int) int32{
			"constant": func(int) int32 { return 7 }, "few": func(int) int32 { return r.Int32N(20) },
			"sorted": func(i int) int32 { return int32(i / 3) }, "random": func(int) int32 { return int32(r.Uint32()) },
			"extreme": func(i int) int32 { return [...]int32{math.MaxInt32, math.MinInt32 + 1, 0, 1}[i%4] },
		} {
			v := make([]int32, n)
			for i := range v {
				if v[i] = next(i); gone() {
					v[i] = void
				}
			}
			cols = append(cols, columnar.Column{Name: fmt.Sprintf("%s_%s", typ, name), Type: typ, I32: v})
		}
	}
	for _, typ := range []columnar.Type{columnar.Int64, columnar.TimestampMicros, columnar.Decimal4} {
		for name, next := range map[string]func(i int) int64{
			"constant": func(int) int64 { return -7 }, "few": func(int) int64 { return 1e15 * r.Int64N(300) },
			"sorted": func(i int) int64 { return int64(i) * 86_400_000_000 }, "random": func(int) int64 { return int64(r.Uint64()) },
			"narrow":  func(int) int64 { return r.Int64N(1 << 14) },
			"extreme": func(i int) int64 { return [...]int64{math.MaxInt64, math.MinInt64 + 1, 0, 1}[i%4] },
		} {
			v := make([]int64, n)
			for i := range v {
				if v[i] = next(i); gone() {
					v[i] = columnar.Missing64
				}
			}
			cols = append(cols, columnar.Column{Name: fmt.Sprintf("%s_%s", typ, name), Type: typ, I64: v})
		}
	}
	for name, next := range map[string]func(i int) float64{
		"zero": func(int) float64 { return 0 }, "few": func(int) float64 { return float64(r.IntN(9)) },
		"random": func(int) float64 { return r.NormFloat64() },
		"cents":  func(int) float64 { return math.Round(math.Exp(r.NormFloat64()+4)*100) / 100 },
		"mixed":  func(int) float64 { return float64(r.IntN(2)) * r.Float64() },
		"extreme": func(i int) float64 {
			return [...]float64{math.Inf(1), math.Inf(-1), math.MaxFloat32, math.Copysign(0, -1)}[i%4]
		},
	} {
		v, u := make([]float64, n), make([]float32, n)
		for i := range v {
			if v[i] = next(i); gone() {
				v[i] = math.NaN()
			}
			u[i] = float32(v[i])
		}
		cols = append(cols, columnar.Column{Name: "float64_" + name, Type: columnar.Float64, F64: v},
			columnar.Column{Name: "float32_" + name, Type: columnar.Float32, F32: u})
	}
	few, many := make([]string, n), make([]string, n)
	flags := make([]bool, n)
	for i := range few {
		if !gone() {
			few[i] = []string{"north", "süd", "ost"}[r.IntN(3)]
			many[i] = fmt.Sprintf("%09d", r.IntN(1e9))
		}
		flags[i] = r.IntN(2) == 0
	}
	return append(cols, columnar.Column{Name: "few", Type: columnar.String, S: few},
		columnar.Column{Name: "many", Type: columnar.String, S: many},
		columnar.Column{Name: "flag", Type: columnar.Bool, B: flags})
}

// differs reports the columns of got that differ from want in any bit; one NaN
// is as good as another.
func differs(want, got []columnar.Column) error {
	if len(got) != len(want) {
		return fmt.Errorf("got %d columns, want %d", len(got), len(want))
	}
	var errs []error
	for i, w := range want {
		g := got[i]
		if g.Name != w.Name || g.Type != w.Type || g.Len() != w.Len() {
			errs = append(errs, fmt.Errorf("got column %s %s of %d, want %s %s of %d", g.Name, g.Type, g.Len(), w.Name, w.Type, w.Len()))
			continue
		}
		ok := slices.Equal(g.I32, w.I32) && slices.Equal(g.I64, w.I64) && slices.Equal(g.S, w.S) && slices.Equal(g.B, w.B) &&
			slices.EqualFunc(g.F32, w.F32, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) || a != a && b != b }) &&
			slices.EqualFunc(g.F64, w.F64, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b })
		if !ok {
			errs = append(errs, fmt.Errorf("column %s: the values read are not those written", w.Name))
		}
	}
	return errors.Join(errs...)
}

func TestRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 127, 128, 129, 1000, 65536, 65537, 200_000} {
		for _, missing := range []bool{false, true} {
			for _, optional := range []bool{false, true} {
				t.Run(fmt.Sprintf("rows=%d missing=%v optional=%v", n, missing, optional), func(t *testing.T) {
					cols := columns(n, missing)
					got := read(t, write(t, cols, optional, 90_000, columnar.Options{Workers: 2}))
					if err := differs(cols, got); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
}
