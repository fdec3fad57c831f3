package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// sooner shortens what an example spends on purpose, and nothing else of it.
var sooner = strings.NewReplacer("--tune 10m", "--tune 3s", "--trials 40", "--trials 3", "--customers 2000", "--customers 300", "--customers 1000", "--customers 300")

// TestExamplesOfHelpWork runs every example that a help text gives, as it
// stands there but for sizes, in a folder with demo exports and their
// predict.yaml. Every config that the examples make trains quickly.
func TestExamplesOfHelpWork(t *testing.T) {
	t.Parallel()
	sandbox := t.TempDir()
	const section = `
model: # settings of trees would take long to search
  candidates: [logistic]
  average: []
  logistic: {knots: 0, max_iterations: 5}
` + anyGate + fewResamples
	const small = `predict() {
	command predict "$@" || return
	if [ "$1" = generate ]; then echo "$SECTION" >> "$PWD/$2/predict.yaml"; fi # generate . makes the folder anew
}
`
	shell := func(line string) ([]byte, error) {
		cmd := exec.Command("sh", "-c", small+line)
		cmd.Env = append(os.Environ(), "SECTION="+section)
		cmd.Dir = sandbox
		return cmd.CombinedOutput()
	}
	prepare := func(line string) {
		if out, err := shell(line); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
	prepare("predict generate . --customers 300")
	root := (&app{}).root()
	commands := map[string]*cobra.Command{"": root}
	for _, c := range root.Commands() {
		commands[c.Name()] = c
		for _, part := range c.Commands() {
			commands[c.Name()+" "+part.Name()] = part
		}
	}
	// In this order, because score needs the model that train stores.
	for _, name := range []string{
		"", "load", "features", "train", "score", "explain", "run", "evaluate",
		"models", "models list", "models show", "models diff", "models promote", "models rollback", "models remove", "kpi", "causes", "signals", "whatif", "report", "status", "doctor", "verify", "init", "generate", "man", "version",
	} {
		if name == "init" {
			prepare("mkdir exports && cp *.csv exports")
		}
		if name == "models rollback" { // takes two champions, and leaves one to remove
			prepare("predict train --as-of 2025-11-30 --force && predict models promote 2025-11-30 --force")
		}
		c := commands[name]
		delete(commands, name)
		if strings.TrimSpace(c.Example) == "" {
			t.Errorf("%q gives no example", c.CommandPath())
		}
		for line := range strings.Lines(c.Example) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, c.CommandPath()) {
				t.Errorf("the example %q is not one of %q", line, c.CommandPath())
			}
			if out, err := shell(sooner.Replace(line)); err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		}
	}
	for name := range commands {
		t.Errorf("the examples of %q are not run here", name)
	}
}
