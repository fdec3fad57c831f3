package inference_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/models/inference"
	"predict/models/metrics"
)

// near compares figures to the digits that the sources print.
func near(margin float64) cmp.Option { return cmpopts.EquateApprox(0, margin) }

// The intervals of 81/263, 15/148, 0/20, 1/29 are those of Newcombe (1998), "Two-sided
// confidence intervals for the single proportion", Statistics in Medicine 17:857-872,
// table I, method 3; the digits beyond the fourth and 29/29 are those of statsmodels
// 0.15.0, proportion_confint(method="wilson").
func TestWilson(t *testing.T) {
	tests := []struct {
		k, n      int64
		low, high float64
	}{
		{81, 263, .2552885199, .3662095770},
		{15, 148, .0623863995, .1604872417},
		{0, 20, 0, .1611251581},
		{1, 29, .0061132143, .1717552188},
		{29, 29, .8830302015, 1},
	}
	for _, c := range tests {
		got, ok := inference.Wilson(c.k, c.n, .95)
		want := inference.Share{Value: float64(c.k) / float64(c.n), Interval: metrics.Interval{Low: c.low, High: c.high}}
		if diff := cmp.Diff(want, got, near(1e-9)); !ok || diff != "" {
			t.Errorf("Wilson(%d, %d) (-want +got), ok %v:\n%s", c.k, c.n, ok, diff)
		}
	}
}

// The intervals are those of Newcombe (1998), "Interval estimation for the difference
// between independent proportions", Statistics in Medicine 17:873-890, table II,
// method 10, examples a to h; the digits beyond the fourth are those of statsmodels
// 0.15.0, confint_proportions_2indep(method="newcomb").
func TestDifference(t *testing.T) {
	tests := []struct {
		k1, n1, k2, n2 int64
		low, high      float64
	}{
		{56, 70, 48, 80, .0524314724, .3338726540},
		{9, 10, 3, 10, .1705227239, .8090179735},
		{6, 7, 2, 7, .0582279275, .8062496375},
		{5, 56, 0, 29, -.0381371479, .1925600139},
		{0, 10, 0, 20, -.1611251581, .2775327999},
		{0, 10, 0, 10, -.2775327999, .2775327999},
		{10, 10, 0, 20, .6790860371, 1},
		{10, 10, 0, 10, .6075093504, 1},
	}
	for _, c := range tests {
		got, ok := inference.Difference(c.k1, c.n1, c.k2, c.n2, .95)
		if diff := cmp.Diff(metrics.Interval{Low: c.low, High: c.high}, got.Interval, near(1e-9)); !ok || diff != "" {
			t.Errorf("Difference(%d/%d, %d/%d) (-want +got), ok %v:\n%s", c.k1, c.n1, c.k2, c.n2, ok, diff)
		}
		other, _ := inference.Difference(c.k2, c.n2, c.k1, c.n1, .95)
		mirrored := metrics.Interval{Low: -got.Interval.High, High: -got.Interval.Low}
		if diff := cmp.Diff(mirrored, other.Interval, near(1e-12)); diff != "" {
			t.Errorf("the other way round (-want +got):\n%s", diff)
		}
	}
}

// 189 of 11,034 against 104 of 11,037 heart attacks, placebo against aspirin: relative
// risk 1.82, 95 % 1.43 to 2.30 (Agresti, Categorical Data Analysis, 2nd ed.).
// More digits, and the other rows, are those of statsmodels 0.15.0,
// confint_proportions_2indep(compare="ratio", method="log"); the row with 0 was worked
// out from the same formula with half added to every count.
func TestRatio(t *testing.T) {
	tests := []struct {
		k1, n1, k2, n2   int64
		value, low, high float64
	}{
		{189, 11034, 104, 11037, 1.8178, 1.4330309031, 2.3058842324},
		{30, 100, 20, 100, 1.5, .9159608293, 2.4564369217},
		{7, 7, 3, 9, 3, 1.1908607986, 7.5575583736},
		{0, 20, 5, 40, 0, 0, 3.0921854118},
	}
	for _, c := range tests {
		got, ok := inference.Ratio(c.k1, c.n1, c.k2, c.n2, .95)
		if diff := cmp.Diff(metrics.Interval{Low: c.low, High: c.high}, got.Interval, near(1e-8)); !ok || diff != "" {
			t.Errorf("Ratio(%d/%d, %d/%d) (-want +got), ok %v:\n%s", c.k1, c.n1, c.k2, c.n2, ok, diff)
		}
		if math.Abs(got.Value-c.value) > 5e-5 {
			t.Errorf("Ratio(%d/%d, %d/%d) is %v, want %v", c.k1, c.n1, c.k2, c.n2, got.Value, c.value)
		}
	}
}

// Both groups lost all: the ratio is 1, and its interval that of the smaller of the
// two shares, not a single point.
func TestRatioOfAllToAll(t *testing.T) {
	got, ok := inference.Ratio(29, 29, 10, 10, .95)
	want := inference.Share{Value: 1, Interval: metrics.Interval{Low: .8830302015, High: 1 / (1 - .2775327999)}}
	if diff := cmp.Diff(want, got, near(1e-8)); !ok || diff != "" {
		t.Errorf("(-want +got), ok %v:\n%s", ok, diff)
	}
}

func TestSharesThatAreNone(t *testing.T) {
	for _, c := range []struct {
		name         string
		k, n         int64
		level        float64
		share, ratio bool
	}{
		{"nobody", 0, 0, .95, false, false},
		{"negative", -1, 5, .95, false, false},
		{"more than all", 6, 5, .95, false, false},
		{"no level", 2, 5, 0, false, false},
		{"full level", 2, 5, 1, false, false},
		{"level that is no number", 2, 5, math.NaN(), false, false},
		{"none of five", 0, 5, .95, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, wilson := inference.Wilson(c.k, c.n, c.level)
			_, left := inference.Difference(c.k, c.n, 1, 2, c.level)
			_, right := inference.Difference(1, 2, c.k, c.n, c.level)
			_, below := inference.Ratio(1, 2, c.k, c.n, c.level)
			got := []bool{wilson, left, right, below}
			if diff := cmp.Diff([]bool{c.share, c.share, c.share, c.ratio}, got); diff != "" {
				t.Errorf("ok (-want +got):\n%s", diff)
			}
		})
	}
}

// Every interval holds its value, lies within bounds, and is a number.
func TestIntervalsHoldTheirValue(t *testing.T) {
	holds := func(s inference.Share, low, high float64) bool {
		i := s.Interval
		return low <= i.Low && i.Low <= s.Value && s.Value <= i.High && i.High <= high && !math.IsInf(i.High, 0)
	}
	const n1, n2 = 7, 12
	for k1 := range int64(n1 + 1) {
		if s, ok := inference.Wilson(k1, n1, .9); !ok || !holds(s, 0, 1) {
			t.Errorf("Wilson(%d, %d): %+v, %v", k1, n1, s, ok)
		}
		for k2 := range int64(n2 + 1) {
			if s, ok := inference.Difference(k1, n1, k2, n2, .9); !ok || !holds(s, -1, 1) {
				t.Errorf("Difference(%d/%d, %d/%d): %+v, %v", k1, n1, k2, n2, s, ok)
			}
			if s, ok := inference.Ratio(k1, n1, k2, n2, .9); ok == (k2 == 0) || ok && !holds(s, 0, math.MaxFloat64) {
				t.Errorf("Ratio(%d/%d, %d/%d): %+v, %v", k1, n1, k2, n2, s, ok)
			}
		}
	}
}
