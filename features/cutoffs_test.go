package features

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func days(t *testing.T, texts ...string) []int64 {
	t.Helper()
	var all []int64
	for _, text := range texts {
		cutoff, err := ParseCutoff(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cutoff)
	}
	return all
}

func written(p Plan) []string {
	var all []string
	for _, t := range p.Train {
		all = append(all, "train "+formatTime(t))
	}
	return append(all, "test "+formatTime(p.Test), "score "+formatTime(p.Score))
}

func TestAutoCutoffs(t *testing.T) {
	for _, test := range []struct {
		name, first, end string
		change           func(*Options)
		want             []string
	}{
		// 374 days; 12-10 less 90 is 09-11, less 180 is 06-13, less 270 is 03-15
		// (104 days after the first), less 360 is too early.
		{
			"Online Retail", "2010-12-01", "2011-12-10", nil,
			[]string{"train 2011-03-15", "train 2011-06-13", "test 2011-09-11", "score 2011-12-10"},
		},
		{
			"history just long enough", "2010-12-15", "2011-12-10", nil,
			[]string{"train 2011-03-15", "train 2011-06-13", "test 2011-09-11", "score 2011-12-10"},
		},
		{
			"history a day too short", "2010-12-16", "2011-12-10", nil,
			[]string{"train 2011-06-13", "test 2011-09-11", "score 2011-12-10"},
		},
		{
			"at most two past cutoffs", "2000-01-01", "2011-12-10", func(o *Options) { o.Cutoffs.Max = 2 },
			[]string{"train 2011-06-13", "test 2011-09-11", "score 2011-12-10"},
		},
		{
			"the gap counts", "2010-12-01", "2011-12-10", func(o *Options) { o.Churn.GapDays = 10 },
			[]string{"train 2011-05-24", "test 2011-09-01", "score 2011-12-10"},
		},
		{"given, and sorted", "2010-12-01", "2011-12-10", func(o *Options) {
			o.Cutoffs.Train, o.Cutoffs.Test = []string{"2011-06-12", "2011-05-01"}, "2011-09-10"
		}, []string{"train 2011-05-01", "train 2011-06-12", "test 2011-09-10", "score 2011-12-10"}},
		{
			"only the test given", "2010-12-01", "2011-12-10", func(o *Options) { o.Cutoffs.Test = "2011-09-10" },
			[]string{"train 2011-03-14", "train 2011-06-12", "test 2011-09-10", "score 2011-12-10"},
		},
		{
			"only the training given", "2010-12-01", "2011-12-10", func(o *Options) { o.Cutoffs.Train = []string{"2011-06-12"} },
			[]string{"train 2011-06-12", "test 2011-09-11", "score 2011-12-10"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := DefaultOptions()
			if test.change != nil {
				test.change(&o)
			}
			span := days(t, test.first, test.end)
			plan, err := AutoCutoffs(span[0], span[1], o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, written(plan)); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
			for i, past := range plan.Train {
				next := append(plan.Train, plan.Test)[i+1]
				if reach := int64(o.Churn.HorizonDays+o.Churn.GapDays) * Day; len(o.Cutoffs.Train) == 0 && past+reach > next {
					t.Errorf("the label window of %s reaches past %s", formatTime(past), formatTime(next))
				}
			}
			if all := plan.All(); len(all) != len(plan.Train)+2 || all[len(all)-1] != plan.Score {
				t.Errorf("All is %v", all)
			}
		})
	}
}

func TestCutoffsThatCannotBe(t *testing.T) {
	given := func(test string, train ...string) func(*Options) {
		return func(o *Options) { o.Cutoffs.Train, o.Cutoffs.Test = train, test }
	}
	for _, test := range []struct {
		name, first, end string
		change           func(*Options)
		want             []string
	}{
		{"data too short", "2011-06-01", "2011-12-10", nil, []string{
			"fewer than two past cutoffs fit", "2011-06-01 to 2011-12-10 (192 days)", "give data of at least 270 days",
		}},
		{"test outside the data", "2010-12-01", "2011-12-10", given("2012-03-01", "2011-06-01"), []string{
			"2012-03-01 lies outside the data, which go from 2010-12-01 to 2011-12-10; give a cutoff within them",
		}},
		{"training before the data", "2010-12-01", "2011-12-10", given("2011-09-10", "2010-12-01"), []string{
			"2010-12-01 lies outside the data",
		}},
		{"test not mature", "2010-12-01", "2011-12-10", given("2011-09-12", "2011-06-01"), []string{
			"2011-09-12 cannot be tested: its label window of 90 days ends after the data, at 2011-12-11", "give cutoffs.test at or before 2011-09-11",
		}},
		{"training window reaches past the test", "2010-12-01", "2011-12-10", given("2011-09-10", "2011-06-12", "2011-06-13"), []string{
			"2011-06-13 cannot be learned from: its label window ends at 2011-09-11, after the test cutoff 2011-09-10", "give a cutoff at or before 2011-06-12",
		}},
		{"training twice", "2010-12-01", "2011-12-10", given("2011-09-10", "2011-06-12", "2011-06-12"), []string{
			"2011-06-12 is given twice",
		}},
		{"several faults at once", "2010-12-01", "2011-12-10", given("2011-09-12", "2009-06-12", "2011-09-11"), []string{
			"2009-06-12 lies outside", "2011-09-11 cannot be learned from", "2011-09-12 cannot be tested",
		}},
		{"test too early for any training", "2010-12-01", "2011-12-10", given("2011-03-01"), []string{
			"fewer than two past cutoffs fit", "give a later cutoffs.test",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := DefaultOptions()
			if test.change != nil {
				test.change(&o)
			}
			span := days(t, test.first, test.end)
			_, err := AutoCutoffs(span[0], span[1], o)
			if cutoff := (*CutoffError)(nil); !errors.As(err, &cutoff) {
				t.Fatalf("error is %v, want a *CutoffError", err)
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is missing from: %v", part, err)
				}
			}
		})
	}
}

func TestParseCutoff(t *testing.T) {
	// date -u -d 2011-09-10 +%s is 1315612800.
	if got, err := ParseCutoff("2011-09-10"); err != nil || got != 1_315_612_800_000_000 {
		t.Errorf("got %d, %v", got, err)
	}
	for _, text := range []string{"", "2011-9-10", "10.09.2011", "2011-02-30", "2011-09-10T00:00"} {
		if _, err := ParseCutoff(text); err == nil || !strings.Contains(err.Error(), "yyyy-mm-dd") {
			t.Errorf("%q: error is %v", text, err)
		}
	}
}
