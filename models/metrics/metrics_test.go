package metrics

import (
	"errors"
	"math"
	"testing"

	"predict/models"
)

// Twenty customers with ties; the expected numbers are those of scikit-learn
// 1.9.1 (numpy 2.4.6): roc_auc_score, average_precision_score, log_loss and
// brier_score_loss, each with sample_weight.
var (
	labels20  = []float64{1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0}
	probs20   = []float64{.9, .8, .8, .75, .6, .6, .6, .5, .45, .4, .4, .35, .3, .3, .25, .2, .2, .1, .05, 0}
	weights20 = []float64{1, 2, 1, 3, 1, 1, 2, 1, 1, 4, 1, 1, 2, 1, 1, 1, 2, 1, 1, 3}
)

func TestAgainstScikitLearn(t *testing.T) {
	type metric func(y, p, w []float64) (float64, error)
	tests := []struct {
		name       string
		metric     metric
		plain, wtd float64
	}{
		{"auc", AUC, 0.6758241758241758, 0.6886363636363636},
		{"average precision", AveragePrecision, 0.5625341045509111, 0.5748241657332566},
		{"log loss", LogLoss, 0.6268154469971122, 0.6042105273779582},
		{"brier", Brier, 0.22312500000000002, 0.21282258064516132},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.metric(labels20, probs20, nil)
			near(t, "unweighted", got, test.plain, err)
			got, err = test.metric(labels20, probs20, weights20)
			near(t, "weighted", got, test.wtd, err)
		})
	}
}

func TestWeightEqualsDuplication(t *testing.T) {
	y, p := duplicate(labels20, weights20), duplicate(probs20, weights20)
	a, err := evaluateOnce(labels20, probs20, weights20, true, 10)
	if err != nil {
		t.Fatal(err)
	}
	b, err := evaluateOnce(y, p, nil, true, 10)
	near(t, "auc", a.auc, b.auc, err)
	near(t, "average precision", a.averagePrecision, b.averagePrecision, nil)
	near(t, "ece", a.ece, b.ece, nil)
	near(t, "lift", a.liftTop(), b.liftTop(), nil)
	near(t, "log loss", a.logLoss, b.logLoss, nil)
}

// By hand: 23 distinct probabilities i/24 and the bins of numpy.array_split
// (three of 3 rows, seven of 2), computed with numpy 2.4.6.
func TestCalibrationErrorUsesArraySplit(t *testing.T) {
	y := []float64{0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1}
	p := make([]float64, len(y))
	for i := range p {
		p[i] = float64(i+1) / 24
	}
	got, err := ExpectedCalibrationError(y, p, nil, 10)
	near(t, "ece", got, 0.15217391304347827, err)
}

func TestLift(t *testing.T) {
	tests := []struct {
		name     string
		y, score []float64
		want     float64
	}{
		// Top 2 of 20 hold 1 of the 7 churned: (1/2) / (7/20), but the second
		// place is shared by two who both stayed.
		{"twenty customers", labels20, probs20, 0.5 / 0.35},
		// All tied: the top tenth is like the rest.
		{"all tied", []float64{1, 0, 0, 0, 1, 0, 0, 0, 0, 0}, make([]float64, 10), 1},
		// One place, two customers tied for it, one of whom churned; rate 2/10.
		{"tie at the edge", []float64{1, 0, 1, 0, 0, 0, 0, 0, 0, 0}, []float64{9, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 0.5 / 0.2},
		// The top tenth of 5 customers is half a customer, who churned.
		{"fewer than ten", []float64{1, 0, 0, 0, 1}, []float64{5, 4, 3, 2, 1}, 1 / 0.4},
		// Rate 1/20: even a perfect list can only be 10 times better.
		{"at the cap", append([]float64{1}, make([]float64, 19)...), append([]float64{1}, make([]float64, 19)...), 10},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := LiftTopDecile(test.y, test.score, nil)
			near(t, "lift", got, test.want, err)
		})
	}
}

func TestLiftCap(t *testing.T) {
	for rate, want := range map[float64]float64{0.05: 10, 0.1: 10, 0.25: 4, 0.8: 1.25} {
		got, err := LiftCap(rate)
		near(t, "cap", got, want, err)
	}
	for _, rate := range []float64{0, 1} {
		if _, err := LiftCap(rate); !errors.Is(err, models.ErrOneClass) {
			t.Errorf("LiftCap(%v): error %v, want ErrOneClass", rate, err)
		}
	}
}

func TestUndefinedIsAnError(t *testing.T) {
	ones, half := []float64{1, 1}, []float64{.5, .5}
	tests := []struct {
		name    string
		y, p, w []float64
		want    error
	}{
		{"one class", ones, half, nil, models.ErrOneClass},
		{"one class by weight", []float64{1, 0}, half, []float64{1, 0}, models.ErrOneClass},
		{"no rows", nil, nil, nil, models.ErrEmpty},
		{"too few scores", []float64{1, 0}, []float64{1}, nil, models.ErrShape},
		{"too few weights", []float64{1, 0}, half, []float64{1}, models.ErrShape},
		{"NaN score", []float64{1, 0}, []float64{math.NaN(), 0}, nil, models.ErrValue},
		{"label 2", []float64{1, 2}, half, nil, models.ErrValue},
		{"negative weight", []float64{1, 0}, half, []float64{1, -1}, models.ErrValue},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, metric := range []func(y, p, w []float64) (float64, error){AUC, AveragePrecision, LiftTopDecile} {
				if _, err := metric(test.y, test.p, test.w); !errors.Is(err, test.want) {
					t.Errorf("error %v, want %v", err, test.want)
				}
			}
		})
	}
	if _, err := LogLoss(ones, []float64{.5, 1.5}, nil); !errors.Is(err, models.ErrValue) {
		t.Errorf("LogLoss of a probability of 1.5: error %v, want ErrValue", err)
	}
	got, err := LogLoss(ones, half, nil)
	near(t, "log loss of one class", got, math.Ln2, err)
	got, err = LogLoss([]float64{1}, []float64{0}, nil)
	near(t, "log loss of certain mistake", got, 52*math.Ln2, err)
}

func near(t *testing.T, what string, got, want float64, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func duplicate(values, times []float64) []float64 {
	var out []float64
	for i, v := range values {
		for range int(times[i]) {
			out = append(out, v)
		}
	}
	return out
}
