package tree

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColumns(t *testing.T) {
	tests := map[string]struct {
		features, names []string
		want            []int
		wrong           []string
	}{
		"same":              {features: []string{"a", "b"}, names: []string{"a", "b"}, want: []int{0, 1}},
		"other order":       {features: []string{"a", "b"}, names: []string{"c", "b", "a"}, want: []int{2, 1}},
		"blanks":            {features: []string{"Churn_Score"}, names: []string{"x", "Churn Score"}, want: []int{1}},
		"signs":             {features: []string{"a_b__c_"}, names: []string{"a:b,\"c}"}, want: []int{0}},
		"exact comes first": {features: []string{"a_b"}, names: []string{"a b", "a_b"}, want: []int{1}},
		"two exact":         {features: []string{"a_b", "a b"}, names: []string{"a b", "a_b"}, want: []int{1, 0}},
		"missing": {
			features: []string{"a", "b", "c"}, names: []string{"b"},
			wrong: []string{"2 of 3 features", "the 1 columns: a, c", "name the columns"},
		},
		"ambiguous": {features: []string{"a_b"}, names: []string{"a b", "a:b"}, wrong: []string{"several columns: a_b"}},
		"twice":     {features: []string{"a"}, names: []string{"a", "a"}, wrong: []string{"several columns: a"}},
		"one column for two": {
			features: []string{"a b", "a:b"}, names: []string{"a_b"}, wrong: []string{"several columns: a:b"},
		},
		"no names": {features: []string{"Column_0", "Column_1"}, names: []string{"a", "b"}, wrong: []string{"without names", "feature_name"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := (&Ensemble{Features: test.features}).Columns(test.names)
			if diff := cmp.Diff(test.want, got); diff != "" || (err != nil) != (test.wrong != nil) {
				t.Errorf("error %v, columns (-want +got):\n%s", err, diff)
			}
			for _, want := range test.wrong {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, expected %q", err, want)
				}
			}
		})
	}
}

func TestRemap(t *testing.T) {
	e := awkward()
	names := []string{"x", "c=1", "y", "a", "größe"}
	columns, err := e.Columns(names)
	if err != nil {
		t.Fatal(err)
	}
	wide := e.Remap(names, columns)
	if diff := cmp.Diff(awkward(), e); diff != "" {
		t.Errorf("the receiver changed:\n%s", diff)
	}
	if err := wide.Validate(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"none", "-1:7:31", "none", "[-1e+300:5e-324]", "none"}, wide.Infos); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int8{0, 1, 0, -1, 0}, wide.Monotone); diff != "" {
		t.Error(diff)
	}
	for _, row := range [][]float64{{1, 2, 63}, {-1, -2, 63}, {3, 4, 5}, {0, 0, 0}} {
		got := wide.Margin([]float64{9, row[2], 9, row[0], row[1]})
		if want := e.Margin(row); got != want {
			t.Errorf("%v: margin %v, before %v", row, got, want)
		}
	}
}

func TestImportancesLeaveOutSplitsWithoutGain(t *testing.T) {
	e := awkward() // gains 1/3 of feature 2, -Inf of feature 0 and 0 of feature 1
	gain, splits := e.Importances()
	if diff := cmp.Diff([]float64{0, 0, float64(float32(1.0 / 3))}, gain); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{0, 0, 1}, splits); diff != "" {
		t.Error(diff)
	}
}
