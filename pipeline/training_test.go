package pipeline

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/features"
	"predict/features/reasons"
	"predict/models/blend"
	"predict/models/calibrate"
	"predict/models/candidates"
	"predict/models/gbdt"
)

func TestTreatedWeight(t *testing.T) {
	made := &features.Profile{Treated: true}
	control := &features.Profile{Treated: true, Control: true}
	none := &features.Profile{}
	for _, test := range []struct {
		policy  string
		profile *features.Profile
		want    float64
	}{
		{configs.KeepTreated, made, 1},
		{configs.DownWeightTreated, made, 0.25},
		{configs.ExcludeTreated, made, 0},
		{configs.ExcludeTreated, control, 1},
		{configs.DownWeightTreated, none, 1},
	} {
		if got := treatedWeight(configs.Model{Treated: test.policy, TreatedWeight: 0.25}, test.profile); got != test.want {
			t.Errorf("%s of %+v: weight %v, want %v", test.policy, *test.profile, got, test.want)
		}
	}
}

// TestActionFamily: a named cause goes before silence, and a one-time buyer is
// not reminded at a rhythm that there is not.
func TestActionFamily(t *testing.T) {
	told := func(families ...string) (out []reasons.Reason) {
		for _, f := range families {
			out = append(out, reasons.Reason{Family: f})
		}
		return out
	}
	for _, test := range []struct {
		told []reasons.Reason
		days int32
		want string
	}{
		{told("rhythm", "recency"), 9, "rhythm"},
		{told("rhythm", "recency"), 1, "frequency"},
		{told("recency"), 1, "recency"},
		{told("rhythm", "complaint"), 1, "complaint"},
		{nil, 1, configs.DefaultAction},
	} {
		if got := actionFamily(test.told, test.days); got != test.want {
			t.Errorf("%v, bought on %d days: %s, want %s", test.told, test.days, got, test.want)
		}
	}
}

// TestFewRowsMakeSmallTrees: only settings that stand at their defaults change.
func TestFewRowsMakeSmallTrees(t *testing.T) {
	o := gbdt.DefaultOptions()
	if diff := cmp.Diff(o, forRows(o, fewRows)); diff != "" {
		t.Errorf("many rows change settings (-want +got):\n%s", diff)
	}
	few := forRows(o, 1000)
	if few.NumLeaves != 8 || few.MinDataInLeaf != 40 || few.FeatureFraction != 0.3 || few.Validate() != nil {
		t.Errorf("few rows: %+v", few)
	}
	if tiny := forRows(o, 10); tiny.MinDataInLeaf != 5 {
		t.Errorf("ten rows: leaves of %d rows at least, want 5", tiny.MinDataInLeaf)
	}
	o.NumLeaves, o.LearningRate = 5, 0.2
	if got := forRows(o, 1000); got.NumLeaves != 5 || got.LearningRate != 0.2 {
		t.Errorf("settings of the config are replaced: %+v", got)
	}
}

