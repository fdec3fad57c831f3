package gate

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
	"predict/models/leak"
	"predict/models/metrics"
)

func interval(low, high float64) *metrics.Interval { return &metrics.Interval{Low: low, High: high} }

// good are figures that pass every check.
func good() Figures {
	return Figures{
		Customers: 5000, Churned: 1000, OutOfTime: true, AUC: .85, ECE: .02,
		Rules: []RuleGain{
			{Rule: "frequency", AUC: .78, Gain: .07, Interval: interval(.05, .09)},
			{Rule: "recency", AUC: .82, Gain: .03, Interval: interval(.01, .05)},
		},
		Champion: &Comparison{
			Champion: "m1", AUC: .001, AUCInterval: interval(-.002, .004),
			LogLoss: -.001, LogLossInterval: interval(-.004, .002),
		},
	}
}

func TestJudge(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name   string
		change func(*Figures, *Limits)
		// refused and noted are the names of the checks.
		refused, noted []string
		// text is part of the first refusal, or else of the first note.
		text string
	}{
		{"passes", func(*Figures, *Limits) {}, nil, nil, ""},
		{
			"few customers", func(f *Figures, _ *Limits) { f.Customers, f.Churned = 150, 60 },
			[]string{Sample},
			nil, "Only 150 customers were tested, the least is 200.",
		},
		{"few churned", func(f *Figures, _ *Limits) { f.Churned = 29 }, []string{Sample}, nil, "Only 29 of the 5000"},
		{"few stayed", func(f *Figures, _ *Limits) { f.Churned = 4990 }, []string{Sample}, nil, "10 stayed"},
		{"same time", func(f *Figures, _ *Limits) { f.OutOfTime = false }, nil, []string{OutOfTime}, "Not out of time"},
		{
			"same time, not allowed", func(f *Figures, l *Limits) { f.OutOfTime, l.RequireOutOfTime = false, true },
			[]string{OutOfTime},
			nil, "Test at a later cutoff",
		},
		{"no rule", func(f *Figures, _ *Limits) { f.Rules = nil }, nil, []string{Rule}, "no simple rule"},
		{
			"rule not beaten", func(f *Figures, _ *Limits) { f.Rules[1].Interval = interval(-.001, .05) },
			[]string{Rule},
			nil, "AUC 0.850 against 0.820 of the rule recency: +0.0300, interval -0.0010 to +0.0500; the lower end must exceed 0.0000.",
		},
		{"rule met exactly", func(f *Figures, _ *Limits) { f.Rules[0].Interval = interval(0, .05) }, []string{Rule}, nil, "rule frequency"},
		{"rule beaten by less than asked", func(f *Figures, l *Limits) { l.MinGain = .02 }, []string{Rule}, nil, "must exceed 0.0200"},
		{"rule without interval", func(f *Figures, _ *Limits) { f.Rules[0].Interval = nil }, []string{Rule}, nil, "has no interval"},
		{"rule gain not a number", func(f *Figures, _ *Limits) { f.Rules[0].Gain = nan }, []string{Rule}, nil, "is not a number"},
		{"rule interval turned round", func(f *Figures, _ *Limits) { f.Rules[0].Interval = interval(.2, .1) }, []string{Rule}, nil, "interval that is none"},
		{"no champion", func(f *Figures, _ *Limits) { f.Champion = nil }, nil, []string{ChampionAUC}, "no champion yet"},
		{"champion knows the answers", func(f *Figures, _ *Limits) {
			f.Champion.SawTest, f.Champion.AUC, f.Champion.AUCInterval = true, -.1, nil
		}, nil, []string{ChampionAUC}, "learned from the customers tested"},
		{"champion beaten", func(f *Figures, _ *Limits) { f.Champion.AUC, f.Champion.AUCInterval = .01, interval(.004, .016) }, nil, nil, ""},
		{"champion better, a little and certainly", func(f *Figures, _ *Limits) {
			f.Champion.AUC, f.Champion.AUCInterval = -.001, interval(-.0015, -.0005)
		}, []string{ChampionAUC}, nil, "AUC -0.0010 against the champion m1, interval -0.0015 to -0.0005: worse, and not by chance."},
		{"champion better, much and perhaps", func(f *Figures, _ *Limits) {
			f.Champion.AUC, f.Champion.AUCInterval = -.006, interval(-.02, .008)
		}, []string{ChampionAUC}, nil, "loses more than the 0.0050 of a tie"},
		{"tie at the limit", func(f *Figures, _ *Limits) {
			f.Champion.AUC, f.Champion.AUCInterval = -.005, interval(-.02, .01)
		}, nil, nil, ""},
		{"champion without interval", func(f *Figures, _ *Limits) { f.Champion.AUCInterval = nil }, []string{ChampionAUC}, nil, "has no interval"},
		{"log loss certainly worse", func(f *Figures, _ *Limits) {
			f.Champion.LogLoss, f.Champion.LogLossInterval = .03, interval(.011, .05)
		}, []string{ChampionLogLoss}, nil, "Log loss +0.0300 against the champion m1"},
		{"log loss perhaps worse", func(f *Figures, _ *Limits) {
			f.Champion.LogLoss, f.Champion.LogLossInterval = .03, interval(.009, .05)
		}, nil, nil, ""},
		{"log loss unknown", func(f *Figures, _ *Limits) { f.Champion.LogLossInterval = nil }, nil, nil, ""},
		{"log loss not a number", func(f *Figures, _ *Limits) { f.Champion.LogLoss = nan }, []string{ChampionLogLoss}, nil, "is not a number"},
		{
			"badly calibrated", func(f *Figures, _ *Limits) { f.ECE, f.ECEInterval = .09, interval(.08, .1) },
			[]string{Calibration},
			nil, "off by 0.090 on average (interval 0.080 to 0.100), where a model within the limit of 0.050 shows at most 0.06",
		},
		{"calibration not a number", func(f *Figures, _ *Limits) { f.ECE = nan }, []string{Calibration}, nil, "not a number"},
		{"leaks", func(f *Figures, _ *Limits) {
			f.Suspects = []leak.Suspect{{Feature: "a", Why: "A knows."}, {Feature: "b", Why: "B knows."}}
		}, []string{Leak}, nil, "A knows. B knows."},
		{"nothing at all", func(f *Figures, _ *Limits) { *f = Figures{} }, []string{Sample, Calibration}, []string{OutOfTime, Rule, ChampionAUC}, "Only 0"},
		{"several", func(f *Figures, _ *Limits) {
			f.Churned, f.ECE, f.Rules[0].Interval = 3, .5, nil
		}, []string{Sample, Rule, Calibration}, nil, "Only 3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, l := good(), DefaultLimits()
			test.change(&f, &l)
			v := Judge(f, l)
			if diff := cmp.Diff(test.refused, named(v.Refusals())); diff != "" {
				t.Errorf("refusals (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.noted, named(v.Notes())); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if v.Passed != (len(test.refused) == 0) || v.Forced {
				t.Errorf("passed %v, forced %v", v.Passed, v.Forced)
			}
			text := ""
			for _, c := range append(v.Refusals(), v.Notes()...) {
				text = c.Text
				break
			}
			if !strings.Contains(text, test.text) {
				t.Errorf("text = %q, want %q", text, test.text)
			}
			data, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			var back Verdict
			if err := json.Unmarshal(data, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(v, back); diff != "" {
				t.Errorf("verdict after JSON:\n%s", diff)
			}
		})
	}
}

