package pipeline

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models/drift"
	"predict/models/gate"
	"predict/models/metrics"
	"predict/pipeline/report"
)

// The riskiest six of eight have the probabilities .9, .5 three times, and .2 twice;
// of the three one left: a list of two has caught 1 + 1/3, rounded 1, one of three
// 1 + 2/3, rounded 2.
func TestGainCurve(t *testing.T) {
	y := []float64{0, 1, 0, 0, 1, 0, 1, 0}
	p := []float64{0.5, 0.9, 0.2, 0.5, 0.5, 0.1, 0.2, 0.1}
	want := &GainCurve{N: 8, Churned: 3, Listed: []int{1, 2, 3, 4, 5, 6, 7, 8}, Caught: []int{1, 1, 2, 2, 3, 3, 3, 3}}
	if diff := cmp.Diff(want, gainCurve(y, p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := gainCurve(nil, nil); got != nil {
		t.Errorf("nobody has the curve %v", got)
	}
}

// TestGainCurveOfMany: at most 200 points, from 1 to all, that neither fall nor catch
// more than there are; without ties each is what sorting gives, and with ties the
// last of a tie is exact.
func TestGainCurveOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 199, 200, 201, 1000, 54_321} {
		for _, levels := range []int{1, 7, 1 << 40} {
			y, p := make([]float64, n), make([]float64, n)
			for i := range p {
				p[i] = float64(r.IntN(levels)) / float64(levels)
				if r.Float64() < 0.3 {
					y[i] = 1
				}
			}
			c := gainCurve(y, p)
			sorted := make([]int, n)
			for i := range sorted {
				sorted[i] = i
			}
			slices.SortFunc(sorted, func(a, b int) int { return int(math.Copysign(1, p[b]-p[a])) })
			sum := []int{0}
			for _, i := range sorted {
				sum = append(sum, sum[len(sum)-1]+int(y[i]))
			}
			if len(c.Listed) > curvePoints || len(c.Caught) != len(c.Listed) || c.Listed[len(c.Listed)-1] != n || c.N != n || c.Churned != sum[n] {
				t.Fatalf("%d customers: %d sizes, %d counts, up to %d, churned %d of %d", n, len(c.Listed), len(c.Caught), c.Listed[len(c.Listed)-1], c.Churned, sum[n])
			}
			last, most := 0, 0
			for k, size := range c.Listed {
				if size <= last || c.Caught[k] < most || c.Caught[k]-most > size-last || levels > n && c.Caught[k] != sum[size] {
					t.Fatalf("%d customers, %d levels: %d listed catch %d, %d before %d", n, levels, size, c.Caught[k], last, most)
				}
				last, most = size, c.Caught[k]
			}
			if most != c.Churned {
				t.Errorf("%d customers: all of them catch %d of %d", n, most, c.Churned)
			}
		}
	}
}

// A model of an earlier version has deciles only: 100 customers, 20 left, half of
// them among the first tenth.
func TestGainsOfDeciles(t *testing.T) {
	e := &Evaluation{Scores: &metrics.Report{N: 100, ChurnRate: 0.2, Gains: []metrics.Decile{{Decile: 1, Gain: 0.5}, {Decile: 10, Gain: 1}}}}
	want := []report.Gain{{Listed: 10, Caught: 10}, {Listed: 100, Caught: 20}}
	if diff := cmp.Diff(want, gains(e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := gains(&Evaluation{}); got != nil {
		t.Errorf("without figures %v", got)
	}
	text, err := json.Marshal(e)
	if err != nil || strings.Contains(string(text), `"curve"`) {
		t.Errorf("an evaluation without a curve names one: %s, %v", text, err)
	}
}

func TestPageModel(t *testing.T) {
	s := testState(t, t.TempDir(), "2026-01-01")
	if got := s.pageModel(); got != nil {
		t.Errorf("without a model: %+v", got)
	}
	scores := &metrics.Report{N: 2, ChurnRate: 0.5}
	s.Manifest.Model = &ModelNote{ID: "m", Algorithm: "boosted", Cutoffs: []string{"2025-07-01"}, Rows: 5, Features: 3, Gate: gateRefused, Forced: true, SeesFuture: true, External: "x.txt", Uncalibrated: true}
	s.Manifest.Evaluation = &Evaluation{
		Test: "2025-10-01", Scores: scores, Curve: gainCurve([]float64{1, 0}, []float64{0.9, 0.1}),
		Calibrator: &CalibrationNote{Note: "few customers"}, Season: &Season{Cutoff: "2025-01-01", Shift: 0.25, Expected: 0.1, Observed: 0.125},
	}
	s.Manifest.Drift = &DriftNote{Unknown: "the model holds none", Forced: true, Score: &drift.Shift{PSI: 0.3, Level: drift.Hard, Text: "moved"}, Worst: []drift.Shift{{Feature: "f", PSI: 0.1, Level: drift.Warning}}}
	s.Training = &Training{Model: &Model{ID: "m", verdict: &gate.Verdict{Checks: []gate.Check{{Passed: true, Text: "fine"}, {Text: "too few"}, {Passed: true, Note: true, Text: "no champion"}}}}}
	got := s.pageModel()
	notes := got.Notes
	got.Notes = nil
	want := &report.Model{
		ID: "m", Algorithm: "boosted", Features: 3, Rows: 5, Train: []string{"2025-07-01"}, Test: "2025-10-01", Report: scores,
		Gains: []report.Gain{{Listed: 1, Caught: 1}, {Listed: 2, Caught: 1}}, Gate: "refused",
		Drift: []report.Drift{{PSI: 0.3, Level: "hard", Text: "moved"}, {Feature: "f", PSI: 0.1, Level: "warning"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	all := strings.Join(notes, "\n")
	for _, part := range []string{
		"The gate refused it.", "too few", "no champion", "by force", "after the list", "from a file", "not calibrated", "few customers",
		"moved by +0.250", "had learned before 2025-10-01", "Drift cannot be measured", "in spite of drift", "horizon of 90 days", "correlation",
	} {
		if !strings.Contains(all, part) {
			t.Errorf("no note says %q:\n%s", part, all)
		}
	}
	if strings.Contains(all, "fine") {
		t.Errorf("a check that passed is told:\n%s", all)
	}
}

// TestPageModelOfLittle: a model that nobody judged, and one of a flat table.
func TestPageModelOfLittle(t *testing.T) {
	s := testState(t, t.TempDir(), "2026-01-01")
	s.Manifest.Model = &ModelNote{ID: "m"}
	got := s.pageModel()
	if got.Train == nil || got.Report != nil || got.Gains != nil || !strings.Contains(strings.Join(got.Notes, "\n"), "nothing is known of how good it is") {
		t.Errorf("%+v", got)
	}
	s.Config.Flat.File = "customers.csv"
	s.Manifest.Evaluation = &Evaluation{Scores: &metrics.Report{}}
	notes := strings.Join(s.pageModel().Notes, "\n")
	if !strings.Contains(notes, "The table has no time") || strings.Contains(notes, "horizon") || strings.Contains(notes, "had learned before") {
		t.Errorf("notes of a flat table:\n%s", notes)
	}
}