func TestDirectionsAreThoseOfTheSpecs(t *testing.T) {
	s := features.Schema{Specs: []features.Spec{{Name: "a", Risk: 1}, {Name: "b"}, {Name: "c", Risk: -1}}}
	if diff := cmp.Diff([]int8{1, 0, -1}, directions(s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPreferred: an average a little behind is preferred where the rows are
// few, and not where they are many.
func TestPreferred(t *testing.T) {
	for _, test := range []struct {
		n    int
		want string
	}{{20, blend.Name}, {50_000, "a"}} {
		var y, best, average []float64
		for i := range test.n {
			p := 0.2 + 0.6*float64(i%7)/6
			label := 0.0
			if math.Mod(float64(i)*0.6180339887498949, 1) < p { // evenly spread by the golden ratio
				label = 1
			}
			y, best, average = append(y, label), append(best, p), append(average, 0.24+0.52*float64(i%7)/6)
		}
		r := &rehearsal{chosen: "a", calibrations: map[string]calibrate.Choice{}}
		for _, name := range []string{"a", blend.Name} {
			r.calibrations[name] = calibrate.Choice{Calibrator: uncalibrated()}
		}
		of := &candidates.Rehearsal{Names: []string{"a", blend.Name}, P: [][]float64{best, average}, Y: y}
		if got := preferred(r, of); got != test.want {
			t.Errorf("%d rows: %s, want %s", test.n, got, test.want)
		}
	}
}

// TestForestMustBeBetterForSure: a forest, which gives no reasons, is chosen only
// where the rehearsal tells it from the best of the others.
func TestForestMustBeBetterForSure(t *testing.T) {
	y, better, worse := []float64{1, 0, 1, 0}, []float64{0.75, 0.25, 0.6, 0.45}, []float64{0.6, 0.35, 0.7, 0.4}
	r := &rehearsal{chosen: configs.Forest, losses: map[string]float64{}, calibrations: map[string]calibrate.Choice{}}
	of := &candidates.Rehearsal{Names: []string{configs.Boosted, configs.Forest}, P: [][]float64{worse, better}, Y: y}
	for k, name := range of.Names {
		r.calibrations[name] = calibrate.Choice{Calibrator: uncalibrated()}
		r.losses[name] = rehearsedLoss(calibrate.Choice{}, of.P[k], y)
	}
	if got := preferred(r, of); got != configs.Boosted {
		t.Errorf("four rows: %s", got)
	}
	for range 12 { // 16,384 rows
		of.Y = append(of.Y, of.Y...)
		of.P[0], of.P[1] = append(of.P[0], of.P[0]...), append(of.P[1], of.P[1]...)
	}
	if r.losses[configs.Forest] >= r.losses[configs.Boosted] {
		t.Fatal("the forest is no better")
	}
	if got := preferred(r, of); got != configs.Forest {
		t.Errorf("many rows: %s", got)
	}
}

// TestRehearsedLoss is the chosen kind's, or that of the probabilities as they
// are: -(ln .8 + ln .5)/2 by hand.
func TestRehearsedLoss(t *testing.T) {
	chosen := calibrate.Choice{Kind: calibrate.Beta, Losses: []calibrate.Loss{{Kind: calibrate.Platt, LogLoss: 1}, {Kind: calibrate.Beta, LogLoss: 2}}}
	if got := rehearsedLoss(chosen, nil, nil); got != 2 {
		t.Errorf("chosen kind: %v, want 2", got)
	}
	want := -(math.Log(0.8) + math.Log(0.5)) / 2
	if got := rehearsedLoss(calibrate.Choice{}, []float64{0.8, 0.5}, []float64{1, 0}); math.Abs(got-want) > 1e-12 {
		t.Errorf("as they are: %v, want %v", got, want)
	}
}

// TestSeasonMovesEverybodyAlike: the order of the customers stays.
func TestSeasonMovesEverybodyAlike(t *testing.T) {
	c := uncalibrated()
	if got := inSeason(c, nil).Calibrate(0.3); got != 0.3 {
		t.Errorf("without a season: %v", got)
	}
	shifted := inSeason(c, &Season{Shift: math.Log(2)}) // doubles the odds
	if got := shifted.Calibrate(0.5); math.Abs(got-2.0/3) > 1e-12 {
		t.Errorf("odds of 1 doubled: %v, want 2/3", got)
	}
	if !(shifted.Calibrate(0.1) < shifted.Calibrate(0.2)) {
		t.Error("the order changes")
	}
}

func TestGroupsOfCustomers(t *testing.T) {
	f := facts{}
	c := &factCollector{recency: 0, purchases: 1, segments: []string{"a", "b"}}
	for i, row := range [][]float64{{10, 1}, {40, 3}, {math.NaN(), 1}} {
		c.add(&f, row, &features.Profile{Segment: int32(i) - 1, Treated: i == 0, Control: i == 2}) //nolint:gosec // small
	}
	got := map[string][]int{}
	for _, g := range f.groups() {
		got[g.Name] = g.Rows
	}
	want := map[string][]int{groupRecent: {0}, groupOnce: {0, 2}, groupTreated: {0}, groupControl: {2}, "segment a": {1}, "segment b": {2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
