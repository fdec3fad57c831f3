package guard_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"predict/configs"
	"predict/pipeline/guard"
)

func TestQuarantine(t *testing.T) {
	before := []guard.Load{{Read: 1000, Quarantined: 4}, {Read: 1000}, {Read: 1000, Quarantined: 2}}
	tests := []struct {
		name   string
		now    guard.Load
		before []guard.Load
		want   guard.Level
	}{
		{"none", guard.Load{Read: 1000}, before, ""},
		{"single slips", guard.Load{Read: 100, Quarantined: 2}, nil, ""},
		{"as usual", guard.Load{Read: 1000, Quarantined: 4}, before, ""},
		{"more than usual", guard.Load{Read: 1000, Quarantined: 15}, before, guard.Warning},
		{"a column", guard.Load{Read: 1000, Quarantined: 30}, before, guard.Hard},
		{"always so many", guard.Load{Read: 1000, Quarantined: 30}, []guard.Load{{Read: 1000, Quarantined: 25}}, ""},
		{"a first load", guard.Load{Read: 100_000, Quarantined: 500}, nil, guard.Warning},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := guard.Worst(guard.Quarantine("contacts", test.now, test.before, configs.Default().Guards.Quarantine)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestQuarantineWithoutHistory: a first load is held against nothing, and the
// finding says so.
func TestQuarantineWithoutHistory(t *testing.T) {
	found := guard.Quarantine("contacts", guard.Load{Read: 100_000, Quarantined: 500}, nil, configs.Default().Guards.Quarantine)
	want := "contacts: 0.50 % of 100000 new rows cannot be used, and there is no earlier load to compare with"
	if len(found) != 1 || found[0].Text != want {
		t.Errorf("%+v, want %q", found, want)
	}
}

func TestMissing(t *testing.T) {
	tests := []struct {
		name string
		v    guard.Values
		want guard.Level
	}{
		{"as before", guard.Values{Rows: 1000, Filled: 500, RowsBefore: 50_000, FilledBefore: 25_000}, ""},
		{"vanished", guard.Values{Rows: 1000, Filled: 0, RowsBefore: 50_000, FilledBefore: 25_000}, guard.Hard},
		{"half of it", guard.Values{Rows: 1000, Filled: 230, RowsBefore: 50_000, FilledBefore: 25_000}, guard.Warning},
		{"new", guard.Values{Rows: 1000, Filled: 1000, RowsBefore: 50_000}, ""},
		{"always rare", guard.Values{Rows: 1000, Filled: 0, RowsBefore: 50_000, FilledBefore: 250}, ""}, // 5 expected
		{"few rows", guard.Values{Rows: 20, Filled: 6, RowsBefore: 5000, FilledBefore: 4000}, guard.Warning},
		{"fewer rows, chance", guard.Values{Rows: 12, Filled: 4, RowsBefore: 5000, FilledBefore: 4000}, ""},
		{"no rows", guard.Values{RowsBefore: 5000, FilledBefore: 4000}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.v.Table, test.v.Column = "transactions", "category"
			if got := guard.Worst(guard.Missing([]guard.Values{test.v}, configs.Default().Guards.Missing)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestAmounts(t *testing.T) {
	const scatter = 1.0
	var before []guard.DayMedian
	for d := range int32(56) {
		m := 20.0
		if d%2 == 0 {
			m = 24
		}
		before = append(before, guard.DayMedian{Day: d, Median: m, Values: 400})
	}
	tests := []struct {
		name   string
		now    guard.DayMedian
		before []guard.DayMedian
		want   guard.Level
	}{
		{"as usual", guard.DayMedian{Median: 23, Values: 400}, before, ""},
		{"a decimal point to the right", guard.DayMedian{Median: 2200, Values: 400}, before, guard.Hard},
		{"to the left", guard.DayMedian{Median: 0.22, Values: 400}, before, guard.Hard},
		{"three times", guard.DayMedian{Median: 66, Values: 400}, before, guard.Warning},
		{"few values", guard.DayMedian{Median: 2200, Values: 19}, before, ""},
		{"little history", guard.DayMedian{Median: 2200, Values: 400}, before[:10], ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.now.Day = 56
			found := guard.Amounts("transactions", "amount", []guard.DayMedian{test.now}, test.before, scatter, configs.Default().Guards.Amounts)
			if got := guard.Worst(found); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestScatter holds the spread of the middle half against what it is of log-normal
// amounts: their own standard deviation on the logarithmic scale, here 0.7.
func TestScatter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	amounts := make([]float64, 20_000)
	for i := range amounts {
		amounts[i] = math.Exp(3 + 0.7*random.NormFloat64())
	}
	if got := guard.Scatter(amounts); math.Abs(got-0.7) > 0.02 {
		t.Errorf("%.3f, want 0.7", got)
	}
	if got := guard.Scatter(nil); got != 0 {
		t.Errorf("of none: %v", got)
	}
}
