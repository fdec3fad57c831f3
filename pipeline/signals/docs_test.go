package signals

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"predict/features/signals"
)

// The document names every signal, in the order of the code, and every note.
func TestDocumentNamesAll(t *testing.T) {
	b, err := os.ReadFile("../../docs/signals.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	last := 0
	for s := range signals.NumSignals {
		row := "| `" + signals.Name(s) + "` |"
		at := strings.Index(text, row)
		if at < last {
			t.Errorf("docs/signals.md has no row %s after that of the signal before", row)
		}
		last = at
	}
	for _, note := range []string{NeverShown, FewCustomers, NotSure, NoOdds} {
		if !strings.Contains(text, "`"+note+"`:") {
			t.Errorf("docs/signals.md does not say what %s means", note)
		}
	}
}

// The names of JSON stay: the page and other programs read them.
func TestNamesOfJSON(t *testing.T) {
	r := Judge(three(), Options{})
	b, err := json.Marshal(r.Signals[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"name", "customers", "coverage", "with", "without", "lift", "low", "high", "churned", "in_time", "missed",
		"false_alarms", "odds", "odds_low", "odds_high", "p", "q",
	} {
		if !strings.Contains(string(b), `"`+name+`":`) {
			t.Errorf("%s is not in %s", name, b)
		}
	}
}
