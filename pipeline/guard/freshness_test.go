package guard_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/pipeline/guard"
)

func TestFreshness(t *testing.T) {
	now := time.Date(2026, 3, 10, 3, 0, 0, 0, time.UTC)
	ago := func(days float64) time.Time { return now.Add(-time.Duration(days * 24 * float64(time.Hour))) }
	const day = 24 * time.Hour
	tests := []struct {
		name string
		age  guard.Age
		want guard.Level
	}{
		{"yesterday", guard.Age{Newest: ago(0.2), Usual: day, Armed: true}, ""},
		{"a night without", guard.Age{Newest: ago(2.2), Usual: day, Armed: true}, ""},
		{"two nights without", guard.Age{Newest: ago(3.2), Usual: day, Armed: true}, guard.Warning},
		{"stopped", guard.Age{Newest: ago(5.2), Usual: day, Armed: true}, guard.Hard},
		{"weekly exports", guard.Age{Newest: ago(7.2), Usual: 7 * day, Armed: true}, ""},
		{"weekly exports that stopped", guard.Age{Newest: ago(11.2), Usual: 7 * day, Armed: true}, guard.Hard},
		{"the past", guard.Age{Newest: ago(5000), Usual: day}, guard.Note},
		{"tomorrow", guard.Age{Newest: ago(-1), Usual: day, Armed: true}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.age.Now = now
			if got := guard.Worst(guard.Freshness(test.age, configs.Default().Guards.Freshness)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestSettle(t *testing.T) {
	found := []guard.Finding{
		{Guard: "freshness", Level: guard.Note},
		{Guard: "volume", Level: guard.Hard, Text: "a", Remedy: "b"},
		{Guard: "drift", Level: guard.Hard, Text: "c", Remedy: "d"},
		{Guard: "missing", Level: guard.Warning},
	}
	settled := guard.Settle(found, configs.Guards{WarnOnly: []string{"volume"}})
	want := []guard.Finding{
		{Guard: "drift", Level: guard.Hard, Text: "c", Remedy: "d"},
		{Guard: "volume", Level: guard.Warning, Text: "a", Remedy: "b", WarnOnly: true},
		{Guard: "missing", Level: guard.Warning},
		{Guard: "freshness", Level: guard.Note},
	}
	if diff := cmp.Diff(want, settled); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !guard.Stops(settled) || guard.Stops(guard.Force(settled)) || guard.Worst(guard.Force(settled)) != guard.Hard {
		t.Error("a hard finding stops a list unless forced, and stays hard")
	}
	if got, want := guard.Texts(settled), "drift: c: d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
