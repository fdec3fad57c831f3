package pipeline

import (
	"strings"
	"testing"
)

// TestNextAfterARefusedModel: what is advised names no champion that is not
// there, or that cannot be used.
func TestNextAfterARefusedModel(t *testing.T) {
	refused := []LedgerEntry{{Outcome: Outcome{Status: Refused, ExitCode: 4}}}
	for _, c := range []struct {
		name     string
		champion *ChampionCondition
		want     string
	}{
		{"none", nil, "there is no champion"},
		{"damaged", &ChampionCondition{ID: "2026-01-01-00000000", Problem: "damaged model"}, "the champion cannot be used"},
		{"sound", &ChampionCondition{ID: "2026-01-01-00000000"}, "the champion scores"},
	} {
		if got := (&Condition{Runs: refused, Champion: c.champion}).next(); !strings.Contains(got, c.want) {
			t.Errorf("%s: the advice is %q, want it to say %q", c.name, got, c.want)
		}
	}
}

// TestFoldersThatAreNoLists: verify takes only folders for lists that are named
// as lists are.
func TestFoldersThatAreNoLists(t *testing.T) {
	for name, want := range map[string]bool{"2026-01-01": true, undated: true, "mine": false, "2026-01-32": false} {
		if got := listName(name); got != want {
			t.Errorf("%s: is it the name of a list? %v, want %v", name, got, want)
		}
	}
}
