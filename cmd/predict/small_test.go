package main

import (
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// smallModel is a model section with which training takes a fraction of a
// second: one candidate of a few trees, and few resamples.
const smallModel = `
model:
  candidates: [gbdt]
  average: []
  gbdt: {num_iterations: 20, learning_rate: 0.2}
`

// anyGate lets every model pass, so that a handful of customers will do.
const anyGate = `  gate: {min_customers: 1, min_churned: 1, min_gain: -1, champion_tie: 1, champion_logloss_tie: 10, max_ece: 1}
`

const fewResamples = `evaluation: {bootstrap: 20}
`

// small [-gate] CONFIG makes training quick: it appends a small model section to
// a config that has none. The gate lets any model pass, unless -gate leaves it
// as it is for every user.
func small(ts *testscript.TestScript, neg bool, args []string) {
	section := smallModel + anyGate + fewResamples
	if len(args) == 2 && args[0] == "-gate" {
		section, args = smallModel+fewResamples, args[1:]
	}
	if neg || len(args) != 1 {
		ts.Fatalf("usage: small [-gate] config")
	}
	ts.Check(appendSection(ts.MkAbs(args[0]), section))
}

// makeSmall does what the script command does, for tests that are no scripts.
func makeSmall(t *testing.T, config string) {
	t.Helper()
	if err := appendSection(config, smallModel+anyGate+fewResamples); err != nil {
		t.Fatal(err)
	}
}

func appendSection(config, section string) error {
	text, err := os.ReadFile(config)
	if err != nil {
		return err
	}
	return os.WriteFile(config, append([]byte(strings.TrimRight(string(text), "\n")+"\n"), section...), 0o600)
}