func named(checks []Check) []string {
	var out []string
	for _, c := range checks {
		out = append(out, c.Name)
	}
	return out
}

func TestString(t *testing.T) {
	refused := Verdict{Checks: []Check{{Text: "One."}, {Passed: true, Text: "Two."}, {Text: "Three."}}}
	forced := refused
	forced.Forced = true
	tests := []struct {
		name string
		v    Verdict
		want string
	}{
		{"passed", Verdict{Passed: true, Checks: []Check{{Passed: true, Text: "Two."}}}, "The model passes the gate."},
		{"refused", refused, "The model is refused:\n- One.\n- Three."},
		{"forced", forced, "The model was promoted by force; the gate refuses it:\n- One.\n- Three."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.v.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Simulated samples of ten bins, whose customers churn at rates that are off by
// error from those predicted, up and down in turn. The share refused is known:
// one in twenty at the limit, fewer for a better model, all for a bad one. The
// bounds leave four standard errors of 2,000 repetitions.
func TestCalibrationRefusals(t *testing.T) {
	tests := []struct {
		name      string
		customers int
		error     float64
		low, high float64
	}{
		{"perfect on 200", 200, 0, 0, .05},
		{"perfect on 5000", 5000, 0, 0, 0},
		{"at the limit on 200", 200, .05, .03, .07},
		{"at the limit on 1000", 1000, .05, .03, .07},
		{"at the limit on 20000", 20000, .05, .03, .07},
		{"twice the limit on 1000", 1000, .1, .85, 1},
		{"twice the limit on 5000", 5000, .1, 1, 1},
		{"one and a half of the limit on 20000", 20000, .075, 1, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(5, uint64(test.customers)))
			const repetitions, bins = 2000, 10
			refused := 0
			for range repetitions {
				f := Figures{Customers: test.customers}
				size := float64(test.customers / bins)
				for b := range bins {
					p := .15 + .07*float64(b)
					q := p + test.error*float64(1-2*(b%2))
					// A binomial share, by the normal: sizes are 20 and more.
					observed := q + r.NormFloat64()*math.Sqrt(q*(1-q)/size)
					f.Reliability = append(f.Reliability, metrics.Bin{Weight: size, Predicted: p, Observed: observed})
					f.ECE += math.Abs(observed-p) / bins
				}
				if !calibration(f, DefaultLimits()).Passed {
					refused++
				}
			}
			if share := float64(refused) / repetitions; share < test.low || share > test.high {
				t.Errorf("refused %.4f of the samples, want %.3f to %.3f", share, test.low, test.high)
			}
		})
	}
}

// Of |N(0,1)|: mean √(2/π), variance 1-2/π. Of |N(d,s²)| with d far above s: d
// and s².
func TestFolded(t *testing.T) {
	tests := []struct {
		name                    string
		d, variance, mean, want float64
	}{
		{"half normal", 0, 1, math.Sqrt(2 / math.Pi), 1 - 2/math.Pi},
		{"far from zero", 10, 1, 10, 1},
		{"no variance", .3, 0, .3, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, v := folded(test.d, test.variance)
			if math.Abs(m-test.mean) > 1e-12 || math.Abs(v-test.want) > 1e-12 {
				t.Errorf("folded() = %v, %v, want %v, %v", m, v, test.mean, test.want)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	if err := DefaultLimits().Validate(); err != nil {
		t.Error(err)
	}
	bad := Limits{MinCustomers: -1, MinChurned: -1, MinGain: math.NaN(), ChampionTie: -1, ChampionLogLossTie: math.Inf(1)}
	err := bad.Validate()
	if !errors.Is(err, models.ErrValue) {
		t.Fatalf("Validate() = %v, want ErrValue", err)
	}
	for _, name := range []string{"min customers", "min churned", "min gain", "champion tie", "champion log loss tie", "max ECE"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("Validate() = %v, does not name %s", err, name)
		}
	}
}
