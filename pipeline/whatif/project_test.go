package whatif

import (
	"math"
	"testing"
)

// near reports whether two numbers differ by a millionth of their size at most.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(1, math.Abs(b)) }

// The first two are worked examples, and with those of months and segments stand in docs/whatif.md; they and the others follow from the
// sum of a geometric series, or by counting.
func TestProject(t *testing.T) {
	for name, c := range map[string]struct {
		revenue, growth, churn float64
		months                 int
		want                   float64
	}{
		"the example, 3 % a month":     {15_000, 2_000, 0.03, 60, 2_598_080.9187},
		"the example, 2.7 % a month":   {15_000, 2_000, 0.027, 60, 2_727_608.0633},
		"the first month":              {15_000, 2_000, 0.03, 1, 16_550},
		"two months":                   {15_000, 2_000, 0.03, 2, 16_550 + 18_053.5},
		"a segment that leaves slowly": {100, 0, 0.01, 12, 1124.7898},
		"a segment that leaves fast":   {100, 0, 0.09, 12, 685.0526},
		"both as one":                  {200, 0, 0.05, 12, 1746.6317},
		"nobody leaves":                {100, 0, 0, 12, 1200},
		"all leave at once":            {100, 7, 1, 12, 84},
		"nothing there":                {0, 0, 0.5, 12, 0},
		"by halves":                    {80, 0, 0.5, 3, 40 + 20 + 10},
		"growth from nothing":          {0, 10, 0, 4, 10 + 20 + 30 + 40},
		"no month":                     {80, 10, 0.5, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Project(c.revenue, c.growth, c.churn, c.months); !near(got, c.want) {
				t.Errorf("%.4f, want %.4f", got, c.want)
			}
		})
	}
}

// A closed form: with c for churn, the revenue of month k is g/c + (r − g/c)(1−c)^k.
func TestProjectClosedForm(t *testing.T) {
	for _, c := range []float64{0.001, 0.03, 0.4, 0.999} {
		r, g := 15_000.0, 2_000.0
		for n := 1; n <= 120; n += 17 {
			want := float64(n)*g/c + (r-g/c)*(1-c)*(1-math.Pow(1-c, float64(n)))/c
			if got := Project(r, g, c, n); !near(got, want) {
				t.Errorf("churn %v, %d months: %v, want %v", c, n, got, want)
			}
		}
	}
}

// yearly is the monthly churn with which a share remains after a year.
func yearly(kept float64) float64 { return 1 - math.Pow(kept, 1.0/12) }

func TestChangedChurn(t *testing.T) {
	for name, c := range map[string]struct {
		change      Change
		churn, want float64
	}{
		"nothing":                        {Change{}, 0.03, 0.03},
		"a tenth less":                   {Change{ChurnFactor: 0.9}, 0.03, 0.027},
		"twice, all leave already":       {Change{ChurnFactor: 2}, 0.7, 1},
		"five points up":                 {Change{RetentionPoints: 0.05}, yearly(0.70), yearly(0.75)},
		"both, the factor first":         {Change{ChurnFactor: 0.5, RetentionPoints: 0.05}, 2 * yearly(0.70), yearly(0.75)},
		"five points where all leave":    {Change{RetentionPoints: 0.05}, 1, yearly(0.05)},
		"capped":                         {Change{RetentionPoints: 0.05}, yearly(0.97), yearly(0.999)},
		"beyond the cap already":         {Change{RetentionPoints: 0.05}, yearly(0.9995), yearly(0.9995)},
		"nobody leaves":                  {Change{RetentionPoints: 0.05}, 0, 0},
		"ten points down, and below nil": {Change{RetentionPoints: -0.1}, yearly(0.05), 1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.change.Churn(c.churn); math.Abs(got-c.want) > 1e-12 {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
