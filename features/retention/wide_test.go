package retention_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/features/retention"
)

// TestWide holds sums of products against math/big.
func TestWide(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	edge := []int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, 1 << 32, -1 << 32}
	any := func() int64 {
		if r.IntN(2) == 0 {
			return edge[r.IntN(len(edge))]
		}
		return int64(r.Uint64())
	}
	for range 2000 {
		var got, other retention.Wide
		want := new(big.Int)
		for range 1 + r.IntN(3) { // the sum of few products of the largest numbers fits
			x, y := any(), any()>>2
			got.AddProduct(x, y)
			want.Add(want, new(big.Int).Mul(big.NewInt(x), big.NewInt(y)))
			z := any()
			other.AddInt(z)
			want.Add(want, big.NewInt(z))
		}
		got.Add(other)
		if got.Big().Cmp(want) != 0 {
			t.Fatalf("%v, want %v", got.Big(), want)
		}
		if f, _ := new(big.Float).SetInt(want).Float64(); f != got.Float64() {
			t.Fatalf("%v as %v", want, got.Float64())
		}
	}
}

func TestNewest(t *testing.T) {
	for _, test := range []struct {
		name, by     string
		n            int
		first, until int64
		want         []string
	}{
		{"months", "month", 3, date(2020, 1, 1), date(2026, 3, 15), []string{"2025-12", "2026-01", "2026-02"}},
		{"a month that just ended", "month", 1, date(2020, 1, 1), date(2026, 3, 1), []string{"2026-02"}},
		{"a month that ends in an instant", "month", 1, date(2020, 1, 1), date(2026, 3, 1) - 1, []string{"2026-01"}},
		{"quarters", "quarter", 2, date(2020, 1, 1), date(2026, 6, 30), []string{"2025-Q4", "2026-Q1"}},
		{"a quarter that just ended", "quarter", 1, date(2020, 1, 1), date(2026, 7, 1), []string{"2026-Q2"}},
		{"years", "year", 2, date(2020, 1, 1), date(2026, 7, 1), []string{"2024", "2025"}},
		{"no more than there are", "month", 24, date(2026, 1, 20), date(2026, 3, 5), []string{"2026-01", "2026-02"}},
		{"the first ends where the data begin", "month", 24, date(2026, 2, 1), date(2026, 3, 5), []string{"2026-02"}},
		{"less than a month", "month", 24, date(2026, 3, 1), date(2026, 3, 31), nil},
		{"no data", "month", 24, 0, 0, nil},
		{"before 1970", "year", 1, date(1960, 1, 1), date(1965, 2, 1), []string{"1964"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			all, err := retention.Newest(test.by, test.n, test.first, test.until)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for k, p := range all {
				got = append(got, p.Name())
				if k > 0 && p.From != all[k-1].To {
					t.Errorf("%s begins at %v", p.Name(), time.UnixMicro(p.From))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := retention.Newest("week", 1, 0, 1); err == nil {
		t.Error("weeks are taken")
	}
	if got := (retention.Period{From: date(2026, 1, 5), To: date(2026, 1, 12)}).Name(); got != "2026-01-05/2026-01-12" {
		t.Error(got)
	}
}

// TestRichCustomers: sums of squares hold in a currency whose customers earn, or
// lose, trillions.
func TestRichCustomers(t *testing.T) {
	const amount = 4_000_000_000_000_000_000 // 400 trillion
	for _, sign := range []int64{1, -1} {
		rich := &person{cost: amount / 1000}
		for day := range 5 {
			margin := sign * amount
			if day > 0 {
				margin /= -8
			}
			rich.lines = append(rich.lines, lineRow{at: date(2024, 12, 1+day), amount: amount / 4, margin: margin, order: int64(day)})
		}
		o := options(t)
		january := 9
		if o.Periods[january].Name() != "2025-01" {
			t.Fatal(o.Periods[january].Name())
		}
		all := count(t, o, toBatch([]*person{rich, rich, rich})).Tally().Periods[january].All
		n := func(x int64) *big.Int { return big.NewInt(x) }
		profit := n(sign * amount / 2)
		profit.Mul(profit, n(365)).Sub(profit, new(big.Int).Mul(n(rich.cost), n(91)))
		for name, pair := range map[string][2]*big.Int{
			"profit":  {all.Profit.Start.Big(), new(big.Int).Mul(profit, n(3))},
			"squares": {all.Profit.StartSquares.Big(), new(big.Int).Mul(new(big.Int).Mul(profit, profit), n(3))},
			"sales":   {all.Sales.Start.Big(), new(big.Int).Mul(n(amount/4), n(15))},
		} {
			if pair[0].Cmp(pair[1]) != 0 {
				t.Errorf("%s %v, want %v", name, pair[0], pair[1])
			}
		}
	}
}
