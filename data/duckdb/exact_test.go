package duckdb_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"predict/data/duckdb"
)

// Products are exact, whatever the width of the numbers in the batch: compared
// with math/big. The narrow batches have up to 4 decimals, the wide ones 9; the
// overflowing ones look narrow but their products need more than 64 bits.
func TestEvalIsExact(t *testing.T) {
	e := open(t)
	p := compile(t, e, "case when a + 0 > b then a * b + a else a * b - b end", []string{"a", "b"}, '.')
	r := rand.New(rand.NewPCG(3, 4))
	for _, shape := range []struct {
		name             string
		digits, decimals int
	}{{"narrow", 6, 4}, {"wide", 9, 9}, {"overflowing", 9, 4}} {
		t.Run(shape.name, func(t *testing.T) {
			const n = 3000
			a, b := make([]string, n), make([]string, n)
			for i := range n {
				a[i], b[i] = randomDecimal(r, shape.digits, shape.decimals), randomDecimal(r, shape.digits, shape.decimals)
			}
			out := make([]duckdb.Texts, 1)
			bad, err := p.Eval(context.Background(), n, []duckdb.Texts{texts(a...), texts(b...)}, out)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				x, _ := new(big.Rat).SetString(a[i])
				y, _ := new(big.Rat).SetString(b[i])
				want := new(big.Rat).Mul(x, y)
				if x.Cmp(y) > 0 {
					want.Add(want, x)
				} else {
					want.Sub(want, y)
				}
				got, ok := new(big.Rat).SetString(string(out[0].At(i)))
				if !ok || got.Cmp(want) != 0 || bad[i] >= 0 {
					t.Fatalf("a = %s, b = %s: %s, bad %d; want %s", a[i], b[i], out[0].At(i), bad[i], want.FloatString(18))
				}
			}
		})
	}
}

// randomDecimal returns a number of up to so many digits before and behind the
// point.
func randomDecimal(r *rand.Rand, digits, decimals int) string {
	var s strings.Builder
	if r.IntN(2) == 0 {
		s.WriteByte('-')
	}
	fmt.Fprint(&s, 1+r.IntN(9))
	for range r.IntN(digits) {
		fmt.Fprint(&s, r.IntN(10))
	}
	if d := r.IntN(decimals + 1); d > 0 {
		s.WriteByte('.')
		for range d {
			fmt.Fprint(&s, r.IntN(10))
		}
	}
	return s.String()
}

// A row gives the same text whatever stands in its batch: alone it is narrow,
// next to a wide or a bad number it is not.
func TestEvalDoesNotDependOnTheBatch(t *testing.T) {
	e := open(t)
	exprs := []string{"a * 1.21", "a / 3", "round(a * b, 2)", "a - b", "abs(a) > b", "a || b", "sqrt(a)", "greatest(a, b) * 2.5e0"}
	for _, sql := range exprs {
		t.Run(sql, func(t *testing.T) {
			p := compile(t, e, sql, []string{"a", "b"}, '.')
			columns := func(beside string) []duckdb.Texts {
				in := map[string]duckdb.Texts{"a": texts("123456789.55", beside), "b": texts("0.3", "1")}
				var cols []duckdb.Texts
				for _, name := range p.Inputs() {
					cols = append(cols, in[name])
				}
				return cols
			}
			want := ""
			for _, beside := range []string{"1", "0.123456789", "1234567890123456789", "bad", ""} {
				out := make([]duckdb.Texts, 1)
				if _, err := p.Eval(context.Background(), 2, columns(beside), out); err != nil {
					t.Fatal(err)
				}
				got := string(out[0].At(0))
				if want == "" {
					want = got
				}
				if got == "" || got != want {
					t.Errorf("beside %q: %q; beside 1: %q", beside, got, want)
				}
			}
		})
	}
}

// Programs of one engine run side by side.
func TestProgramsInParallel(t *testing.T) {
	e := open(t)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			p, err := e.Compile(context.Background(), []duckdb.Expression{{Name: "x", SQL: fmt.Sprintf("a * %d", worker+1)}}, []string{"a"}, '.')
			if err != nil {
				t.Error(err)
				return
			}
			defer p.Close()
			const n = 5000
			in := make([]string, n)
			for i := range in {
				in[i] = fmt.Sprint(i)
			}
			out := make([]duckdb.Texts, 1)
			for range 3 {
				if _, err := p.Eval(context.Background(), n, []duckdb.Texts{texts(in...)}, out); err != nil {
					t.Error(err)
					return
				}
				for i := range n {
					if got := string(out[0].At(i)); got != fmt.Sprint(i*(worker+1)) {
						t.Errorf("worker %d, row %d: %s", worker, i, got)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}
