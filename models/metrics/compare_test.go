package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// A model against itself differs by nothing, for certain.
func TestCompareWithItself(t *testing.T) {
	s, p, _ := synthetic(500)
	o := DefaultOptions()
	o.Replicates = 40
	got, err := Compare(context.Background(), s, p, p, o)
	if err != nil {
		t.Fatal(err)
	}
	if got.Difference != (Differences{}) || *got.Intervals != (ScoreIntervals{}) {
		t.Errorf("difference %+v in %+v, want nothing", got.Difference, got.Intervals)
	}
	if diff := cmp.Diff(got.A, got.B); diff != "" {
		t.Errorf("figures (-a +b):\n%s", diff)
	}
}

// The standard error of a mean of n paired differences of squared errors is
// known; the bootstrap must find it, and it is far below that of either model.
func TestCompareIsPaired(t *testing.T) {
	s, p, _ := synthetic(4000)
	worse := make([]float64, len(p))
	for i, v := range p {
		worse[i] = 1 / (1 + math.Exp(-1.2*math.Log(v/(1-v))-.1*float64(i%3)))
	}
	o := DefaultOptions()
	o.Replicates = 1000
	got, err := Compare(context.Background(), s, worse, p, o)
	if err != nil {
		t.Fatal(err)
	}
	var mean, variance float64
	d := make([]float64, len(p))
	for i := range p {
		d[i] = (worse[i]-s.Y[i])*(worse[i]-s.Y[i]) - (p[i]-s.Y[i])*(p[i]-s.Y[i])
		mean += d[i] / float64(len(p))
	}
	for _, v := range d {
		variance += (v - mean) * (v - mean) / float64(len(p))
	}
	near(t, "difference of Brier", got.Difference.Brier, mean, nil)
	near(t, "difference of AUC", got.Difference.AUC, got.A.AUC-got.B.AUC, nil)
	want := 2 * 1.96 * math.Sqrt(variance/float64(len(p)))
	width := got.Intervals.Brier.High - got.Intervals.Brier.Low
	if math.Abs(width/want-1) > 0.1 {
		t.Errorf("width of the interval = %v, want about %v", width, want)
	}
	if !(got.Intervals.LogLoss.Low > 0) || !(got.Difference.LogLoss < got.Intervals.LogLoss.High) {
		t.Errorf("log loss of a worse model differs by %v in %v, want above 0", got.Difference.LogLoss, got.Intervals.LogLoss)
	}
}

// Evaluate and Compare agree on each model, and the order of the two only turns
// the sign.
func TestCompareAgreesWithEvaluate(t *testing.T) {
	s, p, _ := synthetic(300)
	half := make([]float64, len(p))
	for i, v := range p {
		half[i] = math.Sqrt(v) * float64(1+i%5) / 5
	}
	o := DefaultOptions()
	o.Replicates = 30
	ab, err := Compare(context.Background(), s, p, half, o)
	if err != nil {
		t.Fatal(err)
	}
	ba, err := Compare(context.Background(), s, half, p, o)
	if err != nil {
		t.Fatal(err)
	}
	report, err := Evaluate(context.Background(), s, half, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(report.Model, ab.B); diff != "" {
		t.Errorf("figures (-Evaluate +Compare):\n%s", diff)
	}
	near(t, "difference", ab.Difference.AUC, -ba.Difference.AUC, nil)
	near(t, "low end", ab.Intervals.AveragePrecision.Low, -ba.Intervals.AveragePrecision.High, nil)
	o.Workers = 3
	again, err := Compare(context.Background(), s, p, half, o)
	if err != nil {
		t.Fatal(err)
	}
	was, _ := json.Marshal(ab)
	is, _ := json.Marshal(again)
	if diff := cmp.Diff(string(was), string(is)); diff != "" {
		t.Errorf("three workers (-two +three):\n%s", diff)
	}
}

func TestCompareErrors(t *testing.T) {
	s, p, _ := synthetic(50)
	o := DefaultOptions()
	tests := []struct {
		name string
		s    Sample
		a, b []float64
		want error
	}{
		{"second too short", s, p, p[1:], models.ErrShape},
		{"first too short", s, p[1:], p, models.ErrShape},
		{"one class", Sample{Y: []float64{1, 1}}, p[:2], p[:2], models.ErrOneClass},
		{"not a probability", s, p, append([]float64{2}, p[1:]...), models.ErrValue},
		{"keys", Sample{Y: s.Y, Keys: s.Keys[1:]}, p, p, models.ErrShape},
	}
	for _, test := range tests {
		if _, err := Compare(context.Background(), test.s, test.a, test.b, o); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
	// Beside 1e300, 1e-300 is nothing.
	vanishing := Sample{Y: []float64{1, 0}, W: []float64{1e300, 1e-300}}
	if _, err := Compare(context.Background(), vanishing, p[:2], p[:2], o); !errors.Is(err, models.ErrOneClass) {
		t.Errorf("vanishing class: error %v, want ErrOneClass", err)
	}
	if _, err := Evaluate(context.Background(), vanishing, p[:2], nil, o); !errors.Is(err, models.ErrOneClass) {
		t.Errorf("vanishing class: error %v, want ErrOneClass", err)
	}
	if _, err := Compare(context.Background(), s, p, p, Options{}); !errors.Is(err, models.ErrValue) {
		t.Errorf("options out of range: error %v", err)
	}
}

// TestCumulativeLift holds the gains table against its definitions.
func TestCumulativeLift(t *testing.T) {
	s, p, _ := synthetic(1000)
	o := DefaultOptions()
	o.Replicates = 50
	report, err := Evaluate(context.Background(), s, p, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	var churn float64
	for i, g := range report.Gains {
		churn += g.Rate / 10
		near(t, "cumulative lift", g.CumulativeLift, churn/(report.ChurnRate*float64(i+1)/10), nil)
		if !(g.LiftInterval.Low < g.Lift && g.Lift < g.LiftInterval.High) {
			t.Errorf("decile %d: lift %v outside %v", i+1, g.Lift, *g.LiftInterval)
		}
		near(t, "interval of cumulative lift", g.CumulativeLiftInterval.Low, g.Interval.Low*10/float64(i+1), nil)
	}
	near(t, "lift of everybody", report.Gains[9].CumulativeLift, 1, nil)
	top := report.Gains[0]
	near(t, "first decile", top.LiftInterval.High, report.Intervals.LiftTopDecile.High, nil)
	near(t, "first decile, cumulative", top.CumulativeLiftInterval.High, report.Intervals.LiftTopDecile.High, nil)
}

func BenchmarkCompare135k200(b *testing.B) {
	s, p, rules := synthetic(135_000)
	other := make([]float64, len(p))
	for i, v := range rules[0].Score {
		other[i] = 1 / (1 + math.Exp(-v))
	}
	o := DefaultOptions()
	o.Replicates = 200
	for b.Loop() {
		if _, err := Compare(context.Background(), s, p, other, o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*135_000*200/b.Elapsed().Seconds(), "rows/s")
}
