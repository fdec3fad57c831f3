package metrics

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// forty are the twenty customers of labels20 twice, the second time at
// probabilities p/2+.01, and a rule of their places times 7 modulo 40.
func forty() (Sample, []float64, []Rule) {
	s := Sample{Y: append(labels20[:20:20], labels20...)}
	p := append([]float64{}, probs20...)
	for _, v := range probs20 {
		p = append(p, v/2+.01)
	}
	rule := make([]float64, 40)
	for i := range rule {
		rule[i] = float64(i * 7 % 40)
	}
	return s, p, []Rule{{Name: "recency", Score: rule}}
}

// The expected numbers are those of scikit-learn 1.9.1 on the 26 rows whose
// place is no multiple of 3.
func TestGroups(t *testing.T) {
	s, p, rules := forty()
	var rows, few, stayed []int
	for i := range s.Y {
		if i%3 != 0 {
			rows = append(rows, i)
		}
		if i < 19 {
			few = append(few, i)
		}
		if s.Y[i] == 0 {
			stayed = append(stayed, i)
		}
	}
	o := DefaultOptions()
	o.Replicates = 50
	got, err := Groups(context.Background(), s, p, rules, []Group{
		{"two thirds", rows}, {"few", few}, {"stayed", stayed}, {"none", nil},
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	first := got[0]
	near(t, "churn rate", first.ChurnRate, 7./26, nil)
	near(t, "mean probability", first.MeanProbability, 0.32134615384615395, nil)
	near(t, "auc", first.Scores.AUC, 0.6616541353383458, nil)
	near(t, "average precision", first.Scores.AveragePrecision, 0.3598203383917669, nil)
	near(t, "log loss", first.Scores.LogLoss, 0.5974233828869167, nil)
	near(t, "brier", first.Scores.Brier, 0.21315096153846153, nil)
	near(t, "rule", first.Rules["recency"].AUC, 0.4887218045112782, nil)
	if in := first.Intervals.AUC; !(in.Low < first.Scores.AUC && first.Scores.AUC < in.High) {
		t.Errorf("interval of AUC %v does not hold %v", in, first.Scores.AUC)
	}
	want := []GroupReport{
		{Name: "few", N: 19, Churned: 7, ChurnRate: 7. / 19, MeanProbability: 8.55 / 19, Reason: "fewer than 20 customers"},
		{Name: "stayed", N: 26, ChurnRate: 0, MeanProbability: meanWhereStayed(s.Y, p), Reason: "nobody churned"},
		{Name: "none", Reason: "no customers"},
	}
	if diff := cmp.Diff(want, got[1:], cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })); diff != "" {
		t.Errorf("groups without scores (-want +got):\n%s", diff)
	}
}

func meanWhereStayed(y, p []float64) float64 {
	var sum, n float64
	for i := range y {
		if y[i] == 0 {
			sum, n = sum+p[i], n+1
		}
	}
	return sum / n
}

// A group of everybody has the figures and intervals of Evaluate, whatever the
// order of its rows.
func TestGroupOfEverybody(t *testing.T) {
	s, p, rules := synthetic(500)
	s.Keys = nil // every row its own customer, in the group as in the sample
	s.W = make([]float64, 500)
	backwards := make([]int, 500)
	for i := range s.W {
		s.W[i], backwards[i] = float64(1+i%2), 499-i
	}
	o := DefaultOptions()
	o.Replicates = 50
	want, err := Evaluate(context.Background(), s, p, rules, o)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Groups(context.Background(), s, p, rules, []Group{{"all", backwards}}, o)
	if err != nil {
		t.Fatal(err)
	}
	close := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })
	if diff := cmp.Diff(&want.Model, got[0].Scores, close); diff != "" {
		t.Errorf("scores (-sample +group):\n%s", diff)
	}
	if diff := cmp.Diff(want.Intervals, got[0].Intervals, close); diff != "" {
		t.Errorf("intervals (-sample +group):\n%s", diff)
	}
	if diff := cmp.Diff(want.Rules, got[0].Rules, close); diff != "" {
		t.Errorf("rules (-sample +group):\n%s", diff)
	}
}

// Twenty-five rows of five customers are five customers, and a sample of one
// class has groups all the same.
func TestGroupsCountCustomers(t *testing.T) {
	s := Sample{Y: make([]float64, 25), Keys: make([]uint64, 25), W: make([]float64, 25)}
	p, rows := make([]float64, 25), make([]int, 25)
	for i := range rows {
		s.Y[i], s.Keys[i], rows[i] = 1, uint64(i%5), i
	}
	got, err := Groups(context.Background(), s, p, nil, []Group{{"weightless", rows}}, DefaultOptions())
	if err != nil || got[0].Reason != "no customer has any weight" {
		t.Errorf("weightless: %+v, error %v", got, err)
	}
	s.W = nil
	got, err = Groups(context.Background(), s, p, nil, []Group{{"five", rows}}, DefaultOptions())
	if err != nil || got[0].Reason != "fewer than 20 customers" || got[0].Churned != 25 {
		t.Errorf("five customers: %+v, error %v", got, err)
	}
	s.Keys, s.Y[3], s.Y[4] = nil, 0, 0
	seldom := Options{Replicates: 1, Seed: 12, Level: .95, Bins: 10}
	got, err = Groups(context.Background(), s, p, nil, []Group{{"not drawn", rows}}, seldom)
	if err != nil || got[0].Reason != "hardly any customer of one class" {
		t.Errorf("one class in the only replicate: %+v, error %v", got, err)
	}
	s.Y[3], s.Y[4] = 1, 1
	got, err = Groups(context.Background(), s, p, nil, []Group{{"one class", rows}}, DefaultOptions())
	if err != nil || got[0].Reason != "everybody churned" {
		t.Errorf("one class: %+v, error %v", got, err)
	}
}

func TestGroupsErrors(t *testing.T) {
	s, p, rules := forty()
	tests := []struct {
		name   string
		s      Sample
		p      []float64
		rules  []Rule
		groups []Group
		want   error
	}{
		{"row outside", s, p, rules, []Group{{"a", []int{40}}}, models.ErrValue},
		{"row twice", s, p, rules, []Group{{"a", []int{1, 1}}}, models.ErrValue},
		{"name twice", s, p, rules, []Group{{"a", nil}, {"a", nil}}, models.ErrValue},
		{"probabilities", s, p[1:], rules, nil, models.ErrShape},
		{"rule", s, p, []Rule{{"short", nil}}, nil, models.ErrShape},
		{"keys", Sample{Y: s.Y, Keys: []uint64{1}}, p, nil, nil, models.ErrShape},
		{"label", Sample{Y: []float64{3}}, []float64{0}, nil, nil, models.ErrValue},
		{"no rows", Sample{}, nil, nil, nil, models.ErrEmpty},
	}
	for _, test := range tests {
		if _, err := Groups(context.Background(), test.s, test.p, test.rules, test.groups, DefaultOptions()); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	all := []Group{{"all", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}}}
	if _, err := Groups(cancelled, s, p, rules, all, DefaultOptions()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}
