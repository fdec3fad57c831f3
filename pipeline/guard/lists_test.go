package guard_test

import (
	"testing"

	"predict/configs"
	"predict/pipeline/guard"
)

// lists are earlier lists of so many customers, of whom so many are at high risk.
func lists(customers, high int, n int) []guard.List {
	var all []guard.List
	for range n {
		all = append(all, guard.List{Customers: customers, High: high, Distinct: 500})
	}
	return all
}

func TestCustomers(t *testing.T) {
	tests := []struct {
		name    string
		now     int
		earlier []guard.List
		want    guard.Level
	}{
		{"the first list", 1000, nil, ""},
		{"as many", 1010, lists(1000, 0, 5), ""},
		{"a third more", 1350, lists(1000, 0, 5), guard.Warning},
		{"twice as many", 2000, lists(1000, 0, 1), guard.Hard},
		{"half", 500, lists(1000, 0, 5), guard.Hard},
		{"none", 0, lists(1000, 0, 5), guard.Hard},
		{"one odd list before", 1000, append(lists(100, 0, 1), lists(1000, 0, 4)...), ""},
		{"few customers, chance", 28, lists(42, 0, 5), ""}, // a factor of 1.5; four standard errors are a factor of 2.6
		{"too few to say", 1000, lists(20, 0, 5), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := guard.Worst(guard.Customers(guard.List{Customers: test.now}, test.earlier, configs.Default().Guards.Customers)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestHighRisk(t *testing.T) {
	steps := []guard.List{{Customers: 1000, High: 100}, {Customers: 1000, High: 280}, {Customers: 1000, High: 110}}
	tests := []struct {
		name    string
		now     guard.List
		earlier []guard.List
		want    guard.Level
	}{
		{"as many", guard.List{Customers: 1000, High: 110, Distinct: 400}, lists(1000, 100, 5), ""},
		{"odds 2.25 times", guard.List{Customers: 1000, High: 200, Distinct: 400}, lists(1000, 100, 5), guard.Warning}, // (200/800)/(100/900)
		{"odds 6 times", guard.List{Customers: 1000, High: 400, Distinct: 400}, lists(1000, 100, 5), guard.Hard},       // (400/600)/(100/900)
		{"odds 6 times by a new model", guard.List{Customers: 1000, High: 400, Distinct: 400, Model: "new"}, lists(1000, 100, 5), guard.Warning},
		{"nobody any more", guard.List{Customers: 1000, High: 0, Distinct: 400}, lists(1000, 100, 5), guard.Hard},
		{"lists that jump", guard.List{Customers: 1000, High: 280, Distinct: 400}, steps, ""},
		{"the first list", guard.List{Customers: 1000, High: 900, Distinct: 400}, nil, ""},
		{"all the same", guard.List{Customers: 1000, High: 100, Distinct: 1}, nil, guard.Hard},
		{"a handful, all the same", guard.List{Customers: 20, High: 20, Distinct: 1}, nil, ""},
		{"few customers, chance", guard.List{Customers: 40, High: 6, Distinct: 40}, lists(40, 2, 5), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := guard.Worst(guard.HighRisk(test.now, test.earlier, configs.Default().Guards.HighRisk)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestRealised(t *testing.T) {
	tests := []struct {
		name string
		o    guard.Outcome
		want guard.Level
	}{
		{"as foreseen", guard.Outcome{Expected: 0.2, Observed: 0.21, Customers: 5000, SameModel: true}, ""},
		{"a season", guard.Outcome{Expected: 0.2, Observed: 0.3, Customers: 5000, SameModel: true}, ""}, // odds 1.7 times
		{"odds 2.7 times", guard.Outcome{Expected: 0.2, Observed: 0.4, Customers: 5000, SameModel: true}, guard.Warning},
		{"odds 9 times", guard.Outcome{Expected: 0.1, Observed: 0.5, Customers: 5000, SameModel: true}, guard.Hard},
		{"the same by a model that is gone", guard.Outcome{Expected: 0.1, Observed: 0.5, Customers: 5000}, guard.Warning},
		{"nobody left", guard.Outcome{Expected: 0.1, Observed: 0, Customers: 5000, SameModel: true}, guard.Hard},
		{"few customers, chance", guard.Outcome{Expected: 0.1, Observed: 0.2, Customers: 40, SameModel: true}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := guard.Worst(guard.Realised(test.o, configs.Default().Guards.Realised)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
