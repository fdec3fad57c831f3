package metrics

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// The cuts of best F1 are those of scikit-learn 1.9.1, precision_recall_curve;
// the others are by hand on labels20 and probs20, of whom 7 of 20 churned.
func TestThreshold(t *testing.T) {
	number := func(v float64) *float64 { return &v }
	tests := []struct {
		name string
		w    []float64
		by   ThresholdRule
		want Cut
	}{
		{"best F1", nil, BestF1(), Cut{.2, .85, number(7. / 17), 1, 14. / 24}},
		{"best F1, weighted", weights20, BestF1(), Cut{.6, 11. / 31, number(7. / 11), 7. / 11, 7. / 11}},
		{"a customer at the threshold is on the list", nil, AtProbability(.6), Cut{.6, .35, number(4. / 7), 4. / 7, 4. / 7}},
		{"between two customers", nil, AtProbability(.55), Cut{.55, .35, number(4. / 7), 4. / 7, 4. / 7}},
		{"nobody is above", nil, AtProbability(.95), Cut{Threshold: .95}},
		{"everybody", nil, AtProbability(0), Cut{0, 1, number(.35), 1, 14. / 27}},
		{"top 20 %", nil, TopShare(.2), Cut{.75, .2, number(.5), 2. / 7, 4. / 11}},
		{"top 10 %, the second place shared by two", nil, TopShare(.1), Cut{.8, .15, number(1. / 3), 1. / 7, 2. / 10}},
		{"top half, by weight", weights20, TopShare(.5), Cut{.4, 18. / 31, number(8. / 18), 8. / 11, 16. / 29}},
		{"all", nil, TopShare(1), Cut{0, 1, number(.35), 1, 14. / 27}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Threshold(labels20, probs20, test.w, test.by)
			if err != nil {
				t.Fatal(err)
			}
			close := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })
			if diff := cmp.Diff(test.want, got, close); diff != "" {
				t.Errorf("cut (-want +got):\n%s", diff)
			}
		})
	}
}

func TestThresholdErrors(t *testing.T) {
	y, p := []float64{0, 1}, []float64{.1, .2}
	tests := []struct {
		name string
		y, p []float64
		by   ThresholdRule
		want error
	}{
		{"no share", y, p, TopShare(0), models.ErrValue},
		{"share above 1", y, p, TopShare(1.1), models.ErrValue},
		{"probability NaN", y, p, AtProbability(math.NaN()), models.ErrValue},
		{"one class", []float64{1, 1}, p, BestF1(), models.ErrOneClass},
		{"lengths", y, p[1:], BestF1(), models.ErrShape},
		{"no rows", nil, nil, BestF1(), models.ErrEmpty},
		{"not a probability", y, []float64{.1, 3}, BestF1(), models.ErrValue},
	}
	for _, test := range tests {
		if _, err := Threshold(test.y, test.p, nil, test.by); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
}
