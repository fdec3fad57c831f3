package inference_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models/inference"
)

// 3 of 4 against 1 of 4 is Fisher's tea tasting, two-sided 0.486 (Agresti, Categorical
// Data Analysis, 2nd ed.); the others are those of scipy 1.17.1,
// stats.fisher_exact up to 10,000 in all, stats.chi2_contingency(correction=False)
// beyond.
func TestExact(t *testing.T) {
	tests := []struct {
		k1, n1, k2, n2 int64
		want           float64
	}{
		{3, 4, 1, 4, .485714285714},
		{8, 10, 1, 6, .034965034965},
		{10, 50, 1, 50, .00778039126279},
		{1, 12, 10, 16, .00595748009936},
		{120, 3000, 160, 3000, .0168432180897},
		{5, 5000, 0, 4999, .0624375031281},
		{400, 1000, 100, 1000, 1.34533379776e-56},
		{10, 12, 5, 12, .0893794588774},
		{2, 27, 0, 35, .18561607615},
		{0, 9, 0, 3, 1},
		{9, 9, 3, 3, 1},
		{0, 0, 3, 9, 1},
		{5, 4, 3, 9, 1},
		{5000, 5000, 0, 5000, 0}, // too small for a number
		{1200, 20000, 1000, 18000, .0639849898854},
		{50, 8000, 30, 8001, .0249459146194},
	}
	for _, c := range tests {
		t.Run(fmt.Sprint(c.k1, "/", c.n1, " ", c.k2, "/", c.n2), func(t *testing.T) {
			got := inference.Exact(c.k1, c.n1, c.k2, c.n2)
			if math.Abs(got-c.want) > 1e-11*c.want {
				t.Errorf("p is %.12g, want %.12g", got, c.want)
			}
			if other := inference.Exact(c.k2, c.n2, c.k1, c.n1); math.Abs(got-other) > 1e-11*got {
				t.Errorf("p is %.12g, the other way round %.12g", got, other)
			}
		})
	}
}

// The 15 p-values of Benjamini and Hochberg (1995); the q-values are those of
// statsmodels 0.15.0, multipletests(method="fdr_bh"). Four hypotheses are rejected at
// 5 %, as in the paper.
func TestDiscoveries(t *testing.T) {
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	want := []float64{.0015, .003, .0095, .035625, .0603, .06385714286, .06385714286, .0645, .0765, .486, .5811818182, .714875, .7532307692, .8132142857, 1}
	if diff := cmp.Diff(want, inference.Discoveries(p), near(1e-10)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	backwards, reversed := slices.Clone(p), slices.Clone(want)
	slices.Reverse(backwards)
	slices.Reverse(reversed)
	if diff := cmp.Diff(reversed, inference.Discoveries(backwards), near(1e-10)); diff != "" {
		t.Errorf("in another order (-want +got):\n%s", diff)
	}
}

func TestDiscoveriesOfOddLists(t *testing.T) {
	for _, c := range []struct {
		name    string
		p, want []float64
	}{
		{"none", nil, []float64{}},
		{"one", []float64{.03}, []float64{.03}},
		{"equal ones", []float64{.02, .02, .5}, []float64{.03, .03, .5}},
		{"one that is no number", []float64{.01, math.NaN()}, []float64{.02, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, inference.Discoveries(c.p), near(1e-15)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A smaller p never has a larger q, and q is never below p.
func TestDiscoveriesRise(t *testing.T) {
	p := make([]float64, 200)
	for i := range p {
		p[i] = math.Mod(float64(i)*.6180339887, 1) * math.Mod(float64(i)*.7548776662, 1)
	}
	q := inference.Discoveries(p)
	for i := range p {
		for j := range p {
			if q[i] < p[i] || p[i] <= p[j] && q[i] > q[j] {
				t.Fatalf("p %v and %v have q %v and %v", p[i], p[j], q[i], q[j])
			}
		}
	}
}
