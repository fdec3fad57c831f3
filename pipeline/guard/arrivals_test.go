package guard_test

import (
	"strings"
	"testing"

	"predict/configs"
	"predict/pipeline/guard"
)

// exports are some of 1000 rows each, with these shares out of scope.
func exports(shares ...float64) []guard.Export {
	var list []guard.Export
	for _, s := range shares {
		list = append(list, guard.Export{Path: "in/day.csv", Read: 1000, OutOfScope: int64(1000 * s)})
	}
	return list
}

func TestScope(t *testing.T) {
	none := exports(0, 0, 0, 0)
	quarter := exports(0.25, 0.2, 0, 0.34, 0.47, 0.07, 0.25, 0.62) // as Online Retail, whose median day has 20 %
	tests := []struct {
		name        string
		now, before []guard.Export
		want        guard.Level
	}{
		{"none as ever", exports(0), none, ""},
		{"every row", exports(1), none, guard.Hard},
		{"half of them", exports(0.6), none, guard.Warning},
		{"a tenth of them", exports(0.1), none, ""},
		{"a quarter is usual", exports(0.3), quarter, ""},
		{"more than usual, not than ever", exports(0.62), quarter, ""},
		{"more than ever", exports(0.8), quarter, guard.Warning},
		{"every row, where a quarter is usual", exports(1), quarter, guard.Hard},
		{"one of many", exports(0.3, 1, 0.2), quarter, guard.Hard},
		{"every row as ever", exports(1), exports(1, 1, 1), ""},
		{"every row once before", exports(1), append(exports(1), none...), ""},
		{"one large export before", exports(1), []guard.Export{{Read: 500_000, OutOfScope: 125_000}}, guard.Hard},
		{"like that export", exports(0.4), []guard.Export{{Read: 500_000, OutOfScope: 125_000}}, ""},
		{"a first load", exports(1), nil, ""},
		{"small ones before", exports(1), []guard.Export{{Read: 19}}, ""},
		{"few rows", []guard.Export{{Read: 9, OutOfScope: 9}}, none, ""},
		{"few rows, chance", []guard.Export{{Read: 16, OutOfScope: 9}}, quarter, ""},
		{"no rows", []guard.Export{{}}, none, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := guard.Scope("transactions", test.now, test.before, configs.Default().Guards.Missing)
			if got := guard.Worst(found); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	want := `transactions: 100.0 % of the 1000 rows of "day.csv" are out of scope; usual is 25.0 %, and 62.0 % was the most`
	if got := guard.Scope("transactions", exports(1), quarter, configs.Default().Guards.Missing)[0].Text; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCutOff(t *testing.T) {
	cut := guard.Export{Path: "in/day.csv", Read: 10, Cut: true}
	tests := []struct {
		name  string
		now   []guard.Export
		stops bool
		want  guard.Level
		text  string
	}{
		{"whole", exports(0), true, "", ""},
		{"cut off", append(exports(0), cut), true, guard.Hard, `transactions: "day.csv" ends in the middle of a record`},
		{"nothing to keep", []guard.Export{cut}, false, guard.Warning, `transactions: "day.csv" ends in the middle of a record`},
		{"two", []guard.Export{cut, cut}, true, guard.Hard, `transactions: "day.csv" and 1 more exports end in the middle of a record`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := guard.CutOff("transactions", test.now, test.stops)
			if got := guard.Worst(found); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if len(found) > 0 && !strings.HasPrefix(found[0].Text, test.text) {
				t.Errorf("%q, want %q", found[0].Text, test.text)
			}
		})
	}
}
