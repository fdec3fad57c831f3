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
		{"a pause of two weeks, once a year", guard.Age{Newest: ago(3.2), Usual: day, Longest: 13 * day, Armed: true}, guard.Warning},
		{"the longest pause again", guard.Age{Newest: ago(13.2), Usual: day, Longest: 13 * day, Armed: true}, guard.Warning},
		{"longer than the longest pause", guard.Age{Newest: ago(17.2), Usual: day, Longest: 13 * day, Armed: true}, guard.Hard},
		{"the ledger knows longer waits", guard.Age{Newest: ago(8.2), Usual: 7 * day, Longest: 2 * day, Armed: true}, ""},
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

// TestFreshnessSaysWhatIsUsual: the finding tells both waits, so that whoever reads
// it knows why it is no more than a warning.
func TestFreshnessSaysWhatIsUsual(t *testing.T) {
	newest := time.Date(2026, 3, 10, 18, 0, 0, 0, time.UTC)
	a := guard.Age{Newest: newest, Now: newest.AddDate(0, 0, 5), Usual: 24 * time.Hour, Longest: 13 * 24 * time.Hour, Armed: true}
	want := "the newest transaction is of 2026-03-10 18:00, 5 days ago; usual is 24 hours at most, and the longest wait so far was 13 days"
	if got := guard.Freshness(a, configs.Default().Guards.Freshness)[0].Text; got != want {
		t.Errorf("%q, want %q", got, want)
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
