package golearn

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// Ten customers, four of whom churned. The expected numbers are by hand.
func TestConfusion(t *testing.T) {
	y := []float64{1, 1, 0, 1, 0, 0, 0, 1, 0, 0}
	p := []float64{.9, .8, .8, .6, .5, .4, .3, .2, .1, 0}
	number := func(v float64) *float64 { return &v }
	tests := []struct {
		name      string
		y         []float64
		threshold float64
		want      ConfusionFigures
	}{
		{"a customer at the threshold is on the list", y, .6, ConfusionFigures{
			TruePositives: 3, FalsePositives: 1, TrueNegatives: 5, FalseNegatives: 1,
			Accuracy: .8, Precision: number(3. / 4), Recall: number(3. / 4), F1: number(.75),
		}},
		{"everybody", y, 0, ConfusionFigures{
			TruePositives: 4, FalsePositives: 6,
			Accuracy: .4, Precision: number(.4), Recall: number(1), F1: number(2 * .4 / 1.4),
		}},
		{"an empty list has no precision", y, 1, ConfusionFigures{
			TrueNegatives: 6, FalseNegatives: 4, Accuracy: .6, Recall: number(0),
		}},
		{"nobody churned: no recall", make([]float64, 10), .8, ConfusionFigures{
			FalsePositives: 3, TrueNegatives: 7, Accuracy: .7, Precision: number(0),
		}},
		{"nobody churned, nobody listed", make([]float64, 10), 1, ConfusionFigures{TrueNegatives: 10, Accuracy: 1}},
		{"everybody churned", []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, .8, ConfusionFigures{
			TruePositives: 3, FalseNegatives: 7, Accuracy: .3, Precision: number(1), Recall: number(.3), F1: number(2 * .3 / 1.3),
		}},
		{"a list without a hit has no F1", []float64{0, 0, 0, 0, 0, 0, 0, 1, 0, 0}, .8, ConfusionFigures{
			FalsePositives: 3, TrueNegatives: 6, FalseNegatives: 1, Accuracy: .6, Precision: number(0), Recall: number(0),
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Confusion(test.y, p, test.threshold)
			if err != nil {
				t.Fatal(err)
			}
			test.want.Threshold = test.threshold
			near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-15 })
			if diff := cmp.Diff(test.want, got, near); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
	}
}

// golearn's counts are those of a loop.
func TestCountsOfManyCustomers(t *testing.T) {
	y, p := drawn(5000)
	want := ConfusionFigures{}
	for i := range y {
		switch listed := p[i] >= .4; {
		case listed && y[i] == 1:
			want.TruePositives++
		case listed:
			want.FalsePositives++
		case y[i] == 1:
			want.FalseNegatives++
		default:
			want.TrueNegatives++
		}
	}
	f, err := Confusion(y, p, .4)
	if err != nil {
		t.Fatal(err)
	}
	got := ConfusionFigures{
		TruePositives: f.TruePositives, FalsePositives: f.FalsePositives,
		TrueNegatives: f.TrueNegatives, FalseNegatives: f.FalseNegatives,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-loop +golearn):\n%s", diff)
	}
}

func TestConfusionErrors(t *testing.T) {
	one := []float64{1}
	tests := []struct {
		name      string
		y, p      []float64
		threshold float64
		want      error
	}{
		{"no customers", nil, nil, .5, models.ErrEmpty},
		{"lengths", one, nil, .5, models.ErrShape},
		{"label 2", []float64{2}, one, .5, models.ErrValue},
		{"label NaN", []float64{math.NaN()}, one, .5, models.ErrValue},
		{"probability NaN", one, []float64{math.NaN()}, .5, models.ErrValue},
		{"threshold NaN", one, one, math.NaN(), models.ErrValue},
		{"threshold above 1", one, one, 1.5, models.ErrValue},
	}
	for _, test := range tests {
		if _, err := Confusion(test.y, test.p, test.threshold); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
}

func drawn(n int) (y, p []float64) {
	r := rand.New(rand.NewPCG(3, 4))
	for range n {
		p = append(p, r.Float64())
		y = append(y, float64(one(r.Float64() < p[len(p)-1])))
	}
	return y, p
}

func BenchmarkConfusion135k(b *testing.B) {
	y, p := drawn(135_000)
	for b.Loop() {
		if _, err := Confusion(y, p, .4); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*135_000/b.Elapsed().Seconds(), "rows/s")
}
