package whatif

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// worths groups customers.
func worths(customers ...Valued) []Worth {
	return Worths(len(customers), func(i int) Valued { return customers[i] })
}

// Of five customers one is of top value, two of middle, two of low.
func TestWorths(t *testing.T) {
	got := worths(
		Valued{"b", High, 0.5, 100}, Valued{"b", High, 0.4, 50}, Valued{"b", Low, 0.1, 40},
		Valued{"a", Medium, 0.3, 10}, Valued{"b", Low, 0.1, -20},
	)
	want := []Worth{
		{"a", Medium, LowValue, 1, 10, 3, LetGo},
		{"b", High, TopValue, 1, 100, 50, KeepFirst},
		{"b", High, MiddleValue, 1, 50, 20, Keep},
		{"b", Low, MiddleValue, 1, 40, 4, Watch},
		{"b", Low, LowValue, 1, -20, 0, LetGo},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The table of docs/whatif.md.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		tier, value string
		yearly      float64
		want        string
	}{
		{High, TopValue, 1, KeepFirst},
		{High, MiddleValue, 1, Keep},
		{High, LowValue, 1, LetGo},
		{Medium, TopValue, 1, KeepFirst},
		{Medium, MiddleValue, 1, Keep},
		{Medium, LowValue, 1, LetGo},
		{Low, TopValue, 1, Watch},
		{Low, MiddleValue, 1, Watch},
		{Low, LowValue, 1, Watch},
		{High, LowValue, 0, LetGo},
		{Medium, LowValue, -1, LetGo},
		{Low, LowValue, 0, LetGo},
	} {
		if got := verdict(Worth{Tier: c.tier, Value: c.value, Yearly: c.yearly}); got != c.want {
			t.Errorf("%s, %s, %v: %s, want %s", c.tier, c.value, c.yearly, got, c.want)
		}
	}
}

func TestBands(t *testing.T) {
	for name, c := range map[string]struct {
		yearly      []float64
		top, middle int // customers of that value
	}{
		"none":             {nil, 0, 0},
		"one":              {[]float64{5}, 0, 1},
		"two":              {[]float64{5, 6}, 0, 1},
		"ten":              {[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 2, 4},
		"all equal":        {[]float64{3, 3, 3, 3, 3, 3}, 0, 6},
		"equal at the top": {[]float64{9, 9, 9, 3, 2, 1, 1, 1, 1, 1}, 3, 2},
		"nothing earned":   {[]float64{0, -1, -2, 0, math.NaN()}, 0, 0},
		"few earn":         {[]float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 7}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			count := map[string]int{}
			for _, w := range Worths(len(c.yearly), func(i int) Valued { return Valued{Tier: High, Yearly: c.yearly[i]} }) {
				count[w.Value] += int(w.Customers)
			}
			want := map[string]int{}
			for value, n := range map[string]int{TopValue: c.top, MiddleValue: c.middle, LowValue: len(c.yearly) - c.top - c.middle} {
				if n > 0 {
					want[value] = n
				}
			}
			if diff := cmp.Diff(want, count); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// BenchmarkWorths groups a million customers.
func BenchmarkWorths(b *testing.B) {
	const n = 1_000_000
	segments, tiers := []string{"a", "b", "c", "d"}, []string{High, Medium, Low}
	for b.Loop() {
		Worths(n, func(i int) Valued {
			return Valued{segments[i%4], tiers[i%3], 0.5, float64(i * 7919 % 1_000_003)}
		})
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "customers/s")
}
