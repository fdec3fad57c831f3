package rules

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

var nan, inf = math.NaN(), math.Inf(1)

// Four customers: a regular, a quiet one, one with a single purchase, one of
// whom nothing is known. The expected numbers are by hand.
func TestAll(t *testing.T) {
	names := []string{"spend", "days", "purchases", "gap"}
	x := mat.NewDense(4, 4, []float64{
		10, 5, 12, 10,
		20, 90, 4, 30,
		30, 40, 1, nan,
		nan, nan, nan, nan,
	})
	got, err := All(x, names, Columns{Recency: "days", Frequency: "purchases", Silence: "days", UsualGap: "gap"})
	if err != nil {
		t.Fatal(err)
	}
	want := []Score{
		{Recency, []float64{5, 90, 40, inf}},
		{Frequency, []float64{-12, -4, -1, 0}},
		{ChurnFactor, []float64{.5, 3, 1e6 + 40, inf}}, // bought once: above all who have a gap
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
	if got, err := All(x, names, Columns{Frequency: "purchases"}); err != nil || len(got) != 1 {
		t.Errorf("frequency alone: %v, error %v", got, err)
	}
	if _, err := All(x, names, Columns{Recency: "dys", Frequency: "purchase"}); !errors.Is(err, ErrColumn) {
		t.Errorf("unknown columns: error %v, want ErrColumn", err)
	}
	if _, err := All(x, names[1:], Columns{}); err == nil {
		t.Error("three names for four columns give no error")
	}
}

func TestChurnFactorEdges(t *testing.T) {
	tests := []struct {
		name               string
		silence, gap, want []float64
	}{
		{"several purchases a day", []float64{2, 0}, []float64{0, .1}, []float64{2, 0}},
		{"bought once", []float64{3, 400, 9e4}, []float64{nan, nan, 1}, []float64{1e6 + 3, 1e6 + 400, 9e4}},
		{"nothing known", []float64{nan, nan}, []float64{nan, 5}, []float64{inf, inf}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, ByChurnFactor(test.silence, test.gap)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}
