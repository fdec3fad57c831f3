package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// synthetic gives n customers whose churn follows p exactly, and a rule that
// knows less.
func synthetic(n int) (Sample, []float64, []Rule) {
	r := rand.New(rand.NewPCG(1, 2))
	s := Sample{Y: make([]float64, n), Keys: make([]uint64, n)}
	p, rule := make([]float64, n), make([]float64, n)
	for i := range n {
		margin := r.NormFloat64()*1.5 - 1
		p[i] = 1 / (1 + math.Exp(-margin))
		rule[i] = math.Round(margin + r.NormFloat64())
		if r.Float64() < p[i] {
			s.Y[i] = 1
		}
		s.Keys[i] = r.Uint64()
	}
	return s, p, []Rule{{Name: "recency", Score: rule}}
}

func TestEvaluateIsTheSameOnAnyNumberOfCores(t *testing.T) {
	s, p, rules := synthetic(2000)
	var want []byte
	for _, workers := range []int{1, 2, 7} {
		o := DefaultOptions()
		o.Replicates, o.Workers = 60, workers
		report, err := Evaluate(context.Background(), s, p, rules, o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%d workers (-1 worker +now):\n%s", workers, diff)
		}
	}
}

// The standard error of a mean of n squared errors is known; the bootstrap must
// find it. 1.96 standard errors on either side is the 95 % interval.
func TestIntervalsHaveTheRightWidth(t *testing.T) {
	s, p, rules := synthetic(4000)
	o := DefaultOptions()
	o.Replicates = 1000
	report, err := Evaluate(context.Background(), s, p, rules, o)
	if err != nil {
		t.Fatal(err)
	}
	var variance float64
	for i := range p {
		d := (p[i]-s.Y[i])*(p[i]-s.Y[i]) - report.Model.Brier
		variance += d * d / float64(len(p))
	}
	want := 2 * 1.96 * math.Sqrt(variance/float64(len(p)))
	got := report.Intervals.Brier.High - report.Intervals.Brier.Low
	if math.Abs(got/want-1) > 0.1 {
		t.Errorf("width of the Brier interval = %v, want about %v", got, want)
	}
	rule := report.Rules["recency"]
	if !(rule.GainIntervals.AUC.Low > 0) || !(rule.Gain.AUC < rule.GainIntervals.AUC.High) {
		t.Errorf("AUC gain over a worse rule = %v in %v, want above 0", rule.Gain.AUC, rule.GainIntervals.AUC)
	}
	if report.Model.ECE > 0.03 {
		t.Errorf("calibration error of true probabilities = %v, want near 0", report.Model.ECE)
	}
}

// Rows of one customer are drawn together, so doubling every row leaves the
// intervals as they were instead of narrowing them.
func TestCustomersAreResampledNotRows(t *testing.T) {
	s, p, _ := synthetic(500)
	double := Sample{Y: append(s.Y[:500:500], s.Y...), Keys: append(s.Keys[:500:500], s.Keys...)}
	o := DefaultOptions()
	o.Replicates = 50
	one, err := Evaluate(context.Background(), s, p, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Evaluate(context.Background(), double, append(p[:500:500], p...), nil, o)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "lower end of AUC", two.Intervals.AUC.Low, one.Intervals.AUC.Low, nil)
	near(t, "upper end of log loss", two.Intervals.LogLoss.High, one.Intervals.LogLoss.High, nil)
}

func TestGainsAndReliability(t *testing.T) {
	s, p, _ := synthetic(1000)
	report, err := Evaluate(context.Background(), s, p, nil, Options{Level: .95, Bins: 10})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "all customers hold all churned ones", report.Gains[9].Gain, 1, nil)
	near(t, "lift of the first decile", report.Gains[0].Lift, report.Model.LiftTopDecile, nil)
	var rate, predicted float64
	for i, b := range report.Reliability {
		rate += b.Observed * b.Weight / 1000
		predicted += b.Predicted * b.Weight / 1000
		if i > 0 && b.Predicted < report.Reliability[i-1].Predicted {
			t.Errorf("bin %d is out of order", i)
		}
	}
	near(t, "mean of the bins' rates", rate, report.ChurnRate, nil)
	var mean float64
	for _, v := range p {
		mean += v / 1000
	}
	near(t, "mean of the bins' predictions", predicted, mean, nil)
	if report.Intervals != nil {
		t.Error("intervals without replicates")
	}
}

func TestEvaluateErrors(t *testing.T) {
	s, p, rules := synthetic(50)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	o := DefaultOptions()
	if _, err := Evaluate(cancelled, s, p, rules, o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	if _, err := Evaluate(context.Background(), s, p, append(rules, rules...), o); !errors.Is(err, models.ErrValue) {
		t.Errorf("two rules of one name: error %v", err)
	}
	short := Sample{Y: s.Y, Keys: s.Keys[:1]}
	if _, err := Evaluate(context.Background(), short, p, rules, o); !errors.Is(err, models.ErrShape) {
		t.Errorf("short keys: error %v", err)
	}
	o.Level = 1
	if _, err := Evaluate(context.Background(), s, p, rules, o); !errors.Is(err, models.ErrValue) {
		t.Errorf("level 1: error %v", err)
	}
}

// Three customers: most replicates hold one class and are left out.
func TestThreeCustomers(t *testing.T) {
	s := Sample{Y: []float64{1, 0, 0}}
	report, err := Evaluate(context.Background(), s, []float64{.7, .2, .4}, nil, DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if report.Undefined == 0 || report.Replicates+report.Undefined != 500 {
		t.Errorf("%d replicates used and %d undefined of 500", report.Replicates, report.Undefined)
	}
}

func TestPoissonTable(t *testing.T) {
	table := poissonTable()
	var mean float64
	count := make([]float64, 9)
	for _, k := range table {
		mean += float64(k) / 65536
		count[k]++
	}
	if math.Abs(mean-1) > 1e-4 {
		t.Errorf("mean = %v, want 1", mean)
	}
	if got, want := count[0]/65536, math.Exp(-1); math.Abs(got-want) > 1e-5 {
		t.Errorf("share never drawn = %v, want %v", got, want)
	}
}

func BenchmarkEvaluate135k500(b *testing.B) {
	s, p, rules := synthetic(135_000)
	rules = append(rules, Rule{"frequency", rules[0].Score}, Rule{"churn_factor", p})
	for b.Loop() {
		if _, err := Evaluate(context.Background(), s, p, rules, DefaultOptions()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*135_000*500/b.Elapsed().Seconds(), "rows/s")
}
